"""The event log of a debate, and the pokes that tell readers to look again.

The log is the truth and a poke only a hint: a reader subscribes, reads, then waits for a poke or
a while, and reads on from where it was. One subscription serves all readers of a process.
"""

import asyncio
import contextlib
from collections.abc import Iterator

import msgspec
from redis.asyncio import Redis

from service.domain.errors import StoreUnavailableError
from service.domain.events import Event, LoggedEvent
from service.store.encoding import from_ms
from service.store.keys import Keys
from service.store.scripting import answered

LISTEN_S = 5.0
RECONNECT_S = 0.5


class EventLog:
    """Reads the event logs of all debates of one namespace."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys

    async def read(
        self, tenant: str, debate_id: str, *, after: int, limit: int
    ) -> tuple[LoggedEvent, ...]:
        """Return the events that follow sequence `after`, oldest first, at most `limit`."""
        key = self._keys.debate(tenant, debate_id).events
        entries = await answered(self._redis.xrange(key, min=f"({after}", count=limit))
        return tuple(_logged(entry_id, fields) for entry_id, fields in entries)


class Pokes:
    """Wakes the readers of a debate when it changes; `listen` has to run beside them."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self._redis = redis
        self._channel = keys.pokes
        self._waiting: dict[str, set[asyncio.Event]] = {}

    @contextlib.contextmanager
    def of(self, debate_id: str) -> Iterator[asyncio.Event]:
        """Give an event that is set whenever the debate changes; the reader clears it."""
        poked = asyncio.Event()
        readers = self._waiting.setdefault(debate_id, set())
        readers.add(poked)
        try:
            yield poked
        finally:
            readers.discard(poked)
            if not readers:
                self._waiting.pop(debate_id, None)

    async def listen(self) -> None:
        """Pass pokes on until canceled, through every outage of Redis."""
        while True:
            with contextlib.suppress(StoreUnavailableError):
                await self._listen_while_connected()
            await asyncio.sleep(RECONNECT_S)

    async def _listen_while_connected(self) -> None:
        async with self._redis.pubsub(ignore_subscribe_messages=True) as pubsub:
            await answered(pubsub.subscribe(self._channel))
            # Whatever was said before the subscription stood was said to nobody.
            for debate_id in list(self._waiting):
                self._wake(debate_id)
            while True:
                message = await answered(pubsub.get_message(timeout=LISTEN_S))
                if message is not None:
                    self._wake(message["data"].decode())

    def _wake(self, debate_id: str) -> None:
        for poked in self._waiting.get(debate_id, ()):
            poked.set()


def _logged(entry_id: bytes, fields: dict[bytes, bytes]) -> LoggedEvent:
    return LoggedEvent(
        sequence=int(entry_id.partition(b"-")[0]),
        created_at=from_ms(int(fields[b"at"])),
        event=msgspec.msgpack.decode(fields[b"event"], type=Event),
    )
