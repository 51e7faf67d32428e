"""Callers of an HTTP server that cost next to nothing, and a closed load of them.

Raw asyncio, so that the server is what limits: a request and its reply cost the caller some 30 µs.
It reads HTTP just well enough for servers that state the length of a body, one request at a time
on a connection.
"""

import asyncio
import time
from collections.abc import Iterator
from typing import cast

import msgspec
from typing_extensions import override

from bench.model_server import END_OF_HEADERS, LOOPBACK, content_length

LONGEST_RUN_S = 120
STATUS = slice(9, 12)
"""Where a status line has its status."""
IDLE_S = 2.0
"""How long a connection is used again after a reply: servers close those that rest."""


class WrongReplyError(Exception):
    """The server did not give the reply that was wanted."""


class Pressed(msgspec.Struct, frozen=True, kw_only=True):
    """What a load has come to."""

    waits_s: tuple[float, ...]
    """From sending each request to the last byte of its reply."""
    wall_s: float


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What a server answered."""

    status: int
    head: bytes
    body: bytes


class Callers:
    """Connections to one server: as many as there are requests at a time."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._resting: list[_Connection] = []

    async def ask(self, request: bytes) -> Reply:
        """Send a request, and return its reply; `WrongReplyError` when the server hangs up."""
        connection = self._rested() or await self._connected()
        reply = await connection.ask(request)
        self._resting.append(connection)
        return reply

    def close(self) -> None:
        """Close all connections that rest."""
        while self._resting:
            self._resting.pop().close()

    def _rested(self) -> "_Connection | None":
        while self._resting:
            connection = self._resting.pop()
            if connection.is_fresh():
                return connection
            connection.close()
        return None

    async def _connected(self) -> "_Connection":
        loop = asyncio.get_running_loop()
        return (await loop.create_connection(_Connection, LOOPBACK, self._port))[1]


async def press(port: int, requests: Iterator[bytes], *, in_flight: int, wanted: int) -> Pressed:
    """Send all requests, that many at a time; every reply has to have the status `wanted`."""
    callers, waits_s = Callers(port), list[float]()

    async def caller() -> None:
        for request in requests:
            sent_s = time.perf_counter()
            reply = await callers.ask(request)
            waits_s.append(time.perf_counter() - sent_s)
            if reply.status != wanted:
                raise WrongReplyError((reply.head + reply.body).decode())

    started = time.perf_counter()
    async with asyncio.timeout(LONGEST_RUN_S):
        await asyncio.gather(*(caller() for _ in range(in_flight)))
    wall_s = time.perf_counter() - started
    callers.close()
    return Pressed(waits_s=tuple(waits_s), wall_s=wall_s)


class _Connection(asyncio.Protocol):
    """One connection."""

    def __init__(self) -> None:
        self._received = b""
        self._wanted = 0
        """Bytes of the reply, once its head is there."""
        self._answer: asyncio.Future[Reply] | None = None
        self._lost = False
        self._rests_since_s = 0.0

    async def ask(self, request: bytes) -> Reply:
        self._received, self._wanted = b"", 0
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def is_fresh(self) -> bool:
        return not self._lost and time.monotonic() - self._rests_since_s < IDLE_S

    def close(self) -> None:
        self._transport.close()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports keep to the interface without inheriting it.
        self._transport = cast("asyncio.Transport", transport)

    @override
    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._wanted:
            head, found, _ = self._received.partition(END_OF_HEADERS)
            if not found:
                return
            self._wanted = len(head) + len(found) + content_length(head)
        if len(self._received) >= self._wanted:
            self._end()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._lost = True
        if self._answer and not self._answer.done():
            self._answer.set_exception(WrongReplyError("The server hung up."))

    def _end(self) -> None:
        self._rests_since_s = time.monotonic()
        head, _, body = self._received.partition(END_OF_HEADERS)
        # Whoever asked may have given up.
        if self._answer and not self._answer.done():
            self._answer.set_result(Reply(status=int(head[STATUS]), head=head, body=body))
