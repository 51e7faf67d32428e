"""What the ledger bears out, looked up once for all sentences of a draft.

Whatever a sentence of a summary may state about who voted what, and when, is asked here. A new
kind of statement is a new field or method.
"""

from collections.abc import Mapping

import msgspec

from service.domain.debate import (
    Debate,
    OptionId,
    PositionChange,
    ResponseStatus,
    SeatId,
)
from service.domain.tally import counted_rounds, position_changes, round_tally


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """A position change and the round of the vote before it."""

    since: int
    change: PositionChange


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """The votes of an option in a counted round, and all valid ones."""

    votes: int
    valid: int


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What was voted, by whom, in which round."""

    rounds: frozenset[int]
    votes: Mapping[SeatId, Mapping[int, OptionId]]
    """By participant, then round; every participant has an entry."""
    withheld: frozenset[SeatId]
    """Who abstained in some round."""
    moves: Mapping[SeatId, Mapping[int, Move]]
    """By participant, then the round of the new vote; every participant has an entry."""
    counts: Mapping[int, Mapping[OptionId, Count]]
    """By counted round."""
    answers: frozenset[tuple[SeatId, SeatId]]
    """Who answers whom, in any round."""

    def always_for(self, participant: SeatId, option: OptionId) -> bool:
        """Return whether somebody voted for that option whenever it voted, and did vote."""
        return set(self.votes[participant].values()) == {option}

    def final_vote(self, participant: SeatId) -> OptionId | None:
        """Return the vote that somebody ended with; None for who never voted."""
        votes = self.votes[participant]
        return votes[max(votes)] if votes else None

    def is_steady(self, participant: SeatId) -> bool:
        """Return whether somebody did the same in every round in which it chose."""
        votes = set(self.votes[participant].values())
        return len(votes) == 1 and participant not in self.withheld

    def is_steady_count(self, option: OptionId) -> bool:
        """Return whether an option had as many votes of as many in every counted round."""
        counts = {(c[option].votes, c[option].valid) for c in self.counts.values()}
        return len(counts) == 1


def facts_of(debate: Debate) -> Facts:
    """Return what the ledger bears out."""
    votes: dict[SeatId, dict[int, OptionId]] = {p.id: {} for p in debate.spec.participants}
    moves: dict[SeatId, dict[int, Move]] = {p.id: {} for p in debate.spec.participants}
    for response in debate.responses:
        if response.vote is not None:
            votes[response.participant][response.round] = response.vote
    for change in position_changes(debate):
        before = max(n for n in votes[change.participant] if n < change.round)
        moves[change.participant][change.round] = Move(since=before, change=change)
    abstained = (r for r in debate.responses if r.status is ResponseStatus.ABSTAINED)
    return Facts(
        answers=frozenset(
            (r.participant, answered.participant)
            for r in debate.responses
            for answered in r.responds_to
        ),
        rounds=frozenset(held.number for held in debate.state.rounds),
        votes=votes,
        withheld=frozenset(response.participant for response in abstained),
        moves=moves,
        counts={number: _counts(debate, number) for number in counted_rounds(debate)},
    )


def _counts(debate: Debate, number: int) -> dict[OptionId, Count]:
    rows = round_tally(debate, number)
    valid = sum(row.votes for row in rows)
    return {row.option: Count(votes=row.votes, valid=valid) for row in rows}
