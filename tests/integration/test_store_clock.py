"""The clock that all processes share, measured from a server that may be slow to answer."""

import asyncio
import contextlib
import os
import signal
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis.asyncio import Redis

from service import embedded
from service.context import connect
from service.settings import read_settings
from service.store.clock import RedisClock

FROZEN_S = 1.0


@pytest.fixture
def server() -> Iterator[embedded.EmbeddedValkey]:
    with (
        tempfile.TemporaryDirectory(prefix="rt-") as folder,
        embedded.start(Path(folder)) as server,
    ):
        yield server


async def test_a_server_that_hangs_while_it_is_asked_does_not_put_the_clock_wrong(
    server: embedded.EmbeddedValkey,
) -> None:
    async with contextlib.aclosing(connected(server)) as redis:
        clock = RedisClock(redis)
        await redis.ping()

        os.kill(server.pid, signal.SIGSTOP)
        try:
            measuring = asyncio.create_task(clock.refresh())
            await asyncio.sleep(FROZEN_S)
        finally:
            os.kill(server.pid, signal.SIGCONT)
        await measuring

        assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=FROZEN_S / 4)


def connected(server: embedded.EmbeddedValkey) -> Redis:
    return connect(read_settings({"ROUNDTABLE_REDIS_URL": server.url}))
