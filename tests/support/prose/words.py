"""How numbers, rounds, participants, options and quotes are written in computed prose."""

from collections.abc import Iterator, Mapping

from service.domain.debate import DebateSpec, ResponseStatus
from tests.support.prose.grammar import (
    Parser,
    Reading,
    as_,
    either,
    of,
    only,
    row,
    several,
    turned,
    whether,
    word,
)
from tests.support.prose.recount import Recount

SMALL = [
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
]
MOST = 6 * 12
"""Responses of a debate, at most: nothing in it is more often."""

NUMBERS = {name: n for n, name in enumerate(SMALL)} | {
    str(n): n for n in range(len(SMALL), MOST + 1)
}
DIGITS = {str(n): n for n in range(MOST + 1)}

DEEDS = {
    "voted": ResponseStatus.VOTED,
    "abstained": ResponseStatus.ABSTAINED,
    "refused": ResponseStatus.REFUSED,
    "sent no readable vote": ResponseStatus.UNREADABLE,
    "timed out": ResponseStatus.TIMED_OUT,
    "failed": ResponseStatus.FAILED,
    "got no chance to answer": ResponseStatus.CANCELED,
}

number = word(NUMBERS)
first_number = word({name.capitalize(): n for name, n in NUMBERS.items()})
"""A number that begins a sentence."""
digits = word(DIGITS)
deed = word(DEEDS)
rule = either(as_("2/3", "the two-thirds rule"), as_("other", "the rule of this debate"))
each = whether(" each")


def counted(noun: str, numbers: Parser = number) -> Parser:
    """Read `one vote`, `two votes` as the number."""
    one = only(of(numbers, f" {noun}"), lambda n: n == 1)
    return either(one, only(of(numbers, f" {noun}s"), lambda n: n != 1))


def rounds(noun: str = "round") -> Parser:
    """Read `round 1`, `rounds 1 and 3` as a list."""
    one = row(f"{noun} ", digits)
    return either(one, only(of(f"{noun}s ", several(digits)), lambda named: len(named) > 1))


class Words:
    """What is called by a name in one debate; `round` is the number of one."""

    def __init__(self, facts: Recount) -> None:
        spec = facts.spec
        people = {p.name: p.id for p in (*spec.panel, *spec.former)}
        options = {option.label: option.id for option in spec.options}
        self.name = word(_isolated(people))
        self.names = several(self.name)
        self.bare_label = word(_isolated(options))
        self.bare_labels = several(self.bare_label)
        self.label = word(
            {
                f"{marks(label)[0]}{text}{marks(label)[1]}": option
                for label, option in options.items()
                for text in _isolated({label: option})
            }
        )
        self.labels = several(self.label)
        self.quote = _quote(list(facts.answers.values()))
        self.round = _round(spec, "the only round", "the first round", "round ")
        self.round_first = _round(spec, "The only round", "The first round", "Round ")
        """A round that begins a sentence."""


def marks(text: str) -> str:
    """Return what stands around a quoted text: single marks where it has double ones."""
    return "‘’" if "“" in text else "“”"


def _isolated(known: Mapping[str, object]) -> dict[str, object]:
    """Return the texts as they are, and kept from turning the direction of what is around them."""
    return {**known, **{f"\u2068{text}\u2069": value for text, value in known.items()}}


def _round(spec: DebateSpec, only_one: str, first: str, later: str) -> Parser:
    if spec.rules.max_rounds == 1:
        return as_(1, only_one)
    return either(as_(1, first), only(of(later, digits), lambda n: n > 1))


def _quote(texts: list[str]) -> Parser:
    """Read words of one of these texts in quotation marks; dots behind them may show a cut."""

    def parse(text: str, at: int) -> Iterator[Reading]:
        for left, right in ("“”", "‘’"):
            end = text.find(right, at) if text.startswith(left, at) else -1
            while end > 0:
                inner = _bare(text[at + 1 : end])
                if marks(inner)[0] == left and any(inner in each for each in texts):
                    yield inner, end + 1
                end = text.find(right, end + 1)

    return turned(row(parse, whether(" …")), lambda read: read[0])


def _bare(text: str) -> str:
    isolated = text.startswith("\u2068") and text.endswith("\u2069")
    return text[1:-1] if isolated else text
