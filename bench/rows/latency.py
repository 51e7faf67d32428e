"""P1: what the service adds to the time that the models take, told by webhook and by event stream."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import cast

import msgspec
from typing_extensions import override

from bench.debating import STAGES, Debates, a_body
from bench.delivered.receiver import Book, Connection
from bench.deployment import a_deployment
from bench.goals import Figure, Report, at_most, percentile
from bench.http_load import Callers
from bench.model_server import LOOPBACK

DELAY_MS = 50.0
DEBATES = 150
WARM_UPS = 10
MOST_P50_MS, MOST_P99_MS = 25.0, 60.0
HEARD_WITHIN_S = 30.0
SECRET_KEY = "of this measurement alone"  # noqa: S105 - it opens nothing
OVER = b"\nevent: debate.completed\n"

Tell = Callable[[], Awaitable[None]]
"""Has a debate held, and returns as soon as the caller is told that it is over."""


async def report(debates: int = DEBATES, warm_ups: int = WARM_UPS) -> Report:
    """Hold debates one at a time, told in either way in turn."""
    figures: list[Figure] = []
    async with _a_mailbox() as mailbox:
        settings = {"SECRET_KEY": SECRET_KEY, "WEBHOOK_ALLOW": f"{LOOPBACK}:{mailbox.port}"}
        with a_deployment({"lab": f"d={DELAY_MS:g}"}, **settings) as deployed:
            asking = Debates(deployed)
            ways = {"webhook": _by_webhook(asking, mailbox), "SSE": _by_stream(asking)}
            added_ms: dict[str, list[float]] = {way: [] for way in ways}
            for number in range(-warm_ups, debates):
                for way, tell in ways.items():
                    began_s = time.monotonic()
                    async with asyncio.timeout(HEARD_WITHIN_S):
                        await tell()
                    took_ms = 1000 * (time.monotonic() - began_s)
                    if number >= 0:
                        added_ms[way].append(took_ms - STAGES * DELAY_MS)
    for way, each_ms in added_ms.items():
        figures += (
            at_most(f"added by {way}, p50", MOST_P50_MS, percentile(each_ms, 0.5), " ms"),
            at_most(f"added by {way}, p99", MOST_P99_MS, percentile(each_ms, 0.99), " ms"),
        )
    return Report(
        figures=tuple(figures),
        notes=(
            (
                f"{debates} debates in each way, one at a time, models of {DELAY_MS:g} ms; from before"
                f" the create is sent until the end is heard, less {STAGES * DELAY_MS:g} ms."
            ),
        ),
    )


class _Created(msgspec.Struct):
    id: str


async def _create(asking: Debates, callers: Callers, body: bytes) -> str:
    reply = await callers.ask(asking.request("POST", "/v1/debates", body=body))
    return msgspec.json.decode(reply.body, type=_Created).id


class _Mailbox(Book):
    """A receiver in this process, which knows at once what has come."""

    def __init__(self) -> None:
        super().__init__()
        self.port = 0
        self._wanted: dict[str, asyncio.Event] = {}

    def at(self, path: str) -> asyncio.Event:
        """Return what is set when something comes to that path."""
        return self._wanted.setdefault(path, asyncio.Event())

    @override
    def note(self, head: bytes) -> None:
        self.at(head.split(b" ", 2)[1].decode()).set()


@contextlib.asynccontextmanager
async def _a_mailbox() -> AsyncIterator[_Mailbox]:
    mailbox = _Mailbox()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(mailbox), LOOPBACK, 0)
    mailbox.port = server.sockets[0].getsockname()[1]
    try:
        yield mailbox
    finally:
        server.close()


def _by_webhook(asking: Debates, mailbox: _Mailbox) -> Tell:
    callers, count = Callers(asking.deployed.port), iter(range(1_000_000))

    async def tell() -> None:
        path = f"/{next(count)}"
        url = f"http://{LOOPBACK}:{mailbox.port}{path}"
        await _create(asking, callers, a_body(webhook={"url": url}))
        await mailbox.at(path).wait()

    return tell


def _by_stream(asking: Debates) -> Tell:
    callers, body = Callers(asking.deployed.port), a_body()

    async def tell() -> None:
        debate = await _create(asking, callers, body)
        request = asking.request("GET", f"/v1/debates/{debate}/events")
        loop = asyncio.get_running_loop()
        _, listener = await loop.create_connection(
            lambda: _Listener(request), LOOPBACK, asking.deployed.port
        )
        await listener.over

    return tell


class _Listener(asyncio.Protocol):
    """Reads one stream until the debate is over."""

    def __init__(self, request: bytes) -> None:
        self.over = asyncio.get_running_loop().create_future()
        self._request = request
        self._received = b""

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._request)

    @override
    def data_received(self, data: bytes) -> None:
        self._received = self._received[-len(OVER) :] + data
        if OVER in self._received and not self.over.done():
            self.over.set_result(None)
            self._transport.close()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if not self.over.done():
            self.over.set_exception(ConnectionResetError("The stream ended too early."))
