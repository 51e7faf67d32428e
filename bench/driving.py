"""The process of a driver: reads its work, does it, reports what it took.

A driver is a module of `drivers` that ends in `drive(opened)`; `opened` yields the client's one
call. Each runs alone in its process, so that no client pays for another's imports and garbage.
"""

import asyncio
import gc
import resource
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TypeAlias

import msgspec
import uvloop

from bench.replies import BALLOT
from bench.work import Heard, Measured, Work

Call: TypeAlias = Callable[[], Awaitable[Heard]]

WARM_UPS = 1
"""Calls on each connection before the clock starts."""


class WrongTextError(Exception):
    """The client did not return what the server sent."""


def drive(opened: Callable[[Work], AbstractAsyncContextManager[Call]]) -> None:
    """Do the work that standard input describes, and print what it took."""
    work = msgspec.json.decode(sys.stdin.buffer.read(), type=Work)
    print(msgspec.json.encode(uvloop.run(_measured(opened, work))).decode())


def cpu_s() -> float:
    """Return the user and system time of this process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


async def _measured(
    opened: Callable[[Work], AbstractAsyncContextManager[Call]], work: Work
) -> Measured:
    async with opened(work) as call:
        await _ask(call, WARM_UPS * work.in_flight, in_flight=work.in_flight)
        gc.collect()
        used_s, started = cpu_s(), time.perf_counter()
        pieces = await _ask(call, work.calls, in_flight=work.in_flight)
        used_s, wall_s = cpu_s() - used_s, time.perf_counter() - started
    return Measured(
        cpu_ms=1000 * used_s / work.calls,
        per_second=work.calls / wall_s,
        max_rss_mb=max_rss_mb(),
        streamed=pieces > work.calls,
    )


async def _ask(call: Call, calls: int, *, in_flight: int) -> int:
    """Call that often, that many at a time, and return in how many pieces the replies came."""
    turns = iter(range(calls))
    async with asyncio.TaskGroup() as group:
        callers = [group.create_task(_caller(call, turns)) for _ in range(in_flight)]
    return sum(caller.result() for caller in callers)


async def _caller(call: Call, turns: Iterator[int]) -> int:
    pieces = 0
    for _ in turns:
        heard = await call()
        if heard.text != BALLOT:
            raise WrongTextError(f"{len(heard.text)} characters instead of {len(BALLOT)}")
        pieces += heard.pieces
    return pieces


def max_rss_mb() -> float:
    """Return the most memory that this process has had, in MB."""
    status = Path("/proc/self/status")
    if status.exists():
        # On Linux ru_maxrss is inherited from whoever started the process; this is not.
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    # Elsewhere (macOS) it is in bytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
