"""Who may do what: tenants, their API keys, and how much a caller may ask.

A new scope is a member of `Scope`; which operation needs it is said in `service.api.operations`.
"""

import re
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

import msgspec

Tenant: TypeAlias = str
"""Whose debates they are: `acme-prod`."""

ANONYMOUS: Tenant = "anonymous"
"""The tenant of callers without a key; a key that is made for it reads what they left."""

TENANT = re.compile(r"[a-z0-9_-]{1,64}")


class Scope(StrEnum):
    """What a key allows."""

    DEBATES_READ = "debates:read"
    DEBATES_WRITE = "debates:write"
    WEBHOOKS_WRITE = "webhooks:write"


class KeyStatus(StrEnum):
    """Whether a key opens anything."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"


class ApiKey(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a key: everything but the key."""

    id: str
    tenant: Tenant
    name: str
    ending: str
    """The last characters of the key, by which people recognise it."""
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    def status(self, now: datetime) -> KeyStatus:
        """Return what the key is good for; a revoked one is revoked whether it expired or not."""
        if self.revoked_at is not None:
            return KeyStatus.REVOKED
        if self.expires_at is not None and self.expires_at <= now:
            return KeyStatus.EXPIRED
        return KeyStatus.ACTIVE


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """On whose behalf a request is served."""

    tenant: Tenant
    key_id: str | None
    """None: the caller has no key."""
    scopes: Collection[Scope]


NOBODY = Caller(tenant=ANONYMOUS, key_id=None, scopes=frozenset(Scope))
"""A caller without a key, where such are served: it may do everything."""


class RateLimit(msgspec.Struct, frozen=True, kw_only=True):
    """A bucket of that many requests, which fills up evenly in that many seconds."""

    quota: int
    window_s: int


class Allotment(msgspec.Struct, frozen=True, kw_only=True):
    """How much callers may ask; None is no limit."""

    rate: RateLimit | None
    """Of each key; all callers without one share a bucket."""
    active_debates: int | None
    """Of each tenant, that are not over yet."""
