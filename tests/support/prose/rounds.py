"""Sentences of an overview on who was missing, and on rounds that were short or alone."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from service.domain.debate import ResponseStatus
from tests.support.prose.grammar import Shape, as_, either, maybe, of, row, several, turned
from tests.support.prose.recount import Recount
from tests.support.prose.words import Words, counted, deed, digits, first_number, number, rounds


def absences(facts: Recount, words: Words) -> Iterator[Shape]:
    """Tell who gave no vote in the last counted round, by name or by number, and who was late."""
    last, alone = facts.last, len(facts.begun) == 1
    did = {who: facts.status(last, who) or ResponseStatus.CANCELED for who in facts.sat(last)}
    absent = {who: status for who, status in did.items() if status is not ResponseStatus.VOTED}
    where = as_(last, "") if alone else of("In ", words.round, " ")
    seats = counted("seat", first_number if alone else number)

    def by_name(at: int, told: list[Any]) -> bool:
        named = [(who, status) for names, status in told for who in names]
        return at == last and sorted(named) == sorted(absent.items())

    def by_count(at: int, told: list[Any]) -> bool:
        numbers = Counter(absent.values())
        return at == last and sorted(told) == sorted([n, s] for s, n in numbers.items())

    def late(names: list[str], at: int) -> bool:
        return at > 1 and all(min(facts.votes_of(who), default=0) == at for who in names)

    first, later = row(seats, " ", deed), row(counted("seat"), " ", deed)
    listed = either(
        row(first),
        row(first, " and ", later),
        turned(row(first, ", ", several(later)), lambda read: [read[0], *read[1]]),
    )
    yield row(where, several(row(words.names, " ", deed)), "."), by_name
    yield row(where, listed, "."), by_count
    yield (
        row(where, seats, " gave no vote."),
        lambda at, n: at == last and n == len(absent),
    )
    yield row(words.names, " had no vote before round ", digits, "."), late


def uncounted(facts: Recount, _words: Words) -> Iterator[Shape]:
    void = [n for n in facts.begun if n not in facts.counted]
    does = either(as_(1, " does not count"), as_(2, " do not count"))
    short = maybe(of(", having fallen short of the quorum of ", counted("vote")))

    def not_counted(told: list[int], many: int, quorum: int | None) -> bool:
        all_short = all(facts.valid(n) < facts.rules.quorum for n in void)
        right = quorum == (facts.rules.quorum if all_short else None)
        return told == void and many == min(len(void), 2) and right

    yield row(rounds("Round"), does, short, "."), not_counted


def only_round(facts: Recount, _words: Words) -> Iterator[Shape]:
    right = "poll" if facts.rules.max_rounds == 1 else "cut"
    what = either(as_("poll", "This was a poll"), as_("cut", "The debate ended there"))
    yield (
        row(what, ": nobody had read anybody else's argument."),
        lambda told: told == right and len(facts.begun) == 1,
    )
