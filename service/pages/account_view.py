"""What the summary tells as a whole, and what the counting tells beside it."""

from collections.abc import Iterable

import msgspec

from service.domain.debate import (
    Agreement,
    Debate,
    OptionId,
    Summary,
    TurningPoint,
    TurningPointKind,
)
from service.domain.outcome import winners
from service.domain.phrasing import Naming, counted
from service.domain.tally import counted_rounds
from service.pages.anchors import Passages
from service.pages.cases_view import DissentView, dissent_views
from service.pages.quotes import Quoting, quoting
from service.pages.votes_view import FEW


class Winner(msgspec.Struct, frozen=True, kw_only=True):
    """What wins under one way of counting."""

    rule: str
    winner: str


class AccountView(msgspec.Struct, frozen=True, kw_only=True):
    """The summary's overview."""

    overview: Quoting
    dissent: tuple[DissentView, ...]


def account_view(debate: Debate, summary: Summary, passages: Passages) -> AccountView:
    """Return the overview of a summary and the positions that lost."""
    return AccountView(
        overview=quoting(debate.spec, passages, summary.overview, summary.overview_citations),
        dissent=dissent_views(debate, summary, passages),
    )


def lead_changes(turns: Iterable[TurningPoint]) -> tuple[str, ...]:
    """Return a sentence for each round in which other options led than before."""
    return tuple(turn.text for turn in turns if turn.kind is TurningPointKind.LEAD_CHANGE)


def disagreeing_rules(debate: Debate) -> tuple[Winner, ...]:
    """Return what each way of counting that had anything to count names, if not all name the same."""
    outcome = debate.state.outcome
    if outcome is None or outcome.rules_agree or outcome.agreement is Agreement.NONE:
        return ()
    found = winners(debate, counted_rounds(debate))
    return tuple(
        Winner(rule=name, winner=_winner(debate, found[rule]))
        for rule, name in RULES.items()
        if found[rule]
    )


def _winner(debate: Debate, ahead: tuple[OptionId, ...]) -> str:
    naming = Naming(spec=debate.spec)
    if len(ahead) == 1:
        return naming.label(ahead[0])
    if len(ahead) <= FEW:
        return f"level: {naming.labels(ahead)}"
    return f"level: {counted(len(ahead), 'option')}"


RULES = {
    "first_round": "First votes",
    "last_round": "Final votes",
    "trajectory": "Votes of all rounds",
    "second_choices": "Final votes and second choices, two points and one",
    "confidence": "Final votes by the confidence given with them",
}
"""The ways of counting, by their fields in `ByRule`."""
