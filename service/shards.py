"""All shards of a deployment: which of them serves a tenant.

Each has a server of its own with the same keys on it, and a `Context`; the first is the registry. What
serves one shard knows nothing of the others.
"""

import contextlib
from collections.abc import AsyncIterator, Iterator, Sequence

from service.context import Context, open_stores
from service.domain.access import Tenant
from service.domain.errors import StoreUnavailableError, TenantMovingError
from service.settings import Settings
from service.store.format import check_format
from service.store.keys import NAMESPACE
from service.store.tenants import check_number
from service.telemetry import logger
from service.tracing.tracer import UNTRACED, Tracer

log = logger(__name__)


class Shards:
    """The shards by their numbers, from 1."""

    def __init__(self, contexts: Sequence[Context]) -> None:
        """Take them in their order."""
        self._contexts = tuple(contexts)

    def __iter__(self) -> Iterator[Context]:
        """Give each, the registry first."""
        return iter(self._contexts)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._contexts)

    @property
    def registry(self) -> Context:
        """Return the first, which serves whoever is no tenant as well."""
        return self._contexts[0]

    async def of(self, tenant: Tenant) -> Context:
        """Return the shard that serves a tenant.

        Raises `TenantMovingError` while none does, and `StoreUnavailableError` when that cannot be
        known, or when this process does not know the shard.
        """
        number = await self.registry.whereabouts.shard(tenant)
        if number > len(self):
            log.error("shard_unknown", tenant=tenant, shard=number)
            raise StoreUnavailableError(UNKNOWN)
        return self._contexts[number - 1]

    async def is_of(self, tenant: Tenant, context: Context) -> bool:
        """Return whether that shard still serves a tenant; yes while the store cannot tell."""
        try:
            return await self.of(tenant) is context
        except StoreUnavailableError:
            return True
        except TenantMovingError:
            return False


@contextlib.asynccontextmanager
async def open_shards(
    settings: Settings,
    *,
    namespace: str = NAMESPACE,
    tracer: Tracer = UNTRACED,
    followed: bool = True,
) -> AsyncIterator[Shards]:
    """Open every shard for as long as the block runs; those that are away will be there later.

    `followed` is whether anybody follows debates in this process. Raises `SettingsError` when a server
    is not the shard that the settings take it for, or serves a newer release.
    """
    async with open_stores(
        settings, namespace=namespace, tracer=tracer, followed=followed
    ) as contexts:
        for one in contexts:
            with contextlib.suppress(StoreUnavailableError):
                await check_number(one.redis, one.keys, one.shard, among=len(contexts))
                await check_format(one.redis, one.keys)
        yield Shards(contexts)


UNKNOWN = "Your debates are in a store that this server does not know; tell its operator."
