"""Which models the workers have found at hand: known for as long as a worker keeps saying so."""

from collections.abc import Mapping

import msgspec
from redis.asyncio import Redis

from service.store.keys import Keys
from service.store.scripting import answered

KEPT_S = 60

Found = Mapping[str, tuple[str, ...]]
"""Models by the name of their provider."""


class Discoveries:
    """What workers report and the API reads."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._key = keys.discoveries

    async def report(self, found: Found) -> None:
        """Tell which models are at hand now; forgotten after `KEPT_S` seconds."""
        await answered(self._redis.set(self._key, msgspec.msgpack.encode(found), ex=KEPT_S))

    async def load(self) -> Found:
        """Return what was reported last; nothing when no worker has lately."""
        blob = await answered(self._redis.get(self._key))
        return (
            {} if blob is None else msgspec.msgpack.decode(blob, type=dict[str, tuple[str, ...]])
        )
