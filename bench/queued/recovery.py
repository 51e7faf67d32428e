"""`kill -9` of a worker in the midst of rounds: how soon another goes on with them.

Each victim holds a few rounds whose seats take long. A survivor, which has nothing to do or rounds
of its own, stands beside. A round goes on when the survivor has reserved the next call of a seat
that the victim had asked, which is right before it sends it.
"""

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Sequence
from statistics import median

import msgspec

from bench.goals import MET
from bench.queued.crew import Worker, a_crew
from bench.queued.leased import a_store
from bench.queued.machine import cpu_of_process
from bench.queued.orders import Kind, Order
from bench.queued.rounds import all_asked, goes_on
from bench.queued.server import a_valkey
from service.context import Context
from service.domain.debate import Debate
from service.ending import end
from tests.support.workers import asked, the_end

KILLS = 10
HELD = 2
"""Rounds of each victim."""
SURVIVOR_SLOTS = 100
APART_S = (0.3, 0.8)
"""Between two kills: at any moment between two beats."""
BUSY_PER_S = 10.0
BUSY_PANEL = ("A?delay=1", "B?delay=1", "C?delay=1")
MOST_P50_S, MOST_S = 5, 10


class Recovery(msgspec.Struct, frozen=True, kw_only=True):
    """What the kills did."""

    stood_s: tuple[float, ...]
    """How long each round stood still."""
    survivor_cpu: float
    """What the survivor used meanwhile, in cores."""


async def report() -> AsyncIterator[str]:
    """Measure, and yield the lines of a table."""
    yield f"{KILLS} kills of workers with {HELD} rounds each, until the next call of each round;"
    yield f"the survivor idle, or busy with {BUSY_PER_S:g} new debates a second"
    yield (
        f"{'survivor':12}{'its CPU':>9}{'rounds':>8}{'p50 s':>8}{'max s':>8}"
        f"  goals: p50 under {MOST_P50_S} s, max under {MOST_S}"
    )
    for busy in (False, True):
        recovery = await measure(kills=KILLS, busy=busy)
        p50, most = median(recovery.stood_s), max(recovery.stood_s)
        yield (
            f"{'busy' if busy else 'idle':12}{100 * recovery.survivor_cpu:7.0f} %"
            f"{len(recovery.stood_s):8}{p50:8.2f}{most:8.2f}"
            f"  {MET[p50 < MOST_P50_S]}, {MET[most < MOST_S]}"
        )


async def measure(*, kills: int, busy: bool) -> Recovery:
    """Kill that many workers, one soon after the other, and wait until all rounds go on."""
    with a_valkey() as url:
        victim = Order(kind=Kind.ROUNDS, url=url, slots=HELD)
        survivor = Order(kind=Kind.ROUNDS, url=url, slots=SURVIVOR_SLOTS)
        async with a_store(url) as store, a_crew(*[victim] * kills, survivor) as crew:
            *victims, last = crew.workers
            held = [await _occupied(store, victim) for victim in victims]
            last.go()
            await the_end(store, await asked(store, "A", "A"))
            async with _load(store, busy=busy):
                used_s, began_s = cpu_of_process(last.pid), time.monotonic()
                stood_s = await _kill_all(store, victims, held)
                used_s, wall_s = cpu_of_process(last.pid) - used_s, time.monotonic() - began_s
            await last.kill()
    return Recovery(stood_s=stood_s, survivor_cpu=used_s / wall_s)


async def _occupied(store: Context, victim: Worker) -> Sequence[Debate]:
    """Let a worker go, and return the debates that fill it: those let go before are full."""
    victim.go()
    debates = [await asked(store, "A?delay=60", "B?delay=60") for _ in range(HELD)]
    for debate in debates:
        await all_asked(store, debate)
    return debates


async def _kill_all(
    store: Context, victims: Sequence[Worker], held: Sequence[Sequence[Debate]]
) -> tuple[float, ...]:
    chance = random.Random(0)  # noqa: S311 - the same moments in every run
    async with asyncio.TaskGroup() as group:
        standing: list[asyncio.Task[float]] = []
        for victim, debates in zip(victims, held, strict=True):
            await asyncio.sleep(chance.uniform(*APART_S))
            killed_s = time.monotonic()
            await victim.kill()
            standing += [group.create_task(_stood(store, d, killed_s)) for d in debates]
    return tuple(task.result() for task in standing)


async def _stood(store: Context, debate: Debate, since_s: float) -> float:
    return await goes_on(store, debate) - since_s


@contextlib.asynccontextmanager
async def _load(store: Context, *, busy: bool) -> AsyncIterator[None]:
    """Keep asking for debates, if the survivor is to be busy."""

    async def keep_asking() -> None:
        while busy:
            await asked(store, *BUSY_PANEL)
            await asyncio.sleep(1 / BUSY_PER_S)

    asking = asyncio.create_task(keep_asking())
    try:
        yield
    finally:
        await end(asking)
