"""API keys and where their tenants are, as an operator sees both: a new tenant gets a place first."""

from datetime import datetime

from service.domain.access import ApiKey, Scope, Tenant
from service.domain.errors import PlacedElsewhereError
from service.domain.placement import AT_HOME, Placement, emptiest, may_move
from service.store.api_keys import ApiKeys
from service.store.clock import Clock
from service.store.tenants import Tenants


class Directory:
    """The keys and tenants of all shards, as the registry has them."""

    def __init__(self, keys: ApiKeys, tenants: Tenants, clock: Clock, *, shards: int) -> None:
        """Take them, and how many shards there are."""
        self.keys = keys
        self.clock = clock
        self._tenants = tenants
        self._shards = shards

    async def create(  # noqa: PLR0913 - facts of one key, each by its name
        self,
        tenant: Tenant,
        *,
        now: datetime,
        name: str,
        scopes: tuple[Scope, ...],
        expires_at: datetime | None,
        shard: int | None = None,
    ) -> tuple[ApiKey, str, int]:
        """Make a key, and place its tenant if that is its first; return the shard as well.

        Without `shard` that is the one with the fewest tenants. Raises `PlacedElsewhereError` when
        the tenant is on another one.
        """
        placed = await self._placed(tenant, shard)
        if shard is not None and placed.shard != shard:
            message = (
                f"{tenant} is on shard {placed.shard} already;"
                f" `roundtable tenants move {tenant} --to {shard}` moves it."
            )
            raise PlacedElsewhereError(message)
        key, text = await self.keys.create(
            tenant, now=now, name=name, scopes=scopes, expires_at=expires_at
        )
        return key, text, placed.shard

    async def placements(self) -> dict[Tenant, Placement]:
        """Return where all are who have a key, or were placed to get one."""
        having_keys = {key.tenant: AT_HOME for key in await self.keys.all()}
        return dict(sorted({**having_keys, **await self._tenants.all()}.items()))

    async def _placed(self, tenant: Tenant, shard: int | None) -> Placement:
        placed = await self.placements()
        if tenant in placed:
            return placed[tenant]
        if not may_move(tenant) or self._shards == 1:
            # Where whoever was never placed is.
            return AT_HOME
        chosen = emptiest(self._shards, placed, placed) if shard is None else shard
        return await self._tenants.place(tenant, chosen)
