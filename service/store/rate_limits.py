"""How often callers may ask: a bucket of requests each, in Redis, shared by all API processes.

Requests that come while a bucket is being asked are asked for together as soon as it has answered:
under load one question to Redis serves many of them, and nothing is granted beforehand.
"""

import asyncio
from typing import cast

from service import ids
from service.domain.access import RateLimit
from service.domain.rates import Taken
from service.store.keys import Keys
from service.store.scripting import Scripts

MS_A_SECOND = 1_000
THOUSANDTHS = 1_000


class RateLimits:
    """The buckets, by the name of whose they are."""

    def __init__(self, scripts: Scripts, keys: Keys) -> None:
        self._scripts = scripts
        self._keys = keys
        self._gathering: dict[str, _Question] = {}
        self._asked: dict[str, asyncio.Task[_Answer]] = {}

    async def take(self, name: str, limit: RateLimit) -> Taken:
        """Take room for one request, if there is any.

        Raises `StoreUnavailableError` when Redis cannot tell.
        """
        question = self._gathering.get(name)
        if question is None:
            question = self._gathering[name] = _Question()
            asking = self._ask(name, limit, question, self._asked.get(name))
            self._asked[name] = question.answer = asyncio.create_task(asking, name="rate limit")
        place = question.wanted
        question.wanted += 1
        # Of those who wait together one may hang up.
        taken, level = await asyncio.shield(cast("asyncio.Task[_Answer]", question.answer))
        return Taken(allowed=place < taken, level=level + max(0, taken - 1 - place))

    async def _ask(
        self,
        name: str,
        limit: RateLimit,
        question: "_Question",
        before: "asyncio.Task[_Answer] | None",
    ) -> "_Answer":
        try:
            await self._turn(name, before)
            answer = await self._scripts.call(
                "take",
                [self._keys.bucket(name)],
                [ids.nonce(), question.wanted, limit.quota, limit.window_s * MS_A_SECOND],
            )
        finally:
            if self._asked[name] is question.answer:
                del self._asked[name]
        taken, thousandths = cast("tuple[int, int]", answer)
        return taken, thousandths / THOUSANDTHS

    async def _turn(self, name: str, before: "asyncio.Task[_Answer] | None") -> None:
        """Wait for the answer to the question before; then nobody joins this one any more."""
        try:
            if before is not None:
                # Who came while the store did not answer need not wait for that again.
                await before
        finally:
            del self._gathering[name]


class _Question:
    """How much is wanted of a bucket together, and what it answers."""

    def __init__(self) -> None:
        self.wanted = 0
        self.answer: asyncio.Task[_Answer] | None = None


_Answer = tuple[int, float]
"""How many requests there was room for, and the level after them."""
