"""The secrets that sign webhooks: each endpoint's own, and each tenant's.

A tenant's signs for all addresses that its debates bring along; an endpoint keeps its own itself.
Here they are drawn and opened. A secret is 32 random bytes, of which `signing` makes a text.
"""

import secrets
from datetime import datetime

import msgspec
from msgspec.structs import replace
from redis.asyncio import Redis

from service.domain.endpoints import Endpoint, SealedSecret, rotated, signing
from service.domain.errors import SecretLostError, StoreUnavailableError
from service.domain.signing import SECRET_BYTES
from service.store.encoding import encode
from service.store.keys import Keys
from service.store.scripting import MAX_CONFLICTS, Scripts, answered
from service.store.sealing import Sealing

Secrets = tuple[SealedSecret, ...]
"""The one in force first."""


class WebhookSecrets:
    """The secrets of all tenants of one namespace."""

    def __init__(self, redis: Redis, scripts: Scripts, keys: Keys, sealing: Sealing) -> None:
        self._redis = redis
        self._scripts = scripts
        self._keys = keys
        self._sealing = sealing

    def renewed(self, endpoint: Endpoint, *, now: datetime) -> Endpoint:
        """Return an endpoint with a new secret; the one before still signs for a day.

        Raises `SecretKeyMissingError`.
        """
        former = endpoint.secrets
        return replace(endpoint, secrets=self._drawn(former, purpose_of(endpoint), now=now))

    def secret_of(self, endpoint: Endpoint) -> bytes:
        """Return an endpoint's secret; raises `SecretLostError` and `SecretKeyMissingError`."""
        return self._opened(endpoint.secrets[0], purpose_of(endpoint))

    def tenants_secret(self, tenant: str, kept: Secrets) -> bytes:
        """Return a tenant's secret, of which this is kept; raises as `secret_of` does."""
        return self._opened(kept[0], tenants_purpose(tenant))

    async def signing(
        self, tenant: str, endpoint: Endpoint | None, *, now: datetime
    ) -> tuple[bytes, ...]:
        """Return what signs what is sent now to an endpoint, or to a debate's own address.

        The one in force comes first. Raises `SecretLostError` and `SecretKeyMissingError`.
        """
        if endpoint is not None:
            kept, purpose = endpoint.secrets, purpose_of(endpoint)
        else:
            kept, purpose = await self.of_tenant(tenant, now=now), tenants_purpose(tenant)
        return tuple(self._opened(one, purpose) for one in signing(kept, now))

    async def of_tenant(self, tenant: str, *, now: datetime) -> Secrets:
        """Return a tenant's secrets, made if it has none; raises `SecretKeyMissingError`."""
        self._sealing.check()
        kept = await self._read(tenant)
        if kept:
            return _decoded(kept)
        first = self._drawn((), tenants_purpose(tenant), now=now)
        return _decoded(await self._swap(tenant, b"", encode(first)))

    async def rotate(self, tenant: str, *, now: datetime) -> Secrets:
        """Give a tenant another secret; the one before still signs for a day.

        Raises `SecretKeyMissingError`.
        """
        for _ in range(MAX_CONFLICTS):
            before = await self._read(tenant)
            former = _decoded(before) if before else ()
            after = self._drawn(former, tenants_purpose(tenant), now=now)
            if await self._swap(tenant, before, encode(after)) == encode(after):
                return after
        message = "The secret changes too fast to be written; try again."
        raise StoreUnavailableError(message)

    def _drawn(self, former: Secrets, purpose: str, *, now: datetime) -> Secrets:
        """Return a new secret, and the one in force before if it can still be opened."""
        sealed = self._sealing.seal(secrets.token_bytes(SECRET_BYTES), purpose)
        kept = tuple(one for one in former[:1] if self._opens(one, purpose))
        return rotated(kept, sealed, now)

    def _opened(self, sealed: SealedSecret, purpose: str) -> bytes:
        return self._sealing.open(sealed.sealed, purpose)

    def _opens(self, sealed: SealedSecret, purpose: str) -> bool:
        try:
            self._opened(sealed, purpose)
        except SecretLostError:
            return False
        return True

    async def _read(self, tenant: str) -> bytes:
        return await answered(self._redis.get(self._keys.webhook_secret(tenant))) or b""

    async def _swap(self, tenant: str, before: bytes, after: bytes) -> bytes:
        key = self._keys.webhook_secret(tenant)
        found = await self._scripts.call("swap", [key], [before, after])
        assert isinstance(found, bytes)  # noqa: S101 - what the script returns
        return found


def purpose_of(endpoint: Endpoint) -> str:
    """Return what an endpoint's secrets are sealed for."""
    return f"{endpoint.tenant}|{endpoint.id}"


def tenants_purpose(tenant: str) -> str:
    """Return what a tenant's own secret is sealed for."""
    return f"{tenant}|webhook-secret"


def _decoded(blob: bytes) -> Secrets:
    return msgspec.msgpack.decode(blob, type=Secrets)
