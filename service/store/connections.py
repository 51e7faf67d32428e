"""Connections to Redis: whoever waits for one is served in turn, and a command costs little.

Of the client's own pools one gives up at once when all connections are in use, and connects under
a lock, so that in an outage all would wait; the other lets newcomers overtake those who wait,
until these give up. And its asynchronous connections put a command together in Python, which for
the many arguments of a script takes three times as long as with hiredis.
"""

import asyncio
from collections.abc import Iterable
from typing import Any, cast

from redis.asyncio import Connection, ConnectionPool, SSLConnection, UnixDomainSocketConnection
from redis.asyncio.connection import AbstractConnection
from redis.connection import HiredisRespSerializer
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.typing import EncodableT
from typing_extensions import override

PACKER = HiredisRespSerializer()


class FairPool(ConnectionPool):
    """A bounded pool; who has waited `turn_within_s` for a connection is told that there is none."""

    def __init__(
        self,
        connection_class: type[AbstractConnection] = Connection,
        *,
        max_connections: int,
        turn_within_s: float,
        **options: Any,  # noqa: ANN401 - those of the connections
    ) -> None:
        super().__init__(LEAN[connection_class], max_connections, **options)
        self._turns = asyncio.Semaphore(max_connections)
        self._turn_within_s = turn_within_s

    @override
    async def get_connection(self, *_: object, **__: object) -> "Lean":
        if self._turns.locked():
            await self._wait()
        else:
            await self._turns.acquire()
        connection: Lean = self.get_available_connection()  # type: ignore[no-untyped-call]
        try:
            await self.ensure_connection(connection)
        except BaseException:
            await self.release(connection)
            raise
        return connection

    @override
    async def release(self, connection: AbstractConnection) -> None:
        await super().release(connection)
        self._turns.release()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(self._turn_within_s):
                await self._turns.acquire()
        except TimeoutError as error:
            raise RedisConnectionError(NO_TURN) from error


class Lean(AbstractConnection):
    """A connection that costs little."""

    @override
    def pack_command(self, *args: EncodableT) -> list[bytes]:
        return [packed(*args)]

    @override
    async def send_packed_command(
        self, command: bytes | str | Iterable[bytes], check_health: bool = True
    ) -> None:
        writer = self._writer
        try:
            if writer is None or isinstance(command, str | bytes) or _is_behind(writer):
                await super().send_packed_command(command, check_health)
            else:
                # On Python 3.11 the client would start a task, to bound how long this may take.
                writer.writelines(command)
        except RuntimeError as error:
            # What uvloop raises where the server has hung up; asyncio's own loop says it on reading.
            await self.disconnect(nowait=True)
            raise RedisConnectionError(HUNG_UP) from error

    async def replies(self, count: int) -> list[object]:
        """Read so many replies, errors of the server among them, within one `socket_timeout`.

        Raises what says that the connection is of no use any more.
        """
        async with asyncio.timeout(self.socket_timeout):
            # Of the parser's base class no more is declared than what all of the client's have.
            return [await self._parser.read_response() for _ in range(count)]  # type: ignore[attr-defined]


def packed(*args: EncodableT) -> bytes:
    """Return a command as it is sent; `DataError` when something cannot be."""
    # Its annotation means the elements.
    (command,) = PACKER.pack(*args)  # type: ignore[arg-type]
    return cast("bytes", command)


class _Tcp(Lean, Connection):
    pass


class _Tls(Lean, SSLConnection):
    pass


class _Unix(Lean, UnixDomainSocketConnection):
    pass


def _is_behind(writer: asyncio.StreamWriter) -> bool:
    return writer.is_closing() or writer.transport.get_write_buffer_size() > 0


LEAN: dict[type[AbstractConnection], type[Lean]] = {
    Connection: _Tcp,
    SSLConnection: _Tls,
    UnixDomainSocketConnection: _Unix,
}

NO_TURN = "All connections were in use for too long."
HUNG_UP = "The server has closed the connection."
