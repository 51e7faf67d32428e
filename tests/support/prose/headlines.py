"""The headlines of a debate and of its rounds."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.support.prose.grammar import Parser, Shape, as_, either, maybe, of, row, several
from tests.support.prose.recount import Recount
from tests.support.prose.words import Words, counted, digits

NOT_AGREED = {"plurality", "tie"}


def of_the_debate(facts: Recount, words: Words) -> Iterator[Shape]:
    last = facts.last
    open_ended = facts.agreement(last) in NOT_AGREED and not facts.rule_met(last)
    ended = "poll" if facts.rules.max_rounds == 1 else last if open_ended else None
    decision, how = facts.decided()
    broken = None if decision is None or how == "votes" else [decision, how]
    rest = maybe(
        either(
            as_("poll", " in one round"),
            of(", no agreement after ", counted("round", digits)),
        )
    )
    rule = either(as_("trajectory", "over all rounds"), as_("second_choices", "on second choices"))
    yield (
        row(_result(words), rest, maybe(row("; ", words.bare_label, " by tie-break ", rule))),
        lambda result, *more: _stood_so(facts, last, result) and more == (ended, broken),
    )


def of_a_round(facts: Recount, words: Words, number: int) -> Iterator[Shape]:
    quorum = facts.rules.quorum if facts.valid(number) < facts.rules.quorum else None
    short = maybe(of(", short of the quorum of ", digits))

    def right(result: list[Any], short: int | None) -> bool:
        return _stood_so(facts, number, result) and short == quorum

    if number == 1:
        yield row(_result(words), short), right
        return
    moved = [[c.who, c.old, c.new] for c in facts.changes if c.round == number]
    taken = [[new, old] for old, new in facts.handed_over(number)]
    happened = sorted([*(moved or [[]]), *taken])
    label = words.bare_label
    item = either(
        row(words.name, " moved from ", label, " to ", label),
        row("nobody moved"),
        row(words.name, " took the seat of ", words.name),
    )
    yield (
        row(_result(words), short, "; ", several(item, ", ", None)),
        lambda result, short, told: right(result, short) and sorted(told) == happened,
    )


def _result(words: Words) -> Parser:
    """Read how a round stood: its kind of agreement, its leaders, their votes and all valid ones."""
    votes = row(" (", digits, " of ", digits)
    kinds = ("unanimous", "majority", "plurality")
    return either(
        *(
            row(as_(kind, f"{kind.capitalize()}: "), words.bare_labels, votes, ")")
            for kind in kinds
        ),
        row(as_("tie", "Tie: "), words.bare_labels, votes, " each)"),
        as_(["none", [], [0, 0]], "No valid vote"),
    )


def _stood_so(facts: Recount, number: int, result: list[Any]) -> bool:
    kind, options, votes = result
    return (
        kind == facts.agreement(number)
        and Counter(options) == Counter(facts.leaders(number))
        and votes == [facts.top(number), facts.valid(number)]
    )
