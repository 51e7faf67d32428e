"""How long work waits that a worker has room for: a job, and a round of a debate."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from datetime import datetime, timedelta
from statistics import median, quantiles
from typing import Any, TypeVar

import msgspec

from bench.goals import MET
from bench.queued.crew import a_crew
from bench.queued.lanes import PUTTING, tenant
from bench.queued.leased import a_store
from bench.queued.machine import beside_others
from bench.queued.orders import Kind, Order
from bench.queued.server import a_valkey
from service.domain.debate import Debate
from tests.support.workers import asked, the_end

JOBS, PER_S = 300, 25.0
SLOTS, NAP_S = 20, 0.05
PANEL = ("A", "B", "C")
STAGES = 3
"""Of a debate that finds no agreement: two rounds and the summary."""
MOST_P50_MS = 10
LAST_WITHIN_S = 10.0

Result = TypeVar("Result")


class Waits(msgspec.Struct, frozen=True, kw_only=True):
    """How long each waited."""

    waits_s: tuple[float, ...]
    others: float
    """How many cores other work on the machine took meanwhile."""


async def report() -> AsyncIterator[str]:
    """Measure, and yield the lines of a table."""
    debates = JOBS // STAGES
    yield f"{JOBS} jobs at random moments, {PER_S:g} a second, one worker: until the job's first line;"
    yield f"as many jobs of {debates} debates: until the first seat of a round is asked"
    yield f"{'':14}{'waits':>6}{'p50 ms':>8}{'p99 ms':>8}{'max ms':>8}{'others':>8}  goal: p50 under {MOST_P50_MS} ms"
    yield _line("Roundtable", await measure(Kind.LEASED, jobs=JOBS, per_s=PER_S), ours=True)
    yield _line("stock arq", await measure(Kind.STOCK, jobs=JOBS, per_s=PER_S), ours=False)
    rounds = await measure_rounds(debates=debates, per_s=PER_S / STAGES)
    yield _line("... rounds", rounds, ours=True)


async def measure(kind: Kind, *, jobs: int, per_s: float) -> Waits:
    """Queue that many jobs that only wait, and see when each starts."""
    with a_valkey() as url:
        order = Order(kind=kind, url=url, slots=SLOTS, nap_s=NAP_S)
        async with PUTTING[kind](url) as put, a_crew(order) as crew:
            crew.go()
            first = await put("first")
            await crew.has_started(first.job, LAST_WITHIN_S)
            with beside_others() as others:
                queued = await _at_random(lambda number: put(tenant(number)), jobs, per_s)
                await crew.have_started(1 + jobs, LAST_WITHIN_S)
    waits_s = [crew.starts[one.job] - one.at_s for one in queued]
    return Waits(waits_s=tuple(waits_s), others=others.cores)


async def measure_rounds(*, debates: int, per_s: float) -> Waits:
    """Ask for that many debates, and see when the first question of each round is sent.

    Rounds wait from the creation of the debate, or from the decision that ended the round before.
    """
    with a_valkey() as url:
        async with (
            a_store(url) as store,
            a_crew(Order(kind=Kind.ROUNDS, url=url, slots=100)) as crew,
        ):
            crew.go()
            await the_end(store, await asked(store, *PANEL))
            with beside_others() as others:
                held = await _at_random(lambda _: asked(store, *PANEL), debates, per_s)
                ended = [await the_end(store, debate) for debate in held]
    waits_s = [wait.total_seconds() for debate in ended for wait in _waits(debate)]
    return Waits(waits_s=tuple(waits_s), others=others.cores)


def _waits(debate: Debate) -> Iterator[timedelta]:
    for held in debate.state.rounds:
        since = debate.spec.created_at if held.number == 1 else held.started_at
        yield _first_asked(debate, held.number) - since


def _first_asked(debate: Debate, number: int) -> datetime:
    return min(
        response.created_at - timedelta(milliseconds=response.latency_ms)
        for response in debate.responses
        if response.round == number
    )


async def _at_random(
    act: Callable[[int], Coroutine[Any, Any, Result]], times: int, per_s: float
) -> Sequence[Result]:
    """Act that often, at moments of an open load: whatever becomes of what was before."""
    chance = random.Random(0)  # noqa: S311 - the same moments for everyone
    due_s = time.monotonic()
    async with asyncio.TaskGroup() as group:
        tasks = list[asyncio.Task[Result]]()
        for number in range(times):
            due_s += chance.expovariate(per_s)
            await asyncio.sleep(max(0.0, due_s - time.monotonic()))
            tasks.append(group.create_task(act(number)))
    return [task.result() for task in tasks]


def _line(name: str, waits: Waits, *, ours: bool) -> str:
    waits_ms = [1000 * wait_s for wait_s in waits.waits_s]
    p50, p99 = median(waits_ms), quantiles(waits_ms, n=100, method="inclusive")[98]
    verdict = MET[p50 < MOST_P50_MS] if ours else ""
    return (
        f"{name:14}{len(waits_ms):6}{p50:8.1f}{p99:8.1f}{max(waits_ms):8.1f}{waits.others:8.2f}"
        f"  {verdict}"
    ).rstrip()
