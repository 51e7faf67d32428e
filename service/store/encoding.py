"""How values are written to Redis: msgpack blobs, times in milliseconds, field names."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import msgspec

from service.domain.debate import (
    SUMMARIZER,
    Call,
    Debate,
    DebateSpec,
    DebateState,
    Response,
    ResponseRef,
    seat_of,
)
from service.domain.jobs import Job
from service.store.scripting import Argument

PAYLOAD_EXPIRES_MS = 7 * 86_400_000
"""How long a queued job's payload is kept; the sweeper queues it again after that."""

encode = msgspec.msgpack.Encoder().encode


def decode_debate(
    spec: bytes, state: tuple[bytes, bytes], responses: list[bytes], calls: list[bytes]
) -> Debate:
    """Put a debate together from what is stored of it: `state` is its rev and its data."""
    return put_together(
        msgspec.msgpack.decode(spec, type=DebateSpec),
        msgspec.msgpack.decode(state[1], type=DebateState),
        int(state[0]),
        (msgspec.msgpack.decode(blob, type=Response) for blob in responses),
        (msgspec.msgpack.decode(blob, type=Call) for blob in calls),
    )


def put_together(
    spec: DebateSpec,
    state: DebateState,
    rev: int,
    responses: Iterable[Response],
    calls: Iterable[Call],
) -> Debate:
    """Return a debate with its ledger in order."""
    seats = {participant.id: place for place, participant in enumerate(spec.panel)}
    callers = {**seats, SUMMARIZER: len(seats)}
    return Debate(
        spec=spec,
        state=state,
        rev=rev,
        responses=tuple(sorted(responses, key=lambda r: (r.round, seats[seat_of(r.participant)]))),
        calls=tuple(sorted(calls, key=lambda c: (c.round, callers[c.participant], c.number))),
    )


def job_arguments(job: Job | None) -> list[Argument]:
    """Return what scripts take of a job: id, payload, expiry in ms; an empty id for none."""
    return [job.id, job.payload, PAYLOAD_EXPIRES_MS] if job else ["", "", 0]


def member(spec: DebateSpec) -> str:
    """Return the name of a debate in the sets that span tenants."""
    return f"{spec.tenant}|{spec.id}"


def response_field(what: Response | ResponseRef | Call) -> str:
    """Return the field of the ledger that a response, or a call for it, belongs to."""
    return f"{what.round}:{what.participant}"


def call_field(call: Call) -> str:
    """Return the field under which a call is kept."""
    return f"{call.round}:{call.participant}:{call.number}"


def to_ms(when: datetime) -> int:
    """Return the milliseconds since 1970."""
    return round(when.timestamp() * 1000)


def in_ms(duration: timedelta) -> int:
    """Return a duration in milliseconds."""
    return round(duration.total_seconds() * 1000)


def from_ms(milliseconds: int) -> datetime:
    """Return the time of that many milliseconds since 1970."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
