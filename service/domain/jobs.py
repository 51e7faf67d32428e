"""A unit of queued work, as the store and the queue hand it to each other, and on what terms."""

from enum import StrEnum

import msgspec

MOST_TRIES = 5
"""How often a job may be broken off without any progress: one that kills its worker is given up."""


class Lane(StrEnum):
    """Queues that share nothing: what waits in one takes no slot in another.

    A lane is what its keys begin with. `deliver` is for deliveries to those who take them, `retry`
    for deliveries to those who have only failed of late.
    """

    DEBATES = ""
    DELIVER = "deliver:"
    RETRY = "retry:"


MOST_OF_A_RECEIVER = {Lane.DELIVER: 5, Lane.RETRY: 2}
"""Attempts to reach one receiver that are under way at a time, on all workers together."""


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
    tries: int = 1
    """How often the job was claimed since it last got on or was given back, this time included.

    What was broken off in company is not counted: another may have been the cause.
    """
    company: int = 0
    """How many suspects are tried together, this one included; 0 when it is none."""
    payload: bytes = b""
    """What is to be done, in arq's format; empty where that is gone."""

    @property
    def given_up(self) -> bool:
        """Return whether the job was broken off so often that it is not to be run again."""
        return self.tries > MOST_TRIES


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """On what terms jobs are handed out; the same for all workers of a namespace."""

    lease_s: float = 4.0
    """How long a job is its worker's without being renewed."""
    beat_s: float = 1.0
    """How often a worker renews; at most a third of a lease, or each beat would end a silence."""
    tenant_concurrency: int = 1_000
    """Jobs of one tenant that run at a time, on all workers together."""

    def of_a_line(self, lane: Lane) -> int:
        """Return how many jobs of one line, a tenant or a receiver, run at a time in a lane."""
        return MOST_OF_A_RECEIVER.get(lane, self.tenant_concurrency)

    @property
    def silence_s(self) -> float:
        """Return after how long without a beat of anybody the leases of the living may have ended.

        Whoever renewed a lease has a beat more than that to do so again.
        """
        return self.lease_s - self.beat_s

    @property
    def answer_within_s(self) -> float:
        """Return how long to wait for an answer, so that two attempts at a beat fit in a lease."""
        return (self.lease_s - self.beat_s) / 2
