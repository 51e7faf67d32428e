"""How many debates there are and how they ended, as the moves between statuses add up to.

The store counts each move in the same step as it makes it, so that one was accepted exactly if it
is active or has ended: `accepted == sum(active) + sum(ended)`, whatever was killed meanwhile.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import product
from typing import NamedTuple

import msgspec

from service.domain.budget import BUDGET_EXCEEDED
from service.domain.debate import TERMINAL, DebateStatus, StopReason

NOWHERE = ""
"""Where a debate comes from that was just accepted."""
REMOVED = "removed"
"""Where one goes that is removed before it has ended: its stored state could not be read."""

ACTIVE = tuple(status for status in DebateStatus if not status.terminal)
ENDINGS = frozenset(TERMINAL) | {REMOVED}


class Move(NamedTuple):
    """From one status to another."""

    before: str
    after: str
    reason: str
    """The code of what ended it; empty while it goes on."""


class Moves(msgspec.Struct, frozen=True, kw_only=True):
    """What all moves of one store add up to."""

    accepted: int
    active: Mapping[str, int]
    """How many have each status now."""
    ended: Mapping[tuple[str, str], int]
    """How many have ever ended with a status and for a reason; with 0 those that may be."""


def add_up(moves: Iterable[tuple[Move, int]]) -> Moves:
    """Add up how often each move was made."""
    accepted, active = 0, Counter[str](dict.fromkeys(ACTIVE, 0))
    ended = Counter[tuple[str, str]](dict.fromkeys(KNOWN_ENDS, 0))
    for move, times in moves:
        if move.before == NOWHERE:
            accepted += times
        if move.before in active:
            active[move.before] -= times
        if move.after in active:
            active[move.after] += times
        if move.after in ENDINGS:
            ended[move.after, move.reason] += times
    return Moves(accepted=accepted, active=active, ended=ended)


KNOWN_ENDS = (
    *product([DebateStatus.COMPLETED], StopReason),
    *product([DebateStatus.FAILED], ["quorum_lost", BUDGET_EXCEEDED, "internal_error"]),
    (DebateStatus.EXPIRED, "deadline_exceeded"),
    (DebateStatus.CANCELED, ""),
)
"""Ends that are told of before the first one: what begins at 1 is no rise to those who watch."""
