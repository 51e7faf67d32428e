"""Reading what a provider sends, within bounds that are the same for all.

A deadline for the whole call, a limit on silence once an answer is flowing, caps on bytes, and the
end marker that a stream has to show before its text counts as an answer.
"""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator

import httpx

from service.providers.base import OnText
from service.providers.sse import EventParser
from service.providers.transport import CONNECTION_ERRORS, pieces_of
from service.providers.wire import Stream

MOST_BYTES = 4 * 1024 * 1024
"""Of a body in one piece, of one event, and of the text of a stream."""
MOST_STREAM_BYTES = 32 * 1024 * 1024
"""Of a whole stream: every token comes wrapped in some 300 bytes, thinking included."""
MOST_ERROR_BYTES = 64 * 1024

STALL_S = 20.0
"""Silence after which a stream that was flowing counts as broken: thinking comes before text."""
STALL_PRECISION = 20
DRAIN_S = 0.5
"""How long a stream that has shown its end may take to close, so that its connection is kept."""


class OverlongError(Exception):
    """A body passed its cap."""


class Deadline:
    """How long a call may still take, and less once an answer is flowing."""

    def __init__(self, allowed_s: float, stall_s: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._ends = self._loop.time() + allowed_s
        self._stall_s = stall_s
        self._renewed = 0.0
        self.timeout = asyncio.timeout_at(self._ends)

    @property
    def is_over(self) -> bool:
        """Return whether it was the time of the whole call that ended it."""
        return self.timeout.when() == self._ends

    @property
    def is_flowing(self) -> bool:
        """Return whether text has come."""
        return self._renewed > 0

    def renew(self) -> None:
        """Note that text has come: from now on silence has its own limit."""
        now = self._loop.time()
        # To move a timer costs more than to read a chunk; a little less deadline is no matter.
        if now - self._renewed > self._stall_s / STALL_PRECISION:
            self._renewed = now
            self.timeout.reschedule(min(self._ends, now + self._stall_s))


class Listener:
    """Who hears the text of a call, within bounds."""

    def __init__(self, on_text: OnText, deadline: Deadline) -> None:
        self._on_text = on_text
        self._deadline = deadline
        self._length = 0

    def has_heard_all(self) -> None:
        """Note that the answer is in: no limit ends the call any more."""
        self._deadline.timeout.reschedule(None)

    def hear(self, text: str) -> None:
        """Pass a piece of text on."""
        if not text:
            return
        self._deadline.renew()
        self._length += len(text)
        if self._length > MOST_BYTES:
            raise OverlongError
        self._on_text(text)


async def take_all(stream: Stream, pieces: AsyncIterable[bytes], listener: Listener) -> None:
    """Read a stream until it has shown its end, or is over without.

    Raises `OverlongError`, and whatever `stream` raises for what it cannot read.
    """
    parser, size, arriving = EventParser(), 0, aiter(pieces)
    async for piece in arriving:
        size += len(piece)
        for data in parser.feed(piece):
            listener.hear(stream.take(data))
        if stream.ended:
            listener.has_heard_all()
            return await _drained(arriving)
        if size > MOST_STREAM_BYTES or parser.pending > MOST_BYTES:
            raise OverlongError
    for data in parser.close():
        listener.hear(stream.take(data))
    return None


async def whole(response: httpx.Response) -> bytes:
    """Return a body in one piece; raises `OverlongError` when it passes the cap."""
    body = bytearray()
    async for piece in pieces_of(response):
        body += piece
        if len(body) > MOST_BYTES:
            raise OverlongError
    return bytes(body)


async def beginning(response: httpx.Response) -> bytes:
    """Return as much of a body as an error needs at most."""
    body = bytearray()
    async for piece in pieces_of(response):
        body += piece
        if len(body) > MOST_ERROR_BYTES:
            break
    return bytes(body[:MOST_ERROR_BYTES])


async def at_once(body: bytes) -> AsyncIterator[bytes]:
    """Yield a body that is there already."""
    yield body


async def _drained(pieces: AsyncIterator[bytes]) -> None:
    """Read what little may follow the end, for the sake of the connection alone."""
    size = 0
    try:
        async with asyncio.timeout(DRAIN_S):
            async for piece in pieces:
                size += len(piece)
                if size > MOST_ERROR_BYTES:
                    return
    except CONNECTION_ERRORS:
        # A time-out is an OSError too.
        return
