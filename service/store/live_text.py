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
        self._stages: dict[str, _Stage] = {}
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
        if channel not in self._stages:
            self._stages[channel] = _Stage(channel)
            self._stirred.set()
        stage = self._stages[channel]
        speech = _Speech(call, _live_argument(spec, codes), stage, self._stirred)
        stage.speeches.add(speech)
        try:
            yield speech.hear
            if stage.heard:
                await self._tell_the_rest(stage, speech)
        finally:
            stage.speeches.discard(speech)
            if not stage.speeches:
                self._stages.pop(channel, None)

    async def carry(self) -> None:
        """Publish what is said until canceled, through every outage of Redis."""
        while True:
            # While calls are in flight, whoever comes is noticed though nothing more is said.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN_S if self._stages else None):
                    await self._stirred.wait()
            try:
                # At once, so that an answer that is there in no time finds its listeners, too.
                await self._look_for_listeners(time.monotonic())
                await asyncio.sleep(EVERY_S)
                self._stirred.clear()
                await self._tell_all()
            except StoreUnavailableError:
                for stage in self._stages.values():
                    stage.is_unheard(time.monotonic())

    async def _tell_all(self) -> None:
        async with self._sending:
            await self._look_for_listeners(time.monotonic())
            await self._publish(
                [
                    (stage, delta)
                    for stage in self._stages.values()
                    if stage.heard
                    for speech in stage.speeches
                    for delta in speech.take()
                ]
            )

    async def _tell_the_rest(self, stage: "_Stage", speech: "_Speech") -> None:
        with contextlib.suppress(TimeoutError, StoreUnavailableError):
            async with asyncio.timeout(LAST_WORDS_S), self._sending:
                await self._publish([(stage, delta) for delta in speech.take()])

    async def _look_for_listeners(self, now: float) -> None:
        due = [one for one in self._stages.values() if not one.heard and one.look_at <= now]
        if not due:
            return
        channels = [stage.channel for stage in due]
        counts = await answered(self._redis.pubsub_numsub(*channels))
        for stage, (_, listeners) in zip(due, counts, strict=True):
            stage.heard = bool(listeners)
            stage.look_at = now + LOOK_AGAIN_S

    async def _publish(self, said: "Iterable[tuple[_Stage, Delta]]") -> None:
        said = list(said)
        if not said:
            return
        pipeline = self._redis.pipeline(transaction=False)
        for stage, delta in said:
            pipeline.publish(stage.channel, encode(delta))
        for (stage, _), listeners in zip(said, await answered(pipeline.execute()), strict=True):
            if not listeners:
                stage.is_unheard(time.monotonic())


class _Stage:
    """A debate in which something is being said."""

    def __init__(self, channel: str) -> None:
        self.channel = channel
        self.heard = False
        self.look_at = 0.0
        """When to look for listeners again, by the monotonic clock."""
        self.speeches: set[_Speech] = set()

    def is_unheard(self, now: float) -> None:
        self.heard = False
        self.look_at = now + LOOK_AGAIN_S


class _Speech:
    """One call: the text that has come, and how much of it has been told."""

    def __init__(
        self, call: Call, argument: LiveArgument, stage: _Stage, stirred: asyncio.Event
    ) -> None:
        self._call = call
        self._argument = argument
        self._stage = stage
        self._stirred = stirred
        self._raw = io.StringIO()
        self._told = 0

    def hear(self, text: str) -> None:
        """Take note of a piece; what is beyond the length of any reply is not kept."""
        if self._raw.tell() < MAX_TEXT:
            self._raw.write(text)
            if self._stage.heard:
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
    return LiveArgument(seats, {seat.id: seat.name for seat in spec.panel})
