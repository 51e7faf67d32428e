"""Share links in Redis: by their digests, each a key of its own, which Redis drops when it expires.

Beside them each debate has a hash of its links, to list and end them, and to take them along when it
is removed. The link itself is told once and kept nowhere.

The registry knows the links of all shards by the same keys, so that a link is found whose tenant is
not known yet. What it opens only its own shard says: what the registry has too many opens nothing.
"""

import contextlib
import secrets
from collections.abc import Awaitable, Iterable
from datetime import datetime
from typing import cast

import msgspec
from redis.asyncio import Redis

from service.domain.access import Tenant
from service.domain.errors import (
    StoreUnavailableError,
    TooManySharesError,
    UnknownResourceError,
)
from service.domain.key_text import ALPHABET, digest
from service.domain.sharing import MOST_SHARES, Share, newest_first
from service.ids import Prefix, is_id
from service.store.encoding import encode, to_ms
from service.store.keys import Keys
from service.store.remembered import Remembered
from service.store.scripting import Scripts, answered

TOKEN_CHARACTERS = 22
"""131 bits: nobody finds one by trying."""


class ShareIndex:
    """The links of all shards, in the registry, to find out whose they are."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys
        self._known = Remembered(self._tenant)

    async def tenant(self, token: str) -> Tenant:
        """Return whose link that was when it was made.

        Whatever is sent as a token is looked up: what is malformed takes as long as the rest.
        Raises `UnknownResourceError` when there never was such a link or it has expired, and
        `StoreUnavailableError` when the registry has to be asked and does not answer.
        """
        return await self._known.get(digest(token))

    async def note(self, mark: str, share: Share) -> None:
        """Have a link found by its digest until it expires."""
        expires_ms = to_ms(share.expires_at) if share.expires_at else None
        await answered(self._redis.set(self._keys.share(mark), encode(share), pxat=expires_ms))

    async def forget(self, marks: Iterable[str]) -> None:
        """Have links found no more that open nothing; where that fails they are only of no use."""
        keys = [self._keys.share(mark) for mark in marks]
        if keys:
            with contextlib.suppress(StoreUnavailableError):
                await answered(self._redis.delete(*keys))

    async def _tenant(self, mark: str) -> Tenant:
        blob = await answered(self._redis.get(self._keys.share(mark)))
        if blob is None:
            message = "This link opens nothing."
            raise UnknownResourceError(message)
        return msgspec.msgpack.decode(blob, type=Share).tenant


class ShareStore:
    """The links of all tenants of one shard; the registry's has no `index` beside it."""

    def __init__(
        self, redis: Redis, scripts: Scripts, keys: Keys, index: ShareIndex | None = None
    ) -> None:
        self._redis = redis
        self._scripts = scripts
        self._keys = keys
        self._index = index

    async def create(self, share: Share) -> str:
        """Store a new share and return its token, which nobody can tell again.

        One of the same id that is there already was made by the same request, whose reply nobody
        has seen: the new one takes its place. Raises `TooManySharesError`, and
        `UnknownResourceError` when there is no such debate any more.
        """
        for mark, there in (await self._kept(share.tenant, share.debate_id)).items():
            if there.id == share.id or not there.is_good(share.created_at):
                await self._end(there, mark)
        token = "".join(secrets.choice(ALPHABET) for _ in range(TOKEN_CHARACTERS))
        mark, debate = digest(token), self._keys.debate(share.tenant, share.debate_id)
        if self._index is not None:
            await self._index.note(mark, share)
        answer = await self._scripts.call(
            "share",
            [debate.state, debate.shares, self._keys.share(mark)],
            [
                mark,
                encode(share),
                to_ms(share.expires_at) if share.expires_at else "",
                MOST_SHARES,
            ],
        )
        if self._index is not None and answer != b"shared":
            await self._index.forget([mark])
        if answer == b"full":
            raise TooManySharesError(FULL)
        if answer == b"unknown":
            message = f"There is no debate {share.debate_id}."
            raise UnknownResourceError(message)
        return token

    async def find(self, token: str, *, now: datetime) -> Share | None:
        """Return what a token opens; None when there is no such link, or no longer."""
        blob = await answered(self._redis.get(self._keys.share(digest(token))))
        if blob is None:
            return None
        share = msgspec.msgpack.decode(blob, type=Share)
        return share if share.is_good(now) else None

    async def of_debate(self, tenant: str, debate_id: str, *, now: datetime) -> tuple[Share, ...]:
        """Return those links of a debate that are good, newest first."""
        return newest_first(tuple((await self._kept(tenant, debate_id)).values()), now)

    async def revoke(self, tenant: str, debate_id: str, share_id: str, *, now: datetime) -> None:
        """End a link; `UnknownResourceError` when the debate has none such that is good."""
        kept = await self._kept(tenant, debate_id) if is_id(share_id, Prefix.SHARE) else {}
        of_that_id = {mark: share for mark, share in kept.items() if share.id == share_id}
        if not any(share.is_good(now) for share in of_that_id.values()):
            message = f"There is no share {share_id[:100]}."
            raise UnknownResourceError(message)
        # Requests that were tried again at once may have left several.
        for mark, share in of_that_id.items():
            await self._end(share, mark)

    async def _kept(self, tenant: str, debate_id: str) -> dict[str, Share]:
        """Return what is kept of a debate's links, by their digests."""
        found = self._redis.hgetall(self._keys.debate(tenant, debate_id).shares)
        kept = await answered(cast("Awaitable[dict[bytes, bytes]]", found))
        return {
            mark.decode(): msgspec.msgpack.decode(blob, type=Share) for mark, blob in kept.items()
        }

    async def _end(self, share: Share, mark: str) -> None:
        of_debate = self._keys.debate(share.tenant, share.debate_id).shares
        await self._scripts.call("unshare", [of_debate, self._keys.share(mark)], [mark])
        if self._index is not None:
            await self._index.forget([mark])


FULL = f"The debate has {MOST_SHARES} links already, and no more may be; delete one first."
