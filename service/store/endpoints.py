"""Endpoints in Redis: of each tenant one hash, by their ids, and `rev`, which every change raises.

`rev` tells whoever knows a tenant's endpoints whether it still does. An endpoint is written only
if it is what it was when it was read; else it is read and decided on again.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import cast

import msgspec
from msgspec.structs import replace
from redis.asyncio import Redis

from service.domain.endpoints import MOST_ENDPOINTS, DisabledReason, Endpoint
from service.domain.errors import (
    StoreUnavailableError,
    TooManyEndpointsError,
    UnknownResourceError,
)
from service.ids import Prefix, is_id
from service.store.encoding import encode
from service.store.keys import Keys
from service.store.scripting import MAX_CONFLICTS, Argument, Scripts, answered
from service.telemetry import logger

log = logger(__name__)

REV = b"rev"

Decision = Callable[[Endpoint], Endpoint]


class Registered(msgspec.Struct, frozen=True, kw_only=True):
    """A tenant's endpoints at one moment."""

    rev: int
    """0 as long as the tenant has never had any."""
    endpoints: tuple[Endpoint, ...]
    """Newest first, those that are disabled as well."""


class EndpointStore:
    """The endpoints of all tenants of one namespace."""

    def __init__(self, redis: Redis, scripts: Scripts, keys: Keys) -> None:
        self._redis = redis
        self._scripts = scripts
        self._keys = keys

    def key(self, tenant: str) -> str:
        """Return the key by which scripts tell whether a `rev` is still that of a tenant."""
        return self._keys.endpoints(tenant)

    async def create(self, endpoint: Endpoint) -> None:
        """Store a new endpoint; `TooManyEndpointsError` when the tenant has as many as it may."""
        answer = await self._write(endpoint.tenant, endpoint.id, b"", encode(endpoint))
        if answer == b"full":
            raise TooManyEndpointsError(FULL)
        # A conflict: it is stored, and was changed before this was sent again.

    async def load(self, tenant: str, endpoint_id: str) -> Endpoint:
        """Return an endpoint; `UnknownResourceError` when this tenant has none such."""
        return _decoded(await self._read(tenant, endpoint_id))

    async def all(self, tenant: str) -> Registered:
        """Return all endpoints of a tenant that can be read: one that cannot holds up no other."""
        found = self._redis.hgetall(self.key(tenant))
        fields = await answered(cast("Awaitable[dict[bytes, bytes]]", found))
        rev = int(fields.pop(REV, 0))
        return Registered(
            rev=rev, endpoints=tuple(_readable(sorted(fields.items(), reverse=True)))
        )

    async def page(
        self, tenant: str, *, limit: int, starting_after: str | None = None
    ) -> tuple[tuple[Endpoint, ...], bool]:
        """Return endpoints, newest first, and whether more follow.

        Raises `UnknownResourceError` when `starting_after` names no endpoint of this tenant.
        """
        endpoints = (await self.all(tenant)).endpoints
        if starting_after is not None:
            if all(endpoint.id != starting_after for endpoint in endpoints):
                raise _unknown(starting_after)
            endpoints = tuple(e for e in endpoints if e.id < starting_after)
        return endpoints[:limit], len(endpoints) > limit

    async def change(self, tenant: str, endpoint_id: str, decision: Decision) -> Endpoint:
        """Decide on an endpoint as it is and write that, again after every conflict.

        Returns what it has become; a decision that changes nothing writes nothing. Raises
        `UnknownResourceError`.
        """
        for _ in range(MAX_CONFLICTS):
            before = await self._read(tenant, endpoint_id)
            after = decision(_decoded(before))
            if await self._write(tenant, endpoint_id, before, encode(after)) == b"written":
                return after
        raise _too_fast(endpoint_id)

    async def disable(
        self, tenant: str, endpoint_id: str, reason: DisabledReason, *, url: str | None = None
    ) -> Endpoint:
        """Send an endpoint nothing more; one that is disabled already keeps its reason.

        Where `url` is what the reason was found at, one that has moved meanwhile stays as it is.
        Raises `UnknownResourceError`.
        """

        def disabled(endpoint: Endpoint) -> Endpoint:
            if url not in {None, endpoint.url}:
                return endpoint
            return replace(endpoint, disabled_reason=endpoint.disabled_reason or reason)

        return await self.change(tenant, endpoint_id, disabled)

    async def delete(self, tenant: str, endpoint_id: str) -> Endpoint:
        """Remove an endpoint and return what it was; raises `UnknownResourceError`."""
        for _ in range(MAX_CONFLICTS):
            before = await self._read(tenant, endpoint_id)
            if await self._write(tenant, endpoint_id, before, b"") == b"written":
                return _decoded(before)
        raise _too_fast(endpoint_id)

    async def _read(self, tenant: str, endpoint_id: str) -> bytes:
        if not is_id(endpoint_id, Prefix.ENDPOINT):
            raise _unknown(endpoint_id)
        found = self._redis.hget(self.key(tenant), endpoint_id)
        blob = await answered(cast("Awaitable[bytes | None]", found))
        if blob is None:
            raise _unknown(endpoint_id)
        return blob

    async def _write(self, tenant: str, endpoint_id: str, before: bytes, after: bytes) -> object:
        key = self.key(tenant)
        written: list[Argument] = [endpoint_id, before, after, MOST_ENDPOINTS]
        return await self._scripts.call("endpoint", [key], written)


def _decoded(blob: bytes) -> Endpoint:
    return msgspec.msgpack.decode(blob, type=Endpoint)


def _readable(endpoints: Iterable[tuple[bytes, bytes]]) -> Iterator[Endpoint]:
    for endpoint_id, blob in endpoints:
        try:
            yield _decoded(blob)
        except msgspec.MsgspecError:
            log.exception("endpoint_unreadable", endpoint=endpoint_id.decode())


def _unknown(endpoint_id: str) -> UnknownResourceError:
    return UnknownResourceError(f"There is no webhook endpoint {endpoint_id[:100]}.")


def _too_fast(endpoint_id: str) -> StoreUnavailableError:
    return StoreUnavailableError(
        f"Webhook endpoint {endpoint_id} changes too fast to be written; try again."
    )


FULL = (
    f"There are {MOST_ENDPOINTS} webhook endpoints already, and no more may be; delete one first."
)
