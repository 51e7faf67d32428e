"""The event log of a debate, the pokes that tell readers to look again, and what is being said.

The log is the truth and a poke only a hint: a reader subscribes, reads, then waits for a poke or
a while, and reads on from where it was. Deltas are not in the log: who asks for them is given
those that come while it listens. One subscription serves all readers of a process.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Iterator

import msgspec
from redis.asyncio import Redis
from redis.asyncio.client import PubSub

from service.domain.errors import StoreUnavailableError
from service.domain.events import Event, LoggedEvent
from service.domain.live_argument import Delta
from service.store.encoding import from_ms
from service.store.keys import Keys
from service.store.listening import RECONNECT_S, next_message, subscription
from service.store.scripting import Scripts, answered

MOST_DELTAS = 256
"""How many deltas wait for one reader; a slower one loses the oldest."""


class EventLog:
    """Reads the event logs of all debates of one namespace."""

    def __init__(self, scripts: Scripts, keys: Keys) -> None:
        self._scripts = scripts
        self._keys = keys

    async def read(
        self, tenant: str, debate_id: str, *, after: int, limit: int
    ) -> tuple[LoggedEvent, ...]:
        """Return the events that follow sequence `after`, oldest first, at most `limit`."""
        key = self._keys.debate(tenant, debate_id).events
        (entries,) = await self._scripts.read(
            ("XRANGE", key, f"({after}", "+", "COUNT", str(limit))
        )
        return tuple(_logged(entry_id, fields) for entry_id, fields in entries)


class Follower(asyncio.Event):
    """Is set when there is something new for a reader, who clears it and looks."""

    def __init__(self) -> None:
        super().__init__()
        self.poked = True
        """Whether the log may have grown; the reader takes it back."""
        self.deltas: deque[Delta] = deque(maxlen=MOST_DELTAS)
        """What has been said since the reader last looked."""

    def poke(self) -> None:
        """Tell the reader to look at the log."""
        self.poked = True
        self.set()

    def tell(self, delta: Delta) -> None:
        """Give the reader a delta."""
        self.deltas.append(delta)
        self.set()


class Pokes:
    """Wakes the readers of a debate when it changes; `listen` has to run beside them."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys
        self._waiting: dict[str, set[Follower]] = {}
        """By debate."""
        self._following: dict[str, set[Follower]] = {}
        """By channel."""
        self.closed = False
        """Whether nobody is to wait any more."""

    def close(self) -> None:
        """Wake all who wait: whoever they wait for will not be served by this process."""
        self.closed = True
        for debate_id in list(self._waiting):
            self._wake(debate_id)

    @contextlib.contextmanager
    def of(self, debate_id: str) -> Iterator[Follower]:
        """Give an event that is set whenever the debate changes; the reader clears it."""
        follower = Follower()
        with _among(self._waiting, debate_id, follower):
            yield follower

    @contextlib.asynccontextmanager
    async def following(self, tenant: str, debate_id: str) -> AsyncIterator[Follower]:
        """Give such an event that is also set, and given the deltas, when something is said."""
        channel = self._keys.debate(tenant, debate_id).live
        with self.of(debate_id) as follower, _among(self._following, channel, follower):
            # A poke is what makes `listen` look for whom to listen to; without a store it will.
            with contextlib.suppress(StoreUnavailableError):
                await answered(self._redis.publish(self._keys.pokes, debate_id))
            yield follower

    async def listen(self) -> None:
        """Pass pokes and deltas on until canceled, through every outage of Redis."""
        while True:
            with contextlib.suppress(StoreUnavailableError):
                await self._listen_while_connected()
            await asyncio.sleep(RECONNECT_S)

    async def _listen_while_connected(self) -> None:
        async with subscription(self._redis) as pubsub:
            await answered(pubsub.subscribe(self._keys.pokes))
            # Whatever was said before the subscription stood was said to nobody.
            for debate_id in list(self._waiting):
                self._wake(debate_id)
            heard: set[str] = set()
            while True:
                heard = await self._heed(pubsub, heard)
                message = await next_message(pubsub)
                if message is not None:
                    self._pass_on(message["channel"].decode(), message["data"])

    async def _heed(self, pubsub: PubSub, heard: set[str]) -> set[str]:
        """Subscribe to the channels that are followed now, and to no others."""
        wanted = self._following.keys()
        if new := wanted - heard:
            await answered(pubsub.subscribe(*new))
        if old := heard - wanted:
            await answered(pubsub.unsubscribe(*old))
        return (heard | new) - old

    def _pass_on(self, channel: str, data: bytes) -> None:
        if channel == self._keys.pokes:
            self._wake(data.decode())
        elif followers := self._following.get(channel):
            # A delta of another release that cannot be read is no reason to stop listening.
            with contextlib.suppress(msgspec.MsgspecError):
                delta = msgspec.msgpack.decode(data, type=Delta)
                for follower in followers:
                    follower.tell(delta)

    def _wake(self, debate_id: str) -> None:
        for follower in self._waiting.get(debate_id, ()):
            follower.poke()


@contextlib.contextmanager
def _among(readers: dict[str, set[Follower]], name: str, follower: Follower) -> Iterator[None]:
    readers.setdefault(name, set()).add(follower)
    try:
        yield
    finally:
        readers[name].discard(follower)
        if not readers[name]:
            del readers[name]


def _logged(entry_id: bytes, content: list[bytes]) -> LoggedEvent:
    fields = dict(zip(content[::2], content[1::2], strict=True))
    return LoggedEvent(
        sequence=int(entry_id.partition(b"-")[0]),
        created_at=from_ms(int(fields[b"at"])),
        event=msgspec.msgpack.decode(fields[b"event"], type=Event),
    )
