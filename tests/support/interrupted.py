"""A server of event streams whose connections break off in the middle of a frame."""

import asyncio
import contextlib
from collections.abc import Sequence
from types import TracebackType
from typing import Self

import msgspec

from service.api.schemas import Event

HALF_A_FRAME = 40
HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n"
    b"connection: close\r\n\r\n"
)


class InterruptedEvents:
    """Sends at most `at_once` whole events on a connection, then half of the next one."""

    def __init__(self, events: Sequence[Event], *, at_once: int) -> None:
        self.resumed_after: list[int] = []
        """The `Last-Event-ID` of each request."""
        self._events = events
        self._at_once = at_once
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        if self._server is None:
            raise RuntimeError("The server is not running; use `async with`.")
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._stream, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _stream(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer):
            head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
            after = int(head.partition("last-event-id:")[2].partition("\r\n")[0])
            self.resumed_after.append(after)
            frames = [_frame(event) for event in self._events if event.sequence > after]
            body = b"retry: 2000\n\n: ping\n\n" + b"".join(frames[: self._at_once])
            rest = b"".join(frames[self._at_once :])
            sent = body + rest[:HALF_A_FRAME]
            writer.write(HEAD + f"{len(sent):x}\r\n".encode() + sent + b"\r\n")
            await writer.drain()


def _frame(event: Event) -> bytes:
    data = msgspec.json.encode(event).decode()
    return f"id: {event.sequence}\nevent: {event.type}\ndata: {data}\n\n".encode()
