"""What clients cost that read and are sent nothing but pings: memory, and CPU time."""

import asyncio
from collections.abc import AsyncIterator

import msgspec

from bench.goals import MET
from bench.queued.machine import cpu_of_process, memory_of
from bench.streamed.servers import KINDS, Kind
from tests.support.audience import Reader, connect

WATCHED_S = 30.0
"""Two pings."""
SETTLE_S = 1.0
MOST_KB = 30.0


class Rest(msgspec.Struct, frozen=True, kw_only=True):
    """What it took to keep clients connected."""

    client_kb: float
    connect_s: float
    cpu_percent: float
    """Of a core."""


async def report(clients: int) -> AsyncIterator[str]:
    """Measure, and yield the lines of a table."""
    yield f"{clients} clients that read one stream, in which nothing happens for {WATCHED_S:g} s"
    yield f"{'':12}{'kB a client':>12}{'connected in s':>16}{'CPU of a core':>15}  goal: {MOST_KB:g} kB"
    for name, kind in KINDS.items():
        rest = await measure(kind, clients, for_s=WATCHED_S)
        verdict = MET[rest.client_kb <= MOST_KB] if name == "Roundtable" else ""
        yield (
            f"{name:12}{rest.client_kb:12.1f}{rest.connect_s:16.2f}{rest.cpu_percent:13.2f} %"
            f"  {verdict}"
        ).rstrip()


async def measure(kind: Kind, clients: int, *, for_s: float) -> Rest:
    """Connect that many, and watch the server for a while."""
    loop = asyncio.get_running_loop()
    async with kind(1) as server:
        # What is allocated once is not the clients'.
        (await connect(server.url, [Reader(server.path(0)) for _ in range(10)])).close()
        await asyncio.sleep(SETTLE_S)
        before_mb, began_s = memory_of(server.pid), loop.time()
        audience = await connect(server.url, [Reader(server.path(0)) for _ in range(clients)])
        connect_s = loop.time() - began_s
        await asyncio.sleep(SETTLE_S)
        used_s = cpu_of_process(server.pid)
        await asyncio.sleep(for_s)
        used_s = cpu_of_process(server.pid) - used_s
        rest = Rest(
            client_kb=1024 * (memory_of(server.pid) - before_mb) / clients,
            connect_s=connect_s,
            cpu_percent=100 * used_s / for_s,
        )
        audience.close()
    return rest
