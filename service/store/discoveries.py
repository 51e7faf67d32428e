"""Which models the workers have found at hand: known for as long as a worker keeps saying so."""

from collections.abc import Mapping

import msgspec
from redis.asyncio import Redis

from service.store.keys import Keys
from service.store.scripting import answered

KEPT_S = 60


class Discoveries:
    """What workers report and the API reads."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self.found: dict[str, tuple[str, ...]] = {}
        """Models by the name of their provider, as of the last `refresh`."""
        self._redis = redis
        self._key = keys.discoveries

    async def report(self, found: Mapping[str, tuple[str, ...]]) -> None:
        """Tell which models are at hand now; forgotten after `KEPT_S` seconds."""
        await answered(self._redis.set(self._key, msgspec.msgpack.encode(found), ex=KEPT_S))

    async def refresh(self) -> None:
        """Take in what was reported last: nothing when no worker has lately."""
        blob = await answered(self._redis.get(self._key))
        self.found.clear()
        if blob is not None:
            self.found.update(msgspec.msgpack.decode(blob, type=dict[str, tuple[str, ...]]))
