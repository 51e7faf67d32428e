"""Counting: votes per option, leaders, agreement, who moved, what it cost, what is missing.

Every function reads the ledger and nothing else. Only `voted` responses count, of one round only.
A new figure that can be counted from the ledger is a function here.
"""

from collections import Counter
from collections.abc import Iterable

from service.domain.debate import (
    Agreement,
    Debate,
    DegradedReason,
    Option,
    OptionId,
    Participant,
    PositionChange,
    Response,
    ResponseStatus,
    SeatId,
    StopReason,
    SummarySource,
    TallyRow,
    Usage,
)


def tally(options: tuple[Option, ...], responses: Iterable[Response]) -> tuple[TallyRow, ...]:
    """Count the votes of one round: a row per option in the caller's order, zeros included."""
    voters: dict[OptionId, list[SeatId]] = {option.id: [] for option in options}
    for response in responses:
        if response.vote is not None:
            voters[response.vote].append(response.participant)
    return tuple(
        TallyRow(option=option, votes=len(seats), participants=tuple(seats))
        for option, seats in voters.items()
    )


def round_tally(debate: Debate, number: int) -> tuple[TallyRow, ...]:
    """Count the votes of round `number`."""
    return tally(debate.spec.options, debate.round_responses(number))


def valid_votes(rows: Iterable[TallyRow]) -> int:
    """Return the number of votes in a tally."""
    return sum(row.votes for row in rows)


def leaders(rows: tuple[TallyRow, ...]) -> tuple[OptionId, ...]:
    """Return all options with the most votes; none when nobody voted."""
    top = max(row.votes for row in rows)
    return tuple(row.option for row in rows if row.votes == top > 0)


def agreement(rows: tuple[TallyRow, ...]) -> Agreement:
    """Return how far the valid votes of a tally agree."""
    valid = valid_votes(rows)
    if valid == 0:
        return Agreement.NONE
    if len(leaders(rows)) > 1:
        return Agreement.TIE
    top = max(row.votes for row in rows)
    if top == valid:
        return Agreement.UNANIMOUS
    return Agreement.MAJORITY if 2 * top > valid else Agreement.PLURALITY


def is_counted(debate: Debate, number: int) -> bool:
    """Return whether a finished round reached the quorum."""
    return valid_votes(round_tally(debate, number)) >= debate.spec.rules.quorum


def counted_rounds(debate: Debate) -> tuple[int, ...]:
    """Return the numbers of all finished rounds that reached the quorum, ascending."""
    return tuple(
        r.number for r in debate.state.rounds if r.finished_at and is_counted(debate, r.number)
    )


def votes_by_seat(debate: Debate, number: int) -> dict[SeatId, OptionId | None]:
    """Return the vote of everybody who sat there in round `number`; None for who cast none."""
    votes: dict[SeatId, OptionId | None] = {p.id: None for p in debate.spec.panel_of(number)}
    for response in debate.round_responses(number):
        votes[response.participant] = response.vote
    return votes


def previous_vote(debate: Debate, response: Response) -> OptionId | None:
    """Return the last vote that the same participant cast before this response."""
    earlier = [
        r.vote
        for r in debate.responses
        if r.participant == response.participant and r.round < response.round and r.vote
    ]
    return earlier[-1] if earlier else None


def position_change(debate: Debate, response: Response) -> PositionChange | None:
    """Return how this response changed its participant's vote, if it did.

    Rounds without a vote are skipped over: who failed and then votes has not changed its mind.
    """
    return _change(previous_vote(debate, response), response)


def _change(before: OptionId | None, response: Response) -> PositionChange | None:
    if before is None or response.vote is None or response.vote == before:
        return None
    return PositionChange(
        round=response.round,
        participant=response.participant,
        from_option=before,
        to_option=response.vote,
        persuaded_by=response.persuaded_by,
    )


def position_changes(debate: Debate) -> tuple[PositionChange, ...]:
    """Return all changes of the debate, by round, then seat."""
    last: dict[SeatId, OptionId | None] = {}
    changes: list[PositionChange | None] = []
    for response in debate.responses:
        changes.append(_change(last.get(response.participant), response))
        last[response.participant] = response.vote or last.get(response.participant)
    return tuple(change for change in changes if change is not None)


def handovers(debate: Debate, number: int) -> tuple[tuple[Participant, Participant], ...]:
    """Return who gave a seat to whom before round `number`, by seat."""
    before, after = debate.spec.panel_of(number - 1), debate.spec.panel_of(number)
    return tuple((p, q) for p, q in zip(before, after, strict=True) if p.id != q.id)


def usage(debate: Debate) -> Usage:
    """Add up all provider calls of the debate, those whose end is unknown included."""
    return add_up(call.usage for call in debate.calls)


def add_up(usages: Iterable[Usage]) -> Usage:
    """Add up usages; the cost is None as soon as the cost of one is unknown."""
    parts = tuple(usages)
    costs = [part.cost_usd for part in parts if part.cost_usd is not None]
    return Usage(
        calls=sum(part.calls for part in parts),
        input_tokens=sum(part.input_tokens for part in parts),
        cached_input_tokens=sum(part.cached_input_tokens for part in parts),
        cache_write_tokens=sum(part.cache_write_tokens for part in parts),
        output_tokens=sum(part.output_tokens for part in parts),
        reasoning_tokens=sum(part.reasoning_tokens for part in parts),
        cost_usd=sum(costs) if len(costs) == len(parts) else None,
    )


def degraded_reasons(debate: Debate) -> tuple[DegradedReason, ...]:
    """Return why the debate is less than was asked for, in the order of `DegradedReason`."""
    found = Counter(SEAT_REASONS.get(response.status) for response in debate.responses)
    if debate.state.stop_reason is not None:
        found[CUT_REASONS.get(debate.state.stop_reason)] += 1
    written = debate.state.written
    if debate.spec.summarizers and written and written.source is SummarySource.EXTRACTIVE:
        found[DegradedReason.SUMMARY_FALLBACK] += 1
    return tuple(reason for reason in DegradedReason if reason in found)


UNKNOWN_USAGE = Usage(calls=1)
"""What is known of a call that brought no answer: that it was made."""

FREE_USAGE = Usage(calls=1, cost_usd=0.0)
"""What a call used that its provider turned away."""

SEAT_REASONS = {
    ResponseStatus.REFUSED: DegradedReason.SEAT_REFUSED,
    ResponseStatus.UNREADABLE: DegradedReason.SEAT_UNREADABLE,
    ResponseStatus.TIMED_OUT: DegradedReason.SEAT_TIMED_OUT,
    ResponseStatus.FAILED: DegradedReason.SEAT_FAILED,
}

CUT_REASONS = {
    StopReason.QUORUM_LOST: DegradedReason.QUORUM,
    StopReason.DEADLINE: DegradedReason.DEADLINE,
    StopReason.BUDGET: DegradedReason.BUDGET,
}
