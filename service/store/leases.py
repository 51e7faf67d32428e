"""The queue as a worker sees it: claims on jobs that last as long as they are renewed.

A job that is claimed leaves the queue and belongs to its token. A worker that dies stops renewing,
and the next claim of anyone puts its jobs back; unless nobody was heard for so long that the server
must have been away: then all have one lease of time to renew theirs. Give this connections of its
own, which fail soon enough for a second attempt.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable
from typing import cast

from redis.asyncio import Redis

from service import ids
from service.domain.errors import StoreUnavailableError
from service.domain.jobs import Claim, Lane, Terms
from service.domain.suspects import Suspects
from service.store.keys import Keys
from service.store.listening import RECONNECT_S, next_message, subscription
from service.store.scripting import Argument, Scripts, answered

STANDARD = Terms()

Claimed = tuple[int, list[tuple[bytes, bytes, int, int, bytes]]]
"""What `claim.lua` answers."""


class Leases:
    """Claims, renews and gives back jobs of one lane of a namespace."""

    def __init__(
        self,
        redis: Redis,
        keys: Keys,
        terms: Terms = STANDARD,
        lane: Lane = Lane.DEBATES,
        suspects: Suspects | None = None,
    ) -> None:
        """Know a lane; `suspects` are those of the process, where it has more lanes than one."""
        self.terms = terms
        self.lane = lane
        self._redis = redis
        self._scripts = Scripts(redis, keys.of_lane(lane))
        self._route = [f"{keys.of_lane(lane)}queue"]
        self._suspects = suspects or Suspects()
        self._tries = f"{keys.of_lane(lane)}tries"
        self._wake = keys.wake(lane)
        self._lost = keys.lost(lane)
        self._most = terms.of_a_line(lane)
        self._lease_ms = round(terms.lease_s * 1000)
        self._silence_ms = round(terms.silence_s * 1000)
        self._unanswered: str | None = None
        """The nonce of a claim that may have been made though no answer came."""

    async def claim(self, want: int) -> tuple[tuple[Claim, ...], float | None]:
        """Claim at most `want` jobs that are due, one of each line in turn; and suspects, to be tried.

        Returns them, and in how many seconds the next is due or a lease ends; None for never.
        After a claim without an answer the next one is the same again: what that one was given
        would be nobody's for a lease, and have cost a try.
        """
        with self._suspects.turn() as may_try:
            sleep_ms, jobs = await self._claim(want, int(may_try))
            claims = tuple(
                Claim(
                    job_id=job.decode(),
                    token=token.decode(),
                    tries=tries,
                    company=company,
                    payload=payload,
                )
                for job, token, tries, company, payload in jobs
            )
            self._suspects.begin(claims)
        next_s = None if sleep_ms < 0 else sleep_ms / 1000
        if not may_try:
            # Nobody tells who was refused suspects that it may try some now.
            next_s = min(next_s or self.terms.beat_s, self.terms.beat_s)
        return claims, next_s

    async def renew(self, claims: Iterable[Claim]) -> tuple[str, ...]:
        """Renew claims; return the ids of the jobs that belong to somebody else by now.

        Without claims it only says that a worker is there, which everyone does once a beat.
        """
        pairs = [text for claim in claims for text in (claim.job_id, claim.token)]
        answer = await self._scripts.call(
            "beat", self._route, [self._lease_ms, self._silence_ms, *pairs]
        )
        return tuple(job.decode() for job in cast("list[bytes]", answer))

    async def clear(self, claims: Iterable[Claim]) -> bool:
        """Clear the suspects among some claims that have got on; return whether it was the last."""
        tried = self._suspects.of(claims)
        if not tried:
            return False
        jobs = [claim.job_id for claim in tried]
        tries = cast("Awaitable[list[bytes | None]]", self._redis.hmget(self._tries, jobs))
        found = zip(tried, await answered(tries), strict=True)
        self._suspects.clear([claim for claim, broken_off in found if broken_off is None])
        return not self._suspects.of(tried)

    def ended(self, claim: Claim) -> None:
        """Take note that the run of a job has ended: it has killed nobody."""
        self._suspects.clear([claim])

    async def release(self, claim: Claim, *, finished: bool, delay_s: float = 0.0) -> None:
        """Give a job back: done, or to be run again after a while."""
        delay_ms = round(delay_s * 1000)
        await self._scripts.call(
            "release", self._route, [claim.job_id, claim.token, int(finished), delay_ms]
        )

    async def purge(self) -> None:
        """End all leases: only where no other worker can be alive, as at an embedded start."""
        await self._scripts.call("purge", self._route, [])
        self._suspects.clear_all()

    async def listen(self, wake: Callable[[], None], lost: Callable[[str], None]) -> None:
        """Tell of jobs that were queued and, by their ids, of those that were taken from an owner.

        Goes on until canceled, through every outage of Redis.
        """
        while True:
            with contextlib.suppress(StoreUnavailableError):
                async with subscription(self._redis) as pubsub:
                    await answered(pubsub.subscribe(self._wake, self._lost))
                    while True:
                        message = await next_message(pubsub)
                        if message and message["channel"].decode() == self._lost:
                            lost(message["data"].decode())
                        else:
                            # The start of the subscription, too: what came before was not heard.
                            wake()
            await asyncio.sleep(RECONNECT_S)

    async def _claim(self, want: int, try_suspects: int) -> Claimed:
        nonce, self._unanswered = self._unanswered or ids.nonce(), None
        args: list[Argument] = [
            want,
            self._lease_ms,
            self._silence_ms,
            self._most,
            nonce,
            try_suspects,
        ]
        try:
            return cast("Claimed", await self._scripts.call("claim", self._route, args))
        except StoreUnavailableError:
            self._unanswered = nonce
            raise
