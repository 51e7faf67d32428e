"""Debates in memory, alone in a process: what the same calls cost when nothing else is done.

await held_by("httpx-aiohttp", models, delay_ms=50, in_flight=128, debates=500)
"""

import asyncio
import gc
import sys
import time
from collections.abc import Iterator

import msgspec
import uvloop

from bench.ceiling.clients import CLIENTS
from bench.ceiling.debate import Ask, debate
from bench.driving import cpu_s, max_rss_mb
from bench.model_server import ROOT, Server
from cli.connections import allow_many_connections

LONGEST_RUN_S = 300


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What to do."""

    client: str
    url: str
    """Of the models, with what the path says of how they answer."""
    in_flight: int
    debates: int


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """What it took, debates to warm up left out."""

    cpu_ms: float
    """A debate."""
    per_s: float
    max_rss_mb: float


async def held_by(
    client: str, models: Server, *, delay_ms: float, in_flight: int, debates: int
) -> Held:
    """Let a client hold that many, with models that answer after that time."""
    url = f"{models.url}/d={delay_ms:g}/v1"
    order = Order(client=client, url=url, in_flight=in_flight, debates=debates)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.ceiling.process"),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(LONGEST_RUN_S):
            printed, _ = await process.communicate(msgspec.json.encode(order))
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return msgspec.json.decode(printed, type=Held)


async def _held(order: Order) -> Held:
    async with CLIENTS[order.client](order.url) as ask:
        await _hold(ask, order.in_flight, order.in_flight)
        gc.collect()
        used_s, began_s = cpu_s(), time.perf_counter()
        await _hold(ask, order.debates, order.in_flight)
        used_s, wall_s = cpu_s() - used_s, time.perf_counter() - began_s
    return Held(
        cpu_ms=1000 * used_s / order.debates,
        per_s=order.debates / wall_s,
        max_rss_mb=max_rss_mb(),
    )


async def _hold(ask: Ask, debates: int, in_flight: int) -> None:
    turns = iter(range(debates))
    async with asyncio.TaskGroup() as group:
        for _ in range(in_flight):
            group.create_task(_caller(ask, turns))


async def _caller(ask: Ask, turns: Iterator[int]) -> None:
    for _ in turns:
        await debate(ask)


if __name__ == "__main__":
    allow_many_connections()
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    print(msgspec.json.encode(uvloop.run(_held(asked))).decode())
