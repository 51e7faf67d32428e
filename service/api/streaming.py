"""A debate's events as server-sent events, for as long as somebody reads and more may come.

The log is the truth: a reader asks for what follows the last event that it was sent, then waits
for a poke, or for as long as a proxy lets a silent connection live. Who wants deltas is sent those
that come meanwhile, before the event that makes them obsolete and never after it.
"""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator

from litestar.types import Receive, Scope, Send

from service.api.present_events import present_delta, present_event
from service.api.reply import encode
from service.api.schemas import DeltaEvent, Event
from service.context import Context
from service.domain.debate import Debate, ResponseRef
from service.domain.errors import StoreUnavailableError, UnknownResourceError
from service.domain.events import ResponseCompleted
from service.ending import end
from service.store.events import Follower

EVENT_STREAM = "text/event-stream"
PING_S = 15.0
PAUSE_S = 1.0
"""Between looks at a store that does not answer."""
BATCH = 100
FIRST_FRAME = b"retry: 2000\n\n"
PING = b": ping\n\n"

NOTHING = (0, -1)
COMPLETE = (sys.maxsize, 0)
"""Places before the first delta of a response and after its last."""

HEADERS = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"vary", b"Accept"),
)


class EventStream:
    """The reply that streams one debate's events after a sequence, and ends with the last."""

    def __init__(self, context: Context, debate: Debate, after: int, *, deltas: bool) -> None:
        self._context = context
        self._tenant = debate.spec.tenant
        self._debate_id = debate.spec.id
        self._after = after
        self._deltas = deltas
        self._heard = {response.ref: COMPLETE for response in debate.responses}
        """Attempt and index of the last delta of each response, while it is not complete."""

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
        async with self._listening() as follower:
            while True:
                follower.clear()
                try:
                    frames, over = await self._next(follower)
                except StoreUnavailableError:
                    # A reader that is sent an error never comes back; one that waits does.
                    yield PING
                    follower.poked = True
                    await asyncio.sleep(PAUSE_S)
                    continue
                if frames:
                    yield frames
                if over or self._context.pokes.closed:
                    return
                if not frames and not await _is_set(follower):
                    follower.poked = True
                    yield PING

    @contextlib.asynccontextmanager
    async def _listening(self) -> AsyncIterator[Follower]:
        pokes = self._context.pokes
        if self._deltas:
            async with pokes.following(self._tenant, self._debate_id) as follower:
                yield follower
        else:
            with pokes.of(self._debate_id) as follower:
                yield follower

    async def _next(self, follower: Follower) -> tuple[bytes, bool]:
        """Return what follows as frames, and whether nothing comes after it."""
        if not follower.poked:
            return self._said(follower), False
        follower.poked = False
        context, whose = self._context, (self._tenant, self._debate_id)
        logged = await context.events.read(*whose, after=self._after, limit=BATCH)
        try:
            debate = await context.debates.load(*whose)
        except UnknownResourceError:
            # Removed while it was read: nothing comes any more.
            return b"", True
        said = self._said(follower)
        if not logged:
            return said, False
        # More may have been logged than a batch holds.
        follower.poked = True
        base = context.settings.public_url or ""
        self._after = logged[-1].sequence
        self._heard |= {
            one.event.response: COMPLETE
            for one in logged
            if isinstance(one.event, ResponseCompleted)
        }
        events = b"".join(frame(present_event(debate, one, base)) for one in logged)
        return said + events, logged[-1].terminal

    def _said(self, follower: Follower) -> bytes:
        """Return the deltas that have come as frames, without those that are out of date."""
        frames: list[bytes] = []
        while follower.deltas:
            delta = follower.deltas.popleft()
            response = ResponseRef(round=delta.round, participant=delta.participant)
            place = (delta.attempt, delta.index)
            if place > self._heard.get(response, NOTHING):
                self._heard[response] = place
                frames.append(delta_frame(present_delta(self._debate_id, delta)))
        return b"".join(frames)


def frame(event: Event) -> bytes:
    """Return an event as it goes over the wire."""
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (
        event.sequence,
        event.type.encode(),
        encode(event),
    )


def delta_frame(event: DeltaEvent) -> bytes:
    """Return a delta as it goes over the wire: without an id, since it cannot be resumed after."""
    return b"event: %s\ndata: %s\n\n" % (event.type.encode(), encode(event))


async def _is_set(poked: asyncio.Event) -> bool:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PING_S):
            await poked.wait()
    return poked.is_set()


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
