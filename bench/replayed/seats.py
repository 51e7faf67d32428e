"""How often single seats are right: the best one beside the panel, and logs that tell no more.

Which seat is the best is known only afterwards, and the more so by chance the fewer debates a
panel has held: a panel that does worse than it has still not been shown to be worth less.
"""

from collections.abc import Hashable, Iterable, Sequence
from itertools import pairwise
from statistics import fmean
from typing import TypeAlias

import msgspec

from bench.replayed.logs import Logged

Marks: TypeAlias = tuple[tuple[bool, ...], ...]
"""Whether each answer was right, by round, then seat."""


class BestSeat(msgspec.Struct, frozen=True, kw_only=True):
    """How often each panel's best seat was right, in percent of all debates."""

    first_round: float
    last_round: float
    panels: int
    """Agents that debated together in one data set, under one condition and configuration."""


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of debates that say of each answer only whether it was right."""

    name: str
    debates: int
    right_by_round: tuple[float, ...]
    """Answers, in percent."""
    most_right_by_round: tuple[float, ...]
    """Debates in which more than half of the seats were right, in percent: these would have had
    the right answer decided. Which answers the others gave, alike or not, is not known."""
    wrong_to_right: int
    right_to_wrong: int
    best_seat: BestSeat


def best_seat(debates: Sequence[Logged]) -> BestSeat:
    """Return how often the best seat of each panel was right in its first and its last round."""
    panels: dict[Hashable, list[Marks]] = {}
    for logged in debates:
        panel = (logged.dataset, logged.condition, logged.config, logged.agents)
        panels.setdefault(panel, []).append(marks(logged))
    return BestSeat(
        first_round=_best(panels.values(), 0, len(debates)),
        last_round=_best(panels.values(), -1, len(debates)),
        panels=len(panels),
    )


def marks(logged: Logged) -> Marks:
    """Return whether each answer was right; none at all is not."""
    if logged.votes:
        return tuple(tuple(vote == logged.gold for vote in row) for row in logged.votes)
    return tuple(tuple(mark is True for mark in row) for row in logged.correct)


def marked(name: str, debates: Sequence[Logged]) -> Marked:
    """Say what can be said of debates without votes."""
    grids = [marks(logged) for logged in debates]
    rounds = range(min(len(grid) for grid in grids))
    steps = [
        step
        for grid in grids
        for before, now in pairwise(grid)
        for step in zip(before, now, strict=True)
    ]
    return Marked(
        name=name,
        debates=len(debates),
        right_by_round=tuple(
            100 * fmean(mark for grid in grids for mark in grid[n]) for n in rounds
        ),
        most_right_by_round=tuple(
            100 * fmean(2 * sum(grid[n]) > len(grid[n]) for grid in grids) for n in rounds
        ),
        wrong_to_right=steps.count((False, True)),
        right_to_wrong=steps.count((True, False)),
        best_seat=best_seat(debates),
    )


def _best(panels: Iterable[Sequence[Marks]], number: int, debates: int) -> float:
    """Add up what the best seat of each panel had right in that round, in percent of all debates."""
    by_seat = (zip(*(grid[number] for grid in grids), strict=True) for grids in panels)
    return 100 * sum(max(map(sum, seats)) for seats in by_seat) / debates
