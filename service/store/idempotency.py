"""What becomes of a POST that carries an Idempotency-Key: first a hold, then the reply, for a day.

A reply is written here and nowhere else, but for those to creates, which are written with their
debate. One that holds a secret is sealed before it gets here.
"""

import hashlib

import msgspec
from redis.asyncio import Redis

from service.domain.errors import IdempotencyKeyInUseError, IdempotencyKeyReusedError
from service.store.keys import Keys
from service.store.scripting import Scripts, answered

KEPT_S = 24 * 3_600
HELD_S = 60
"""How long a request that has no reply yet keeps others with its key away, whatever became of it."""

_encode = msgspec.msgpack.Encoder().encode


class Hold(msgspec.Struct, frozen=True, kw_only=True, tag="hold"):
    """The right of one request to act under a key."""

    body_digest: bytes
    token: str
    """Drawn for the request: nobody else can give up its hold, or put a reply in its place."""


class StoredReply(msgspec.Struct, frozen=True, kw_only=True, tag="reply"):
    """A reply as it was sent, and the digest of the body that it answered."""

    body_digest: bytes
    status: int
    headers: dict[str, str]
    body: bytes
    sealed: bool = False
    """Whether the body is sealed, for it holds a secret."""


class IdempotencyStore:
    """The keys of all tenants, each by the fingerprint of what it was used for."""

    def __init__(self, redis: Redis, scripts: Scripts, keys: Keys) -> None:
        self._redis = redis
        self._scripts = scripts
        self._keys = keys

    async def find(self, tenant: str, fingerprint: str, body: bytes) -> StoredReply | None:
        """Return the reply that an earlier request with this key got, if there was one.

        Raises `IdempotencyKeyReusedError` when that request had another body.
        """
        blob = await answered(self._redis.get(self._keys.idempotency(tenant, fingerprint)))
        if blob is None:
            return None
        found = matching(blob, digest(body))
        # The first request may have been told that nobody knows whether this will last.
        await self._scripts.on_disk()
        return found

    async def hold(self, tenant: str, fingerprint: str, hold: Hold) -> StoredReply | None:
        """Hold a key; else return the reply that an earlier request with it got.

        Raises `IdempotencyKeyReusedError` when that request had another body, and
        `IdempotencyKeyInUseError` when it has no reply yet.
        """
        key, wanted = self._keys.idempotency(tenant, fingerprint), _encode(hold)
        found = await self._scripts.call("hold", [key], [wanted, HELD_S * 1000])
        assert isinstance(found, bytes)  # noqa: S101 - what the script returns
        return None if found == wanted else matching(found, hold.body_digest)

    async def keep(
        self,
        tenant: str,
        fingerprint: str,
        there: Hold | StoredReply,
        reply: StoredReply | None,
    ) -> None:
        """Put the reply in the place of what is there, a hold as a rule; None frees the key.

        A hold that has ended meanwhile leaves the key to whoever has it now.
        """
        key, kept = self._keys.idempotency(tenant, fingerprint), _encode(reply) if reply else ""
        await self._scripts.call("keep", [key], [_encode(there), kept, KEPT_S * 1000])


def matching(blob: bytes, body_digest: bytes) -> StoredReply:
    """Return the reply that is stored under a key.

    Raises `IdempotencyKeyReusedError` when it is for another body, and `IdempotencyKeyInUseError`
    when there is only a hold.
    """
    found: Hold | StoredReply = msgspec.msgpack.decode(blob, type=Hold | StoredReply)
    if found.body_digest != body_digest:
        raise IdempotencyKeyReusedError(REUSED)
    match found:
        case Hold():
            raise IdempotencyKeyInUseError(IN_USE)
        case StoredReply():
            return found


def digest(body: bytes) -> bytes:
    """Return the digest by which bodies are compared."""
    return hashlib.sha256(body).digest()


def reply_purpose(tenant: str, fingerprint: str) -> str:
    """Return what the reply under a key is sealed for, if it holds a secret."""
    return f"{tenant}|reply|{fingerprint}"


def fingerprint(method: str, path: str, key: str) -> str:
    """Return the name under which the reply to this key is kept."""
    return hashlib.sha256(f"{method}\n{path}\n{key}".encode()).hexdigest()


REUSED = "This Idempotency-Key was used with another body; use a new key for a new request."
IN_USE = "The first request with this Idempotency-Key has no reply yet; send yours again shortly."
