"""Everything that one shard keeps of one tenant: to be parked, copied, taken up, and removed.

Parked is what was taken out of the schedules, and with that from the sweepers and workers of the shard:
nobody but the mover changes anything from then on. All of it can be done again after it was broken
off at any point.
"""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import cast

from redis.asyncio import Redis

from service.domain.access import Tenant
from service.domain.errors import NotMovedError
from service.store.debates import ACTIVE
from service.store.keys import DELIVERIES, Keys
from service.store.scripting import Scripts, answered

AT_ONCE = 200
"""Keys, or members of a schedule, that are handled in one go."""
LOOKED_AT = 1_000
"""Keys that a server looks through in one go."""
FOREVER, GONE = -1, -2
"""How long what never ends still lives, and what is gone."""

Check = Callable[[], Awaitable[None]]
Row = tuple[bytes, bytes, int]
"""Name of a key, its content, and what is left of its life in ms, 0 for ever."""
Seen = dict[bytes, bytes]
"""By the name of a key, a digest of what it held when it was copied."""


class Belongings:
    """What a tenant has on one shard."""

    def __init__(self, redis: Redis, scripts: Scripts, keys: Keys, tenant: Tenant) -> None:
        self._redis = redis
        self._scripts = scripts
        self._keys = keys
        self._tenant = tenant

    async def at_work(self) -> int:
        """Return how many of its debates are not over."""
        counts = [
            await answered(self._redis.zcard(self._keys.index(self._tenant, status)))
            for status in ACTIVE
        ]
        return sum(counts)

    async def park(self) -> int:
        """Take all of it out of the schedules; return how many deliveries are under way just now.

        These stay, to be parked once their attempts have ended.
        """
        under_way = 0
        for name, schedule in self._keys.schedules.items():
            parked, how = self._keys.parked(self._tenant, name), _how(name, "park")
            async for members in self._members(schedule):
                under_way += len(await self._shift(schedule, parked, how, members))
        return under_way

    async def take_up(self) -> None:
        """Put what is parked into the schedules."""
        for name, schedule in self._keys.schedules.items():
            parked, how = self._keys.parked(self._tenant, name), _how(name, "take_up")
            async for members in self._members(parked):
                await self._shift(parked, schedule, how, members)

    async def copy(self, to: "Belongings", seen: Seen, check: Check) -> int:
        """Copy what is not as it was seen; return how many keys were copied or are gone.

        What was copied is `seen` afterwards; `check` is called before anything is written. When
        nothing was copied, all is there that is here. Raises `NotMovedError` when a copy cannot be read over there.
        """
        changes, left = 0, dict(seen)
        async for names in self._names():
            for name in names:
                left.pop(name, None)
            found = [
                row for row in await self._dumped(names) if seen.get(row[0]) != _digest(row[1])
            ]
            if found:
                await check()
                await to.put(found)
            seen |= {name: _digest(blob) for name, blob, _ in found}
            changes += len(found)
        if left:
            await check()
            await to.drop(list(left))
        for name in left:
            del seen[name]
        return changes + len(left)

    async def put(self, rows: Sequence[Row]) -> None:
        """Write what was read elsewhere in the place of what is here; `NotMovedError` as above."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for name, blob, ttl_ms in rows:
                pipe.restore(name, ttl_ms, blob, replace=True)
            replies = await answered(pipe.execute(raise_on_error=False))
        refused = [reply for reply in replies if isinstance(reply, Exception)]
        if refused:
            raise NotMovedError(NOT_TAKEN.format(why=refused[0])) from refused[0]

    async def drop(self, names: Sequence[bytes]) -> None:
        """Remove these keys."""
        for start in range(0, len(names), AT_ONCE):
            await answered(self._redis.unlink(*names[start : start + AT_ONCE]))

    async def lacks(self, seen: Seen) -> int:
        """Return how many of those keys are not here."""
        lacking, names = 0, list(seen)
        for start in range(0, len(names), AT_ONCE):
            some = names[start : start + AT_ONCE]
            lacking += len(some) - int(await answered(self._redis.exists(*some)))
        return lacking

    async def remove(self, *, links: bool, check: Check) -> None:
        """Remove all of it; with `links` those of the links as well, by which others find them."""
        await self.park()
        async for names in self._names(links=links):
            await check()
            await self.drop(names)

    async def _names(self, *, links: bool = True) -> AsyncIterator[list[bytes]]:
        """Give the names of all keys, some at a time; a name may come twice."""
        own = self._keys.of_tenant(self._tenant)
        async for names in self._scanned(f"{own}*"):
            beside = [more for name in names for more in await self._beside(name, links=links)]
            # What others are found by goes last: who is broken off finds it again.
            together = beside + names
            for start in range(0, len(together), AT_ONCE):
                yield together[start : start + AT_ONCE]

    async def _beside(self, name: bytes, *, links: bool) -> list[bytes]:
        """Return what belongs to a key and is not named after the tenant."""
        if links and name.endswith(b":shares"):
            marks = await answered(
                cast("Awaitable[list[bytes]]", self._redis.hkeys(name.decode()))
            )
            return [self._keys.share(mark.decode()).encode() for mark in marks]
        if name.decode() == self._keys.endpoints(self._tenant):
            ids = await answered(cast("Awaitable[list[bytes]]", self._redis.hkeys(name.decode())))
            return [self._keys.failing(one.decode()).encode() for one in ids]
        return []

    async def _scanned(self, pattern: str) -> AsyncIterator[list[bytes]]:
        cursor, begun = 0, False
        while cursor or not begun:
            begun = True
            cursor, names = await answered(
                self._redis.scan(cursor, match=pattern, count=LOOKED_AT)
            )
            if names:
                yield names

    async def _members(self, schedule: str) -> AsyncIterator[list[bytes]]:
        """Give the tenant's members of a schedule, some at a time."""
        cursor, begun = 0, False
        while cursor or not begun:
            begun = True
            cursor, rows = await answered(
                self._redis.zscan(schedule, cursor, match=f"{self._tenant}|*", count=AT_ONCE)
            )
            if rows:
                yield [member for member, _ in rows]

    async def _shift(
        self, source: str, target: str, how: str, members: Sequence[bytes]
    ) -> list[bytes]:
        answer = await self._scripts.call("shift", [source, target], [how, *members])
        return cast("list[bytes]", answer)

    async def _dumped(self, names: Sequence[bytes]) -> list[Row]:
        """Return what is there of those keys."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for name in names:
                pipe.dump(name)
                pipe.pttl(name)
            replies = await answered(pipe.execute())
        rows = zip(names, replies[::2], replies[1::2], strict=True)
        return [
            (name, blob, 0 if ttl == FOREVER else max(1, ttl))
            for name, blob, ttl in rows
            if blob is not None and ttl != GONE
        ]


def _how(schedule: str, act: str) -> str:
    return act if schedule == DELIVERIES else ""


def _digest(blob: bytes) -> bytes:
    return hashlib.blake2b(blob, digest_size=16).digest()


NOT_TAKEN = (
    "The new shard does not take what the old one gives ({why}): it may be of an older version, or its"
    " user may not RESTORE."
)
