"""What counts as agreement: one function a rule, and the RULES table.

Each function says how many votes a rule asks for, given the valid votes of a round; integers
only, so that no rounding can decide. To add a rule: a member of `ConsensusRule`, a function, a row.
"""

from collections.abc import Callable

from service.domain.debate import ConsensusRule, Rules


def votes_needed(rules: Rules, valid: int) -> int:
    """Return how many of `valid` votes one option needs for agreement."""
    return RULES[rules.consensus](rules, valid)


def holds(rules: Rules, votes: tuple[int, ...]) -> bool:
    """Return whether one option alone has enough of the votes of a round.

    `votes` are the counts of all options; two options that both have enough do not agree.
    """
    valid = sum(votes)
    if valid == 0:
        return False
    needed = votes_needed(rules, valid)
    return sum(count >= needed for count in votes) == 1


def _all_of(_rules: Rules, valid: int) -> int:
    return valid


def _two_thirds(_rules: Rules, valid: int) -> int:
    # The smallest n with 3n >= 2 * valid.
    return -(-2 * valid // 3)


def _more_than_half(_rules: Rules, valid: int) -> int:
    return valid // 2 + 1


def _number_asked_for(rules: Rules, valid: int) -> int:
    return rules.votes_needed if rules.votes_needed is not None else valid


RULES: dict[ConsensusRule, Callable[[Rules, int], int]] = {
    ConsensusRule.UNANIMOUS: _all_of,
    ConsensusRule.SUPERMAJORITY: _two_thirds,
    ConsensusRule.MAJORITY: _more_than_half,
    ConsensusRule.VOTES_NEEDED: _number_asked_for,
}
