"""What is worth knowing of many debates beside how often they are right.

`service.domain.measures` says what can be measured of one debate without its right answer; here
they are summed up, and held against the right answers. A further one is a field of `Measured`.
"""

from collections.abc import Iterator, Sequence
from statistics import fmean

import msgspec
from msgspec.structs import replace

from bench.replayed.holding import held_throughout
from bench.replayed.logs import Logged
from bench.replayed.seats import BestSeat, best_seat
from service.api.protocols import usual_rules
from service.domain.debate import Agreement, Debate, Measures, Outcome, StopReason
from service.domain.measures import measures
from service.domain.outcome import outcome_of
from service.domain.tally import counted_rounds, position_changes


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """The debates that ended with one kind of agreement."""

    agreement: Agreement
    debates: int
    confidence: float
    """Share of the valid votes that each leader had, on average, in percent."""
    accuracy: float
    """How often the leader is right, in percent; of several leaders, their share."""


class Moves(msgspec.Struct, frozen=True, kw_only=True):
    """All position changes: whereto, seen from what led the round before, and from the truth."""

    total: int
    to_plurality: int
    from_plurality: int
    wrong_to_right: int
    right_to_wrong: int


class Conforming(msgspec.Struct, frozen=True, kw_only=True):
    """Votes outside the plurality of the round before that joined it, votes inside that left."""

    joined: float | None
    """In percent; None where there were none outside."""
    left: float | None
    """In percent; None where there were none inside."""


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """The measures of a pool of debates in which every round was held and any vote counts."""

    name: str
    levels: tuple[Level, ...]
    calibration_error: float
    """Of a leader's share as confidence, in points: by kind of agreement, weighed by debates."""
    moves: Moves
    conforming: Conforming
    entropy_first: float
    """In bits, on average."""
    entropy_last: float
    stability: float | None
    """Seats without which the same is decided, in percent of all, of debates with a decision; None
    where none has one."""
    best_seat: BestSeat


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One debate held to its end, and what is known of it."""

    logged: Logged
    debate: Debate
    outcome: Outcome
    measures: Measures


def told(logged: Logged) -> Told | None:
    """Return a debate with votes after all of its rounds; None where nobody ever voted."""
    rules = replace(usual_rules(len(logged.agents)), quorum=1, max_rounds=logged.rounds)
    debate = held_throughout(logged, rules)
    if not counted_rounds(debate):
        return None
    outcome = outcome_of(debate, StopReason.MAX_ROUNDS)
    debate = replace(debate, state=replace(debate.state, outcome=outcome))
    found = measures(debate)
    return Told(logged=logged, debate=debate, outcome=outcome, measures=found) if found else None


def measured(name: str, debates: Sequence[Logged], told: Sequence[Told]) -> Measured:
    """Sum up what was found of these debates; `told` are those with any vote, one at least."""
    stable = [s for t in told if (s := t.measures.decision_stability) is not None]
    levels = tuple(_levels(told))
    return Measured(
        name=name,
        levels=levels,
        calibration_error=sum(
            level.debates * abs(level.confidence - level.accuracy) for level in levels
        )
        / len(told),
        moves=_moves(told),
        conforming=_conforming(told),
        entropy_first=fmean(t.measures.first_entropy for t in told),
        entropy_last=fmean(t.measures.last_entropy for t in told),
        stability=100 * fmean(stable) if stable else None,
        best_seat=best_seat(debates),
    )


def _levels(told: Sequence[Told]) -> Iterator[Level]:
    for agreement in Agreement:
        same = [t for t in told if t.outcome.agreement is agreement]
        if same:
            yield Level(
                agreement=agreement,
                debates=len(same),
                confidence=100 * fmean(t.measures.agreement_confidence for t in same),
                accuracy=100 * fmean(_right(t.logged, t.outcome.leaders) for t in same),
            )


def _moves(told: Sequence[Told]) -> Moves:
    ways = [
        (change.from_option == t.logged.gold, change.to_option == t.logged.gold)
        for t in told
        for change in position_changes(t.debate)
    ]
    return Moves(
        total=len(ways),
        to_plurality=sum(t.measures.changes.to_plurality for t in told),
        from_plurality=sum(t.measures.changes.from_plurality for t in told),
        wrong_to_right=ways.count((False, True)),
        right_to_wrong=ways.count((True, False)),
    )


def _conforming(told: Sequence[Told]) -> Conforming:
    each = [t.measures.conformity for t in told]
    return Conforming(
        joined=_share(sum(c.joined for c in each), sum(c.outside for c in each)),
        left=_share(sum(c.left for c in each), sum(c.inside for c in each)),
    )


def _right(logged: Logged, leaders: Sequence[str]) -> float:
    return 1 / len(leaders) if logged.gold in leaders else 0.0


def _share(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None
