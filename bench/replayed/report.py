"""Everything that is found in a folder of logs."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import msgspec

from bench.replayed.figures import Known, Pool, is_sound, known_figures, pool, pool_of, row_of
from bench.replayed.logs import Logged, stripped
from bench.replayed.measured import Measured, Told, measured, told
from bench.replayed.protocols import Quorum, Result, replay
from bench.replayed.seats import Marked, marked

Each = TypeVar("Each")


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """All that is printed; the value of `--json`."""

    left_out: int
    """Debates whose right answers cannot be compared with their votes."""
    pools: tuple[Pool, ...]
    datasets: tuple[Pool, ...]
    known: tuple[Known, ...]
    measured: tuple[Measured, ...]
    """Of the pools and the data sets."""
    marked: tuple[Marked, ...]
    """Data sets without votes."""


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """What each protocol makes of a debate with votes."""

    results: dict[Quorum, dict[str, Result]]
    told: Told | None
    """None where nobody ever voted."""


def report_on(logs: Sequence[Logged]) -> Report:
    """Replay all debates, and sum up."""
    sound = [logged for logged in logs if is_sound(logged)]
    all_replayed = _all_replayed(logged for logged in sound if logged.votes)
    rows = _grouped(all_replayed, lambda each: row_of(each[0]))
    pools = _grouped(all_replayed, lambda each: pool_of(each[0]))
    datasets = tuple(_pool(name, each) for name, each in rows.items())
    pooled = tuple(_pool(name, each) for name, each in pools.items())
    marks = _grouped([logged for logged in sound if not logged.votes], row_of)
    return Report(
        left_out=len(logs) - len(sound),
        pools=pooled,
        datasets=datasets,
        known=known_figures(pooled),
        measured=tuple(
            measured(name, [logged for logged, _ in each], found)
            for name, each in (pools | rows).items()
            if (found := [replayed.told for _, replayed in each if replayed.told])
        ),
        marked=tuple(marked(name, each) for name, each in marks.items()),
    )


def _all_replayed(logs: Iterable[Logged]) -> list[tuple[Logged, Replayed]]:
    """Hold all debates; those in which the votes fell alike only once."""
    held: dict[Logged, Replayed] = {}
    found: list[tuple[Logged, Replayed]] = []
    for logged in logs:
        bare = stripped(logged)
        if bare not in held:
            results = {quorum: replay(bare, quorum) for quorum in Quorum}
            held[bare] = Replayed(results=results, told=told(bare))
        found.append((logged, held[bare]))
    return found


def _pool(name: str, debates: Sequence[tuple[Logged, Replayed]]) -> Pool:
    return pool(
        name,
        [logged for logged, _ in debates],
        {quorum: [replayed.results[quorum] for _, replayed in debates] for quorum in Quorum},
    )


def _grouped(
    all_of_them: Iterable[Each], name_of: Callable[[Each], str | None]
) -> dict[str, list[Each]]:
    """Put together what has the same name, in the order of their firsts; drop what has none."""
    groups: dict[str, list[Each]] = {}
    for each in all_of_them:
        name = name_of(each)
        if name is not None:
            groups.setdefault(name, []).append(each)
    return groups
