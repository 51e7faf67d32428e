"""What time it is: Redis's clock, so that all processes agree on it."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from redis.asyncio import Redis

from service.store.scripting import answered

STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""The clock that nobody sets and that goes on while the machine sleeps: on Linux, or on macOS."""


class Clock(Protocol):
    """Tells the time, aware, in UTC, to the millisecond."""

    def now(self) -> datetime:
        """Return the current time."""
        ...


def elapsed_s() -> float:
    """Return the seconds since some moment, however the local clock is set meanwhile."""
    return time.clock_gettime(STEADY)


class RedisClock:
    """The server's time, as of the last `refresh`, and what has elapsed since.

    The local clock counts only until the first one: a step of it must not end debates early.
    """

    def __init__(self, redis: Redis, elapsed: Callable[[], float] = elapsed_s) -> None:
        self._redis = redis
        self._elapsed = elapsed
        self._origin = datetime.now(UTC) - timedelta(seconds=elapsed())
        """When nothing had elapsed yet."""

    def now(self) -> datetime:
        """Return the server's time as known from the last refresh."""
        now = self._origin + timedelta(seconds=self._elapsed())
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    async def refresh(self) -> None:
        """Ask the server anew; `StoreUnavailableError` leaves what was known in force.

        The server told its time at some moment between sending and receiving: of the origins that
        this allows, the one nearest to the old one is taken, so that a slow answer spoils nothing.
        """
        before = self._elapsed()
        seconds, microseconds = await answered(self._redis.time())
        after = self._elapsed()
        server = datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=microseconds)
        earliest, latest = (server - timedelta(seconds=elapsed) for elapsed in (after, before))
        self._origin = min(max(self._origin, earliest), latest)
