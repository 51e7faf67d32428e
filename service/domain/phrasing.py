"""How computed prose says things: numbers, names, labels, rules, why a seat gave no vote.

All of it is English. A word that several sentences need alike belongs here; a whole sentence
belongs to `retelling` or `turning_points`.
"""

from collections.abc import Iterable

import msgspec

from service.domain.debate import (
    ConsensusRule,
    Debate,
    DebateSpec,
    OptionId,
    ResponseStatus,
    SeatId,
)
from service.domain.headlines import listed
from service.domain.sentences import isolated, quoted

NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)

DEEDS = {
    ResponseStatus.VOTED: "voted",
    ResponseStatus.ABSTAINED: "abstained",
    ResponseStatus.REFUSED: "refused",
    ResponseStatus.UNREADABLE: "sent no readable vote",
    ResponseStatus.TIMED_OUT: "timed out",
    ResponseStatus.FAILED: "failed",
    ResponseStatus.CANCELED: "got no chance to answer",
}
"""What a seat, or several, did in a round."""

RULE_NAMES = {
    ConsensusRule.SUPERMAJORITY: "the two-thirds rule",
    ConsensusRule.UNANIMOUS: "the rule of this debate",
    ConsensusRule.MAJORITY: "the rule of this debate",
    ConsensusRule.VOTES_NEEDED: "the rule of this debate",
}
"""Names that claim no more agreement than there is, whatever the outcome."""


Wordings = tuple[str, ...]
"""One passage, its fullest wording first and its shortest last; an empty one says nothing."""

PAIR = 2
"""From three on, things are listed in another way than two."""


class Naming(msgspec.Struct, frozen=True, kw_only=True):
    """What participants and options are called in prose."""

    spec: DebateSpec

    def name(self, seat: SeatId) -> str:
        """Return a participant's name."""
        return isolated(self.spec.participant(seat).name)

    def names(self, seats: Iterable[SeatId]) -> str:
        """Return several names as one list."""
        return listed([self.name(seat) for seat in seats])

    def label(self, option: OptionId) -> str:
        """Return an option's label in quotation marks."""
        return quoted(self.spec.option(option).label)

    def labels(self, options: Iterable[OptionId]) -> str:
        """Return several labels as one list."""
        return listed([self.label(option) for option in options])


def number(count: int) -> str:
    """Return a count in words up to twelve, in digits above."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def counted(count: int, noun: str) -> str:
    """Return a count and its noun: `one vote`, `two votes`."""
    return f"{number(count)} {noun}" if count == 1 else f"{number(count)} {noun}s"


def everyone(count: int) -> str:
    """Name a whole group of seats: `all six seats`, `both seats`."""
    return "both seats" if count == PAIR else f"all {number(count)} seats"


def rounds(numbers: Iterable[int]) -> str:
    """Name rounds by their numbers: `round 1`, `rounds 1 and 3`."""
    named = [str(each) for each in numbers]
    return f"round {named[0]}" if len(named) == 1 else f"rounds {listed(named)}"


def capital(sentence: str) -> str:
    """Return a sentence with a large first letter."""
    return sentence[:1].upper() + sentence[1:]


def named_round(debate: Debate, when: int) -> str:
    """Name one round as the sentence of a whole debate does."""
    if debate.spec.rules.max_rounds == 1:
        return "the only round"
    return "the first round" if when == 1 else f"round {when}"
