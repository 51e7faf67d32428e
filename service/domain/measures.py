"""Measures of a debate: what it tells of itself without anyone knowing the right answer.

All are counted from the ledger, up to the last counted round unless they say otherwise. A further
one is a function here, its field of `Measures`, and its line in `measures`.
"""

import math
from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from service.domain.debate import (
    Changes,
    Conformity,
    Debate,
    Measures,
    OptionId,
    RoundLength,
    StopReason,
    seat_of,
)
from service.domain.excerpts import reading
from service.domain.outcome import decide
from service.domain.tally import counted_rounds, leaders, previous_vote, round_tally, valid_votes

BY_ITSELF = frozenset({StopReason.CONSENSUS, StopReason.STABLE})
"""Why a debate ends because more rounds would bring nothing, and not because something is missing."""


class Vote(msgspec.Struct, frozen=True, kw_only=True):
    """A vote of someone who had voted before, and what led the round before it alone, if anything."""

    before: OptionId
    now: OptionId
    plurality: OptionId | None


def measures(debate: Debate) -> Measures | None:
    """Return what can be measured of a debate that has an outcome; None of any other."""
    if debate.state.outcome is None:
        return None
    counted = counted_rounds(debate)
    votes = tuple(_repeated_votes(debate, counted[-1]))
    rows = round_tally(debate, counted[-1])
    return Measures(
        first_entropy=_entropy(debate, counted[0]),
        last_entropy=_entropy(debate, counted[-1]),
        changes=_changes(votes),
        conformity=_conformity(votes),
        decision_stability=_stability(debate, counted),
        agreement_confidence=max(row.votes for row in rows) / valid_votes(rows),
        rounds=tuple(_length(debate, one.number) for one in debate.state.rounds),
        output_tokens_saved=_saved(debate),
        claims_verified=_verified(debate),
    )


def _entropy(debate: Debate, number: int) -> float:
    """Return the Shannon entropy of a round's valid votes in bits, from 0 to log2 of their number."""
    counts = [row.votes for row in round_tally(debate, number) if row.votes]
    valid = sum(counts)
    return math.fsum(votes / valid * math.log2(valid / votes) for votes in counts)


def _repeated_votes(debate: Debate, last: int) -> Iterator[Vote]:
    """Yield each vote that has one of the same participant before it, up to round `last`."""
    led_by = {number: _plurality(debate, number) for number in range(1, last)}
    for response in debate.responses:
        before = previous_vote(debate, response)
        if response.vote is not None and before is not None and response.round <= last:
            plurality = led_by[response.round - 1]
            yield Vote(before=before, now=response.vote, plurality=plurality)


def _plurality(debate: Debate, number: int) -> OptionId | None:
    leading = leaders(round_tally(debate, number))
    return leading[0] if len(leading) == 1 else None


def _changes(votes: tuple[Vote, ...]) -> Changes:
    moved = [vote for vote in votes if vote.now != vote.before]
    to = sum(vote.now == vote.plurality for vote in moved)
    away = sum(vote.before == vote.plurality for vote in moved)
    return Changes(
        total=len(moved), to_plurality=to, from_plurality=away, other=len(moved) - to - away
    )


def _conformity(votes: tuple[Vote, ...]) -> Conformity:
    """Count who joined the plurality and who left it.

    The gap is a definition of our own: how much more often a vote outside the plurality of the
    round before goes to it than one inside goes away. Above 0 the panel moves towards what most
    held, be it by pressure or because the better case was there: votes alone cannot tell these
    apart (arXiv 2606.00820).
    """
    led = [vote for vote in votes if vote.plurality is not None]
    outside = [vote for vote in led if vote.before != vote.plurality]
    inside = [vote for vote in led if vote.before == vote.plurality]
    return Conformity(
        outside=len(outside),
        joined=sum(vote.now == vote.plurality for vote in outside),
        inside=len(inside),
        left=sum(vote.now != vote.plurality for vote in inside),
    )


def _stability(debate: Debate, counted: tuple[int, ...]) -> float | None:
    """Return the share of seats without each of which the same is decided; None without a decision.

    All that was said on a seat is left out, in every round, and the rounds count as they did.
    """
    decision, _ = decide(debate, counted)
    if decision is None:
        return None
    seats = [participant.id for participant in debate.spec.panel]
    same = sum(decide(_without(debate, seat), counted)[0] == decision for seat in seats)
    return same / len(seats)


def _without(debate: Debate, seat: str) -> Debate:
    others = tuple(r for r in debate.responses if seat_of(r.participant) != seat)
    return replace(debate, responses=others)


def _length(debate: Debate, number: int) -> RoundLength:
    responses = debate.round_responses(number)
    return RoundLength(
        round=number,
        argument_characters=sum(len(reading(debate.spec, response)) for response in responses),
        output_tokens=sum(response.usage.output_tokens for response in responses),
    )


def _saved(debate: Debate) -> int:
    """Estimate the output tokens that were not written since the debate ended before `max_rounds`.

    Each round that was not held is taken to be as long as the informed ones on average, or, where
    there was none, as the blind one. 0 where all were held, or where something else than agreement
    or rest cut the debate short: what was missed then was not saved.
    """
    held, stopped = len(debate.state.rounds), debate.state.stop_reason
    left_out = debate.spec.rules.max_rounds - held
    if stopped not in BY_ITSELF or left_out <= 0:
        return 0
    informed = range(2, held + 1) or range(1, 2)
    written = sum(r.usage.output_tokens for r in debate.responses if r.round in informed)
    return round(left_out * written / len(informed))


def _verified(debate: Debate) -> float | None:
    """Return the share of the writer's sentences that the ledger bore out; None without any."""
    written = debate.state.written
    if written is None or not written.verification.checked:
        return None
    verification = written.verification
    return (verification.checked - verification.dropped) / verification.checked
