"""One look at something, shared by all who want to know at about the same time."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Seen = TypeVar("Seen")


class Glance(Generic[Seen]):
    """Looks when asked, and at most once in `kept_s` seconds, however many ask."""

    def __init__(self, look: Callable[[], Awaitable[Seen]], *, kept_s: float) -> None:
        self._look = look
        self._kept_s = kept_s
        self._looking: asyncio.Future[Seen] | None = None
        self._began = 0.0

    async def seen(self) -> Seen:
        """Return what was seen, or raise what that look raised."""
        looking, now = self._looking, time.monotonic()
        if looking is None or (looking.done() and now - self._began >= self._kept_s):
            self._began = now
            looking = self._looking = asyncio.ensure_future(self._look())
            looking.add_done_callback(_heed)
        # Who goes away does not end the look for the others.
        return await asyncio.shield(looking)


def _heed(looking: asyncio.Future[Seen]) -> None:
    """Look at the error of a look, so that nobody misses it when all who asked have gone."""
    if not looking.cancelled():
        looking.exception()
