"""One reading of a debate for all who follow it in this process.

A feed lives as long as it has readers. At each poke it reads what follows in the log, encodes it
once and keeps it in a window of limited size. A reader has no queue, only a place: nothing piles
up for one that is slow. What has left the window before a reader came to it is read from the log
again, so that whoever comes late or falls behind misses no event and gets none twice; deltas that
have left the window are lost. `Feeds.following` is the way in.
"""

import asyncio
import contextlib
import contextvars
import sys
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import NamedTuple

from service.api.frames import Frame, Place, Window, delta_frame, event_frame
from service.context import Context
from service.domain.debate import Debate, ResponseRef
from service.domain.errors import RoundtableError, StoreUnavailableError
from service.domain.events import LoggedEvent, ResponseCompleted
from service.domain.sharing import as_shared
from service.ending import end
from service.metrics.table import SSE_CLIENTS
from service.resources.present_events import present_delta, present_event
from service.store.events import Follower
from service.telemetry import logger

log = logger(__name__)

BATCH = 32
"""How many events are read at a time."""
MOST_READINGS = 16
"""How many feeds read at a time: the connections of the store are for requests, too."""
WOKEN_AT_ONCE = 64
LOOK_AGAIN_S = 15.0
"""When to look without having been poked: a poke can get lost. Nobody needs the window by then."""
PAUSE_S = 1.0
"""Between looks at a store that does not answer."""
CLOSED_WITHIN_S = 1.0

NOTHING = (0, -1)
COMPLETE = (sys.maxsize, 0)
"""Places before the first delta of a response and after its last."""


class Followed(NamedTuple):
    """What is followed: all who follow the same are sent the same bytes."""

    tenant: str
    debate_id: str
    deltas: bool
    """Whether with them: they are listened for only where they are asked for."""
    shared: bool
    """Whether by share links, whose readers are told less."""
    told: bool = True
    """Whether of all that happens; else nothing but its end is waited for."""


class Feeds:
    """The debates that are followed in this process."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._feeds: dict[Followed, Feed] = {}
        self._reading = asyncio.Semaphore(MOST_READINGS)

    @contextlib.asynccontextmanager
    async def following(
        self,
        tenant: str,
        debate_id: str,
        *,
        after: int = 0,
        deltas: bool = False,
        shared: bool = False,
    ) -> AsyncIterator["Reader"]:
        """Give a reader of what follows the event of that sequence, for as long as the block runs.

        `reader.feed.begins` says whether there is such a debate.
        """
        async with self._joined(Followed(tenant, debate_id, deltas, shared), after) as reader:
            yield reader

    @contextlib.asynccontextmanager
    async def awaiting(self, tenant: str, debate_id: str) -> AsyncIterator["Feed"]:
        """Give a feed that tells nothing but the end of the debate."""
        followed = Followed(tenant, debate_id, deltas=False, shared=False, told=False)
        async with self._joined(followed, 0) as reader:
            yield reader.feed

    @contextlib.asynccontextmanager
    async def _joined(self, followed: Followed, after: int) -> AsyncIterator["Reader"]:
        feed = self._feeds.get(followed)
        if feed is None:
            source = Source(self._context, self._reading, followed)
            feed = self._feeds[followed] = Feed(source)
        reader = Reader(feed, after)
        feed.readers.add(reader)
        self._context.metrics.add(SSE_CLIENTS, 1)
        try:
            yield reader
        finally:
            self._context.metrics.add(SSE_CLIENTS, -1)
            feed.readers.discard(reader)
            if not feed.readers:
                del self._feeds[followed]
                await feed.close()


class Source:
    """Where one debate is read."""

    def __init__(self, context: Context, turns: asyncio.Semaphore, followed: Followed) -> None:
        self._context = context
        self._turns = turns
        self.debate_id = followed.debate_id
        self._whose = (followed.tenant, followed.debate_id)
        self._deltas = followed.deltas
        self._shared = followed.shared
        self.told = followed.told

    @property
    def closed(self) -> bool:
        """Return whether this process is to end."""
        return self._context.pokes.closed

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[Follower]:
        """Listen for pokes, and for deltas where they are wanted."""
        pokes = self._context.pokes
        if self._deltas:
            async with pokes.following(*self._whose) as follower:
                yield follower
        else:
            with pokes.of(self.debate_id) as follower:
                yield follower

    async def read(
        self, after: int, known: Debate | None = None
    ) -> tuple[Debate, tuple[LoggedEvent, ...]]:
        """Return the events that follow, a batch at most, and the debate as they tell of it.

        Of one that is known no more is read than what is new. Raises `UnknownResourceError` once
        the debate is removed, and `StoreUnavailableError`.
        """
        debates = self._context.debates
        async with self._turns:
            logged = await self._context.events.read(*self._whose, after=after, limit=BATCH)
            answers = [one.event for one in logged if isinstance(one.event, ResponseCompleted)]
            if known is None or len(answers) < len(logged):
                return await debates.load(*self._whose), logged
            return await debates.with_responses(known, (one.response for one in answers)), logged

    async def ended(self) -> Debate | None:
        """Return the debate if it is over; raises as `read` does."""
        async with self._turns:
            over = await self._context.debates.is_over(*self._whose)
            return await self._context.debates.load(*self._whose) if over else None

    def frames(self, debate: Debate, logged: Sequence[LoggedEvent]) -> list[Frame]:
        """Return events as all readers are sent them."""
        base = None if self._shared else self._context.settings.public_url or ""
        seen = as_shared(debate) if self._shared else debate
        return [event_frame(present_event(seen, one, base)) for one in logged]


class Feed:
    """What is sent of one debate."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.window = Window()
        self.readers: set[Reader] = set()
        self.last = 0
        """The sequence of the last event that was read."""
        self.over: Debate | None = None
        """The debate as it ended, once that event has ended it."""
        self.ended = asyncio.Event()
        """Set once nothing is added to the window any more."""
        self._begun = asyncio.Event()
        self._known: Debate | None = None
        """The debate as it was read last, while there is something to follow."""
        self._follower: Follower | None = None
        self._heard: dict[ResponseRef, tuple[int, int]] = {}
        """Attempt and index of the last delta of each response, while it is not complete."""
        # In a context of its own: what it logs is not about the request that came first.
        self._running = asyncio.create_task(
            self._run(), name="feed of event streams", context=contextvars.Context()
        )
        self._running.add_done_callback(partial(_tell, source.debate_id))

    async def begins(self) -> None:
        """Wait until all has been read that is logged already.

        Raises `UnknownResourceError` when this tenant has no such debate any more, and
        `StoreUnavailableError`.
        """
        if self.ended.is_set():
            # What is still kept for others is no sign that the debate is.
            await self.source.read(self.last)
        await self._begun.wait()
        if self.last == 0 or self._running.done():
            await asyncio.shield(self._running)

    async def close(self) -> None:
        """Stop reading, once no readers are left.

        What is being read may be read to its end: breaking it off would cost a connection.
        """
        if self._follower is not None:
            self._follower.set()
        await asyncio.wait({self._running}, timeout=CLOSED_WITHIN_S)
        await end(self._running)

    async def _run(self) -> None:
        try:
            async with self.source.listening() as self._follower:
                while self.readers and not (self.over or self.source.closed):
                    await self._go_on(self._follower)
        finally:
            self.ended.set()
            self._begun.set()
            for reader in self.readers:
                reader.set()

    async def _go_on(self, follower: Follower) -> None:
        """Add what has come to the window; when there is nothing, wait for it."""
        follower.clear()
        try:
            frames = await self._next(follower)
        except StoreUnavailableError:
            if not self._begun.is_set():
                raise
            # A reader that is sent an error never comes back; one that waits does.
            follower.poked = True
            await is_set_within(follower, PAUSE_S)
            return
        if frames:
            self.window.add(frames)
            await self._wake()
        elif self.over is None and not await is_set_within(follower, LOOK_AGAIN_S):
            follower.poked = True
            self.window.clear()
            self._known = None

    async def _next(self, follower: Follower) -> list[Frame]:
        if not follower.poked:
            return self._said(follower)
        follower.poked = False
        if not self.source.told:
            self.over = await self.source.ended()
            self._begun.set()
            return []
        debate, logged = await self.source.read(self.last, self._known)
        self._known = debate
        if self.last == 0:
            # What is logged already was not said just now.
            self._heard = {response.ref: COMPLETE for response in debate.responses}
        said = self._said(follower)
        frames = said + self.source.frames(debate, logged)
        self._heard |= {
            one.event.response: COMPLETE
            for one in logged
            if isinstance(one.event, ResponseCompleted)
        }
        if logged:
            self.last = logged[-1].sequence
            self.over = debate if logged[-1].terminal else None
        if len(logged) < BATCH:
            self._begun.set()
        else:
            # More may have been logged.
            follower.poke()
        return frames

    def _said(self, follower: Follower) -> list[Frame]:
        """Return the deltas that have come, without those that are out of date."""
        frames: list[Frame] = []
        while follower.deltas:
            delta = follower.deltas.popleft()
            response = ResponseRef(round=delta.round, participant=delta.participant)
            place = (delta.attempt, delta.index)
            if place > self._heard.get(response, NOTHING):
                self._heard[response] = place
                frames.append(delta_frame(present_delta(self.source.debate_id, delta)))
        return frames

    async def _wake(self) -> None:
        """Wake all readers, in turns with whoever else is served by this process."""
        for number, reader in enumerate(tuple(self.readers), start=1):
            reader.set()
            if number % WOKEN_AT_ONCE == 0:
                await asyncio.sleep(0)


class Reader(asyncio.Event):
    """One of those who follow a debate; is set when there may be more, who takes it clears it."""

    def __init__(self, feed: Feed, after: int) -> None:
        super().__init__()
        self.feed = feed
        self._place = Place(after, feed.window)

    async def take(self) -> bytes:
        """Return the frames that follow those taken before, some at a time; empty when none do.

        Raises `UnknownResourceError` once the debate is removed, and `StoreUnavailableError`.
        """
        frames = self._place.take(self.feed.window)
        if frames is not None:
            return frames
        debate, logged = await self.feed.source.read(self._place.after)
        if logged:
            self._place.after = logged[-1].sequence
        return b"".join(frame.data for frame in self.feed.source.frames(debate, logged))


async def is_set_within(event: asyncio.Event, seconds: float) -> bool:
    """Wait for an event for so long at most, and return whether it is set."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
    return event.is_set()


def _tell(debate_id: str, running: asyncio.Task[None]) -> None:
    error = None if running.cancelled() else running.exception()
    # Those are for whoever follows.
    if error is not None and not isinstance(error, RoundtableError):
        log.error("feed_broke_off", debate=debate_id, exc_info=error)
