"""Roundtable's queue: debates are created as POST does it, and its loop runs jobs that wait."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from typing import Any

from arq.worker import func

from bench.queued.orders import Order, Put, Queued, Started
from service.context import Context, open_store
from service.domain.jobs import Lane
from service.domain.lifecycle import Task
from service.settings import read_settings
from service.worker_context import open_worker_context
from tests.support.store import a_queued_debate, a_reply
from workers.lease import LeasedWorker
from workers.main import work


@contextlib.asynccontextmanager
async def a_store(url: str, **variables: object) -> AsyncIterator[Context]:
    """Open what the API has, with these settings beside the address."""
    settings = {f"ROUNDTABLE_{name.upper()}": str(value) for name, value in variables.items()}
    async with open_store(read_settings({"ROUNDTABLE_REDIS_URL": url, **settings})) as store:
        yield store


@contextlib.asynccontextmanager
async def putting(url: str) -> AsyncIterator[Put]:
    """Queue the first rounds of new debates."""
    async with a_store(url) as store:
        yield put_into(store)


def put_into(store: Context) -> Put:
    """Return what queues the first round of a new debate, as POST does."""

    async def put(tenant: str) -> Queued:
        debate = a_queued_debate(store, tenant=tenant)
        at_s = time.monotonic()
        await store.debates.create(debate, a_reply())
        return Queued(job=debate.spec.id, at_s=at_s)

    return put


async def run_naps(order: Order, started: Started) -> None:
    """Run what `putting` queues as jobs that only wait."""

    async def nap(
        ctx: dict[str, Any],  # noqa: ARG001 - arq passes it by position, and has this name for it
        _tenant: str,
        debate_id: str,
        _number: int,
        **_origin: str | None,
    ) -> None:
        started(debate_id)
        await asyncio.sleep(order.nap_s)

    async with a_store(order.url) as store, open_worker_context(store) as context:
        worker = LeasedWorker(
            [func(nap, name=Task.RUN_ROUND.value)],
            leases=context.lanes[Lane.DEBATES],
            handovers=context.store.handovers,
            max_jobs=order.slots,
            drain_s=0,
        )
        await worker.async_run()


async def run_rounds(order: Order, _started: Started) -> None:
    """Run debates, as `roundtable worker` does."""
    async with (
        a_store(order.url, worker_concurrency=order.slots, **order.variables) as store,
        open_worker_context(store) as context,
    ):
        await work([context], asyncio.Event())
