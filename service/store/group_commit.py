"""Group commit: what is asked of the server while it is busy with others goes there together.

A round trip costs client and server more than most scripts do. So a `Writer` has one connection,
and everything that was asked for while its last group was under way is the next: one write, one
read. Nobody waits for company: who comes alone is sent at once.

Every script may be sent twice, so a group whose replies were lost is sent again as it was.

A writer that is given a `DiskWait` sends a write and WAITAOF after each group: whoever waits for a
reply waits for the disks as well. The write is there because the server counts from the
last one of a connection, and what is sent again may have none.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from itertools import accumulate
from typing import cast

import msgspec
from redis.asyncio import Redis
from redis.exceptions import NoScriptError, ReadOnlyError, RedisError, ResponseError

from service.domain.errors import DiskWaitError, StoreUnavailableError
from service.settings import DiskWait
from service.store.connections import FairPool, Lean, packed
from service.telemetry import logger

log = logger(__name__)

MOST_AT_ONCE = 128
"""Scripts of one group: some milliseconds in which the server does little else."""
MOST_BYTES = 1 << 20
"""Of the commands of a group that has more than one."""
TRIES = 2
"""A lost connection is tried once more; whoever calls decides about waiting longer."""
PAUSE_S = 0.05

ON_DISK_WITHIN_MS = 2_500
"""Less than a connection waits for a reply, and more than the second between two flushes."""

FAULTS = (RedisError, OSError, TimeoutError)


class _Write(msgspec.Struct, frozen=True, eq=False):
    sent: bytes
    """A command, or several that belong together."""
    replies: int
    """How many there will be; the last one tells."""
    reply: "asyncio.Future[object]"


class Writer:
    """Sends scripts to one Redis, by a connection of its own; `texts` are those it may be sent."""

    def __init__(
        self, redis: Redis, texts: Sequence[str], wait: DiskWait | None = None, key: str = ""
    ) -> None:
        """Wait for disks if told to; `key` is then written by each group."""
        self._wait = wait
        self._key = key
        self._pool = cast("FairPool", redis.connection_pool)
        self._texts = texts
        self._connection: Lean | None = None
        self._waiting: deque[_Write] = deque()
        self._sending: asyncio.Task[None] | None = None

    async def run(
        self, digest: str, keys: Sequence[str], args: Sequence[str | bytes | int]
    ) -> object:
        """Run a script, by the SHA-1 of its text; raises what the client or the server says."""
        return await self._sent(packed("EVALSHA", digest, len(keys), *keys, *args), replies=1)

    async def read(self, commands: Sequence[tuple[str, ...]]) -> list[object]:
        """Read several things as of one moment; errors of the server are among them."""
        parts = [("MULTI",), *commands, ("EXEC",)]
        sent = b"".join(packed(*part) for part in parts)
        return cast("list[object]", await self._sent(sent, replies=len(parts)))

    async def _sent(self, sent: bytes, replies: int) -> object:
        loop = asyncio.get_running_loop()
        write = _Write(sent, replies, loop.create_future())
        self._waiting.append(write)
        if self._sending is None:
            self._sending = loop.create_task(self._send_all(), name="writer")
        return await write.reply

    async def _send_all(self) -> None:
        try:
            while group := self._next_group():
                await self._commit(group)
        finally:
            self._sending = None

    def _next_group(self) -> list[_Write]:
        """Take those who have waited longest; whoever has given up is left out."""
        group: list[_Write] = []
        size = 0
        while self._waiting and len(group) < MOST_AT_ONCE:
            size += len(self._waiting[0].sent)
            if group and size > MOST_BYTES:
                break
            write = self._waiting.popleft()
            if not write.reply.done():
                group.append(write)
        return group

    async def _commit(self, group: list[_Write]) -> None:
        for tries_left in reversed(range(TRIES)):
            try:
                replies = await self._answered(group)
                unsure = await self._why_unsure()
            except FAULTS as error:
                await self._hang_up()
                group = [write for write in group if not write.reply.done()]
                if not tries_left or not group:
                    _settle(group, [error] * len(group))
                    return
                await asyncio.sleep(PAUSE_S)
            else:
                _settle(group, replies if unsure is None else [unsure] * len(group))
                if any(isinstance(reply, ReadOnlyError) for reply in replies):
                    # Another server has taken over, and may be found at the same address.
                    await self._hang_up()
                return

    async def _answered(self, group: Sequence[_Write]) -> list[object]:
        """Return the reply to each, which may be an error; scripts that the server lacks are loaded."""
        replies = await self._exchange(group)
        missing = [n for n, reply in enumerate(replies) if isinstance(reply, NoScriptError)]
        if missing:
            await self._load_scripts()
            again = await self._exchange([group[n] for n in missing])
            for n, reply in zip(missing, again, strict=True):
                replies[n] = reply
        return replies

    async def _exchange(self, group: Sequence[_Write]) -> list[object]:
        counts = [write.replies for write in group]
        replies = await self._replies([write.sent for write in group], sum(counts))
        return [replies[end - 1] for end in accumulate(counts)]

    async def _why_unsure(self) -> StoreUnavailableError | None:
        """Wait for the disks, if told to; return what is to be said when they are not reached."""
        if self._wait is None:
            return None
        wanted = (int(self._wait.local), self._wait.replicas)
        waitaof = packed("WAITAOF", *wanted, ON_DISK_WITHIN_MS)
        written, reached = await self._replies([packed("SET", self._key, 1), waitaof], 2)
        if isinstance(reached, ResponseError):
            log.error("disk_wait_impossible", reason=str(reached))
            return DiskWaitError(f"{CANNOT_WAIT} ({reached})")
        disks = zip(cast("list[int]", reached), wanted, strict=True)
        if isinstance(written, ResponseError) or any(got < want for got, want in disks):
            return StoreUnavailableError(UNSURE)
        return None

    async def _load_scripts(self) -> None:
        loads = [packed("SCRIPT", "LOAD", text) for text in self._texts]
        await self._replies(loads, len(loads))

    async def _replies(self, commands: Sequence[bytes], count: int) -> list[object]:
        if self._connection is None:
            self._connection = await self._pool.get_connection()
        await self._connection.connect()  # type: ignore[no-untyped-call]
        await self._connection.send_packed_command(commands)
        return await self._connection.replies(count)

    async def _hang_up(self) -> None:
        if self._connection is not None:
            await self._connection.disconnect(nowait=True)


def _settle(group: Sequence[_Write], replies: Sequence[object]) -> None:
    for write, reply in zip(group, replies, strict=True):
        if write.reply.done():
            continue
        if isinstance(reply, Exception):
            write.reply.set_exception(reply)
        else:
            write.reply.set_result(reply)


CANNOT_WAIT = (
    "The store cannot tell what is on its disks, as ROUNDTABLE_WAIT_AOF asks for: use Redis 7.2,"
    " Valkey 7.2 or later with an append-only file, or turn the setting off."
)
UNSURE = (
    "The write was made, but not confirmed by as many disks as it should be; repeat the request with"
    " the same Idempotency-Key."
)
