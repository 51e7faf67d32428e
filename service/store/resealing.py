"""Sealing everything anew with the first key, so that the ones before it can be forgotten.

What is sealed is found by walking over all keys. What changes meanwhile is read again: where a
secret has been rotated, the one before it is still sealed as it was. A new kind of secret is a case
in `_one`, and its place in `HOLDING`.
"""

import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Callable
from enum import StrEnum

import msgspec
from msgspec.structs import replace
from redis.asyncio import Redis

from service.domain.endpoints import Endpoint
from service.domain.errors import SecretLostError, StoreUnavailableError, UnknownResourceError
from service.store.encoding import encode
from service.store.endpoints import EndpointStore
from service.store.idempotency import Hold, StoredReply, reply_purpose
from service.store.keys import Keys
from service.store.scripting import MAX_CONFLICTS, Scripts, answered
from service.store.sealing import Sealing
from service.store.webhook_secrets import Secrets, purpose_of, tenants_purpose

AT_ONCE = 1_000
"""Keys that are looked at in one step of the walk."""
HOLDING = {"endpoints", "webhook-secret", "idem"}
"""What those keys of a tenant are called that hold secrets: few of all that there are."""


class Found(StrEnum):
    """How a secret was found.

    `current`: sealed with the first key; `resealed`: it is now; `lost`: no key opens it, and it
    stays as it is.
    """

    CURRENT = "current"
    RESEALED = "resealed"
    LOST = "lost"


class Resealing:
    """The walk over the secrets of all tenants of one namespace."""

    def __init__(self, redis: Redis, scripts: Scripts, keys: Keys, sealing: Sealing) -> None:
        self._redis = redis
        self._scripts = scripts
        self._keys = keys
        self._sealing = sealing
        self._endpoints = EndpointStore(redis, scripts, keys)
        self._found: Counter[Found] = Counter()

    async def all(self) -> Counter[Found]:
        """Seal everything with the first key; return how many secrets were found how.

        Raises `SecretKeyMissingError` and `StoreUnavailableError`; it can be begun again any time.
        """
        self._sealing.check()
        self._found = Counter()
        # A walk may come by the same key twice.
        for key in sorted({key async for key in self._keys_with_secrets()}):
            await self._one(key)
        return self._found

    async def _keys_with_secrets(self) -> AsyncIterator[str]:
        cursor, begun = 0, False
        while cursor or not begun:
            begun = True
            cursor, keys = await answered(
                self._redis.scan(cursor, match=f"{self._keys.prefix}t:*", count=AT_ONCE)
            )
            for key in map(bytes.decode, keys):
                if self._parts(key)[1] in HOLDING:
                    yield key

    async def _one(self, key: str) -> None:
        tenant, *rest = self._parts(key)
        match rest:
            case ["endpoints"]:
                await self._endpoints_of(tenant)
            case ["webhook-secret"]:
                await self._text(key, lambda kept: self._own(kept, tenants_purpose(tenant)))
            case ["idem", mark]:
                await self._text(key, lambda kept: self._reply(kept, reply_purpose(tenant, mark)))
            case _:
                pass

    def _parts(self, key: str) -> list[str]:
        """Return the tenant of a key, and what follows."""
        return key.removeprefix(f"{self._keys.prefix}t:").split(":")

    async def _endpoints_of(self, tenant: str) -> None:
        for endpoint in (await self._endpoints.all(tenant)).endpoints:
            # One that is deleted meanwhile has no secret any more.
            with contextlib.suppress(UnknownResourceError):
                await self._endpoints.change(tenant, endpoint.id, self._endpoint)

    async def _text(self, key: str, anew: Callable[[bytes], bytes]) -> None:
        """Put what a string holds in its own place."""
        for _ in range(MAX_CONFLICTS):
            before = await answered(self._redis.get(key))
            if before is None or (after := anew(before)) == before:
                return
            if await self._scripts.call("swap", [key], [before, after]) == after:
                return
        message = f"{key} changes too fast to be written; try again."
        raise StoreUnavailableError(message)

    def _endpoint(self, endpoint: Endpoint) -> Endpoint:
        return replace(endpoint, secrets=self._secrets(endpoint.secrets, purpose_of(endpoint)))

    def _own(self, kept: bytes, purpose: str) -> bytes:
        return encode(self._secrets(msgspec.msgpack.decode(kept, type=Secrets), purpose))

    def _reply(self, kept: bytes, purpose: str) -> bytes:
        found: Hold | StoredReply = msgspec.msgpack.decode(kept, type=Hold | StoredReply)
        if isinstance(found, Hold) or not found.sealed:
            return kept
        return encode(replace(found, body=self._sealed(found.body, purpose)))

    def _secrets(self, secrets: Secrets, purpose: str) -> Secrets:
        return tuple(replace(one, sealed=self._sealed(one.sealed, purpose)) for one in secrets)

    def _sealed(self, sealed: bytes, purpose: str) -> bytes:
        try:
            anew = self._sealing.reseal(sealed, purpose)
        except SecretLostError:
            self._found[Found.LOST] += 1
            return sealed
        self._found[Found.CURRENT if anew is None else Found.RESEALED] += 1
        return sealed if anew is None else anew
