"""Who changed their minds, why by their own account, and whether the votes bear that out."""

from collections.abc import Sequence

import msgspec

from service.domain.debate import (
    Debate,
    Response,
    Summary,
    SummarySource,
    TurningPoint,
    TurningPointKind,
    seat_of,
)
from service.domain.retelling import movement, only_round
from service.domain.tally import position_change
from service.pages.moves_view import MoveView, move_view

AT_ONCE = 6
"""So many changes are shown; those after them are folded away."""

Told = dict[tuple[int, str | None], str]
"""Sentences about changes, by round and participant."""


class ChangeView(msgspec.Struct, frozen=True, kw_only=True):
    """One change of a vote."""

    move: MoveView
    told: str | None
    """What the writer of the summary says of it; None where the mover itself says why."""
    counts: bool


class ChangesView(msgspec.Struct, frozen=True, kw_only=True):
    """All changes, by round, then seat."""

    count: str
    shown: tuple[ChangeView, ...]
    folded: tuple[ChangeView, ...]


def changes_view(
    debate: Debate, turning_points: Sequence[TurningPoint], summary: Summary | None
) -> ChangesView | None:
    """Return who changed their minds; None while nobody has and somebody still may."""
    responses = [one for one in debate.responses if position_change(debate, one)]
    count = _count(debate, responses)
    if count is None:
        return None
    told = _told(turning_points, summary)
    changes = tuple(
        ChangeView(
            move=move,
            told=None if move.reason else told.get((one.round, one.participant)),
            counts=_counts(debate, one),
        )
        for one in responses
        if (move := move_view(debate, one))
    )
    return ChangesView(count=count, shown=changes[:AT_ONCE], folded=changes[AT_ONCE:])


def _count(debate: Debate, responses: Sequence[Response]) -> str | None:
    """Count the seats that moved, as the outcome does: up to the last round that counts."""
    if not responses:
        return (only_round(debate)[0] or movement(debate)[0]) if debate.state.outcome else None
    counting = [one for one in responses if _counts(debate, one)]
    movers = len({seat_of(one.participant) for one in counting})
    whose = "its mind" if movers == 1 else "their minds"
    times = f", {len(counting)} times in all" if len(counting) > movers else ""
    where = " in the rounds that count" if len(counting) < len(responses) else ""
    return f"{movers or 'None'} of {len(debate.spec.panel)} changed {whose}{where}{times}."


def _counts(debate: Debate, response: Response) -> bool:
    outcome = debate.state.outcome
    return outcome is None or response.round <= outcome.rounds


def _told(turning_points: Sequence[TurningPoint], summary: Summary | None) -> Told:
    """Return the sentences of a model about changes; those of code say what stands here anyway."""
    if summary is None or summary.source is not SummarySource.MODEL:
        return {}
    ours = {turn.text for turn in turning_points}
    return {
        (turn.round, turn.participant): turn.text
        for turn in summary.turning_points
        if turn.kind is TurningPointKind.POSITION_CHANGE and turn.text not in ours
    }
