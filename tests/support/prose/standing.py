"""Sentences of an overview on how the votes fell: in its first counted round and in its last."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from service.domain.debate import OptionId, SeatId
from tests.support.prose.grammar import (
    Parser,
    Shape,
    as_,
    either,
    maybe,
    of,
    row,
    several,
    turned,
    whether,
)
from tests.support.prose.recount import Recount
from tests.support.prose.words import Words, counted, digits, each, number, rule

MANY = 3
"""Options from which on they are listed."""


def one_answer(facts: Recount, words: Words) -> Iterator[Shape]:
    first = facts.first
    votes = facts.votes(first)
    everybody = either(as_(2, "Both seats"), of("All ", number, " seats"))
    that_voted = whether(" that voted")

    def alone(who: SeatId, at: int, option: OptionId) -> bool:
        return at == first and votes == {who: option}

    def alike(n: int, some: str, at: int) -> bool:
        whole_panel = n == len(facts.spec.panel)
        return at == first and n == len(votes) and whole_panel is not bool(some)

    def for_it(n: int, some: str, option: OptionId, at: int) -> bool:
        return alike(n, some, at) and set(votes.values()) == {option}

    def for_the_same(n: int, some: str, at: int) -> bool:
        return alike(n, some, at) and len(set(votes.values())) == 1

    yield row(words.name, " alone voted in ", words.round, ", for ", words.label, "."), alone
    yield (
        row("One seat alone voted in ", words.round, "."),
        lambda at: at == first and len(votes) == 1,
    )
    yield row(everybody, that_voted, " chose ", words.label, " in ", words.round, "."), for_it
    yield (
        row(everybody, that_voted, " chose the same option in ", words.round, "."),
        for_the_same,
    )


def two_answers(facts: Recount, words: Words) -> Iterator[Shape]:
    first, counts, front = facts.first, facts.counts(facts.first), words.round_first
    pair = (words.label, " and ", words.label, ".")

    def unevenly(told: list[Any], fewer: int) -> bool:
        at, one, more, other = told
        return at == first and counts == {one: more, other: fewer} and more > fewer

    def evenly(at: int, n: int, one: OptionId, other: OptionId) -> bool:
        return at == first and counts == {one: n / 2, other: n / 2}

    gave = row(front, " gave ", words.label, " ", counted("vote"), " and ", words.label, " ")
    yield row(gave, number, "."), unevenly
    yield row(front, " split ", number, " votes evenly between ", *pair), evenly
    yield (
        row(front, " divided ", number, " votes between two options."),
        lambda at, n: at == first and n == counts.total() and len(counts) == 2,
    )


def many_answers(facts: Recount, words: Words) -> Iterator[Shape]:
    counts = facts.counts(facts.first)
    front = row(words.round_first, " spread ", number, " votes ")
    over = row(front, "over ", number, " options")
    one_size = len(set(counts.values())) == 1

    def begins(front: list[int]) -> bool:
        return front == [facts.first, counts.total()] and len(counts) >= MANY

    def spread(over: list[Any]) -> bool:
        return begins(over[0]) and over[1] == len(counts)

    def ahead(over: list[Any], options: list[OptionId], n: int, each: str) -> bool:
        right = Counter(options) == Counter(facts.leaders(facts.first))
        return spread(over) and right and _alike(counts, [options, n, each])

    def evenly(front: list[int], options: list[OptionId]) -> bool:
        return begins(front) and one_size and Counter(options) == Counter(counts.keys())

    yield row(front, "evenly over ", words.labels, "."), evenly
    yield (
        row(front, "evenly over ", number, " options."),
        lambda front, k: begins(front) and one_size and k == len(counts),
    )
    yield (
        row(over, ": ", _standing(words), "."),
        lambda over, parts: spread(over) and _all_told(counts, parts),
    )
    yield row(over, ", ", words.labels, " ahead with ", number, each, "."), ahead
    yield row(over, "."), spread


def closing(facts: Recount, words: Words) -> Iterator[Shape]:
    last = facts.last
    top, valid, leaders = facts.top(last), facts.valid(last), facts.leaders(last)
    share = either(
        as_([1, 1], "the single vote"),
        turned(row("all ", number, " votes"), lambda read: read * 2),
        row(number, " of ", number, " votes"),
    )
    closed = of("Round ", digits, " closed with ")
    measured = row(_beside(), _tie_break(words), ".")

    def level(at: int, options: list[OptionId], n: int, measured: list[Any]) -> bool:
        right = at == last and Counter(options) == Counter(leaders) and len(options) > 1
        return right and n == top and _measured_so(facts, *measured)

    def led(at: int, share: list[int], option: OptionId, measured: list[Any]) -> bool:
        right = at == last and leaders == {option} and share == [top, valid]
        return right and _measured_so(facts, *measured)

    yield (
        row(closed, words.labels, " level at ", counted("vote"), " each", measured),
        level,
    )
    yield row(closed, share, " for ", words.label, measured), led
    yield (
        row("In ", words.round, " ", _alone(), _tie_break(words), "."),
        lambda at, *measured: at == last and _measured_so(facts, *measured),
    )


def _standing(words: Words) -> Parser:
    """Read `"A" had two votes, "B" and "C" one each, and "D" ...` as options, votes, `each`."""
    first = row(words.labels, " had ", counted("vote"), each)
    later = row(words.labels, " ", number, each)
    listed = turned(
        row(first, ", ", several(later, ", ", ", and ")), lambda read: [read[0], *read[1]]
    )
    return either(row(first, ", and ", later), listed)


def _all_told(counts: Counter[OptionId], parts: list[Any]) -> bool:
    told = [option for options, *_ in parts for option in options]
    sizes = [n for _, n, _ in parts]
    return (
        Counter(told) == Counter(counts.keys())
        and sizes == sorted(set(sizes), reverse=True)
        and all(_alike(counts, part) for part in parts)
    )


def _alike(counts: Counter[OptionId], part: list[Any]) -> bool:
    options, n, each = part
    return bool(each) == (len(options) > 1) and all(counts[option] == n for option in options)


def _beside() -> Parser:
    return maybe(
        either(
            row(as_("met", ", which meets "), rule),
            row(as_("short", ", short of the "), number, " that ", rule, " asks for"),
        )
    )


def _alone() -> Parser:
    asked = row(counted("vote"), " that ", rule, " asks for")
    return either(
        turned(row(rule, " was met"), lambda read: ["met", *read]),
        turned(row("no option had the ", asked), lambda read: ["short", *read[0]]),
        turned(row(number, " options had the ", asked), lambda read: [read[0], *read[1]]),
    )


def _tie_break(words: Words) -> Parser:
    how = either(as_("trajectory", "over all rounds"), as_("second_choices", "on second choices"))
    return maybe(
        either(
            as_(["none"], "; the tie-break could not part the leaders"),
            row("; the tie-break ", how, " names ", words.label),
        )
    )


def _measured_so(facts: Recount, measured: list[Any] | None, tie_break: list[Any] | None) -> bool:
    return _rule_so(facts, measured) and _broken_so(facts, tie_break)


def _rule_so(facts: Recount, told: list[Any] | None) -> bool:
    """Return whether the last round is rightly said to meet the rule, or to fall short of it."""
    needed, votes = facts.needed(facts.last), facts.counts(facts.last).values()
    enough = sum(each >= needed for each in votes)
    named = "2/3" if facts.rules.consensus == "supermajority" else "other"
    if told is None:
        return enough > 1
    if told[0] == "met":
        return told == ["met", named] and facts.rule_met(facts.last)
    several = 0 if told[0] == "short" else told[0]
    return told[1:] == [needed, named] and several == enough != 1


def _broken_so(facts: Recount, told: list[Any] | None) -> bool:
    """Return whether a tie-break did what is said of it, or did not."""
    decision, how = facts.decided()
    if told is None:
        return True
    tied = len(facts.leaders(facts.last)) > 1
    return tied and told == (["none"] if decision is None else [how, decision])
