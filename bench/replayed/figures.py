"""What the replays of many debates come to, beside the figures that are known for some of them.

A set of debates that is told as one is a value in `POOLS`; a figure that was known beforehand is a
row of `REFERENCES`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import fmean

import msgspec

from bench.replayed.logs import Logged
from bench.replayed.protocols import (
    FIRST_ROUND,
    LAST_ROUND,
    OUTCOME,
    SUPERMAJORITY,
    TRAJECTORY,
    UNANIMOUS,
    Quorum,
    Result,
)

FACTUAL, PRESSURE = "factual", "pressure"

POOLS: Mapping[str, str] = {
    "hegazy_mmlu_hetero3": FACTUAL,
    "calico_mmlu_3x2": FACTUAL,
    "tt6746690_gsm8k_3x2": FACTUAL,
    "slm_harvard": FACTUAL,
    "uiuc_mas_sycophancy": PRESSURE,
}
"""In which pool a data set is told, too."""

ALL_ROUNDS, UNPRESSED = "74.4 % at 3.0", "76.3 % at 1.0"
"""Known of every round of the factual pool, and of the first of the one under pressure."""

LEAST_STOPPED, MOST_ROUNDS = 74.0, 1.5
MOST_LOST, LEAST_SAVED = 0.5, 40
LEAST_TRAJECTORY = 75.4

FEWEST_IN_A_POOL = 3
"""Agents of a debate: two can only agree or be level."""

UNSOUND = {("uiuc_mas_sycophancy", "who_said")}
"""Data set and metric of debates whose right answers do not match what was voted for."""


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """What one protocol, or way of counting, comes to."""

    accuracy: float
    """In percent of all debates; one without an outcome is not right."""
    rounds: float
    """Held, on average."""
    without_outcome: int
    accuracy_with_outcome: float | None
    """In percent of those that have one; None where none has."""


class Pool(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of many debates."""

    name: str
    debates: int
    seats: float
    """Of a debate, on average."""
    without_vote: float
    """In percent of all answers."""
    by_quorum: dict[Quorum, dict[str, Figure]]


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A figure that was known beforehand, and what came out."""

    pool: str
    of: str
    wanted: str
    found: dict[Quorum, str]
    met: dict[Quorum, bool]


Replays = Mapping[Quorum, Sequence[Mapping[str, Result]]]
Figures = Mapping[str, Figure]


def is_sound(logged: Logged) -> bool:
    """Return whether the right answer of a debate can be compared with its votes."""
    return (logged.dataset, logged.metric) not in UNSOUND


def pool_of(logged: Logged) -> str | None:
    """Return the pool that a debate belongs to, if any."""
    return POOLS.get(logged.dataset) if len(logged.agents) >= FEWEST_IN_A_POOL else None


def row_of(logged: Logged) -> str:
    """Return the data set, and its condition, that a debate is told under."""
    return " ".join(filter(None, (logged.dataset, logged.condition)))


def pool(name: str, debates: Sequence[Logged], replays: Replays) -> Pool:
    """Return the figures of these debates, one at least; `replays` are theirs, in their order."""
    answers = [vote for logged in debates for row in logged.votes for vote in row]
    return Pool(
        name=name,
        debates=len(debates),
        seats=fmean(len(logged.agents) for logged in debates),
        without_vote=_percent(vote is None for vote in answers),
        by_quorum={
            quorum: {way: _figure([each[way] for each in results]) for way in results[0]}
            for quorum, results in replays.items()
        },
    )


def known_figures(pools: Iterable[Pool]) -> tuple[Known, ...]:
    """Return what came out beside what was known, for those pools that are what it was known of."""
    found = {pool.name: pool for pool in pools}
    return tuple(
        _known(reference, found[reference.pool])
        for reference in REFERENCES
        if reference.pool in found and found[reference.pool].debates == SIZES[reference.pool]
    )


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """A figure that was known beforehand: what is wanted, and how to read it."""

    pool: str
    of: str
    wanted: str
    read: Callable[[Figures], tuple[str, bool]]


def _known(reference: Reference, pool: Pool) -> Known:
    read = {quorum: reference.read(figures) for quorum, figures in pool.by_quorum.items()}
    return Known(
        pool=reference.pool,
        of=reference.of,
        wanted=reference.wanted,
        found={quorum: text for quorum, (text, _) in read.items()},
        met={quorum: met for quorum, (_, met) in read.items()},
    )


def _figure(results: Sequence[Result]) -> Figure:
    ended = [result for result in results if result.ended]
    return Figure(
        accuracy=_percent(result.share for result in results),
        rounds=fmean(result.rounds for result in results),
        without_outcome=len(results) - len(ended),
        accuracy_with_outcome=_percent(result.share for result in ended) if ended else None,
    )


def _percent(shares: Iterable[float]) -> float:
    return 100 * fmean(shares)


def _at(figure: Figure) -> str:
    return f"{figure.accuracy:.1f} % at {figure.rounds:.1f}"


def _all_rounds(figures: Figures) -> tuple[str, bool]:
    text = _at(figures[LAST_ROUND])
    return text, text == ALL_ROUNDS


def _few_rounds(figures: Figures) -> tuple[str, bool]:
    figure = figures[SUPERMAJORITY]
    return _at(figure), figure.accuracy >= LEAST_STOPPED and figure.rounds <= MOST_ROUNDS


def _points_lost(figures: Figures) -> tuple[str, bool]:
    lost = figures[OUTCOME].accuracy - figures[UNANIMOUS].accuracy
    return f"{lost:.2f} points", lost <= MOST_LOST


def _rounds_saved(figures: Figures) -> tuple[str, bool]:
    saved = 100 * (1 - figures[UNANIMOUS].rounds / figures[OUTCOME].rounds)
    return f"{saved:.1f} %", saved >= LEAST_SAVED


def _trajectory(figures: Figures) -> tuple[str, bool]:
    figure = figures[TRAJECTORY]
    return _at(figure), figure.accuracy >= LEAST_TRAJECTORY


def _first_round(figures: Figures) -> tuple[str, bool]:
    text = _at(figures[FIRST_ROUND])
    return text, text == UNPRESSED


def _no_worse_than_at_first(figures: Figures) -> tuple[str, bool]:
    figure = figures[SUPERMAJORITY]
    return _at(figure), figure.accuracy >= figures[FIRST_ROUND].accuracy


SIZES: Mapping[str, int] = {FACTUAL: 841, PRESSURE: 1000}
"""Debates of the pools that something is known of."""

REFERENCES = (
    Reference(pool=FACTUAL, of=LAST_ROUND, wanted=ALL_ROUNDS, read=_all_rounds),
    Reference(
        pool=FACTUAL,
        of=SUPERMAJORITY,
        wanted=f">= {LEAST_STOPPED} % at <= {MOST_ROUNDS}",
        read=_few_rounds,
    ),
    Reference(
        pool=FACTUAL,
        of=f"{UNANIMOUS}, to {OUTCOME}",
        wanted=f"<= {MOST_LOST} points lost",
        read=_points_lost,
    ),
    Reference(
        pool=FACTUAL,
        of=f"{UNANIMOUS}, rounds saved",
        wanted=f">= {LEAST_SAVED} %",
        read=_rounds_saved,
    ),
    Reference(pool=FACTUAL, of=TRAJECTORY, wanted=f">= {LEAST_TRAJECTORY} %", read=_trajectory),
    Reference(pool=PRESSURE, of=FIRST_ROUND, wanted=UNPRESSED, read=_first_round),
    Reference(
        pool=PRESSURE, of=SUPERMAJORITY, wanted="not below round 1", read=_no_worse_than_at_first
    ),
)
