"""What stands above everything: how large a debate it is, when it was, and what was asked."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from service.domain.debate import Debate, DebateStatus
from service.domain.model_ids import is_simulated
from service.domain.transcript import title

LONGEST_OPEN = 600
"""Characters of a question that is not folded away."""


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """A time as people read it, and as machines do."""

    text: str
    iso: str


class HeadView(msgspec.Struct, frozen=True, kw_only=True):
    """The head of the page."""

    size: tuple[str, ...]
    """How many models and rounds, and whether anybody real was asked."""
    happened: str
    """What happened at `when`."""
    when: Moment
    title: str
    question: str | None
    """The whole of it, where the title is cut."""
    question_open: bool
    """Whether it is short enough to stand there in full."""
    context: str | None


def head_view(debate: Debate) -> HeadView:
    """Return the head of a debate's page."""
    spec, state = debate.spec, debate.state
    happened, when = "asked", spec.created_at
    if state.finished_at:
        happened, when = ENDS[state.status], state.finished_at
    elif state.started_at:
        happened, when = "begun", state.started_at
    short = title(debate)
    return HeadView(
        size=(models(debate), _rounds(debate), *_simulated(debate)),
        happened=happened,
        when=moment(when),
        title=short,
        question=spec.question if short.endswith("…") else None,
        question_open=len(spec.question) <= LONGEST_OPEN,
        context=spec.context,
    )


def models(debate: Debate) -> str:
    """Say how many models sit at the table, and where that is so, that all are the same."""
    panel = debate.spec.panel
    same = len({participant.model for participant in panel}) == 1
    return f"{len(panel)} models, all the same" if same else f"{len(panel)} models"


def moment(when: datetime) -> Moment:
    """Return a time, to the minute."""
    return Moment(text=f"{when.day} {when:%B %Y, %H:%M} UTC", iso=when.isoformat())


def _simulated(debate: Debate) -> Iterator[str]:
    if all(is_simulated(participant.model) for participant in debate.spec.panel):
        yield "all simulated"


def _rounds(debate: Debate) -> str:
    begun, most = len(debate.state.rounds), debate.spec.rules.max_rounds
    if debate.state.status is DebateStatus.RUNNING and begun:
        return f"round {begun} of {'at most ' if begun < most else ''}{most}"
    if not begun and not debate.state.status.terminal:
        return "1 round" if most == 1 else f"at most {most} rounds"
    return "1 round" if begun == 1 else f"{begun} rounds"


ENDS = {
    DebateStatus.COMPLETED: "finished",
    DebateStatus.FAILED: "failed",
    DebateStatus.CANCELED: "canceled",
    DebateStatus.EXPIRED: "expired",
}
"""What happened when nothing could change any more."""
