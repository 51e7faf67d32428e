"""How soon every reader of a stream has what happens in it, and who waits for that meanwhile."""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from statistics import median, quantiles
from typing import cast

import msgspec

from bench.goals import MET
from bench.model_server import ROOT
from bench.queued.machine import cpu_of_process
from bench.streamed.servers import KINDS, Kind, Server
from tests.support.audience import Reader, connect

EVENTS = 10
PAUSE_S = 0.3
STREAMS = 200
PER_S = 100.0
HEARD_WITHIN_S = 10.0
MOST_MS = 350.0


class Fanned(msgspec.Struct, frozen=True, kw_only=True):
    """What came of some events that many were to have."""

    last_ms: Sequence[float]
    """For each event, from before it was written until the last reader had it."""
    message_us: float
    """CPU of the server for one event to one reader."""
    wrong: int
    """Events that were lost, came twice or out of order, and readers that were cut off."""
    others_ms: Sequence[float]
    """How long another client waited for a reply meanwhile."""


async def report(clients: int) -> AsyncIterator[str]:
    """Measure, and yield the lines of a table."""
    for streams in (1, STREAMS):
        yield _title(clients, streams)
        yield (
            f"{'':12}{'last client: p50 ms':>20}{'max':>8}{'server us':>11}{'wrong':>7}"
            f"{'others: p50 ms':>16}{'p99':>8}  goals: {MOST_MS:g} ms at most, none wrong"
        )
        for name, kind in KINDS.items():
            fanned = await measure(kind, clients, streams=streams, events=EVENTS)
            verdict = f"{MET[max(fanned.last_ms) <= MOST_MS]}, {MET[fanned.wrong == 0]}"
            yield (
                f"{name:12}{median(fanned.last_ms):20.1f}{max(fanned.last_ms):8.1f}"
                f"{fanned.message_us:11.1f}{fanned.wrong:7}{median(fanned.others_ms):16.2f}"
                f"{quantiles(fanned.others_ms, n=100)[-1]:8.2f}"
                f"  {verdict if name == 'Roundtable' else ''}"
            ).rstrip()


async def measure(kind: Kind, clients: int, *, streams: int, events: int) -> Fanned:
    """Change streams while clients read them: one after the other, or many all the time."""
    async with kind(streams) as server:
        readers = [Reader(server.path(number % streams)) for number in range(clients)]
        audience = await connect(server.url, readers)
        await audience.heard(server.before, HEARD_WITHIN_S)
        used_s = cpu_of_process(server.pid)
        others_s: list[float] = []
        async with _asking(server, others_s):
            written_s = await _change(server, streams, events)
            complete = await audience.heard(server.before + events, HEARD_WITHIN_S)
        used_s = cpu_of_process(server.pid) - used_s
        arrived_s: dict[tuple[int, int], float] = {}
        missing = 0
        for number, reader in enumerate(audience.readers):
            missing += server.before + events - reader.last
            for event in range(events):
                name = number % streams, event
                at_s = reader.arrived_s.get(server.before + event + 1, float("inf"))
                arrived_s[name] = max(arrived_s.get(name, 0.0), at_s)
        wrong = audience.wrong + missing + (not complete)
        audience.close()
    return Fanned(
        last_ms=[1000 * (arrived_s[name] - at_s) for name, at_s in written_s.items()],
        message_us=1e6 * used_s / (clients * events),
        wrong=wrong,
        others_ms=[1000 * took_s for took_s in others_s],
    )


async def _change(server: Server, streams: int, events: int) -> dict[tuple[int, int], float]:
    """Let events happen; return when each was about to be written, by stream and number."""
    written_s: dict[tuple[int, int], float] = {}
    pause_s = PAUSE_S if streams == 1 else 1 / PER_S
    for event in range(events):
        for stream in range(streams):
            written_s[stream, event] = began_s = time.monotonic()
            await server.change(stream)
            await asyncio.sleep(max(0.0, pause_s - (time.monotonic() - began_s)))
    return written_s


@asynccontextmanager
async def _asking(server: Server, took_s: list[float]) -> AsyncIterator[None]:
    """Let another client ask for something else while the block runs."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.streamed.prober", server.url + server.other),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    await cast("asyncio.StreamReader", process.stdout).readline()
    try:
        yield
    finally:
        printed, _ = await process.communicate(b"")
        took_s += json.loads(printed)


def _title(clients: int, streams: int) -> str:
    if streams == 1:
        return f"{clients} readers of one stream; {EVENTS} events, one every {PAUSE_S:g} s"
    return (
        f"{clients} readers of {streams} streams; {EVENTS} events in each,"
        f" {PER_S:g} a second in all"
    )
