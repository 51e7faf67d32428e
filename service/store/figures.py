"""What one store tells of itself: its debates, and what waits in its queue.

All of it is counted as it happens, by the scripts that let it happen: a look takes a handful of
commands, however much is stored.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from redis.asyncio import Redis

from service.domain.jobs import Lane
from service.domain.moves import Move, Moves, add_up
from service.store.clock import Clock
from service.store.encoding import to_ms
from service.store.keys import Keys
from service.store.scripting import answered


class LaneFigures(msgspec.Struct, frozen=True, kw_only=True):
    """One lane of the queue."""

    waiting: int
    """Jobs that are due and that nobody has claimed."""
    oldest_s: float
    """How long the one has waited that came first; 0 when none waits."""
    running: int
    reaped: int
    """Leases that have ended since their owners did not renew them; ever."""


class StoreFigures(msgspec.Struct, frozen=True, kw_only=True):
    """One store."""

    debates: Moves
    lanes: Mapping[Lane, LaneFigures]


class Figures:
    """Reads the figures of one namespace."""

    def __init__(self, redis: Redis, keys: Keys, clock: Clock) -> None:
        self._redis = redis
        self._keys = keys
        self._clock = clock

    async def read(self) -> StoreFigures:
        """Return them as they are now; raises `StoreUnavailableError`."""
        now_ms = to_ms(self._clock.now())
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hgetall(self._keys.moves)
            for lane in Lane:
                self._look_at(pipe, lane, now_ms)
            moves, *of_lanes = await answered(pipe.execute())
        size = len(of_lanes) // len(Lane)
        rows = (of_lanes[start : start + size] for start in range(0, len(of_lanes), size))
        return StoreFigures(
            debates=add_up(_moves(moves)),
            lanes={lane: _lane(row, now_ms) for lane, row in zip(Lane, rows, strict=True)},
        )

    def _look_at(self, pipe: Any, lane: Lane, now_ms: int) -> None:  # noqa: ANN401 - untyped there
        begins = self._keys.of_lane(lane)
        pipe.zcard(f"{begins}waiting")
        pipe.zrange(f"{begins}waiting", 0, 0, withscores=True)
        pipe.zcount(f"{begins}delayed", "-inf", now_ms)
        pipe.zrange(f"{begins}delayed", 0, 0, withscores=True)
        pipe.zcard(f"{begins}leases")
        pipe.get(f"{begins}reaped")


def _lane(row: list[Any], now_ms: int) -> LaneFigures:
    queued, first_queued, due, first_due, running, reaped = row
    waiting_ms = [now_ms - at for _, at in (*first_queued, *first_due)]
    return LaneFigures(
        waiting=queued + due,
        oldest_s=max(0.0, *waiting_ms) / 1000 if waiting_ms else 0.0,
        running=running,
        reaped=int(reaped or 0),
    )


def _moves(stored: Mapping[bytes, bytes]) -> list[tuple[Move, int]]:
    return [(Move(*name.decode().split("|", 2)), int(times)) for name, times in stored.items()]
