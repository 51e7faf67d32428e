"""What a second worker brings: jobs a second of one worker process, and of two."""

from collections.abc import AsyncIterator

import msgspec

from bench.goals import MET
from bench.queued.crew import a_crew
from bench.queued.lanes import PUTTING, fill
from bench.queued.machine import beside_others
from bench.queued.orders import Kind, Order
from bench.queued.server import a_valkey, cpu_of

LEAST_GAIN = 1.6
WITHIN_S = 5.0
"""What is not started by then is left out of the count."""


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """Jobs that are all queued when the workers begin."""

    name: str
    jobs: int
    slots: int
    nap_s: float


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """How it went."""

    jobs: int
    """How many were started in time."""
    per_s: float
    worker_ms: float
    """CPU time of all workers, a job."""
    server_ms: float
    """CPU time of the Valkey, a job."""
    others: float
    """How many cores other work on the machine took meanwhile."""


LOADS = (
    Load(name="50 ms each, 20 slots a worker", jobs=2_000, slots=20, nap_s=0.05),
    Load(name="nothing to do, 100 slots a worker", jobs=3_000, slots=100, nap_s=0),
)


async def report() -> AsyncIterator[str]:
    """Measure, and yield the lines of a table for each load."""
    for load in LOADS:
        yield f"Jobs of {load.name}; {load.jobs} queued beforehand, of ten tenants"
        yield (
            f"{'':12}{'jobs/s of one':>14}{'of two':>8}{'times':>7}{'by CPU':>8}"
            f"{'worker CPU ms':>15}{'server':>8}{'others':>12}  goal: {LEAST_GAIN} times"
        )
        for kind in (Kind.LEASED, Kind.STOCK):
            one, two = [await measure(kind, load, workers=workers) for workers in (1, 2)]
            gain = two.per_s / one.per_s
            verdict = MET[gain >= LEAST_GAIN] if kind is Kind.LEASED else ""
            yield (
                f"{kind:12}{one.per_s:14.0f}{two.per_s:8.0f}{gain:7.2f}"
                f"{2 * one.worker_ms / two.worker_ms:8.2f}"
                f"{f'{one.worker_ms:.2f}, {two.worker_ms:.2f}':>15}{two.server_ms:8.2f}"
                f"{f'{one.others:.2f}, {two.others:.2f}':>12}  {verdict}"
            ).rstrip()


async def measure(kind: Kind, load: Load, *, workers: int) -> Pace:
    """Let that many workers at the load together."""
    with a_valkey() as url:
        order = Order(kind=kind, url=url, slots=load.slots, nap_s=load.nap_s)
        async with a_crew(*[order] * workers) as crew:
            async with PUTTING[kind](url) as put:
                await fill(put, load.jobs)
            server_s = await cpu_of(url)
            with beside_others() as others:
                crew.go()
                await crew.have_started(load.jobs, WITHIN_S)
            server_s = await cpu_of(url) - server_s
            moments = sorted(crew.starts.values())
    done = len(moments)
    return Pace(
        jobs=done,
        per_s=(done - 1) / (moments[-1] - moments[0]),
        worker_ms=1000 * crew.cpu_s / done,
        server_ms=1000 * server_s / done,
        others=others.cores,
    )
