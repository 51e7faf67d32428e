"""A provider's circuit: open while it is down, so that calls do not queue up for their failure.

Closed, calls pass. After some failures in a row it opens, and no call passes for a while; then one
goes ahead as a probe, and its end decides. A probe that takes long is followed by another, since a
call may hang for as long as a round lasts. What counts as a failure is said by `Cause.DOWN`.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

import msgspec

FAILURES_TO_OPEN = 5
FIRST_PAUSE_S = 5.0
LONGEST_PAUSE_S = 15.0


class CircuitState(StrEnum):
    """Whether calls pass, from the best to the worst."""

    CLOSED = "closed"
    HALF_OPEN = "half_open"
    OPEN = "open"


class Entry(StrEnum):
    """As what a call passes."""

    PLAIN = "plain"
    PROBE = "probe"
    """One that finds out whether the provider is back."""


class Closed(msgspec.Struct, frozen=True, kw_only=True):
    """Calls pass."""

    failures: int = 0
    """In a row."""


class Open(msgspec.Struct, frozen=True, kw_only=True):
    """No call passes until then; afterwards, a probe."""

    since: datetime
    until: datetime
    pause_s: float
    reason: str
    """What the last failure said."""


class HalfOpen(msgspec.Struct, frozen=True, kw_only=True):
    """A probe is on its way; from then on, another may follow."""

    since: datetime
    until: datetime
    pause_s: float
    reason: str


Circuit: TypeAlias = Closed | Open | HalfOpen


def state_of(circuit: Circuit, now: datetime) -> CircuitState:
    """Return what is said of a circuit."""
    match circuit:
        case Closed():
            return CircuitState.CLOSED
        case Open():
            return CircuitState.OPEN if now < circuit.until else CircuitState.HALF_OPEN
        case HalfOpen():
            return CircuitState.HALF_OPEN


def enter(circuit: Circuit, now: datetime) -> tuple[Circuit, Entry | None]:
    """Return the circuit with one more call under way, and as what; None: it may not pass."""
    match circuit:
        case Closed():
            return circuit, Entry.PLAIN
        case Open() | HalfOpen() if now >= circuit.until:
            return _probed(circuit, now), Entry.PROBE
        case Open() | HalfOpen():
            return circuit, None


def answered() -> Circuit:
    """Return the circuit after an answer of any kind: the provider is there."""
    return Closed()


def failed(circuit: Circuit, entry: Entry, now: datetime, reason: str) -> Circuit:
    """Return the circuit after a call by which the provider seems down."""
    match circuit:
        case Closed() if circuit.failures + 1 < FAILURES_TO_OPEN:
            return Closed(failures=circuit.failures + 1)
        case Closed():
            return _opened(now, now, FIRST_PAUSE_S, reason)
        case HalfOpen() if entry is Entry.PROBE:
            pause_s = min(2 * circuit.pause_s, LONGEST_PAUSE_S)
            return _opened(circuit.since, now, pause_s, reason)
        case Open() | HalfOpen():
            # A call from before, which tells nothing new.
            return circuit


def abandoned(circuit: Circuit, entry: Entry, now: datetime) -> Circuit:
    """Return the circuit after a call that ended without telling anything, as when canceled."""
    if isinstance(circuit, HalfOpen) and entry is Entry.PROBE:
        return Open(since=circuit.since, until=now, pause_s=circuit.pause_s, reason=circuit.reason)
    return circuit


def _probed(circuit: Open | HalfOpen, now: datetime) -> HalfOpen:
    return HalfOpen(
        since=circuit.since,
        until=now + timedelta(seconds=circuit.pause_s),
        pause_s=circuit.pause_s,
        reason=circuit.reason,
    )


def _opened(since: datetime, now: datetime, pause_s: float, reason: str) -> Open:
    until = now + timedelta(seconds=pause_s)
    return Open(since=since, until=until, pause_s=pause_s, reason=reason)
