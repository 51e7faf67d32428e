"""A debate counted once more from its raw ledger, so that what the service says can be held to it.

Nothing here calls what it is there to check: of `service.domain` only the values of `debate` are
known. It is written to be read beside the rules of a debate, not to be fast.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise

import msgspec

from service.domain.debate import (
    ConsensusRule,
    Debate,
    OptionId,
    Response,
    ResponseRef,
    ResponseStatus,
    SeatId,
    TieBreak,
)


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A vote that differs from the one that the same participant cast before."""

    round: int
    who: SeatId
    old: OptionId
    new: OptionId
    credited: ResponseRef | None


class Recount:
    """What there is to be known of a debate."""

    def __init__(self, debate: Debate) -> None:
        self.debate = debate
        self.spec, self.rules = debate.spec, debate.spec.rules
        self.begun = [each.number for each in debate.state.rounds]
        self.cast = {
            (r.round, r.participant): r.vote
            for r in debate.responses
            if r.status is ResponseStatus.VOTED and r.vote is not None
        }
        self.counted = [
            each.number
            for each in debate.state.rounds
            if each.finished_at is not None and self.valid(each.number) >= self.rules.quorum
        ]
        self.changes = [change for who in self.everybody for change in self._changes(who)]
        self.answers = {(r.round, r.participant): self.said(r) for r in debate.responses}

    @property
    def everybody(self) -> list[SeatId]:
        return [p.id for p in (*self.spec.panel, *self.spec.former)]

    @property
    def first(self) -> int:
        return self.counted[0]

    @property
    def last(self) -> int:
        return self.counted[-1]

    def sat(self, number: int) -> list[SeatId]:
        """Return who sat at the table in a round, by seat."""
        return [self._on(place.id, number) for place in self.spec.panel]

    def votes(self, number: int) -> dict[SeatId, OptionId]:
        return {who: vote for (at, who), vote in self.cast.items() if at == number}

    def counts(self, number: int) -> Counter[OptionId]:
        return Counter(self.votes(number).values())

    def valid(self, number: int) -> int:
        return len(self.votes(number))

    def top(self, number: int) -> int:
        return max(self.counts(number).values(), default=0)

    def leaders(self, number: int) -> set[OptionId]:
        counts = self.counts(number)
        return {option for option in counts if counts[option] == self.top(number)}

    def agreement(self, number: int) -> str:
        """Return how far the votes of a round agree, by the definitions of the glossary."""
        if self.valid(number) == 0:
            return "none"
        if len(self.leaders(number)) > 1:
            return "tie"
        if self.top(number) == self.valid(number):
            return "unanimous"
        return "majority" if 2 * self.top(number) > self.valid(number) else "plurality"

    def needed(self, number: int) -> int:
        """Return the fewest votes that meet the rule of the debate in a round."""
        valid = self.valid(number)
        met: dict[ConsensusRule, Callable[[int], bool]] = {
            ConsensusRule.UNANIMOUS: lambda votes: votes == valid,
            ConsensusRule.SUPERMAJORITY: lambda votes: 3 * votes >= 2 * valid,
            ConsensusRule.MAJORITY: lambda votes: 2 * votes > valid,
            ConsensusRule.VOTES_NEEDED: lambda votes: votes == self.rules.votes_needed,
        }
        enough = met[self.rules.consensus]
        return next(votes for votes in range(len(self.spec.panel) + 1) if enough(votes))

    def rule_met(self, number: int) -> bool:
        """Return whether one option, and no second, has the votes that the rule asks for."""
        enough = [v for v in self.counts(number).values() if v >= self.needed(number)]
        return len(enough) == 1

    def decided(self) -> tuple[OptionId | None, str | None]:
        """Return what the debate decides, and by what of votes, trajectory and second choices."""
        ahead = self.leaders(self.last)
        if len(ahead) == 1:
            return next(iter(ahead)), "votes"
        if self.rules.tie_break is TieBreak.NONE:
            return None, None
        in_all = Counter(vote for (n, _), vote in self.cast.items() if n in self.counted)
        best = most(in_all, ahead)
        if len(best) == 1:
            return next(iter(best)), "trajectory"
        losers = [w for w, vote in self.votes(self.last).items() if vote not in ahead]
        second = Counter(self._at(self.last, who).second_choice or "" for who in losers)
        best = most(second, best)
        return (next(iter(best)), "second_choices") if len(best) == 1 else (None, None)

    def votes_of(self, who: SeatId) -> dict[int, OptionId]:
        """Return the votes of a participant by round, ascending."""
        return {n: self.cast[n, who] for n in sorted(self.begun) if (n, who) in self.cast}

    def kept(self) -> set[SeatId]:
        """Return who of the panel voted more than once and always alike."""
        votes = {p.id: list(self.votes_of(p.id).values()) for p in self.spec.panel}
        return {who for who, cast in votes.items() if len(cast) > 1 and len(set(cast)) == 1}

    def status(self, number: int, who: SeatId) -> ResponseStatus | None:
        """Return what became of a participant in a round; None where it has no response."""
        return next(
            (
                r.status
                for r in self.debate.responses
                if r.round == number and r.participant == who
            ),
            None,
        )

    def said(self, response: Response) -> str:
        """Return an argument with the names of those that it refers to."""
        text = response.argument or ""
        for participant in (*self.spec.panel, *self.spec.former):
            text = text.replace(f"⟦{participant.id}⟧", participant.name)
        return text.replace("⟦", "").replace("⟧", "")

    def argues(self, response: Response) -> bool:
        """Return whether there is anything in a response that could be quoted."""
        return any(character.isalnum() for character in self.said(response))

    def quotable(self, who: SeatId, quote: str, votes: Iterable[OptionId | None]) -> bool:
        """Return whether somebody wrote these words when voting for one of these."""
        wanted = set(votes)
        return any(
            r.participant == who and r.vote in wanted and quote in self.said(r)
            for r in self.debate.responses
        )

    def handed_over(self, number: int) -> list[tuple[SeatId, SeatId]]:
        """Return who left a seat to whom before a round."""
        pairs = zip(self.sat(number - 1), self.sat(number), strict=True)
        return [(old, new) for old, new in pairs if old != new]

    def _on(self, place: SeatId, number: int) -> SeatId:
        left = {
            p.until_round or 0: p.id
            for p in self.spec.former
            if p.id.split("@")[0] == place and (p.until_round or 0) >= number
        }
        return left[min(left)] if left else place

    def _changes(self, who: SeatId) -> list[Change]:
        votes = list(self.votes_of(who).items())
        return [
            Change(
                round=number,
                who=who,
                old=before,
                new=now,
                credited=self._at(number, who).persuaded_by,
            )
            for (_, before), (number, now) in pairwise(votes)
            if before != now
        ]

    def _at(self, number: int, who: SeatId) -> Response:
        (found,) = (r for r in self.debate.responses if r.round == number and r.participant == who)
        return found


def most(points: Mapping[OptionId, int], among: set[OptionId]) -> set[OptionId]:
    """Return which of these have the most points; all of them where nobody has any."""
    top = max(points.get(option, 0) for option in among)
    return {option for option in among if points.get(option, 0) == top}
