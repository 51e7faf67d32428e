"""Whether a store can be written now: what readiness means by it being there."""

import asyncio

from redis.asyncio import Redis

from service.domain.errors import StoreUnavailableError
from service.glance import Glance
from service.store.keys import Keys
from service.store.refusals import refusal
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

        Raises `StoreUnavailableError`, which says whether it cannot be reached or not be written, or
        does not let us.
        """
        await self._glance.seen()

    async def _write(self) -> None:
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                # A command that takes memory: one that does not passes where debates would not.
                pipe.set(self._key, 1, px=PASSES_MS)
                # What a user of the server may have to be allowed besides.
                pipe.publish(self._key, b"")
                pipe.eval("return 1", 0)
                await answered(asyncio.wait_for(pipe.execute(), WITHIN_S))
        except StoreUnavailableError as error:
            raise StoreUnavailableError(refusal(error.__cause__) or AWAY) from error.__cause__


AWAY = "The store cannot be reached."
