"""Whether a store can be written now: what readiness means by it being there."""

import asyncio

from redis.asyncio import Redis
from redis.exceptions import BusyLoadingError, OutOfMemoryError, ReadOnlyError, ResponseError

from service.domain.errors import StoreUnavailableError
from service.glance import Glance
from service.store.keys import Keys
from service.store.scripting import answered

WITHIN_S = 2.0
KEPT_S = 0.9
"""Probes come every second or so, from several sides: one write serves them all."""
PASSES_MS = 60_000


class Probe:
    """Writes a key of no meaning, when somebody asks."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._key = keys.probe
        self._glance = Glance(self._write, kept_s=KEPT_S)

    async def check(self) -> None:
        """Return when the store took a write within the last second.

        Raises `StoreUnavailableError`, which says whether it cannot be reached or not be written.
        """
        await self._glance.seen()

    async def _write(self) -> None:
        # A command that takes memory: one that does not passes where debates would not.
        writing = self._redis.set(self._key, 1, px=PASSES_MS)
        try:
            await answered(asyncio.wait_for(writing, WITHIN_S))
        except StoreUnavailableError as error:
            raise StoreUnavailableError(_said(error.__cause__)) from error


def _said(cause: BaseException | None) -> str:
    match cause:
        case BusyLoadingError():
            return "The store cannot be read or written yet: it is still loading its data."
        case ReadOnlyError():
            return "The store can be reached but not be written: it is a replica."
        case OutOfMemoryError():
            return "The store can be reached but not be written: its memory is full."
        case ResponseError():
            code = str(cause).partition(" ")[0]
            return f"The store can be reached but not be written ({code})."
        case _:
            return "The store cannot be reached."
