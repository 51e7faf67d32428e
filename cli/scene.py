"""What has happened in a debate so far, folded from its events; pure.

`advance` takes the scene and the next event and returns the next scene. A new event that should be
seen is a branch there and something to draw in `live`.
"""

from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from service.resources.schemas import Debate, DeltaData, Event, PanelResponse, Round

TERMINAL = {
    "debate.completed": "completed",
    "debate.failed": "failed",
    "debate.canceled": "canceled",
    "debate.expired": "expired",
}
"""The events that end a debate, and the status each leaves it in."""


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """A debate as its watchers know it."""

    debate: Debate
    round: int = 0
    """The round at work or just closed; 0 before the first."""
    answers: Mapping[str, PanelResponse] = {}
    """What each seat did in that round, by seat, in the order of arrival."""
    authors: Mapping[str, str] = {}
    """The seat that gave each response so far, by response id."""
    closed: Round | None = None
    """That round's account, once it is over."""
    ended: str | None = None
    """The terminal status."""


class Writing(msgspec.Struct, frozen=True, kw_only=True):
    """What a participant is writing; no more of it than fits on a line."""

    round: int
    attempt: int
    end: str
    """The last words so far."""


LONGEST_END = 300


def advance(scene: Scene, event: Event) -> Scene:
    """Return the scene after this event."""
    data = event.data
    match event.type:
        case "round.started" if isinstance(data.round, Round):
            return replace(scene, round=data.round.number, answers={}, closed=None)
        case "response.completed" if isinstance(data.response, PanelResponse):
            return _answered(scene, data.response)
        case "round.completed" if isinstance(data.round, Round):
            return replace(scene, closed=data.round)
        case ended if ended in TERMINAL:
            return replace(scene, ended=TERMINAL[ended])
        case _:
            return scene


def overhear(before: Writing | None, delta: DeltaData) -> Writing:
    """Return what that participant is writing after this delta."""
    goes_on = before and (before.round, before.attempt) == (delta.round, delta.attempt)
    text = (before.end if before and goes_on else "") + delta.text
    return Writing(round=delta.round, attempt=delta.attempt, end=text[-LONGEST_END:])


def name_of(debate: Debate, seat_id: str) -> str:
    """Return the name under which that seat takes part."""
    return next(seat.name for seat in debate.panel if seat.id == seat_id)


def _answered(scene: Scene, response: PanelResponse) -> Scene:
    answers = {**scene.answers, response.participant: response}
    authors = {**scene.authors, response.id: response.participant}
    return replace(scene, answers=answers, authors=authors)
