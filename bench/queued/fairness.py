"""How long a newcomer waits behind the backlog of another tenant, in units of one slot's time."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from statistics import median

from bench.goals import MET
from bench.queued.crew import a_crew
from bench.queued.lanes import PUTTING, fill
from bench.queued.orders import Kind, Order
from bench.queued.server import a_valkey

BACKLOG = 1_000
NEWCOMERS = 10
SLOTS = (1, 10)
SLOT_S = 0.1
"""How long each job takes."""
PATIENCE = 30
"""After how many slots' times a newcomer that has not started is given up."""
MOST = 1.0
HANDING_OVER = 0.05
"""What is allowed beside: a job that has ended is put away before the next one starts."""
BEGUN_WITHIN_S = 10.0


async def report() -> AsyncIterator[str]:
    """Measure, and yield the lines of a table."""
    yield f"The first job of each of {NEWCOMERS} tenants, behind {BACKLOG} queued of another"
    yield f"{'':12}{'slots':>6}{'median':>9}{'most':>9}  slots' times; goal: at most {MOST:g} (+{HANDING_OVER})"
    for slots in SLOTS:
        for kind in (Kind.LEASED, Kind.STOCK):
            waits = await measure(kind, slots=slots, newcomers=NEWCOMERS)
            figures = f"{_said(median(waits))}{_said(max(waits))}"
            verdict = MET[max(waits) <= MOST + HANDING_OVER] if kind is Kind.LEASED else ""
            yield f"{kind:12}{slots:6}{figures}  {verdict}".rstrip()


async def measure(
    kind: Kind, *, slots: int, newcomers: int, backlog: int = BACKLOG, patience: int = PATIENCE
) -> Sequence[float]:
    """Return the wait of each newcomer in slots' times: infinite for one that was given up.

    They come one after the other; after one that was given up no other comes.
    """
    waits: list[float] = []
    chance = random.Random(0)  # noqa: S311 - the same moments for everyone
    with a_valkey() as url:
        order = Order(kind=kind, url=url, slots=slots, nap_s=SLOT_S)
        async with PUTTING[kind](url) as put, a_crew(order) as crew:
            await fill(put, backlog, lambda _: "early")
            crew.go()
            await crew.have_started(slots, BEGUN_WITHIN_S)
            for number in range(newcomers):
                # The one before is over by then, and the backlog has its turn again.
                await asyncio.sleep(SLOT_S + chance.uniform(0, SLOT_S))
                late = await put(f"late-{number}")
                if not await crew.has_started(late.job, patience * SLOT_S):
                    return [*waits, float("inf")]
                waits.append((crew.starts[late.job] - late.at_s) / SLOT_S)
    return waits


def _said(wait: float) -> str:
    return f"{wait:9.2f}" if wait < PATIENCE else f"{f'over {PATIENCE}':>9}"
