"""The sentences of turning points: who moved and whom it credits, and how the lead changed."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from service.domain.debate import OptionId, SeatId
from tests.support.prose.grammar import Shape, of, row, whether
from tests.support.prose.recount import Change, Recount
from tests.support.prose.words import Words, counted, digits, each


def move(facts: Recount, words: Words, who: SeatId) -> Iterator[Shape]:
    changes = {change.round: change for change in facts.changes if change.who == who}
    front = row(
        *(words.name, " moved ", whether("back "), "from ", words.label, " to ", words.label),
        *(" in round ", digits),
    )

    def moved(name: SeatId, back: str, old: OptionId, new: OptionId, at: int) -> Change | None:
        change = changes.get(at)
        right = change is not None and (name, old, new) == (who, change.old, change.new)
        return change if right and bool(back) == _voted(facts, who, new, at) else None

    def crediting(front: list[Any], credited: SeatId, doubt: str) -> bool:
        change = moved(*front)
        if change is None or change.credited is None or change.credited.participant != credited:
            return False
        return bool(doubt) is not _voted(facts, credited, change.new, change.round)

    def crediting_nobody(front: list[Any]) -> bool:
        change = moved(*front)
        return change is not None and change.credited is None

    doubt = whether(", which had not voted for it by then")
    yield row(front, " and credited nobody."), crediting_nobody
    yield row(front, ", crediting ", words.name, doubt, "."), crediting


def lead_changes(facts: Recount) -> dict[int, int]:
    """Return the counted rounds that have other leaders than the counted one before, and that one."""
    pairs = pairwise(facts.counted)
    return {now: then for then, now in pairs if facts.leaders(then) != facts.leaders(now)}


def lead(facts: Recount, words: Words) -> Iterator[Shape]:
    before = lead_changes(facts)
    at, votes = of("In round ", digits, " "), counted("vote")

    def went(now: int, old: set[OptionId], new: set[OptionId], n: int) -> bool:
        right = now in before and facts.leaders(before[now]) == old
        return right and facts.leaders(now) == new and n == facts.top(now)

    def alone(now: int, one: OptionId, n: int, fell: list[OptionId]) -> bool:
        return one not in fell and went(now, {one, *fell}, {one}, n)

    def level(now: int, joined: list[OptionId], old: list[OptionId], n: int) -> bool:
        return not {*joined} & {*old} and went(now, {*old}, {*joined, *old}, n)

    def passed(now: int, old: OptionId, new: OptionId, n: int) -> bool:
        return went(now, {old}, {new}, n)

    def led(now: int, new: list[OptionId], n: int, each: str, then: list[Any]) -> bool:
        number, old = then
        right = before.get(now) == number and bool(each) == (len(new) > 1)
        return right and went(now, {*old}, {*new}, n)

    label, labels = words.label, words.labels
    yield row(at, label, " led alone with ", votes, ", no longer level with ", labels, "."), alone
    yield row(at, labels, " drew level with ", labels, " at ", votes, " each."), level
    yield (
        row(at, "the lead passed from ", label, " to ", label, ", which had ", votes, "."),
        passed,
    )
    had_been = row(", where round ", digits, " had been led by ", labels, ".")
    yield (
        row(at, labels, " led with ", votes, each, had_been),
        led,
    )


def _voted(facts: Recount, who: SeatId, option: OptionId, before: int) -> bool:
    votes = facts.votes_of(who)
    return any(at < before and vote == option for at, vote in votes.items())
