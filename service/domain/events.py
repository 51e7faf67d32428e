"""What can happen in a debate: one Struct an event, and the EVENTS table.

Docstrings here are published: they are written for the subscriber. An event names what it is
about by round and seat; what it says of them is read from the ledger, which never changes after.
To add an event: a Struct, its place in `Event`; the table follows.
"""

from datetime import datetime
from typing import get_args

import msgspec

from service.domain.debate import DebateStatus, ResponseRef


class DebateQueued(msgspec.Struct, frozen=True, tag_field="type", tag="debate.queued"):
    """The debate is stored and waits for a worker."""


class DebateStarted(msgspec.Struct, frozen=True, tag_field="type", tag="debate.started"):
    """A worker has begun the debate."""


class RoundStarted(msgspec.Struct, frozen=True, tag_field="type", tag="round.started"):
    """The panel is being asked; `round` says for which round."""

    round: int


class ResponseCompleted(msgspec.Struct, frozen=True, tag_field="type", tag="response.completed"):
    """One participant's response is in, with a vote or with the status that says why not."""

    response: ResponseRef


class RoundCompleted(msgspec.Struct, frozen=True, tag_field="type", tag="round.completed"):
    """A round is closed; its tally is final."""

    round: int


class SummaryStarted(msgspec.Struct, frozen=True, tag_field="type", tag="summary.started"):
    """The rounds are over, the outcome is known, and the summary is being written."""


class NoteAdded(msgspec.Struct, frozen=True, tag_field="type", tag="note.added"):
    """A moderator has added a note; its `round` says which round shows it to every seat first."""

    note: str
    status: DebateStatus
    """The debate's, which does not follow from a note."""


class DebateCompleted(msgspec.Struct, frozen=True, tag_field="type", tag="debate.completed"):
    """The debate is over: outcome and summary can be read."""


class DebateFailed(msgspec.Struct, frozen=True, tag_field="type", tag="debate.failed"):
    """The debate could not be brought to its end; `error` says why."""


class DebateCanceled(msgspec.Struct, frozen=True, tag_field="type", tag="debate.canceled"):
    """The debate was canceled; what was said until then stays readable."""


class DebateExpired(msgspec.Struct, frozen=True, tag_field="type", tag="debate.expired"):
    """The deadline passed before any round counted."""


Event = (
    DebateQueued
    | DebateStarted
    | RoundStarted
    | ResponseCompleted
    | RoundCompleted
    | SummaryStarted
    | NoteAdded
    | DebateCompleted
    | DebateFailed
    | DebateCanceled
    | DebateExpired
)


def type_of(event: type[Event]) -> str:
    """Return the public type of an event, for instance `round.completed`."""
    return str(event.__struct_config__.tag)


EVENTS: dict[str, type[Event]] = {type_of(event): event for event in get_args(Event)}
"""Every event by its public type."""

TERMINAL_EVENTS = (DebateCompleted, DebateFailed, DebateCanceled, DebateExpired)


class LoggedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event in a debate's log."""

    sequence: int
    """From 1, without gaps."""
    created_at: datetime
    event: Event

    @property
    def type(self) -> str:
        """Return the public type, for instance `round.completed`."""
        return type_of(type(self.event))

    @property
    def terminal(self) -> bool:
        """Return whether nothing can follow in this log."""
        return isinstance(self.event, TERMINAL_EVENTS)
