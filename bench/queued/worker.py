"""A worker in a process of its own, run by `crew`.

It imports everything, says that it is ready, and works from the first line on its standard input
until that closes: when its time is over, or when whoever started it is gone. It tells which job
started when in batches, so that telling costs next to nothing.
"""

import asyncio
import contextlib
import logging
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

import msgspec
import uvloop

from bench.driving import cpu_s
from bench.queued import leased, stock
from bench.queued.orders import Kind, Order, Report, Started
from service.ending import end
from service.settings import LogFormat
from service.telemetry import configure_logging

Run = Callable[[Order, Started], Awaitable[None]]

RUNS: Mapping[Kind, Run] = {
    Kind.LEASED: leased.run_naps,
    Kind.STOCK: stock.run_naps,
    Kind.ROUNDS: leased.run_rounds,
}
TELL_EVERY_S = 0.02


def main() -> None:
    """Work as the argument says."""
    configure_logging(LogFormat.CONSOLE, logging.WARNING)
    uvloop.run(_obey(msgspec.json.decode(sys.argv[1], type=Order)))


async def _obey(order: Order) -> None:
    commands = await _standard_input()
    _tell(Report())
    if not await commands.readline():
        return
    used_s = cpu_s()
    async with _telling() as started:
        working = asyncio.ensure_future(RUNS[order.kind](order, started))
        over = asyncio.create_task(commands.read())
        await asyncio.wait({working, over}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            await working
    _tell(Report(cpu_s=cpu_s() - used_s))
    # What still runs is nobody's: its server goes as well.
    os._exit(0)


@contextlib.asynccontextmanager
async def _telling() -> AsyncIterator[Started]:
    """Give what notes the start of a job, and tell all that was noted by the end."""
    starts: list[tuple[str, float]] = []

    def tell_all() -> None:
        if starts:
            _tell(Report(starts=starts))
            starts.clear()

    async def keep_telling() -> None:
        while True:
            await asyncio.sleep(TELL_EVERY_S)
            tell_all()

    telling = asyncio.create_task(keep_telling())
    try:
        yield lambda job: starts.append((job, time.monotonic()))
    finally:
        await end(telling)
        tell_all()


async def _standard_input() -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    return reader


def _tell(report: Report) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(report) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
