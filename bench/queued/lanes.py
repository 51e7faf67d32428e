"""Queueing jobs in either queue, as whoever asks for them does."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager

from bench.queued import leased, stock
from bench.queued.orders import Kind, Put

PUTTING: Mapping[Kind, Callable[[str], AbstractAsyncContextManager[Put]]] = {
    Kind.LEASED: leased.putting,
    Kind.STOCK: stock.putting,
}
"""Opens the way to queue jobs in the Valkey at an address."""

TENANTS = 10
AT_ONCE = 20


def tenant(number: int) -> str:
    """Return one of some tenants, in turn."""
    return f"tenant-{number % TENANTS}"


async def fill(put: Put, jobs: int, name: Callable[[int], str] = tenant) -> None:
    """Queue that many jobs; `name` gives the tenant of each."""
    numbers = iter(range(jobs))

    async def putter() -> None:
        for number in numbers:
            await put(name(number))

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(putter())
