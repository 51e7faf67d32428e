"""Where tenants are, in a hash of the registry, and which of the shards a server is.

Whoever is not in the hash is with the registry. `Whereabouts` is what one process knows of it.
"""

from collections.abc import Awaitable, Callable
from typing import cast

import msgspec
from redis.asyncio import Redis

from service.domain.access import Tenant
from service.domain.errors import SettingsError, TenantMovingError
from service.domain.placement import AT_HOME, Placement, may_move
from service.store.clock import elapsed_s
from service.store.encoding import encode
from service.store.keys import Keys
from service.store.remembered import KNOWN_S, Remembered
from service.store.scripting import Scripts, answered

LOOK_AGAIN_S = 1.0
"""How soon it is seen that a tenant that was not served is served again."""


class Tenants:
    """The placements of one namespace."""

    def __init__(self, redis: Redis, scripts: Scripts, keys: Keys) -> None:
        self._redis = redis
        self._scripts = scripts
        self._key = keys.tenants

    async def find(self, tenant: Tenant) -> Placement:
        """Return where a tenant is."""
        blob = await answered(cast("Awaitable[bytes | None]", self._redis.hget(self._key, tenant)))
        return _placement(blob)

    async def all(self) -> dict[Tenant, Placement]:
        """Return where those are that were ever placed."""
        found = cast("Awaitable[dict[bytes, bytes]]", self._redis.hgetall(self._key))
        return {
            tenant.decode(): _placement(blob) for tenant, blob in (await answered(found)).items()
        }

    async def place(self, tenant: Tenant, shard: int) -> Placement:
        """Place a tenant, unless it is placed; return where it is."""
        return await self.change(tenant, None, Placement(shard=shard))

    async def change(
        self, tenant: Tenant, before: Placement | None, after: Placement
    ) -> Placement:
        """Put one placement in the place of another, or of none; return what is there then."""
        was = b"" if before is None else encode(before)
        unplaced = before is None or before == AT_HOME
        answer = await self._scripts.call(
            "place", [self._key], [tenant, was, encode(after), int(unplaced)]
        )
        return _placement(cast("bytes", answer))


class Whereabouts:
    """Where tenants are, as one process knows it."""

    def __init__(self, tenants: Tenants, elapsed: Callable[[], float] = elapsed_s) -> None:
        self._remembered = Remembered(
            tenants.find, lambda found: KNOWN_S if found.served else LOOK_AGAIN_S, elapsed=elapsed
        )

    async def shard(self, tenant: Tenant) -> int:
        """Return the number of the shard that serves a tenant.

        Raises `TenantMovingError` while none does, and `StoreUnavailableError` when the registry
        has to be asked and does not answer.
        """
        if not may_move(tenant):
            return AT_HOME.shard
        placement = await self._remembered.get(tenant)
        if not placement.served:
            raise TenantMovingError(MOVING)
        return placement.shard


async def check_number(redis: Redis, keys: Keys, number: int, *, among: int) -> None:
    """Make sure that a server is the shard that it is taken for.

    One of several that has never been any is from now on the one of that number. Raises
    `SettingsError`: who looked for tenants in the wrong place would find nothing of theirs.
    """
    if among > 1:
        await answered(redis.set(keys.shard, number, nx=True))
    found = await answered(redis.get(keys.shard))
    if found is not None and int(found) != number:
        place = (
            f"The server in place {number} of ROUNDTABLE_REDIS_URLS is shard {int(found)}: name all"
            " shards"
            if among > 1
            else f"The only server that is named is shard {int(found)} of several: name all shards in"
            " ROUNDTABLE_REDIS_URLS"
        )
        raise SettingsError(f"{place}, each once, in the order in which they were first named.")


def _placement(blob: bytes | None) -> Placement:
    return msgspec.msgpack.decode(blob, type=Placement) if blob else AT_HOME


MOVING = "Your debates are being moved to another store; try again shortly."
