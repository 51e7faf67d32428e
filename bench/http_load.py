"""A closed load on an HTTP server: so many connections, each sending its next request at once.

Raw asyncio, so that the server is what limits: a request and its reply cost the caller some 30 µs.
It reads HTTP just well enough for servers that state the length of a body, and stops at the first
reply that is not the one wanted.
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


class WrongReplyError(Exception):
    """The server did not give the reply that was wanted."""


class Pressed(msgspec.Struct, frozen=True, kw_only=True):
    """What a load has come to."""

    waits_s: tuple[float, ...]
    """From sending each request to the last byte of its reply."""
    wall_s: float


async def press(port: int, requests: Iterator[bytes], *, in_flight: int, wanted: int) -> Pressed:
    """Send all requests, that many at a time; every reply has to have the status `wanted`."""
    loop, waits_s = asyncio.get_running_loop(), list[float]()
    started = time.perf_counter()
    async with asyncio.timeout(LONGEST_RUN_S):
        connections = [
            (
                await loop.create_connection(
                    lambda: _Caller(requests, wanted, waits_s), LOOPBACK, port
                )
            )[1]
            for _ in range(in_flight)
        ]
        await asyncio.gather(*(connection.done for connection in connections))
    return Pressed(waits_s=tuple(waits_s), wall_s=time.perf_counter() - started)


class _Caller(asyncio.Protocol):
    """One connection."""

    def __init__(self, requests: Iterator[bytes], wanted: int, waits_s: list[float]) -> None:
        self.done = asyncio.get_running_loop().create_future()
        self._requests = requests
        self._wanted = str(wanted).encode()
        self._waits_s = waits_s
        self._received = b""
        self._sent_s = 0.0

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports keep to the interface without inheriting it.
        self._transport = cast("asyncio.Transport", transport)
        self._send()

    @override
    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(END_OF_HEADERS)
        if not found or len(body) < content_length(head):
            return
        self._waits_s.append(time.perf_counter() - self._sent_s)
        if head[STATUS] == self._wanted:
            self._received = b""
            self._send()
        else:
            self.done.set_exception(WrongReplyError(self._received.decode()))
            self._transport.close()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(WrongReplyError("The server hung up."))

    def _send(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self.done.set_result(None)
            self._transport.close()
        else:
            self._sent_s = time.perf_counter()
            self._transport.write(request)
