"""Debates as they stand in a list: what was asked, how it ended or how far it is, when, by whom."""

from datetime import datetime

import msgspec

from service.domain.debate import Debate, DebateStatus
from service.domain.model_ids import is_simulated
from service.domain.transcript import title


class Recent(msgspec.Struct, frozen=True, kw_only=True):
    """Some debates, newest first."""

    debates: tuple[Debate, ...]
    newest: bool
    """Whether none is newer than these."""
    has_more: bool
    """Whether there are older ones."""


class RowView(msgspec.Struct, frozen=True, kw_only=True):
    """A debate in the list."""

    title: str
    link: str
    status: str
    headline: str
    """What came of it, or how far it is."""
    models: str
    created: str
    created_at: str


class RecentView(msgspec.Struct, frozen=True, kw_only=True):
    """The list of debates."""

    rows: tuple[RowView, ...]
    newer: str
    """A link; empty where there is nothing to find."""
    older: str


def recent_view(recent: Recent) -> RecentView:
    """Decide what the list shows."""
    oldest = recent.debates[-1].spec.id if recent.debates else ""
    return RecentView(
        rows=tuple(map(_row, recent.debates)),
        newer="" if recent.newest else "/#recent",
        older=f"/?starting_after={oldest}#recent" if recent.has_more else "",
    )


def _row(debate: Debate) -> RowView:
    spec, state = debate.spec, debate.state
    return RowView(
        title=title(debate),
        link=f"/debates/{spec.id}",
        status=STATUSES[state.status],
        headline=_headline(debate),
        models=_models(debate),
        created=_moment(spec.created_at),
        created_at=spec.created_at.isoformat(),
    )


def _headline(debate: Debate) -> str:
    state = debate.state
    if state.outcome is not None:
        return state.outcome.headline
    if state.status is DebateStatus.RUNNING:
        return f"Round {len(state.rounds)} of at most {debate.spec.rules.max_rounds}"
    return state.error.message if state.error else ""


def _models(debate: Debate) -> str:
    panel = debate.spec.panel
    simulated = sum(is_simulated(seat.model) for seat in panel)
    if simulated == len(panel):
        return counted(simulated, "simulated model")
    mixed = f", {simulated} of them simulated" if simulated else ""
    return f"{counted(len(panel), 'model')}{mixed}"


def counted(count: int, what: str) -> str:
    """Return a number of things."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _moment(when: datetime) -> str:
    return f"{when.day} {when:%B %Y, %H:%M} UTC"


STATUSES = {
    DebateStatus.QUEUED: "Queued",
    DebateStatus.RUNNING: "Running",
    DebateStatus.SUMMARIZING: "Being summarized",
    DebateStatus.COMPLETED: "Completed",
    DebateStatus.FAILED: "Failed",
    DebateStatus.CANCELED: "Canceled",
    DebateStatus.EXPIRED: "Expired",
}
