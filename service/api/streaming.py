"""A debate's events as server-sent events, for as long as somebody reads and more may come.

The log is the truth: a reader asks for what follows the last event that it was sent, then waits
for a poke, or for as long as a proxy lets a silent connection live.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from litestar.types import Receive, Scope, Send

from service.api.present_events import present_event
from service.api.reply import encode
from service.api.schemas import Event
from service.context import Context
from service.domain.errors import StoreUnavailableError, UnknownResourceError
from service.ending import end

EVENT_STREAM = "text/event-stream"
PING_S = 15.0
PAUSE_S = 1.0
"""Between looks at a store that does not answer."""
BATCH = 100
FIRST_FRAME = b"retry: 2000\n\n"
PING = b": ping\n\n"

HEADERS = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"vary", b"Accept"),
)


class EventStream:
    """The reply that streams one debate's events after a sequence, and ends with the last."""

    def __init__(self, context: Context, tenant: str, debate_id: str, after: int) -> None:
        self._context = context
        self._tenant = tenant
        self._debate_id = debate_id
        self._after = after

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the terminal event is sent or the reader hangs up."""
        del scope
        writer = asyncio.create_task(self._write(send), name="event stream")
        reader = asyncio.create_task(_hung_up(receive), name="event stream's reader")
        try:
            await asyncio.wait({writer, reader}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await end(reader)
            await end(writer)
        if not writer.cancelled():
            writer.result()

    async def _write(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await send({"type": "http.response.body", "body": FIRST_FRAME, "more_body": True})
        async for chunk in self._chunks():
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _chunks(self) -> AsyncIterator[bytes]:
        with self._context.pokes.of(self._debate_id) as poked:
            while True:
                poked.clear()
                try:
                    frames, over = await self._next()
                except StoreUnavailableError:
                    # A reader that is sent an error never comes back; one that waits does.
                    yield PING
                    await asyncio.sleep(PAUSE_S)
                    continue
                if frames:
                    yield frames
                if over:
                    return
                if not frames and not await _is_set(poked):
                    yield PING

    async def _next(self) -> tuple[bytes, bool]:
        """Return what follows as frames, and whether nothing comes after it."""
        context, whose = self._context, (self._tenant, self._debate_id)
        logged = await context.events.read(*whose, after=self._after, limit=BATCH)
        try:
            debate = await context.debates.load(*whose)
        except UnknownResourceError:
            # Removed while it was read: nothing comes any more.
            return b"", True
        if not logged:
            return b"", False
        base = context.settings.public_url or ""
        frames = b"".join(frame(present_event(debate, one, base)) for one in logged)
        self._after = logged[-1].sequence
        return frames, logged[-1].terminal


def frame(event: Event) -> bytes:
    """Return an event as it goes over the wire."""
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (
        event.sequence,
        event.type.encode(),
        encode(event),
    )


async def _is_set(poked: asyncio.Event) -> bool:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PING_S):
            await poked.wait()
    return poked.is_set()


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
