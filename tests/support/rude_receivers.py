"""Receivers of webhooks on loopback that answer with bytes, as badly as a test says.

    async with Receiver(reply(200)) as receiver:
        ...                          # send to receiver.port
        receiver.requests[0]         # the bytes that came

A `Receiver` that nobody must reach is a sentinel: its `connections` stay 0.
"""

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Callable
from typing import TypeAlias

from typing_extensions import override

from tests.support.loopback import LoopbackServer

END_OF_HEADERS = b"\r\n\r\n"

Pieces: TypeAlias = Callable[[], AsyncIterator[bytes]]
"""Sends its pieces as they come, and ends the connection after the last."""


class Receiver(LoopbackServer):
    """Reads one request a connection and answers it; the last reply is for all that follow."""

    def __init__(
        self,
        *replies: bytes | Pieces,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        super().__init__(host, port, tls)
        self._replies = replies
        self.connections = 0
        self.requests: list[bytes] = []
        self.sent = 0
        """Bytes that the other side's and our kernel took."""
        self.left = asyncio.Event()
        """Set when a connection has ended, by whomever."""

    @override
    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            self.requests.append(await _request(reader))
            answer = self._replies[min(len(self.requests), len(self._replies)) - 1]
            async for piece in _once(answer) if isinstance(answer, bytes) else answer():
                writer.write(piece)
                await writer.drain()
                self.sent += len(piece)
            writer.write_eof() if writer.can_write_eof() else writer.close()
            await reader.read()
        finally:
            self.left.set()


class SilentReceiver(LoopbackServer):
    """Takes connections and says nothing more than a greeting, however long it is waited for."""

    def __init__(self, greeting: bytes = b"") -> None:
        super().__init__()
        self._greeting = greeting
        self.connected = asyncio.Event()
        self.left = asyncio.Event()

    @override
    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connected.set()
        writer.write(self._greeting)
        try:
            while await reader.read(65_536):
                pass
        finally:
            self.left.set()


class ResettingReceiver(LoopbackServer):
    """Reads the request, sends some bytes and resets the connection."""

    def __init__(self, first: bytes = b"") -> None:
        super().__init__()
        self._first = first

    @override
    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _request(reader)
        writer.write(self._first)
        await writer.drain()
        raw = writer.get_extra_info("socket")
        # SO_LINGER of 0 s: closing is a reset.
        raw.setsockopt(*LINGER)


def reply(status: int, *fields: str, body: bytes = b"") -> bytes:
    """Return a whole reply; `fields` are lines of headers."""
    head = [f"HTTP/1.1 {status} Said", *fields, f"content-length: {len(body)}"]
    return "\r\n".join(head).encode() + END_OF_HEADERS + body


def head(status: int, *fields: str) -> bytes:
    """Return the beginning of a reply, to its empty line."""
    return "\r\n".join([f"HTTP/1.1 {status} Said", *fields]).encode() + END_OF_HEADERS


def endless(first: bytes, piece: bytes) -> Pieces:
    """Return a reply that never ends, as fast as it is taken."""

    async def pieces() -> AsyncIterator[bytes]:
        yield first
        while True:
            yield piece

    return pieces


def dripping(first: bytes, piece: bytes = b"x") -> Pieces:
    """Return a reply of which a little comes all the time, and which never ends."""

    async def pieces() -> AsyncIterator[bytes]:
        yield first
        while True:
            await asyncio.sleep(0.02)
            yield piece

    return pieces


LINGER = socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)


async def _request(reader: asyncio.StreamReader) -> bytes:
    headers = await reader.readuntil(END_OF_HEADERS)
    length = int(headers.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
    return headers + await reader.readexactly(length)


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data
