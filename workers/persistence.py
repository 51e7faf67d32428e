"""Writing what must not be lost, through an outage of the store."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from service.domain.errors import StoreUnavailableError

Result = TypeVar("Result")

PAUSES_S = (0.05, 0.1, 0.2, 0.5, *(1.0,) * 60)


async def persist(write: Callable[[], Awaitable[Result]]) -> Result:
    """Repeat a write until the store takes it, for about a minute.

    Every write of the store may be sent twice. Raises `StoreUnavailableError` when it gives up.
    """
    for pause_s in PAUSES_S:
        try:
            return await write()
        except StoreUnavailableError:
            await asyncio.sleep(pause_s)
    return await write()
