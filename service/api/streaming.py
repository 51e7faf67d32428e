"""A debate's events as server-sent events, for as long as somebody reads and more may come.

What is sent comes from the feed that all readers of the debate share. Here is what one connection
has for itself: its place in that, its pings, and noticing that its client has hung up. A client
that takes nothing any more keeps `send` waiting, until the server gives up its connection.
"""

import asyncio
import contextlib

from litestar.types import Receive, Scope, Send

from service.api.feeds import PAUSE_S, Feeds, Reader, is_set_within
from service.api.frames import FIRST_FRAME, PING
from service.api.reply import Reply
from service.domain.errors import StoreUnavailableError, UnknownResourceError
from service.ending import end

EVENT_STREAM = "text/event-stream"
PING_S = 15.0
"""How long a stream may be silent: proxies take one that is for dead."""

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

    def __init__(
        self, feeds: Feeds, tenant: str, debate_id: str, after: int, *, deltas: bool
    ) -> None:
        self._feeds = feeds
        self._whose = (tenant, debate_id)
        self._after = after
        self._deltas = deltas

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the terminal event is sent or the reader hangs up.

        Who has seen that event is told so. Raises `UnknownResourceError` when this tenant has no
        such debate, and `StoreUnavailableError`.
        """
        joined = self._feeds.following(*self._whose, after=self._after, deltas=self._deltas)
        async with joined as reader:
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
        # Removed while it was read: nothing comes any more.
        with contextlib.suppress(UnknownResourceError):
            while not leaving.done():
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
