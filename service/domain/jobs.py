"""A unit of queued work, as the store and the queue hand it to each other."""

import msgspec


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One job, ready to be queued in the same script as the state that calls for it."""

    id: str
    """Derived from what is to be done: the same work is never queued twice."""
    payload: bytes
    """In arq's format, encoded as msgpack."""


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """A worker's right to act for a job until its lease ends."""

    job_id: str
    token: str
