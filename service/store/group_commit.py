"""Group commit: what is written while the server is busy with others goes there together.

A round trip costs client and server more than most scripts do. So a `Writer` has one connection,
and everything that was asked for while its last group was under way is the next: one write, one
read. Nobody waits for company: who comes alone is sent at once.

Every script may be sent twice, so a group whose replies were lost is sent again as it was.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import cast

import msgspec
from redis.asyncio import Redis
from redis.exceptions import NoScriptError, ReadOnlyError, RedisError

from service.store.connections import FairPool, Lean, packed

MOST_AT_ONCE = 128
"""Scripts of one group: some milliseconds in which the server does little else."""
MOST_BYTES = 1 << 20
"""Of the commands of a group that has more than one."""
TRIES = 2
"""A lost connection is tried once more; whoever calls decides about waiting longer."""
PAUSE_S = 0.05

FAULTS = (RedisError, OSError, TimeoutError)


class _Write(msgspec.Struct, frozen=True, eq=False):
    command: bytes
    reply: "asyncio.Future[object]"


class Writer:
    """Sends scripts to one Redis, by a connection of its own; `texts` are those it may be sent."""

    def __init__(self, redis: Redis, texts: Sequence[str]) -> None:
        self._pool = cast("FairPool", redis.connection_pool)
        self._texts = texts
        self._connection: Lean | None = None
        self._waiting: deque[_Write] = deque()
        self._sending: asyncio.Task[None] | None = None

    async def run(
        self, digest: str, keys: Sequence[str], args: Sequence[str | bytes | int]
    ) -> object:
        """Run a script, by the SHA-1 of its text; raises what the client or the server says."""
        command = packed("EVALSHA", digest, len(keys), *keys, *args)
        loop = asyncio.get_running_loop()
        write = _Write(command, loop.create_future())
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
            size += len(self._waiting[0].command)
            if group and size > MOST_BYTES:
                break
            write = self._waiting.popleft()
            if not write.reply.done():
                group.append(write)
        return group

    async def _commit(self, group: list[_Write]) -> None:
        for tries_left in reversed(range(TRIES)):
            try:
                replies = await self._answered([write.command for write in group])
            except FAULTS as error:
                await self._hang_up()
                group = [write for write in group if not write.reply.done()]
                if not tries_left or not group:
                    _settle(group, [error] * len(group))
                    return
                await asyncio.sleep(PAUSE_S)
            else:
                _settle(group, replies)
                if any(isinstance(reply, ReadOnlyError) for reply in replies):
                    # Another server has taken over, and may be found at the same address.
                    await self._hang_up()
                return

    async def _answered(self, commands: Sequence[bytes]) -> list[object]:
        """Return the reply to each, which may be an error; scripts that the server lacks are loaded."""
        replies = await self._exchange(commands)
        missing = [n for n, reply in enumerate(replies) if isinstance(reply, NoScriptError)]
        if missing:
            loads = [packed("SCRIPT", "LOAD", text) for text in self._texts]
            again = await self._exchange([*loads, *(commands[n] for n in missing)])
            for n, reply in zip(missing, again[len(loads) :], strict=True):
                replies[n] = reply
        return replies

    async def _exchange(self, commands: Sequence[bytes]) -> list[object]:
        if self._connection is None:
            self._connection = await self._pool.get_connection()
        await self._connection.connect()  # type: ignore[no-untyped-call]
        await self._connection.send_packed_command(commands)
        return await self._connection.replies(len(commands))

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
