"""What the workers use beside the stores of `context`: providers, and the queue."""

import asyncio
import contextlib
import dataclasses
from collections.abc import AsyncIterator, Mapping

from service.admission.admission import Admission
from service.context import Context, connect
from service.domain.hedging import Hedging
from service.domain.jobs import Lane
from service.domain.suspects import Suspects
from service.ending import end
from service.providers.registry import Providers
from service.store.circuits import Circuits
from service.store.leases import Leases
from service.store.live_text import LiveText
from service.store.provider_limits import ProviderLimits
from service.webhooks.sender import Sender

MOST_AT_DESK = 16


@dataclasses.dataclass(frozen=True, kw_only=True)
class Means:
    """What one worker process has once, whichever shards it serves."""

    providers: Providers
    admission: Admission
    sender: Sender
    at_desk: asyncio.Semaphore
    hedging: Hedging
    suspects: Suspects


@dataclasses.dataclass(frozen=True, kw_only=True)
class WorkerContext:
    """What runs a shard's debates: stores, providers, and the queue with connections of its own."""

    store: Context
    providers: Providers
    admission: Admission
    lanes: Mapping[Lane, Leases]
    sender: Sender
    at_desk: asyncio.Semaphore
    """Held by who begins an attempt at a delivery or writes down its end.

    Hundreds may wait for their receivers, but the loop is the rounds' as well.
    """
    live: LiveText
    hedging: Hedging


@contextlib.asynccontextmanager
async def open_means(registry: Context) -> AsyncIterator[Means]:
    """Open what a worker needs beside all shards, for as long as the block runs.

    What providers are sent is counted for all shards together, in the registry.
    """
    limits = ProviderLimits(registry.scripts, registry.keys)
    circuits = Circuits(registry.redis, registry.keys)
    async with (
        Providers.open(registry.provider_configs, sim=registry.settings.sim) as providers,
        Admission.open(registry.accounts, limits, circuits, registry.clock) as admission,
    ):
        yield Means(
            providers=providers,
            admission=admission,
            sender=Sender(registry.settings.webhook_allow),
            at_desk=asyncio.Semaphore(MOST_AT_DESK),
            hedging=Hedging(registry.settings.hedge_percent),
            suspects=Suspects(),
        )


@contextlib.asynccontextmanager
async def open_worker_context(
    store: Context, means: Means | None = None
) -> AsyncIterator[WorkerContext]:
    """Open what a worker needs of one shard beside its stores, for as long as the block runs.

    Without `means` it has its own, as where there is no other shard.
    """
    settings = store.settings
    async with contextlib.AsyncExitStack() as stack:
        if means is None:
            means = await stack.enter_async_context(open_means(store))
        redis = connect(settings, timeout_s=settings.terms.answer_within_s)
        stack.push_async_callback(redis.aclose)
        live = LiveText(store.redis, store.keys)
        carrying = asyncio.create_task(live.carry(), name="live text")
        stack.push_async_callback(end, carrying)
        yield WorkerContext(
            store=store,
            providers=means.providers,
            admission=means.admission,
            lanes={
                lane: Leases(redis, store.keys, settings.terms, lane, means.suspects)
                for lane in Lane
            },
            sender=means.sender,
            at_desk=means.at_desk,
            live=live,
            hedging=means.hedging,
        )
