"""The consensus rules against exact fractions, for every number of votes a panel can cast."""

from collections.abc import Callable
from fractions import Fraction
from math import ceil

import pytest

from service.domain.consensus import RULES, holds, votes_needed
from service.domain.debate import ConsensusRule
from tests.support.debates import some_rules

MOST_VOTES = 12
FEWEST_VOTES_NEEDED: dict[ConsensusRule, Callable[[int], int]] = {
    ConsensusRule.UNANIMOUS: lambda valid: valid,
    ConsensusRule.SUPERMAJORITY: lambda valid: ceil(Fraction(2, 3) * valid),
    ConsensusRule.MAJORITY: lambda valid: next(
        n for n in range(valid + 1) if n > Fraction(1, 2) * valid
    ),
    ConsensusRule.VOTES_NEEDED: lambda _valid: 4,
}
"""What debate.md says, rule by rule; `votes_needed` is 4 here."""


def test_every_rule_has_a_row() -> None:
    assert set(RULES) == set(ConsensusRule) == set(FEWEST_VOTES_NEEDED)


@pytest.mark.parametrize("valid", range(1, MOST_VOTES + 1))
@pytest.mark.parametrize("rule", ConsensusRule)
def test_a_rule_asks_for_the_fewest_votes_that_satisfy_its_fraction(
    rule: ConsensusRule, valid: int
) -> None:
    rules = some_rules(consensus=rule, votes_needed=4)

    needed = votes_needed(rules, valid)

    assert needed == FEWEST_VOTES_NEEDED[rule](valid)


@pytest.mark.parametrize("valid", range(1, MOST_VOTES + 1))
@pytest.mark.parametrize("rule", [r for r in ConsensusRule if r != "votes_needed"])
def test_a_rule_holds_from_exactly_its_number_of_votes_on(rule: ConsensusRule, valid: int) -> None:
    rules = some_rules(consensus=rule)

    holding = [n for n in range(valid + 1) if holds(rules, (n, valid - n)) and 2 * n >= valid]

    assert holding == list(range(FEWEST_VOTES_NEEDED[rule](valid), valid + 1))


@pytest.mark.parametrize(
    ("rule", "votes", "agreed"),
    [
        (ConsensusRule.SUPERMAJORITY, (4, 2, 0), True),
        (ConsensusRule.SUPERMAJORITY, (3, 2, 0), False),
        (ConsensusRule.SUPERMAJORITY, (5, 3, 0), False),
        (ConsensusRule.MAJORITY, (3, 3, 0), False),
        (ConsensusRule.MAJORITY, (3, 2, 1), False),
        (ConsensusRule.MAJORITY, (4, 2, 0), True),
        (ConsensusRule.UNANIMOUS, (5, 1, 0), False),
        (ConsensusRule.UNANIMOUS, (1, 0, 0), True),
    ],
)
def test_whether_a_round_agrees_follows_from_its_counts(
    rule: ConsensusRule,
    votes: tuple[int, ...],
    agreed: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert holds(some_rules(consensus=rule), votes) is agreed


@pytest.mark.parametrize("rule", ConsensusRule)
def test_a_round_without_votes_never_agrees(rule: ConsensusRule) -> None:
    assert not holds(some_rules(consensus=rule, votes_needed=1), (0, 0))


@pytest.mark.parametrize(
    ("votes", "agreed"),
    [((3, 2, 1), True), ((3, 3, 0), False), ((4, 3, 0), False), ((2, 2, 2), False)],
)
def test_two_options_that_both_have_the_votes_needed_do_not_agree(
    votes: tuple[int, ...],
    agreed: bool,  # noqa: FBT001 - a column of the table
) -> None:
    rules = some_rules(consensus=ConsensusRule.VOTES_NEEDED, votes_needed=3)

    assert holds(rules, votes) is agreed


def test_a_number_that_more_votes_were_asked_for_than_cast_is_never_reached() -> None:
    rules = some_rules(consensus=ConsensusRule.VOTES_NEEDED, votes_needed=5)

    assert not holds(rules, (4, 0))


def test_a_rule_that_names_no_number_asks_for_all_votes() -> None:
    rules = some_rules(consensus=ConsensusRule.VOTES_NEEDED, votes_needed=None)

    assert votes_needed(rules, 6) == 6
