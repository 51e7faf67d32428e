"""Which releases may serve a store: those that write its format, and newer ones."""

import asyncio

import pytest

from cli.outdated import while_current
from service.context import Context
from service.domain.errors import SettingsError
from service.settings import read_settings
from service.shards import Shards, open_shards
from service.store.format import FORMAT, check_format


async def test_a_store_is_of_the_format_of_the_newest_release(context: Context) -> None:
    found = []
    for before in (None, FORMAT - 1, FORMAT):
        if before is not None:
            await context.redis.set(context.keys.format, before)
        await check_format(context.redis, context.keys)
        found.append(int(await context.redis.get(context.keys.format)))

    assert found == [FORMAT] * 3


async def test_a_release_that_is_too_old_does_not_start(
    context: Context, valkey_url: str, namespace: str
) -> None:
    await context.redis.set(context.keys.format, FORMAT + 1)

    with pytest.raises(SettingsError, match=f"format {FORMAT + 1}, by a newer release"):
        async with open_shards(
            read_settings({"ROUNDTABLE_REDIS_URL": valkey_url}), namespace=namespace
        ):
            pass


async def test_a_process_that_becomes_outdated_stops_and_says_why(context: Context) -> None:
    stop = asyncio.Event()
    work = asyncio.create_task(work_until(stop))

    running = asyncio.create_task(while_current(Shards([context]), work, stop, every_s=0.01))
    await context.redis.set(context.keys.format, FORMAT + 1)

    with pytest.raises(SettingsError, match="newer release"):
        await running
    assert work.done()


async def test_work_that_ends_by_itself_is_not_waited_beyond(context: Context) -> None:
    stop = asyncio.Event()
    stop.set()

    await while_current(Shards([context]), work_until(stop), stop)


async def work_until(stop: asyncio.Event) -> None:
    await stop.wait()
