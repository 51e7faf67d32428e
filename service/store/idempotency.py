"""The stored reply to a POST that carried an Idempotency-Key, repeated to whoever sends it again."""

import hashlib

import msgspec
from redis.asyncio import Redis

from service.domain.errors import IdempotencyKeyReusedError
from service.store.keys import Keys
from service.store.scripting import answered

KEPT_S = 24 * 3_600


class StoredReply(msgspec.Struct, frozen=True, kw_only=True):
    """A reply as it was sent, and the digest of the body that it answered."""

    body_digest: bytes
    status: int
    headers: dict[str, str]
    body: bytes


class IdempotencyStore:
    """Finds stored replies. Those to a create are written with the debate, in one step."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys

    async def find(self, tenant: str, fingerprint: str, body: bytes) -> StoredReply | None:
        """Return the reply that an earlier request with this key got, if there was one.

        Raises `IdempotencyKeyReusedError` when that request had another body.
        """
        blob = await answered(self._redis.get(self._keys.idempotency(tenant, fingerprint)))
        return None if blob is None else matching(blob, digest(body))


def matching(blob: bytes, body_digest: bytes) -> StoredReply:
    """Decode a stored reply; `IdempotencyKeyReusedError` when it answered another body."""
    reply = msgspec.msgpack.decode(blob, type=StoredReply)
    if reply.body_digest != body_digest:
        message = (
            "This Idempotency-Key was used with another body; use a new key for a new request."
        )
        raise IdempotencyKeyReusedError(message)
    return reply


def digest(body: bytes) -> bytes:
    """Return the digest by which bodies are compared."""
    return hashlib.sha256(body).digest()


def fingerprint(method: str, path: str, key: str) -> str:
    """Return the name under which the reply to this key is kept."""
    return hashlib.sha256(f"{method}\n{path}\n{key}".encode()).hexdigest()
