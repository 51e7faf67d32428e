"""What time it is: Redis's clock, so that all processes agree on it."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

from redis.asyncio import Redis

from service.store.scripting import answered


class Clock(Protocol):
    """Tells the time, aware, in UTC, to the millisecond."""

    def now(self) -> datetime:
        """Return the current time."""
        ...


class RedisClock:
    """The local clock, corrected by its offset to the server's; `refresh` measures the offset."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._offset = timedelta()

    def now(self) -> datetime:
        """Return the server's time as known from the last refresh."""
        now = datetime.now(UTC) + self._offset
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    async def refresh(self) -> None:
        """Measure the offset anew; `StoreUnavailableError` leaves the old one in force.

        The server told its time at some moment between sending and receiving: of the offsets that
        this allows, the one nearest to the old one is taken, so that a slow answer spoils nothing.
        """
        before = datetime.now(UTC)
        seconds, microseconds = await answered(self._redis.time())
        after = datetime.now(UTC)
        server = datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=microseconds)
        self._offset = min(max(self._offset, server - after), server - before)
