"""Sentences of an overview on who moved, by whose argument, who stayed, and who gave a seat to whom."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, TypeAlias

from service.domain.debate import seat_of
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
from tests.support.prose.recount import Change, Recount
from tests.support.prose.words import Words, counted, digits, first_number, number

Kept: TypeAlias = list[Any] | None
"""Whether these are all but those who moved, and how many kept their votes; None if not told."""


def moves(facts: Recount, words: Words) -> Iterator[Shape]:
    """Tell each move by name, the movers alone, or how many they were."""
    movers = {change.who for change in facts.changes}
    changed = either(as_(1, " changed its vote"), as_(2, " changed their votes"))
    in_all = maybe(of(", ", number, " times in all"))
    nobody = whether(", crediting nobody")
    credited = any(change.credited for change in facts.changes)

    def ends(times: int | None, nobody: str, kept: Kept) -> bool:
        right = times in {None, len(facts.changes)} and not (nobody and credited)
        return right and _kept_so(facts, kept)

    def in_full(told: list[Any], nobody: str, kept: Kept) -> bool:
        complete = [at for at, _ in told] == sorted({change.round for change in facts.changes})
        return (
            complete and all(_moved_so(facts, *one) for one in told) and ends(None, nobody, kept)
        )

    def by_name(who: list[str], many: int, times: int | None, nobody: str, kept: Kept) -> bool:
        right = Counter(who) == Counter(movers) and many == min(len(who), 2)
        return right and ends(times, nobody, kept)

    def by_count(n: int, many: int, times: int | None, kept: Kept) -> bool:
        return n == len(movers) > 0 and many == min(n, 2) and ends(times, "", kept)

    told = several(_of_a_round(words), "; in round ", None)
    yield row("In round ", told, nobody, _kept(), "."), in_full
    yield row(words.names, changed, in_all, nobody, _kept(), "."), by_name
    yield row(counted(_voter(facts), first_number), changed, in_all, _kept(), "."), by_count


def no_move(facts: Recount, _words: Words) -> Iterator[Shape]:
    everybody = either(as_(2, "both seats"), of("all ", number, " seats"))

    def unmoved(n: int, now: int, then: int) -> bool:
        same = facts.sat(now) == facts.sat(then) and facts.votes(now) == facts.votes(then)
        return not facts.changes and same and n == facts.valid(now) == len(facts.spec.panel)

    yield (
        row("Nobody moved: ", everybody, " voted in round ", digits, " as in round ", digits, "."),
        unmoved,
    )
    yield (
        row(f"No {_voter(facts)} changed its vote in ", counted("round"), "."),
        lambda n: not facts.changes and n == len(facts.begun),
    )


def handed_over(facts: Recount, words: Words) -> Iterator[Shape]:
    """Tell who took whose seat, or how many seats changed hands."""
    truth = {n - 1: sorted(facts.handed_over(n)) for n in facts.begun if n > 1}
    truth = {at: pairs for at, pairs in truth.items() if pairs}
    pair = turned(row(words.name, " took the seat of ", words.name), lambda r: (r[1], r[0]))
    by_name = row(digits, " ", several(pair))
    by_count = row(digits, " ", counted("seat"), " changed hands")
    yield (
        row("After round ", several(by_name, "; after round ", None), "."),
        lambda told: {at: sorted(pairs) for at, pairs in told} == truth,
    )
    yield (
        row("After round ", several(by_count, "; after round ", None), "."),
        lambda told: dict(told) == {at: len(pairs) for at, pairs in truth.items()},
    )


def _of_a_round(words: Words) -> Parser:
    """Read a round and its clauses: names, from, to, whom they credit."""
    credit = maybe(
        either(
            row(as_(None, ", "), "crediting ", words.names),
            row(", ", number, " of them crediting ", words.names),
        )
    )
    way = row(words.names, " moved from ", words.label, " to ", words.label, credit)
    end = row(words.names, " moved", as_(None, " to "), words.label, credit)
    clauses = either(several(way, ", while ", None), several(end, ", ", ", while "))
    return row(digits, " ", clauses)


def _moved_so(facts: Recount, at: int, clauses: list[Any]) -> bool:
    changes = {change.who: change for change in facts.changes if change.round == at}
    told = [who for names, *_ in clauses for who in names]
    return Counter(told) == Counter(changes.keys()) and all(
        all(changes[who].new == new and old in {None, changes[who].old} for who in names)
        and _credited_so([changes[who] for who in names], credit)
        for names, old, new, credit in clauses
    )


def _credited_so(changes: list[Change], told: list[Any] | None) -> bool:
    named = [change.credited.participant for change in changes if change.credited]
    if told is None:
        return not named
    n, who = told
    right = len(named) == len(changes) if n is None else n == len(named) < len(changes)
    return right and Counter(who) == Counter(set(named))


def _kept() -> Parser:
    """Read how many kept their votes, and whether these are all but those who moved."""
    return maybe(
        either(
            as_(["all", 1], "; the other seat kept its vote"),
            as_(["some", 1], "; one other seat kept its vote"),
            row(as_("all", "; the other "), number, " kept their votes"),
            row(as_("some", "; "), number, " others kept their votes"),
        )
    )


def _kept_so(facts: Recount, told: Kept) -> bool:
    kept = facts.kept()
    if told is None:
        return not kept
    moved = {seat_of(change.who) for change in facts.changes}
    the_rest = {participant.id for participant in facts.spec.panel} - moved
    return told[1] == len(kept) and (told[0] == "some" or kept == the_rest)


def _voter(facts: Recount) -> str:
    return "participant" if facts.spec.former else "seat"
