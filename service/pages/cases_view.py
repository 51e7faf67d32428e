"""The best case that was made for each option, and the cases of those who lost."""

from collections.abc import Sequence

import msgspec

from service.domain.debate import (
    ArgumentStatus,
    ChosenBy,
    Debate,
    Dissent,
    OptionId,
    StrongestArgument,
    Summary,
    SummarySource,
)
from service.domain.phrasing import Naming, number
from service.domain.tally import counted_rounds, round_tally
from service.domain.transcript import WITHOUT_ARGUMENT
from service.pages.anchors import Passages
from service.pages.quotes import Quoting, quoting
from service.pages.votes_view import FEW


class CaseView(msgspec.Struct, frozen=True, kw_only=True):
    """The best case for one option."""

    id: str
    """Of its element on the page."""
    label: str
    said: Quoting | None
    """None where nothing can be quoted."""
    status: str | None
    """What is to be said of who holds it, where nobody does."""
    chosen: str | None
    """By what it was chosen."""


class CasesView(msgspec.Struct, frozen=True, kw_only=True):
    """The best case for every option that anyone has voted for, and the options without one."""

    cases: tuple[CaseView, ...]
    unargued: str | None
    """What is to be said of the options for which no argument was made."""


class DissentView(msgspec.Struct, frozen=True, kw_only=True):
    """A position that lost."""

    label: str
    names: tuple[str, ...]
    said: Quoting | None
    """None where it is what the best case says."""
    case: str
    """Where on the page the best case for it stands."""


def cases_view(debate: Debate, summary: Summary, passages: Passages) -> CasesView:
    """Return the best case for each option, those with most votes at the end first."""
    argued = [a for a in _by_votes(debate, summary) if not _unargued(a)]
    return CasesView(
        cases=tuple(_case(debate, summary, passages, one) for one in argued),
        unargued=_without_case(debate, summary),
    )


def dissent_views(debate: Debate, summary: Summary, passages: Passages) -> tuple[DissentView, ...]:
    """Return the positions that lost; a case that is quoted above is not quoted again."""
    best = {one.option: one.claim for one in summary.strongest_arguments}
    return tuple(
        DissentView(
            label=debate.spec.option(one.option).label,
            names=tuple(debate.spec.participant(seat).name for seat in one.participants),
            said=_unless_said(debate, passages, one, best[one.option]),
            case=f"#{_place(debate, one.option)}",
        )
        for one in summary.dissent
    )


def _without_case(debate: Debate, summary: Summary) -> str | None:
    """Name the options that nobody argued for, where they are few; all stand among the votes."""
    options = [one.option for one in summary.strongest_arguments if _unargued(one)]
    if not options:
        return None
    if len(options) <= FEW:
        which = Naming(spec=debate.spec).labels(options)
    else:
        which = f"the {number(len(options))} options that nobody voted for"
    return f"No argument was made for {which}."


def _unless_said(
    debate: Debate, passages: Passages, one: Dissent, best: str | None
) -> Quoting | None:
    if one.claim == best:
        return None
    return quoting(debate.spec, passages, one.claim, one.citations)


def _case(
    debate: Debate, summary: Summary, passages: Passages, one: StrongestArgument
) -> CaseView:
    held = one.status is ArgumentStatus.HELD and one.claim is not None
    return CaseView(
        id=_place(debate, one.option),
        label=debate.spec.option(one.option).label,
        said=quoting(debate.spec, passages, one.claim, one.citations) if one.claim else None,
        status=None if held else WITHOUT_ARGUMENT[one.status],
        chosen=_chosen(summary, one.chosen_by) if one.claim and one.chosen_by else None,
    )


def _chosen(summary: Summary, by: ChosenBy) -> str:
    if by is ChosenBy.WRITER and summary.source is SummarySource.EXTRACTIVE:
        return "the first case made for it"
    return CHOSEN[by]


def _unargued(one: StrongestArgument) -> bool:
    return one.status is ArgumentStatus.NO_ARGUMENT_MADE


def _by_votes(debate: Debate, summary: Summary) -> Sequence[StrongestArgument]:
    last = counted_rounds(debate)[-1:]
    votes = {row.option: row.votes for when in last for row in round_tally(debate, when)}
    return sorted(summary.strongest_arguments, key=lambda one: -votes.get(one.option, 0))


def _place(debate: Debate, option: OptionId) -> str:
    ids = [each.id for each in debate.spec.options]
    return f"case-{ids.index(option) + 1}"


CHOSEN = {
    ChosenBy.CREDITED: "credited by those who moved to it",
    ChosenBy.ANSWERED: "answered by the most later arguments",
    ChosenBy.WRITER: "picked by the writer of the summary",
}
"""By what the best case for an option was chosen."""
