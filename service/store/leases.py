"""The queue as a worker sees it: claims on jobs that last as long as they are renewed.

A job that is claimed leaves the queue and belongs to its token. A worker that dies stops renewing,
and the next claim of anyone puts its jobs back. Give this a connection of its own, so that a
renewal never waits behind other commands.
"""

import asyncio
import contextlib
from collections.abc import Iterable
from typing import cast

from redis.asyncio import Redis

from service import ids
from service.domain.errors import StoreUnavailableError
from service.domain.jobs import Claim
from service.store.keys import Keys
from service.store.scripting import Scripts, answered

LEASE_MS = 4_000
BEAT_S = 1.0
LISTEN_S = 2.0
RECONNECT_S = 0.5


class Leases:
    """Claims, renews and gives back jobs of one namespace."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._scripts = Scripts(redis, keys.prefix)
        self._route = [f"{keys.prefix}queue"]
        self._wake = keys.wake

    async def claim(self, want: int) -> tuple[tuple[Claim, ...], float | None]:
        """Claim at most `want` jobs that are due.

        Returns them, and in how many seconds the next is due or a lease ends; None for never.
        """
        answer = await self._scripts.call("claim", self._route, [want, LEASE_MS, ids.nonce()])
        sleep_ms, jobs = cast("tuple[int, list[tuple[bytes, bytes]]]", answer)
        claims = tuple(Claim(job_id=job.decode(), token=token.decode()) for job, token in jobs)
        return claims, None if sleep_ms < 0 else sleep_ms / 1000

    async def renew(self, claims: Iterable[Claim]) -> tuple[str, ...]:
        """Renew claims; return the ids of the jobs that belong to somebody else by now."""
        pairs = [text for claim in claims for text in (claim.job_id, claim.token)]
        answer = await self._scripts.call("beat", self._route, [LEASE_MS, *pairs])
        return tuple(job.decode() for job in cast("list[bytes]", answer))

    async def release(self, claim: Claim, *, finished: bool, delay_s: float = 0.0) -> None:
        """Give a job back: done, or to be run again after a while."""
        delay_ms = round(delay_s * 1000)
        await self._scripts.call(
            "release", self._route, [claim.job_id, claim.token, int(finished), delay_ms]
        )

    async def purge(self) -> None:
        """End all leases: only where no other worker can be alive, as at an embedded start."""
        await self._scripts.call("purge", self._route, [])

    async def listen(self, wake: asyncio.Event) -> None:
        """Set `wake` whenever a job was queued, until canceled, through every outage of Redis."""
        while True:
            with contextlib.suppress(StoreUnavailableError):
                async with self._redis.pubsub(ignore_subscribe_messages=True) as pubsub:
                    await answered(pubsub.subscribe(self._wake))
                    wake.set()
                    while True:
                        if await answered(pubsub.get_message(timeout=LISTEN_S)) is not None:
                            wake.set()
            await asyncio.sleep(RECONNECT_S)
