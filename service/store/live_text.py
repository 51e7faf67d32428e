"""What the models of this process are saying, told to whoever listens; nothing of it is stored.

A worker wraps each call in `LiveText.of` and lets `carry` run beside: at most every 80 ms it
publishes what all seats have added to their arguments, in one pipeline. For a debate without
listeners the text of a call only piles up: five times a second one command asks for all such
debates whether somebody has come, and whoever has gets the call's text from its beginning.

It is best effort: what an outage swallows is missing, which the gap in `index` shows, and no
call waits for it. The other end is `Pokes`.
"""

import asyncio
import contextlib
import io
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping

import msgspec
from redis.asyncio import Redis

from service.domain.debate import Call, DebateSpec, ResponseRef, SeatId
from service.domain.errors import StoreUnavailableError
from service.domain.excerpts import names_of
from service.domain.live_argument import Delta, LiveArgument
from service.domain.replies import MAX_TEXT
from service.store.keys import Keys
from service.store.scripting import answered

EVERY_S = 0.08
LOOK_AGAIN_S = 0.2
LAST_WORDS_S = 0.25
"""How long an answer may be kept waiting for its own last words to be told."""

encode = msgspec.msgpack.Encoder().encode


class LiveText:
    """Carries text from the calls of this process to the listeners of their debates."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys
        self._debates: dict[str, _LiveDebate] = {}
        """By channel: the debates that have calls in flight."""
        self._stirred = asyncio.Event()
        self._sending = asyncio.Lock()

    @contextlib.asynccontextmanager
    async def of(
        self, spec: DebateSpec, codes: Mapping[str, ResponseRef], call: Call
    ) -> AsyncIterator[Callable[[str], None]]:
        """Give what is to be told each piece of the call's reply, in the order it is written.

        When the block ends well, all of it has been told before this returns, or never will be.
        """
        channel = self._keys.debate(spec.tenant, spec.id).live
        if channel not in self._debates:
            self._debates[channel] = _LiveDebate(channel)
            self._stirred.set()
        debate = self._debates[channel]
        live_call = _LiveCall(call, _live_argument(spec, codes), debate, self._stirred)
        debate.calls.add(live_call)
        try:
            yield live_call.hear
            if debate.heard:
                await self._tell_the_rest(debate, live_call)
        finally:
            debate.calls.discard(live_call)
            if not debate.calls:
                self._debates.pop(channel, None)

    async def carry(self) -> None:
        """Publish what is said until canceled, through every outage of Redis."""
        while True:
            # While calls are in flight, whoever comes is noticed though nothing more is said.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN_S if self._debates else None):
                    await self._stirred.wait()
            try:
                # At once, so that an answer that is there in no time finds its listeners, too.
                await self._look_for_listeners(time.monotonic())
                await asyncio.sleep(EVERY_S)
                self._stirred.clear()
                await self._tell_all()
            except StoreUnavailableError:
                for debate in self._debates.values():
                    debate.is_unheard(time.monotonic())

    async def _tell_all(self) -> None:
        async with self._sending:
            await self._look_for_listeners(time.monotonic())
            await self._publish(
                [
                    (debate, delta)
                    for debate in self._debates.values()
                    if debate.heard
                    for live_call in debate.calls
                    for delta in live_call.take()
                ]
            )

    async def _tell_the_rest(self, debate: "_LiveDebate", live_call: "_LiveCall") -> None:
        with contextlib.suppress(TimeoutError, StoreUnavailableError):
            async with asyncio.timeout(LAST_WORDS_S), self._sending:
                await self._publish([(debate, delta) for delta in live_call.take()])

    async def _look_for_listeners(self, now: float) -> None:
        due = [one for one in self._debates.values() if not one.heard and one.look_at <= now]
        if not due:
            return
        channels = [debate.channel for debate in due]
        counts = await answered(self._redis.pubsub_numsub(*channels))
        for debate, (_, listeners) in zip(due, counts, strict=True):
            debate.heard = bool(listeners)
            debate.look_at = now + LOOK_AGAIN_S

    async def _publish(self, said: "Iterable[tuple[_LiveDebate, Delta]]") -> None:
        said = list(said)
        if not said:
            return
        pipeline = self._redis.pipeline(transaction=False)
        for debate, delta in said:
            pipeline.publish(debate.channel, encode(delta))
        for (debate, _), listeners in zip(said, await answered(pipeline.execute()), strict=True):
            if not listeners:
                debate.is_unheard(time.monotonic())


class _LiveDebate:
    """A debate in which something is being said."""

    def __init__(self, channel: str) -> None:
        self.channel = channel
        self.heard = False
        self.look_at = 0.0
        """When to look for listeners again, by the monotonic clock."""
        self.calls: set[_LiveCall] = set()

    def is_unheard(self, now: float) -> None:
        self.heard = False
        self.look_at = now + LOOK_AGAIN_S


class _LiveCall:
    """One call: the text that has come, and how much of it has been told."""

    def __init__(
        self, call: Call, argument: LiveArgument, debate: _LiveDebate, stirred: asyncio.Event
    ) -> None:
        self._call = call
        self._argument = argument
        self._debate = debate
        self._stirred = stirred
        self._raw = io.StringIO()
        self._told = 0

    def hear(self, text: str) -> None:
        """Take note of a piece; what is beyond the length of any reply is not kept."""
        if self._raw.tell() < MAX_TEXT:
            self._raw.write(text)
            if self._debate.heard:
                self._stirred.set()

    def take(self) -> list[Delta]:
        """Return what is to be told now: one delta, or none."""
        raw = self._raw.getvalue()
        if not raw:
            return []
        self._raw = io.StringIO()
        text = self._argument.feed(raw)
        if not text:
            return []
        self._told += 1
        return [
            Delta(
                round=self._call.round,
                participant=self._call.participant,
                attempt=self._call.number,
                index=self._told - 1,
                text=text,
            )
        ]


def _live_argument(spec: DebateSpec, codes: Mapping[str, ResponseRef]) -> LiveArgument:
    seats: dict[str, SeatId] = {code: ref.participant for code, ref in codes.items()}
    return LiveArgument(seats, names_of(spec))
