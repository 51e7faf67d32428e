"""A receiver of webhooks on loopback that keeps what it was sent and behaves as badly as told.

    async with Receiver([answers(500), hangs(), answers(204)]) as receiver:
        ...                                # send to receiver.url
        await receiver.has_received(3)
        receiver.received[0].header("webhook-id")

How it behaves is a list of `Behaviour`s (one a request, the last one for ever) or a function of what
was received that returns one. A new way to misbehave is a function that returns a `Behaviour`: it
writes what it likes, and when it is done the connection waits for another request unless it was
cut.
"""

import asyncio
import itertools
import socket
import ssl
import struct
import time
import zlib
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec
from typing_extensions import override

from tests.support.loopback import LoopbackServer
from tests.support.patience import PATIENCE_S

MIB = 1_048_576
PIECE = 65_536
"""Bytes that are written at once, so that what is long is never held whole."""
RESET = struct.pack("ii", 1, 0)
"""A socket option: whatever is unsent is dropped, and the other side is told by a reset."""


class Received(msgspec.Struct, kw_only=True):
    """A request as it came, and how long it was under way. Times are monotonic, in seconds."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    """In their order, names as they were sent."""
    body: bytes
    raw: bytes
    """Every byte, from the request line to the end of the body."""
    connection: int
    """Which of the receiver's connections it came on, from 1."""
    arrived_at: float
    ended_at: float | None = None
    """When the reply was out or the sender had gone; None until then."""

    def header(self, name: str) -> str | None:
        """Return the value of a header; several of that name are an error of the sender."""
        values = self.named(name)
        assert len(values) <= 1, f"{name} was sent {len(values)} times"
        return values[0] if values else None

    def named(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]


Behaviour: TypeAlias = Callable[[asyncio.StreamWriter], Coroutine[Any, Any, None]]
Script: TypeAlias = Sequence[Behaviour] | Callable[[Received], Behaviour]


def answers(
    status: int = 204, headers: Mapping[str, str] | None = None, body: bytes = b""
) -> Behaviour:
    """Answer properly."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        length = {} if status == 204 else {"content-length": str(len(body))}
        writer.write(_head(status, {**length, **(headers or {})}) + body)
        await writer.drain()

    return behave


def redirects(location: str, status: int = 302) -> Behaviour:
    return answers(status, {"location": location})


def answers_late(after_s: float, status: int = 204) -> Behaviour:
    async def behave(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(after_s)
        await answers(status)(writer)

    return behave


def hangs(at_once: bytes = b"") -> Behaviour:
    """Say nothing, or no more than this, and keep the connection."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        writer.write(at_once)
        await asyncio.Event().wait()

    return behave


def resets(at_once: bytes = b"") -> Behaviour:
    """Cut the connection by a reset, after these bytes."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        writer.write(at_once)
        await writer.drain()
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        writer.transport.abort()

    return behave


def closes(at_once: bytes = b"") -> Behaviour:
    """End the connection in good form, but without (all of) a reply."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        writer.write(at_once)
        await writer.drain()
        writer.close()

    return behave


def babbles(data: bytes = b"\x00\xff not HTTP at all \r\n\r\n") -> Behaviour:
    return closes(data)


def drips(every_s: float, at_once: bytes | None = None) -> Behaviour:
    """Send a byte at a time, for ever: of the body, or of whatever `at_once` has begun."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        writer.write(_head(200, {"content-length": str(MIB)}) if at_once is None else at_once)
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(every_s)

    return behave


def floods(size: int | None = 10 * MIB, status: int = 200) -> Behaviour:
    """Send a body of that many bytes; None: one that never ends."""
    length = {"connection": "close"} if size is None else {"content-length": str(size)}

    async def behave(writer: asyncio.StreamWriter) -> None:
        writer.write(_head(status, length))
        pieces = itertools.count() if size is None else range(-(-size // PIECE))
        for n in pieces:
            writer.write(b"x" * (PIECE if size is None else min(PIECE, size - n * PIECE)))
            await writer.drain()

    return behave


def floods_headers(size: int | None = 10 * MIB) -> Behaviour:
    """Send that many bytes of header fields before any body; None: without end."""

    async def behave(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        for n in itertools.count() if size is None else range(-(-size // PIECE)):
            writer.write(f"x-{n}: ".encode() + b"x" * (PIECE - 20) + b"\r\n")
            await writer.drain()
        writer.write(b"content-length: 0\r\n\r\n")
        await writer.drain()

    return behave


def explodes(size: int = 64 * MIB) -> Behaviour:
    """Answer with a small body that says of itself that it unpacks to that many bytes."""
    squeezing = zlib.compressobj(9, wbits=31)
    packed = b"".join(squeezing.compress(bytes(MIB)) for _ in range(size // MIB))
    return answers(200, {"content-encoding": "gzip"}, packed + squeezing.flush())


class Receiver(LoopbackServer):
    """The receiver; it remembers everything, connections without a request included."""

    def __init__(
        self,
        script: Script | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        super().__init__(host, port, tls)
        self.script: Script = [answers()] if script is None else script
        self.received: list[Received] = []
        self.connections = 0
        """How many there were, without those whose TLS handshake failed."""
        self._scheme = "https" if tls else "http"
        self._changed = asyncio.Event()

    @property
    def url(self) -> str:
        return f"{self._scheme}://{self.address}/hook"

    def url_as(self, host: str, path: str = "/hook") -> str:
        """Return its address under another name."""
        return f"{self._scheme}://{host}:{self.port}{path}"

    async def has_received(self, count: int, *, within_s: float = PATIENCE_S) -> list[Received]:
        """Wait until that many requests have come, whether they are over or not."""
        await self._until(lambda: len(self.received) >= count, within_s)
        return self.received

    async def is_idle(self, *, within_s: float = PATIENCE_S) -> list[Received]:
        """Wait until no request is under way."""
        await self._until(lambda: all(r.ended_at for r in self.received), within_s)
        return self.received

    @override
    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        connection, early = self.connections, b""
        while not writer.is_closing():
            received = await _read(reader, early, connection)
            behaviour = self._behaviour(received)
            self.received.append(received)
            self._tell()
            try:
                early = await _unless_gone(reader, behaviour(writer))
            finally:
                received.ended_at = time.monotonic()
                self._tell()

    def _behaviour(self, received: Received) -> Behaviour:
        if callable(self.script):
            return self.script(received)
        return self.script[min(len(self.received), len(self.script) - 1)]

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def _until(self, holds: Callable[[], bool], within_s: float) -> None:
        async with asyncio.timeout(within_s):
            while not holds():
                await self._changed.wait()


def overlapping(received: Iterable[Received]) -> list[tuple[Received, Received]]:
    """Return those of the same `webhook-id` that were under way at the same time."""
    by_id: dict[str | None, list[Received]] = {}
    for one in sorted(received, key=lambda r: r.arrived_at):
        by_id.setdefault(one.header("webhook-id"), []).append(one)
    return [
        (before, after)
        for same in by_id.values()
        for before, after in itertools.pairwise(same)
        if before.ended_at is None or after.arrived_at < before.ended_at
    ]


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    fields = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} Scripted\r\n{fields}\r\n".encode("latin-1")


async def _read(reader: asyncio.StreamReader, early: bytes, connection: int) -> Received:
    head = early + await reader.readuntil(b"\r\n\r\n")
    arrived_at = time.monotonic()
    first, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    method, target, _ = first.split(" ", 2)
    pairs = [line.split(":", 1) for line in lines]
    headers = tuple((name, value.strip()) for name, value in pairs)
    lengths = [int(value) for name, value in headers if name.lower() == "content-length"]
    body = await reader.readexactly(sum(lengths))
    return Received(
        method=method,
        target=target,
        headers=headers,
        body=body,
        raw=head + body,
        connection=connection,
        arrived_at=arrived_at,
    )


async def _unless_gone(
    reader: asyncio.StreamReader, behaviour: Coroutine[Any, Any, None]
) -> bytes:
    """Behave until it is done or the sender has gone; return what came too early, if anything."""
    behaving = asyncio.create_task(behaviour)
    listening = asyncio.create_task(reader.read(1))
    try:
        await asyncio.wait((behaving, listening), return_when=asyncio.FIRST_COMPLETED)
        if listening.done() and not listening.result():
            raise ConnectionResetError
        await behaving
        return listening.result() if listening.done() else b""
    finally:
        for task in (behaving, listening):
            task.cancel()
        await asyncio.gather(behaving, listening, return_exceptions=True)
