"""The whole house in one process: the API and a worker, over an embedded Valkey or your own Redis."""

import asyncio
import contextlib
from collections.abc import Coroutine
from functools import partial

from msgspec.structs import replace

from cli.api_process import Use, served
from cli.http_server import listen
from cli.secret_file import with_secret_key
from service.domain.jobs import Lane
from service.embedded import EmbeddedError, EmbeddedValkey, start
from service.ending import end
from service.settings import Settings
from service.shards import Shards, open_shards
from service.store.leases import Leases
from service.telemetry import logger
from service.tracing.opening import open_tracer
from workers.main import work_at

log = logger(__name__)

NAME = "roundtable"
"""Under which traces are exported, unless the environment has another."""

RESTART_PAUSE_S = 1.0
GIVE_UP_S = 1.0
"""How long the house may try to end well when its store is gone."""


async def keep_house(settings: Settings, use: Use) -> int:
    """Run API and worker together for as long as `use` runs, embedded unless a Redis is set.

    Raises `EmbeddedError` when the embedded server cannot start or ends too early.
    """
    settings = with_secret_key(settings)
    with (
        contextlib.closing(listen(settings.host, settings.port)) as listener,
        open_tracer(settings, NAME) as tracer,
    ):
        if settings.redis_url is not None:
            async with open_shards(settings, tracer=tracer) as shards:
                return await served(shards, listener, use, partial(_supervise_worker, shards))
        with contextlib.ExitStack() as stack:
            server = start(settings.data_dir)
            stack.callback(server.stop)
            own = replace(settings, redis_url=server.url)
            async with open_shards(own, tracer=tracer) as shards:
                context = shards.registry
                # Whoever held a lease has died together with the server that knew it.
                for lane in Lane:
                    await Leases(context.redis, context.keys, lane=lane).purge()
                house = served(shards, listener, use, partial(_supervise_worker, shards))
                return await _while_alive(server, house)


async def _supervise_worker(shards: Shards, stop: asyncio.Event) -> None:
    while not stop.is_set():
        worker = asyncio.create_task(work_at(shards, stop), name="worker")
        try:
            await asyncio.wait({worker})
        finally:
            await end(worker)
        if not stop.is_set():
            log.error("worker_ended_unexpectedly", error=repr(worker.exception()))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), RESTART_PAUSE_S)


async def _while_alive(server: EmbeddedValkey, house: Coroutine[None, None, int]) -> int:
    """Run the house; end it with an error when the server under it ends."""
    living = asyncio.create_task(server.wait(), name="embedded")
    keeping = asyncio.create_task(house, name="house")
    try:
        await asyncio.wait({living, keeping}, return_when=asyncio.FIRST_COMPLETED)
        if keeping.done():
            return await keeping
        keeping.cancel()
        await asyncio.wait({keeping}, timeout=GIVE_UP_S)
        raise EmbeddedError("The embedded Valkey has ended; start again: what it stored is kept.")
    finally:
        await end(living, keeping)
