"""The Valkey of a measurement: a fresh one each, set up as `roundtable dev` does, AOF and all."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from redis.asyncio import Redis

from service import embedded


@contextlib.contextmanager
def a_valkey() -> Iterator[str]:
    """Run one for the length of a block, and give its address."""
    # A short path: it has to hold a socket.
    with (
        tempfile.TemporaryDirectory(prefix="rt-", ignore_cleanup_errors=True) as folder,
        embedded.start(Path(folder)) as server,
    ):
        yield server.url


async def cpu_of(url: str) -> float:
    """Return the seconds of user and system time that the server has used."""
    async with Redis.from_url(url) as redis:
        used = cast("dict[str, float]", await redis.info("cpu"))
    return used["used_cpu_user"] + used["used_cpu_sys"]
