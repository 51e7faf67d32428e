"""How long a job waits that a worker has room for: from being queued to its first line."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from statistics import median, quantiles

from bench.goals import MET
from bench.queued.crew import a_crew
from bench.queued.lanes import PUTTING, tenant
from bench.queued.orders import Kind, Order, Put, Queued
from bench.queued.server import a_valkey

JOBS, PER_S = 375, 25
SLOTS, NAP_S = 20, 0.05
MOST_P50_MS = 10
LAST_WITHIN_S = 10.0


async def report() -> AsyncIterator[str]:
    """Measure, and yield the lines of a table."""
    yield f"{JOBS} jobs at random moments, {PER_S} a second, one worker of {SLOTS} slots"
    yield f"{'':12}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}  goal: p50 under {MOST_P50_MS} ms"
    for kind in (Kind.LEASED, Kind.STOCK):
        waits_ms = [1000 * wait_s for wait_s in await measure(kind, jobs=JOBS, per_s=PER_S)]
        p50, p99 = median(waits_ms), quantiles(waits_ms, n=100, method="inclusive")[98]
        verdict = MET[p50 < MOST_P50_MS] if kind is Kind.LEASED else ""
        yield f"{kind:12}{p50:9.1f}{p99:9.1f}{max(waits_ms):9.1f}  {verdict}".rstrip()


async def measure(kind: Kind, *, jobs: int, per_s: float) -> Sequence[float]:
    """Return how long each job waited, in seconds."""
    with a_valkey() as url:
        order = Order(kind=kind, url=url, slots=SLOTS, nap_s=NAP_S)
        async with PUTTING[kind](url) as put, a_crew(order) as crew:
            crew.go()
            first = await put("first")
            await crew.has_started(first.job, LAST_WITHIN_S)
            queued = await _queue(put, jobs, per_s)
            await crew.have_started(1 + jobs, LAST_WITHIN_S)
    return [crew.starts[one.job] - one.at_s for one in queued]


async def _queue(put: Put, jobs: int, per_s: float) -> Sequence[Queued]:
    """Queue that many, whatever becomes of those before."""
    chance = random.Random(0)  # noqa: S311 - the same moments for everyone
    due_s = time.monotonic()
    async with asyncio.TaskGroup() as group:
        tasks = list[asyncio.Task[Queued]]()
        for number in range(jobs):
            due_s += chance.expovariate(per_s)
            await asyncio.sleep(max(0.0, due_s - time.monotonic()))
            tasks.append(group.create_task(_put(put, tenant(number))))
    return [task.result() for task in tasks]


async def _put(put: Put, of: str) -> Queued:
    return await put(of)
