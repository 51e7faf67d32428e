"""A server of event streams whose connections break off in the middle of a frame."""

import asyncio
from collections.abc import Sequence

import msgspec
from typing_extensions import override

from service.resources.schemas import Event
from tests.support.loopback import LoopbackServer

HALF_A_FRAME = 40
HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n"
    b"connection: close\r\n\r\n"
)


class InterruptedEvents(LoopbackServer):
    """Sends at most `at_once` whole events on a connection, then half of the next one."""

    def __init__(self, events: Sequence[Event], *, at_once: int) -> None:
        super().__init__()
        self.resumed_after: list[int] = []
        """The `Last-Event-ID` of each request."""
        self._events = events
        self._at_once = at_once

    @property
    def url(self) -> str:
        return f"http://{self.address}"

    @override
    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        after = int(head.partition("last-event-id:")[2].partition("\r\n")[0])
        self.resumed_after.append(after)
        frames = [_frame(event) for event in self._events if event.sequence > after]
        body = b"retry: 2000\n\n: ping\n\n" + b"".join(frames[: self._at_once])
        rest = b"".join(frames[self._at_once :])
        sent = body + rest[:HALF_A_FRAME]
        writer.write(HEAD + f"{len(sent):x}\r\n".encode() + sent + b"\r\n")
        writer.close()
        await writer.wait_closed()


def _frame(event: Event) -> bytes:
    data = msgspec.json.encode(event).decode()
    return f"id: {event.sequence}\nevent: {event.type}\ndata: {data}\n\n".encode()
