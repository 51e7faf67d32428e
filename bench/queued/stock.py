"""arq's own queue and loop with their defaults; only the slots are as many as Roundtable's."""

import asyncio
import contextlib
import time
import uuid
from collections.abc import AsyncIterator
from typing import Any

from arq.connections import ArqRedis
from arq.worker import Worker, func
from redis.asyncio import ConnectionPool

from bench.queued.orders import Order, Put, Queued, Started

NAME = "nap"


@contextlib.asynccontextmanager
async def putting(url: str) -> AsyncIterator[Put]:
    """Queue jobs with arguments like those of a round."""
    async with _a_pool(url) as pool:

        async def put(tenant: str) -> Queued:
            job = uuid.uuid4().hex
            at_s = time.monotonic()
            await pool.enqueue_job(NAME, tenant, job, 1)
            return Queued(job=job, at_s=at_s)

        yield put


async def run_naps(order: Order, started: Started) -> None:
    """Run what `putting` queues as jobs that only wait."""

    async def nap(
        ctx: dict[str, Any],  # noqa: ARG001 - arq passes it by position, and has this name for it
        _tenant: str,
        job: str,
        _number: int,
    ) -> None:
        started(job)
        await asyncio.sleep(order.nap_s)

    async with _a_pool(order.url) as pool:
        worker = Worker(
            [func(nap, name=NAME)], redis_pool=pool, max_jobs=order.slots, handle_signals=False
        )
        await worker.async_run()


@contextlib.asynccontextmanager
async def _a_pool(url: str) -> AsyncIterator[ArqRedis]:
    pool = ArqRedis(ConnectionPool.from_url(url))
    try:
        yield pool
    finally:
        await pool.aclose(close_connection_pool=True)
