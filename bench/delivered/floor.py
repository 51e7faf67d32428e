"""Runs of the bare loop: see `bare`, which is its process."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import cast

import msgspec

from bench.delivered import bare as process
from bench.delivered.receiver import a_receiver
from bench.delivered.sent import ENDPOINTS, IN_FLIGHT, Sent, all_taken
from bench.model_server import ROOT
from bench.queued.machine import beside_others


def bare(*, signed: bool, kept: bool) -> Callable[[int, str], Awaitable[Sent]]:
    """Return what posts that many of the same body in a loop."""

    async def send(deliveries: int, body: str) -> Sent:
        with a_receiver() as receiver:
            work = process.Work(
                urls=[f"{receiver.url}/{n}" for n in range(ENDPOINTS)],
                body=body,
                requests=deliveries,
                in_flight=IN_FLIGHT,
                signed=signed,
                kept=kept,
            )
            async with _started() as (stdin, stdout):
                with beside_others() as others:
                    stdin.write(msgspec.json.encode(work))
                    stdin.write_eof()
                    used = msgspec.json.decode(await stdout.readline(), type=process.Used)
                count = await all_taken(receiver, deliveries)
        return Sent(
            per_s=count.per_s,
            sender_ms=1000 * used.cpu_s / deliveries,
            store_ms=0,
            others=others.cores,
        )

    return send


@contextlib.asynccontextmanager
async def _started() -> AsyncIterator[tuple[asyncio.StreamWriter, asyncio.StreamReader]]:
    """Run the process, which begins when it has read all of its work."""
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", process.__name__),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        # There are pipes, as was asked for.
        yield (
            cast("asyncio.StreamWriter", running.stdin),
            cast("asyncio.StreamReader", running.stdout),
        )
        await running.wait()
    finally:
        with contextlib.suppress(ProcessLookupError):
            running.kill()
        await running.wait()
