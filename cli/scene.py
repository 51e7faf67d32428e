"""What has happened in a debate so far, folded from its events; pure.

`advance` takes the scene and the next event and returns the next scene. A new event that should be
seen is a branch there and something to draw in `frame` or `drawing`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec
from msgspec.structs import replace

from service.domain.debate import DebateStatus
from service.resources.schemas import Debate, DeltaData, Event, PanelResponse, Round

TERMINAL = {
    "debate.completed": DebateStatus.COMPLETED,
    "debate.failed": DebateStatus.FAILED,
    "debate.canceled": DebateStatus.CANCELED,
    "debate.expired": DebateStatus.EXPIRED,
}
"""The events that end a debate, and the status each leaves it in."""

STATUSES = {
    "debate.queued": DebateStatus.QUEUED,
    "debate.started": DebateStatus.RUNNING,
    "summary.started": DebateStatus.SUMMARIZING,
    **TERMINAL,
}
"""The events that give a debate another status."""

Answers = Mapping[str, PanelResponse]
"""What seats did in one round, by seat."""
Ledger = Mapping[int, Answers]
"""The answers of each round, by its number."""


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """A debate as its watchers know it."""

    debate: Debate
    status: DebateStatus = DebateStatus.QUEUED
    since: datetime | None = None
    """When that status, or the round at work, began."""
    round: int = 0
    """The round at work or just closed; 0 before the first."""
    ledger: Ledger = {}
    """What each seat did, in the order of arrival."""
    closed: Round | None = None
    """The account of the last round that is over."""

    @property
    def answers(self) -> Answers:
        """Return what each seat did in the round at work, or just closed."""
        return self.ledger.get(self.round, {})

    @property
    def at_work(self) -> bool:
        """Return whether a round is under way."""
        closed = self.closed.number if self.closed else 0
        return self.status is DebateStatus.RUNNING and self.round > closed


class Writing(msgspec.Struct, frozen=True, kw_only=True):
    """What a participant is writing; no more of it than fits on a line."""

    round: int
    attempt: int
    end: str
    """The last words so far."""


LONGEST_END = 300


def advance(scene: Scene, event: Event) -> Scene:
    """Return the scene after this event."""
    data, now = event.data, event.created_at
    if event.type in STATUSES:
        return replace(scene, status=STATUSES[event.type], since=now)
    match event.type:
        case "round.started" if isinstance(data.round, Round):
            return replace(scene, round=data.round.number, since=data.round.started_at)
        case "response.completed" if isinstance(data.response, PanelResponse):
            return replace(scene, ledger=ledger_of([data.response], scene.ledger))
        case "round.completed" if isinstance(data.round, Round):
            return replace(scene, closed=data.round)
        case _:
            return scene


def ledger_of(responses: Iterable[PanelResponse], before: Ledger | None = None) -> Ledger:
    """Return the ledger that has these responses, beside those of the one before."""
    ledger = dict(before or {})
    for response in responses:
        answers = ledger.get(response.round, {})
        ledger[response.round] = {**answers, response.participant: response}
    return ledger


def author_of(ledger: Ledger, response_id: str | None) -> str | None:
    """Return the name of whoever gave that response; None when it is not among these."""
    responses = (response for answers in ledger.values() for response in answers.values())
    return next((response.name for response in responses if response.id == response_id), None)


def overhear(before: Writing | None, delta: DeltaData) -> Writing:
    """Return what that participant is writing after this delta."""
    goes_on = before and (before.round, before.attempt) == (delta.round, delta.attempt)
    text = (before.end if before and goes_on else "") + delta.text
    return Writing(round=delta.round, attempt=delta.attempt, end=text[-LONGEST_END:])


def name_of(debate: Debate, seat_id: str, round_number: int | None = None) -> str:
    """Return the name of who sits on that seat; in a fork another may have, in that round."""
    seat = next(seat for seat in debate.panel if seat.id == seat_id)
    if round_number is None:
        return seat.name
    sat = (former.name for former in seat.former if round_number <= former.until_round)
    return next(sat, seat.name)
