"""What a long queue costs: queueing one more, claiming one, and the memory of each."""

import contextlib
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from statistics import median
from typing import cast

import msgspec
from redis.asyncio import Redis

from bench.goals import MET
from bench.queued.lanes import AT_ONCE, fill
from bench.queued.leased import a_store, put_into
from bench.queued.orders import Put
from bench.queued.server import a_valkey
from service.domain.jobs import Claim
from service.store.leases import Leases
from tests.support.store import some_leases

DEPTHS = (100, 1_000, 10_000)
TENANTS = 100
TURNS = 20
"""Each depth is measured that often, in turn: what slows the machine slows all of them."""
A_TURN = 20
"""Debates queued in a turn, then as many claimed."""
FLAT = 1.5
"""What is called flat: nearer ratios are noise on a shared machine."""


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """Medians of what a script took, in microseconds."""

    whole_us: float
    """From sending the command to its reply."""
    server_us: float
    """In the server alone."""


class Depth(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured with so many debates queued."""

    queued: int
    enqueue: Cost
    claim: Cost
    debate_bytes: float
    """The server's memory for each queued debate."""


class Filled:
    """A queue of some depth in a server of its own."""

    def __init__(self, redis: Redis, put: Put, leases: Leases, queued: int) -> None:
        """Begin with nothing queued."""
        self.queued = queued
        self.debate_bytes = 0.0
        self.enqueues: list[Cost] = []
        self.claims: list[Cost] = []
        self._redis = redis
        self._put = put
        self._leases = leases
        self._numbers = itertools.count()
        self._claimed: list[Claim] = []

    async def fill(self) -> None:
        """Queue as many as it is to hold; note what each takes."""
        # All connections are opened and all scripts are known before memory is looked at.
        await fill(self._put, AT_ONCE, _tenant)
        for _ in range(AT_ONCE):
            await self._claim()
        await self._finish()
        # Else the server begins to write its file anew now and then, which is no part of a claim.
        await self._redis.config_set("auto-aof-rewrite-percentage", 0)
        before = await memory_in_use(self._redis)
        await fill(self._put, self.queued, _tenant)
        self.debate_bytes = (await memory_in_use(self._redis) - before) / self.queued

    async def turn(self) -> None:
        """Queue some more and claim as many."""
        self.enqueues.append(await self._cost(self._enqueue))
        self.claims.append(await self._cost(self._claim))
        await self._finish()

    async def _enqueue(self) -> None:
        await self._put(_tenant(next(self._numbers)))

    async def _claim(self) -> None:
        claims, _ = await self._leases.claim(1)
        self._claimed += claims

    async def _finish(self) -> None:
        while self._claimed:
            await self._leases.release(self._claimed.pop(), finished=True)

    async def _cost(self, act: Callable[[], Awaitable[object]]) -> Cost:
        await self._redis.config_resetstat()
        took_s: list[float] = []
        for _ in range(A_TURN):
            began_s = time.perf_counter()
            await act()
            took_s.append(time.perf_counter() - began_s)
        stats = cast("dict[str, dict[str, float]]", await self._redis.info("commandstats"))
        server_us = stats["cmdstat_evalsha"]["usec_per_call"]
        return Cost(whole_us=1e6 * median(took_s), server_us=server_us)


async def report() -> AsyncIterator[str]:
    """Measure, and yield the lines of a table."""
    first, *_ = depths = await measure(DEPTHS, turns=TURNS)
    yield f"Medians of {TURNS} times {A_TURN}; debates of {TENANTS} tenants; ratios to {first.queued}"
    yield (
        f"{'queued':>7}{'enqueue us':>12}{'in server':>11}{'ratio':>7}{'claim us':>10}"
        f"{'in server':>11}{'ratio':>7}{'bytes each':>12}{'ratio':>7}  goal: flat"
    )
    for depth in depths:
        enqueue = depth.enqueue.server_us / first.enqueue.server_us
        claim = depth.claim.server_us / first.claim.server_us
        memory = depth.debate_bytes / first.debate_bytes
        yield (
            f"{depth.queued:7}{depth.enqueue.whole_us:12.0f}{depth.enqueue.server_us:11.0f}"
            f"{enqueue:7.2f}{depth.claim.whole_us:10.0f}{depth.claim.server_us:11.0f}"
            f"{claim:7.2f}{depth.debate_bytes:12.0f}{memory:7.2f}"
            f"  {MET[max(enqueue, claim, memory) <= FLAT]}"
        )


async def measure(depths: Sequence[int], *, turns: int) -> Sequence[Depth]:
    """Fill a queue to each of these depths, and measure them in turn."""
    async with contextlib.AsyncExitStack() as stack:
        queues = [await stack.enter_async_context(_filled(queued)) for queued in depths]
        for _ in range(turns):
            for queue in queues:
                await queue.turn()
    return [
        Depth(
            queued=queue.queued,
            enqueue=_middle(queue.enqueues),
            claim=_middle(queue.claims),
            debate_bytes=queue.debate_bytes,
        )
        for queue in queues
    ]


@contextlib.asynccontextmanager
async def _filled(queued: int) -> AsyncIterator[Filled]:
    with a_valkey() as url:
        async with a_store(url) as store, some_leases(store) as leases:
            queue = Filled(store.redis, put_into(store), leases, queued)
            await queue.fill()
            yield queue


def _middle(costs: Sequence[Cost]) -> Cost:
    return Cost(
        whole_us=median(cost.whole_us for cost in costs),
        server_us=median(cost.server_us for cost in costs),
    )


async def memory_in_use(redis: Redis) -> int:
    """Return the bytes in use, without what is on its way to clients and to the file."""
    memory = cast("dict[str, int]", await redis.info("memory"))
    return memory["used_memory"] - memory["mem_clients_normal"] - memory["mem_aof_buffer"]


def _tenant(number: int) -> str:
    return f"tenant-{number % TENANTS}"
