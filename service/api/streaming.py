"""A debate's events as server-sent events, for as long as somebody reads and more may come.

What is sent comes from the feed that all readers of the debate share. Here is what one connection
has for itself: its place in that, its pings, and noticing that its client has hung up. A client
that takes nothing any more keeps `send` waiting, until the server gives up its connection.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from litestar.types import Receive, Scope, Send

from service.api.feeds import PAUSE_S, Reader, is_set_within
from service.api.frames import FIRST_FRAME, PING
from service.api.reply import Reply
from service.domain.errors import StoreUnavailableError, UnknownResourceError
from service.ending import end

EVENT_STREAM = "text/event-stream"
PING_S = 15.0
"""How long a stream may be silent: proxies take one that is for dead."""
ADMITTED_S = 2.0
"""How often it is looked whether the reader may still read, before more is sent."""

HEADERS = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"vary", b"Accept"),
)
NOTHING_FOLLOWS = Reply(status=204, headers={"Vary": "Accept"})


class EventStream:
    """The reply that streams one debate's events after a sequence, and ends with the last."""

    ping_s = PING_S
    admitted_s = ADMITTED_S

    def __init__(
        self,
        joined: AbstractAsyncContextManager[Reader],
        after: int,
        is_admitted: Callable[[], Awaitable[bool]],
    ) -> None:
        self._joined = joined
        self._after = after
        self._is_admitted = is_admitted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the terminal event is sent, or the reader hangs up or is admitted no more.

        Who has seen that event is told so. Raises `UnknownResourceError` when this tenant has no
        such debate, and `StoreUnavailableError`.
        """
        async with self._joined as reader:
            feed = reader.feed
            await feed.begins()
            if feed.over and self._after >= feed.last:
                await NOTHING_FOLLOWS(scope, receive, send)
                return
            leaving = asyncio.create_task(_hung_up(receive), name="client of an event stream")
            leaving.add_done_callback(lambda _: reader.set())
            try:
                await self._write(reader, leaving, send)
            finally:
                await end(leaving)

    async def _write(self, reader: Reader, leaving: asyncio.Task[None], send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await _send(send, FIRST_FRAME)
        now_s = asyncio.get_running_loop().time
        ask_at_s = now_s() + self.admitted_s
        # Removed while it was read: nothing comes any more.
        with contextlib.suppress(UnknownResourceError):
            while not leaving.done():
                if now_s() >= ask_at_s:
                    if not await self._is_admitted():
                        break
                    ask_at_s = now_s() + self.admitted_s
                reader.clear()
                silence_s = self.ping_s
                try:
                    frames = await reader.take()
                except StoreUnavailableError:
                    frames, silence_s = b"", PAUSE_S
                if frames:
                    await _send(send, frames)
                elif reader.feed.ended.is_set():
                    break
                elif not await is_set_within(reader, silence_s):
                    await _send(send, PING)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
