"""Sentences that quote: in an overview who argued for what, and the claims of a summary."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from service.domain.debate import ArgumentStatus, OptionId, Response, SeatId, seat_of
from tests.support.prose.grammar import Shape, as_, either, row, several
from tests.support.prose.recount import Recount
from tests.support.prose.words import Words, deed, rounds


def arguments(facts: Recount, words: Words) -> Iterator[Shape]:
    name, label, quote = words.name, words.label, words.quote
    argued = {r.vote for r in facts.debate.responses if r.vote and facts.argues(r)}

    def wrote(who: SeatId, option: OptionId, words: str) -> bool:
        return facts.quotable(who, words, {option})

    def stayed(who: SeatId, option: OptionId, words: str) -> bool:
        return who in facts.kept() and wrote(who, option, words)

    for says in ("made the case for ", "spoke for "):
        yield row(name, f" {says}", label, ": ", quote), wrote
    for says in (" argued", " wrote"):
        yield (
            row("For ", label, ", ", name, f"{says}: ", quote),
            lambda option, who, words: wrote(who, option, words),
        )
    yield row(name, ", voting for ", label, ", wrote: ", quote), wrote
    yield row(name, " stayed with ", label, ": ", quote), stayed
    yield (
        row(name, " gave this reason: ", quote),
        lambda who, words: len(argued) == 1 and facts.quotable(who, words, argued),
    )


def position(facts: Recount, words: Words, who: SeatId) -> Iterator[Shape]:
    """Quote what a seat says for its last vote, or tell what it did that is not to be quoted."""
    votes = list(facts.votes_of(who).values())
    own = [r for r in facts.debate.responses if r.participant == who]
    since = max((change.round for change in facts.changes if change.who == who), default=1)
    argued = any(facts.argues(r) for r in own if r.vote is not None and r.round >= since)
    wrote = any(facts.argues(r) for r in own)
    subject = either(words.name, as_(who, "This seat"))
    did = several(row(deed, " in ", rounds()))

    def right(name: SeatId, told: list[Any]) -> bool:
        stated = sorted((at, status) for status, ats in told for at in ats)
        return name == who and stated == sorted((r.round, r.status) for r in own)

    yield row(words.quote), lambda quote: bool(votes) and facts.quotable(who, quote, {votes[-1]})
    yield (
        row("Never voted, but wrote: ", words.quote),
        lambda quote: not votes and facts.quotable(who, quote, {None}),
    )
    yield (
        row(subject, " ", did, ", and gave no argument for its last vote."),
        lambda name, told: bool(votes) and not argued and right(name, told),
    )
    yield (
        row(subject, " never voted: it ", did, "."),
        lambda name, told: not votes and not wrote and bool(own) and right(name, told),
    )
    yield (
        row(subject, " never voted: it was never asked."),
        lambda name: name == who and not own,
    )
    yield (
        row("This seat has nothing to be quoted."),
        lambda: not argued if votes else not wrote,
    )


def dissent(
    facts: Recount, words: Words, option: OptionId, holders: list[SeatId]
) -> Iterator[Shape]:
    argued = any(
        facts.argues(r)
        for r in facts.debate.responses
        if r.participant in holders and r.vote == option
    )
    yield (
        row(words.quote),
        lambda quote: any(facts.quotable(who, quote, {option}) for who in holders),
    )
    yield row("Its holders gave no argument."), lambda: not argued


def status(facts: Recount, option: OptionId) -> ArgumentStatus:
    """Return whether anyone's last vote, or any vote at all, was for an option."""
    votes = sorted((at, who, vote) for (at, who), vote in facts.cast.items())
    last = {seat_of(who): vote for _, who, vote in votes}
    if option in last.values():
        return ArgumentStatus.HELD
    if option in facts.cast.values():
        return ArgumentStatus.NO_LONGER_HELD
    return ArgumentStatus.NO_ARGUMENT_MADE


def strongest(facts: Recount, option: OptionId) -> tuple[Response, str] | None:
    """Return the argument for an option that the rules name, and the rule that does."""
    made = [r for r in facts.debate.responses if r.vote == option and facts.argues(r)]
    credited = Counter(c.credited for c in facts.changes if c.new == option and c.credited)
    answered = Counter(
        ref
        for r in facts.debate.responses
        for ref in set(r.responds_to)
        if ref.round < r.round and ref.participant != r.participant
    )
    for rule, points in (("credited", credited), ("answered", answered)):
        best = max(made, key=lambda response: points[response.ref], default=None)
        if best is not None and points[best.ref]:
            return best, rule
    return (made[0], "writer") if made else None
