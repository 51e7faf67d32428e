"""What is measured: our API with debates that change, and the bare route beside it.

Each gives paths to stream from, and changes what is streamed at one of them.
"""

import asyncio
import contextlib
import socket
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol

import httpx

from bench.model_server import LOOPBACK, ROOT
from bench.queued.server import a_valkey
from service.context import Context
from tests.support.api import TENANT, a_context, answer, play
from tests.support.commands import a_command, address_of

SEATS = 12
PANEL = [{"model": f"sim/{vote}"} for vote in "AB" * (SEATS // 2)]
A_LONG_DEBATE = {
    "question": "Should it?",
    "options": [{"id": "A", "label": "Yes"}, {"id": "B", "label": "No"}],
    "panel": PANEL,
    "protocol": {"max_rounds": 2, "min_rounds": 2, "stop_when_stable": False},
    "deadline_seconds": 86_400,
}
PATIENCE_S = 30.0
"""For a reply; what is measured is not measured by it."""
EVENTS_BEFORE = 3
"""In the log of a debate that has begun: queued, started, round started."""


class Server(Protocol):
    """One that runs."""

    url: str
    pid: int
    other: str
    """The path of something else, for who asks meanwhile."""
    before: int
    """The sequence of the last event of each stream before it changes."""
    most: int
    """How often a stream can change."""

    def path(self, stream: int) -> str:
        """Return where to read that stream."""

    async def change(self, stream: int) -> None:
        """Add one event to a stream."""


Kind = Callable[[int], AbstractAsyncContextManager[Server]]
"""Runs a server with that many streams."""


class Ours:
    """Debates in which one seat after the other answers."""

    before = EVENTS_BEFORE
    most = SEATS

    def __init__(self, url: str, pid: int, context: Context, debates: list[str]) -> None:
        self.url = url
        self.pid = pid
        self.other = f"/v1/debates/{debates[0]}"
        self._context = context
        self._debates = debates
        self._answered = [0] * len(debates)

    def path(self, stream: int) -> str:
        """Return where to read that stream."""
        return f"/v1/debates/{self._debates[stream]}/events"

    async def change(self, stream: int) -> None:
        """Let the next seat of that debate answer."""
        debate = await self._context.debates.load(TENANT, self._debates[stream])
        seat = self._answered[stream]
        self._answered[stream] += 1
        await answer(self._context, debate, [None] * seat + ["A"])


class Bare:
    """Channels to which bytes of the same kind and number are posted."""

    before = 0
    most = 1_000
    other = "/alive"

    def __init__(self, url: str, pid: int, client: httpx.AsyncClient) -> None:
        self.url = url
        self.pid = pid
        self._client = client
        self._told: dict[int, int] = {}

    def path(self, stream: int) -> str:
        """Return where to read that stream."""
        return f"/events/{stream}"

    async def change(self, stream: int) -> None:
        """Post bytes to that channel."""
        sequence = self._told[stream] = self._told.get(stream, 0) + 1
        frame = b"id: %d\nevent: response.completed\ndata: %s\n\n" % (sequence, b"x" * FRAME_BYTES)
        (await self._client.post(self.path(stream), content=frame)).raise_for_status()


FRAME_BYTES = 1_100
"""As many as our events of that kind have."""


@contextlib.asynccontextmanager
async def ours(streams: int) -> AsyncIterator[Server]:
    """Run `roundtable serve` with that many debates that have begun."""
    with a_valkey() as store, a_command("serve", "--port", "0", ROUNDTABLE_REDIS_URL=store) as run:
        url = address_of(run)
        async with a_context(store, "roundtable") as context:
            debates = await _begun(url, context, streams)
            yield Ours(url, run.process.pid, context, debates)


@contextlib.asynccontextmanager
async def bare(streams: int) -> AsyncIterator[Server]:
    """Run the bare route; its channels need no making."""
    del streams
    with socket.create_server((LOOPBACK, 0)) as listener:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bench.streamed.bare", str(listener.fileno())),
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            pass_fds=[listener.fileno()],
        )
        url = f"http://{LOOPBACK}:{listener.getsockname()[1]}"
    try:
        async with httpx.AsyncClient(base_url=url, timeout=PATIENCE_S, trust_env=False) as client:
            (await client.get(Bare.other)).raise_for_status()
            yield Bare(url, process.pid, client)
    finally:
        process.kill()
        await process.wait()


async def _begun(url: str, context: Context, debates: int) -> list[str]:
    """Create that many debates, and open their first round."""
    made: list[str] = []
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE_S, trust_env=False) as client:
        for _ in range(debates):
            reply = await client.post("/v1/debates", json=A_LONG_DEBATE)
            made.append(str(reply.raise_for_status().json()["id"]))
            await play(context, made[-1])
    return made


KINDS: Mapping[str, Kind] = {"bare": bare, "Roundtable": ours}
