"""API keys in Redis: by their digests, in one hash that never loses an entry.

Whoever has it may not open the API with it. A key that is revoked stays, as a sign that this store
has had keys: its servers never serve callers without one again.
"""

import secrets
from collections.abc import Awaitable
from datetime import datetime
from typing import cast

import msgspec
from redis.asyncio import Redis

from service import ids
from service.domain.access import ApiKey, Scope, Tenant
from service.domain.errors import UnknownKeyError
from service.domain.key_text import ALPHABET, RANDOM_CHARACTERS, digest, ending, key_of
from service.store.encoding import encode
from service.store.keys import Keys
from service.store.scripting import answered


class ApiKeys:
    """All keys of one namespace."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._key = keys.api_keys

    async def create(
        self,
        tenant: Tenant,
        *,
        now: datetime,
        name: str = "",
        scopes: tuple[Scope, ...] = tuple(Scope),
        expires_at: datetime | None = None,
    ) -> tuple[ApiKey, str]:
        """Make a key; return what is kept of it, and the key itself, which nobody can tell again."""
        text = key_of("".join(secrets.choice(ALPHABET) for _ in range(RANDOM_CHARACTERS)))
        key = ApiKey(
            id=ids.draw(ids.Prefix.API_KEY, now),
            tenant=tenant,
            name=name,
            ending=ending(text),
            scopes=scopes,
            created_at=now,
            expires_at=expires_at,
        )
        await self._write(digest(text), key)
        return key, text

    async def find(self, mark: str) -> ApiKey | None:
        """Return what is kept of the key with that digest, whatever it is still good for."""
        blob = await answered(cast("Awaitable[bytes | None]", self._redis.hget(self._key, mark)))
        return None if blob is None else msgspec.msgpack.decode(blob, type=ApiKey)

    async def exist(self) -> bool:
        """Return whether a key was ever made here, be it revoked or expired by now."""
        return bool(await answered(self._redis.exists(self._key)))

    async def all(self) -> tuple[ApiKey, ...]:
        """Return all keys, in the order in which they were made."""
        return tuple(sorted((await self._by_digest()).values(), key=lambda key: key.id))

    async def revoke(self, named: str, *, now: datetime) -> ApiKey:
        """Revoke the key with that id, or that key itself; return what it was before.

        Raises `UnknownKeyError`. A key that is revoked already stays as it is.
        """
        found = await self._by_digest()
        mark = next((mark for mark, key in found.items() if key.id == named), digest(named))
        if mark not in found:
            message = "There is no such key; `roundtable keys list` shows those that there are."
            raise UnknownKeyError(message)
        key = found[mark]
        if key.revoked_at is None:
            await self._write(mark, msgspec.structs.replace(key, revoked_at=now))
        return key

    async def _by_digest(self) -> dict[str, ApiKey]:
        stored = await answered(
            cast("Awaitable[dict[bytes, bytes]]", self._redis.hgetall(self._key))
        )
        return {
            mark.decode(): msgspec.msgpack.decode(blob, type=ApiKey)
            for mark, blob in stored.items()
        }

    async def _write(self, mark: str, key: ApiKey) -> None:
        written = self._redis.hset(self._key, mapping={mark: encode(key)})
        await answered(cast("Awaitable[int]", written))
