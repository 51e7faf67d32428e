"""Moving a tenant from one shard to another, while all others are served.

`move` goes on from wherever it was broken off. Until the copy is whole and compared the old shard is the
truth, from then on the new one; what is copied twice is copied over, and nobody but the mover touches
either side meanwhile: requests are refused, and what sweepers would see is parked.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import msgspec

from service import ids
from service.context import Context
from service.domain.access import Tenant
from service.domain.errors import NotMovedError, StoreUnavailableError
from service.domain.placement import Placement, Stage, further, may_move
from service.ending import end
from service.shards import Shards
from service.store.belongings import Belongings, Seen
from service.store.clock import elapsed_s
from service.store.remembered import OUTAGE_S
from service.store.scripting import answered

CACHES_S = OUTAGE_S + 10.0
"""Until no process takes a tenant for served any more, and what it had begun before that is done."""
WAIT_S = 900.0
"""How long debates and deliveries that are under way may take to end: as long as most may last."""
TOLD_EVERY_S = 10.0
LOOK_EVERY_S = 0.5
MOST_PASSES = 20
"""Of the copying: each takes what has changed since the one before."""
TURN_S = 60
"""How long a mover that was killed keeps others from moving."""
RENEWED_S = 15.0

Tell = Callable[[str], None]


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """Who is to be moved, and on what terms."""

    tenant: Tenant
    to: int
    """Number of the shard; where the tenant is already, a move that was begun is taken back."""
    wait_s: float = WAIT_S
    caches_s: float = CACHES_S


async def move(shards: Shards, order: Order, tell: Tell) -> None:
    """Move a tenant, or go on with that; `tell` is told of each step.

    Raises `NotMovedError` when it cannot be done now: then the tenant is served where it was, unless
    the message says otherwise. `StoreUnavailableError` leaves all as it is, to be gone on with.
    """
    if not may_move(order.tenant):
        message = f"{order.tenant} is who has no key, and stays with the first shard."
        raise NotMovedError(message)
    async with _turn(shards.registry) as turn:
        await _Mover(shards, order, tell, turn).run()


class _Mover:
    def __init__(self, shards: Shards, order: Order, tell: Tell, turn: "_Turn") -> None:
        self._contexts = {context.shard: context for context in shards}
        self._tenants = shards.registry.tenants
        self._registry = shards.registry.shard
        self._order = order
        self._tell = tell
        self._turn = turn

    async def run(self) -> None:
        """Do what is left to do."""
        tenant, to = self._order.tenant, self._order.to
        placement = await self._tenants.find(tenant)
        self._check_shards(to, placement.shard)
        if placement.stage is Stage.LEAVING and placement.shard == to:
            await self._stay(placement)
            return
        if placement.stage is Stage.SETTLED and placement.shard == to:
            self._tell(f"{tenant} is on shard {to}.")
            return
        going = placement.other if placement.stage is Stage.LEAVING else placement.shard
        if placement.stage is not Stage.SETTLED and going != to:
            message = f"{tenant} is being moved to shard {going}: run that to its end first."
            raise NotMovedError(message)
        if placement.stage is Stage.SETTLED:
            placement = await self._hold(placement)
        if placement.stage is Stage.LEAVING:
            placement = await self._leave(placement)
        if placement.stage is Stage.ARRIVING:
            self._tell(f"Taking up what waits on shard {to}.")
            await self._of(to).take_up()
            placement = await self._next(placement)
            self._tell(f"{tenant} is served by shard {to}.")
        await self._clear(placement)

    async def _hold(self, placement: Placement) -> Placement:
        if self._order.wait_s == 0 and (active := await self._of(placement.shard).at_work()):
            message = f"{active} debates of {self._order.tenant} are at work: nothing was done."
            raise NotMovedError(message)
        return await self._next(placement)

    async def _leave(self, placement: Placement) -> Placement:
        """Copy everything, once nobody works at it any more."""
        source, target = self._of(placement.shard), self._of(self._order.to)
        stays = True
        try:
            self._tell(
                f"{self._order.tenant} is not served for now. Waiting {self._order.caches_s:.0f} s,"
                " until every process knows that."
            )
            await asyncio.sleep(self._order.caches_s)
            await self._until(source.at_work, "debates are at work")
            await self._until(source.park, "deliveries are under way")
            self._tell(f"Copying from shard {placement.shard} to shard {self._order.to}.")
            await target.remove(links=self._order.to != self._registry, check=self._turn.check)
            seen = await self._copy(source, target)
            stays = False
        except StoreUnavailableError:
            stays = False  # nobody can be told of it
            raise
        finally:
            if stays:
                await self._stay(placement)
        self._tell(f"All {len(seen)} keys are there.")
        return await self._next(placement)

    async def _copy(self, source: Belongings, target: Belongings) -> Seen:
        seen: Seen = {}
        for _ in range(MOST_PASSES):
            await source.park()
            changed = await source.copy(target, seen, self._turn.check)
            if not changed:
                break
            self._tell(f"{changed} keys copied.")
        else:
            raise NotMovedError("It changes faster than it can be copied: is a worker frozen?")
        # What is not there has come to its end in the meantime, here as well.
        if await target.lacks(seen) > await source.lacks(seen):
            raise NotMovedError(
                "Not all that was copied is there: look at the new shard's memory."
            )
        return seen

    async def _stay(self, placement: Placement) -> None:
        """Let the tenant be served where it was."""
        other = placement.other or self._order.to
        self._check_shards(other)
        await self._turn.check()
        await self._of(placement.shard).take_up()
        await self._of(other).remove(links=other != self._registry, check=self._turn.check)
        await self._change(placement, Placement(shard=placement.shard))
        self._tell(f"{self._order.tenant} stays on shard {placement.shard}, and is served.")

    async def _clear(self, placement: Placement) -> None:
        """Remove what the old shard still has."""
        old = placement.other or self._registry
        # Nobody is sent there any more: what was begun there before has ended.
        await self._of(old).remove(links=old != self._registry, check=self._turn.check)
        await self._next(placement)
        self._tell(f"Nothing of {self._order.tenant} is left on shard {old}.")

    async def _until(self, count: Callable[[], Awaitable[int]], what: str) -> None:
        """Wait until there are none, for as long as the order allows."""
        ends, told = elapsed_s() + self._order.wait_s, 0.0
        while number := await count():
            if elapsed_s() >= ends:
                message = (
                    f"{number} {what} of {self._order.tenant} after {self._order.wait_s:.0f} s."
                )
                raise NotMovedError(message)
            if elapsed_s() >= told + TOLD_EVERY_S:
                told = elapsed_s()
                self._tell(f"Waiting: {number} {what}.")
            await asyncio.sleep(LOOK_EVERY_S)

    async def _next(self, placement: Placement) -> Placement:
        after = further(placement, self._order.to)
        await self._change(placement, after)
        return after

    async def _change(self, before: Placement, after: Placement) -> None:
        await self._turn.check()
        if await self._tenants.change(self._order.tenant, before, after) != after:
            raise NotMovedError("Somebody else has moved it meanwhile; look at `tenants list`.")

    def _check_shards(self, *shards: int) -> None:
        for shard in shards:
            if shard not in self._contexts:
                message = f"ROUNDTABLE_REDIS_URLS names no shard {shard}."
                raise NotMovedError(message)

    def _of(self, shard: int) -> Belongings:
        context = self._contexts[shard]
        return Belongings(context.redis, context.scripts, context.keys, self._order.tenant)


class _Turn:
    """The right to move somebody: one mover has it at a time."""

    def __init__(self, registry: Context) -> None:
        self._redis = registry.redis
        self._key = registry.keys.moving
        self._token = ids.nonce()

    async def take(self) -> None:
        """Take it, unless another mover has it."""
        if not await answered(self._redis.set(self._key, self._token, nx=True, ex=TURN_S)):
            message = (
                "Somebody is being moved now: one after the other. If that was killed, its turn ends"
                f" within {TURN_S} s."
            )
            raise NotMovedError(message)

    async def check(self) -> None:
        """Make sure that it is not lost: the mover may have been frozen."""
        if await answered(self._redis.get(self._key)) != self._token.encode():
            raise NotMovedError("Another mover has taken over; run it again to go on.")

    async def keep(self) -> None:
        """Renew it until canceled."""
        while True:
            await asyncio.sleep(RENEWED_S)
            with contextlib.suppress(StoreUnavailableError):
                await answered(self._redis.expire(self._key, TURN_S))

    async def give_back(self) -> None:
        """Let others have it."""
        with contextlib.suppress(StoreUnavailableError, NotMovedError):
            await self.check()
            await answered(self._redis.delete(self._key))


@contextlib.asynccontextmanager
async def _turn(registry: Context) -> AsyncIterator[_Turn]:
    turn = _Turn(registry)
    await turn.take()
    keeping = asyncio.create_task(turn.keep(), name="turn of a mover")
    try:
        yield turn
    finally:
        await end(keeping)
        await turn.give_back()
