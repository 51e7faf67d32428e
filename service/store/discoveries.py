"""Which models the workers have found at hand: known for as long as a worker keeps saying so.

Each provider has a key of its own, so that a worker that finds nothing takes nothing away from
what another one has found.
"""

from collections.abc import Mapping, Sequence

import msgspec
from redis.asyncio import Redis

from service.store.keys import Keys
from service.store.scripting import answered

KEPT_S = 45
"""Three reports of a worker."""


class Discoveries:
    """What workers report and the API reads."""

    def __init__(self, redis: Redis, keys: Keys, providers: Sequence[str]) -> None:
        """Know what is found of the providers of these names."""
        self.found: dict[str, tuple[str, ...]] = {}
        """Models by the name of their provider, as of the last `refresh`."""
        self._redis = redis
        self._keys = keys
        self._providers = providers

    async def report(self, found: Mapping[str, tuple[str, ...]]) -> None:
        """Tell which models are at hand now; forgotten after `KEPT_S` seconds."""
        pipeline = self._redis.pipeline(transaction=False)
        for provider, models in found.items():
            pipeline.set(
                self._keys.discovered(provider), msgspec.msgpack.encode(models), ex=KEPT_S
            )
        await answered(pipeline.execute())

    async def refresh(self) -> None:
        """Take in what is known now: nothing when no worker has reported lately."""
        keys = [self._keys.discovered(provider) for provider in self._providers]
        blobs = await answered(self._redis.mget(keys))
        self.found.clear()
        for provider, blob in zip(self._providers, blobs, strict=True):
            if blob is not None:
                self.found[provider] = msgspec.msgpack.decode(blob, type=tuple[str, ...])
