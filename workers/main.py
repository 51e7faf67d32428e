"""A worker: for each shard a loop for each lane of its queue, and the sweeper beside them.

What the jobs are is in `jobs`. A new lane is a member of `Lane` and its row in `SLOTS`.
"""

import asyncio
import contextlib
import resource
from collections.abc import Callable, Mapping, Sequence
from itertools import chain

from service.domain import instructions, skeletons
from service.domain.errors import StoreUnavailableError
from service.domain.jobs import Lane
from service.ending import end
from service.settings import Settings
from service.shards import Shards
from service.sweeper import keep_sweeping
from service.telemetry import logger
from service.worker_context import WorkerContext, open_means, open_worker_context
from workers.jobs import functions
from workers.lease import LeasedWorker
from workers.pulse import Pulse

log = logger(__name__)

DISCOVER_EVERY_S = 15.0

WARM_UP_AFTER_S, WARM_UP_PAUSE_S = 0.1, 0.001
"""When a worker that has started, and so claimed what there was, builds what the first reply waits for,
and for how long others have their turn after each step."""

SLOTS: Mapping[Lane, Callable[[Settings, int], int]] = {
    Lane.DEBATES: lambda settings, shards: max(1, settings.worker_concurrency // shards),
    Lane.DELIVER: lambda _, shards: _of_files(1_000, share=0.5 / shards),
    Lane.RETRY: lambda _, shards: _of_files(250, share=0.125 / shards),
}
"""How many jobs of each lane of a shard run at a time here, where so many shards are served.

Rounds keep the loop busy, and leases are renewed in it: their number is one for the whole process.

A delivery waits for its receiver and does hardly anything, so that there can be many: twice as many
as a hundred receivers, all that a tenant may have, hold up when they stop answering at once. But
each takes a file, as do the calls of rounds and the connections to the store.
"""


async def work_at(shards: Shards, stop: asyncio.Event, pulse: Pulse | None = None) -> None:
    """Run jobs of the shards that the settings name, as `work` does."""
    async with contextlib.AsyncExitStack() as stack:
        means = await stack.enter_async_context(open_means(shards.registry))
        contexts = [
            await stack.enter_async_context(open_worker_context(store, means))
            for store in shards
            if store.shard in shards.registry.settings.worker_shards
        ]
        await work(contexts, stop, pulse)


async def work(
    contexts: Sequence[WorkerContext], stop: asyncio.Event, pulse: Pulse | None = None
) -> None:
    """Run jobs of these shards until `stop` is set, then drain; survives outages of Redis.

    `pulse` tells whoever asks how it is. When the loop of one lane breaks, so do the others: an
    `ExceptionGroup` says what broke it.
    """
    pulse = pulse or Pulse(contexts[0].store.settings.terms.lease_s)
    by_shard = [
        [_worker(context, lane, len(contexts)) for lane in context.lanes] for context in contexts
    ]
    workers, pulse.loops = list(chain.from_iterable(by_shard)), by_shard
    first = contexts[0]
    beside = [
        *(
            asyncio.create_task(keep_sweeping(context.store), name="sweeper")
            for context in contexts
        ),
        asyncio.create_task(_keep_discovering(first), name="discovery"),
        asyncio.create_task(_warm_up(), name="warm-up"),
        asyncio.create_task(_stop_when_told(workers, stop, pulse), name="stop"),
    ]
    log.info(
        "worker_started",
        concurrency=first.store.settings.worker_concurrency,
        shards=[context.store.shard for context in contexts],
    )
    try:
        async with asyncio.TaskGroup() as group:
            for worker in workers:
                group.create_task(worker.async_run())
    finally:
        await end(*beside)
    log.info("worker_stopped")


def _worker(context: WorkerContext, lane: Lane, shards: int) -> LeasedWorker:
    settings = context.store.settings
    return LeasedWorker(
        functions(context),
        leases=context.lanes[lane],
        handovers=context.store.handovers,
        max_jobs=SLOTS[lane](settings, shards),
        drain_s=settings.drain_s,
    )


def _of_files(most: int, *, share: float) -> int:
    """Return that many, or as many as this share of the files that may be open here."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return most if files == resource.RLIM_INFINITY else min(most, int(files * share))


async def _keep_discovering(context: WorkerContext) -> None:
    """Report which models are at hand, at once and then for as long as the worker runs."""
    while True:
        found = await context.providers.discover()
        with contextlib.suppress(StoreUnavailableError):
            await context.store.discoveries.report(found)
        await asyncio.sleep(DISCOVER_EVERY_S)


async def _warm_up() -> None:
    """Build what the first reply and the first draft would wait for: a third of a second in all."""
    await asyncio.sleep(WARM_UP_AFTER_S)
    for _ in chain(instructions.readied(), skeletons.readied()):
        await asyncio.sleep(WARM_UP_PAUSE_S)


async def _stop_when_told(
    workers: Sequence[LeasedWorker], stop: asyncio.Event, pulse: Pulse
) -> None:
    await stop.wait()
    pulse.stopping = True
    for worker in workers:
        worker.stop()
