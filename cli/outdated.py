"""A process that a newer release has made outdated while it ran: it ends, and says why."""

import asyncio
import contextlib
from collections.abc import Awaitable

from service.domain.errors import StoreUnavailableError
from service.ending import end
from service.shards import Shards
from service.store.format import check_format

LOOK_EVERY_S = 2.0


async def while_current(
    shards: Shards, work: Awaitable[None], stop: asyncio.Event, *, every_s: float = LOOK_EVERY_S
) -> None:
    """Do that work; set `stop` when a newer release has begun to serve a shard.

    Raises `SettingsError` in that case, when the work has ended.
    """
    working = asyncio.ensure_future(work)
    looking = asyncio.create_task(_until_outdated(shards, every_s), name="format")
    try:
        await asyncio.wait({working, looking}, return_when=asyncio.FIRST_COMPLETED)
        if looking.done():
            stop.set()
        await working
        if looking.done():
            looking.result()
    finally:
        await end(working, looking)


async def _until_outdated(shards: Shards, every_s: float) -> None:
    while True:
        await asyncio.sleep(every_s)
        for one in shards:
            with contextlib.suppress(StoreUnavailableError):
                await check_format(one.redis, one.keys)
