"""Who changed their minds, why by their own account, and whether the ledger bears it out."""

from collections.abc import Sequence

import msgspec

from service.domain.debate import (
    Credit,
    Debate,
    ResponseRef,
    Summary,
    SummarySource,
    TurningPoint,
    TurningPointKind,
    seat_of,
)
from service.domain.excerpts import names_of
from service.domain.references import render
from service.domain.retelling import movement, only_round
from service.pages.quotes import Source, source_of

AT_ONCE = 6
"""So many changes are shown; those after them are folded away."""


class ChangeView(msgspec.Struct, frozen=True, kw_only=True):
    """One change of a vote."""

    name: str
    round: int
    argument: str
    """Where on the page the response stands."""
    left: str
    taken: str
    reason: str | None
    """In its own words."""
    credited: Source | None
    bears_out: bool
    """Whether the one credited had voted for the new option by then."""
    told: str | None
    """What the writer of the summary says of it."""
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
    turns = [t for t in turning_points if t.kind is TurningPointKind.POSITION_CHANGE]
    told = _told(summary)
    changes = tuple(_change(debate, turn, told) for turn in turns)
    count = _count(debate, turns)
    if count is None:
        return None
    return ChangesView(count=count, shown=changes[:AT_ONCE], folded=changes[AT_ONCE:])


def _count(debate: Debate, turns: Sequence[TurningPoint]) -> str | None:
    """Count the seats that moved, as the outcome does: up to the last round that counts."""
    if not turns:
        return (only_round(debate)[0] or movement(debate)[0]) if debate.state.outcome else None
    counting = [turn.participant for turn in turns if turn.participant and _counts(debate, turn)]
    movers = len({seat_of(mover) for mover in counting})
    whose = "its mind" if movers == 1 else "their minds"
    times = f", {len(counting)} times in all" if len(counting) > movers else ""
    where = " in the rounds that count" if len(counting) < len(turns) else ""
    return f"{movers or 'None'} of {len(debate.spec.panel)} changed {whose}{where}{times}."


def _counts(debate: Debate, turn: TurningPoint) -> bool:
    outcome = debate.state.outcome
    return outcome is None or turn.round <= outcome.rounds


def _told(summary: Summary | None) -> dict[tuple[int, str | None], str]:
    """Return the sentences of a model about changes; those of code say what stands here anyway."""
    if summary is None or summary.source is not SummarySource.MODEL:
        return {}
    return {
        (turn.round, turn.participant): turn.text
        for turn in summary.turning_points
        if turn.kind is TurningPointKind.POSITION_CHANGE
    }


def _change(
    debate: Debate, turn: TurningPoint, told: dict[tuple[int, str | None], str]
) -> ChangeView:
    spec, mover = debate.spec, turn.participant or ""
    response = debate.response(turn.round, mover)
    reason = response.change_reason if response else None
    text = told.get((turn.round, mover))
    own = source_of(spec, ResponseRef(round=turn.round, participant=mover))
    return ChangeView(
        name=own.name,
        round=turn.round,
        argument=own.link,
        left=spec.option(turn.from_options[0]).label,
        taken=spec.option(turn.to_options[0]).label,
        reason=render(reason, names_of(spec)) if reason else None,
        credited=source_of(spec, turn.persuaded_by) if turn.persuaded_by else None,
        bears_out=turn.credit is Credit.CONSISTENT,
        told=text if text != turn.text else None,
        counts=_counts(debate, turn),
    )
