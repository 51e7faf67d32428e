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
from redis.asyncio.connection import AbstractConnection, parse_url
from redis.asyncio.sentinel import Sentinel
from redis.connection import HiredisRespSerializer
from redis.exceptions import ConnectionError as RedisConnectionError, NoPermissionError
from redis.typing import EncodableT
from typing_extensions import override

from service.domain.sentinels import SentinelAddress, names_sentinels, read_sentinel_address

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
        usable = False
        try:
            await self.ensure_connection(connection)
            usable = True
        finally:
            if not usable:
                await self.release(connection)
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


class _WithSentinels(Lean):
    """Is connected to whoever is the primary by then."""

    def __init__(self, *, watch: "Watch", **options: Any) -> None:  # noqa: ANN401 - a connection's
        super().__init__(**options)
        self._watch = watch

    @override
    async def _connect(self) -> None:
        # Connections to a host have these two, over TLS as well.
        self.host, self.port = await self._watch.primary()
        await super()._connect()  # type: ignore[no-untyped-call, safe-super]

    @override
    async def on_connect(self) -> None:
        await super().on_connect()
        await self.send_command("ROLE")
        try:
            role, *_ = await self.read_response()
        except NoPermissionError:
            return  # writes will tell
        if role != b"master":
            # Sentinels that have not heard of it yet name one that has been replaced.
            raise RedisConnectionError(NO_PRIMARY)


class _WatchedTcp(_WithSentinels, _Tcp):
    pass


class _WatchedTls(_WithSentinels, _Tls):
    pass


class Watch:
    """The sentinels that know where the primary is."""

    def __init__(self, address: SentinelAddress, **options: Any) -> None:  # noqa: ANN401 - as above
        """Ask them over connections with these options."""
        self._name = address.name
        self._sentinel = Sentinel(  # type: ignore[no-untyped-call]
            address.hosts,
            sentinel_kwargs={
                "username": address.username,
                "password": address.password,
                **options,
            },
        )

    async def primary(self) -> tuple[str, int]:
        """Return host and port; a connection error when no sentinel knows it."""
        host, port = await self._sentinel.discover_master(self._name)
        return str(host), int(port)

    async def close(self) -> None:
        """End all connections to sentinels."""
        for sentinel in self._sentinel.sentinels:
            await sentinel.aclose()


class WatchedPool(FairPool):
    """Connections to the primary of what sentinels watch."""

    def __init__(self, address: SentinelAddress, **options: Any) -> None:  # noqa: ANN401 - as above
        own: dict[str, Any] = {
            name: value
            for name, value in parse_url(address.store_url).items()
            if name not in {"host", "port", "connection_class"}
        }
        common = {
            name: value
            for name, value in {**options, **own}.items()
            if name.startswith(("socket_", "ssl_"))
        }
        watch = Watch(address, **common, ssl=address.tls)
        connection_class = SSLConnection if address.tls else Connection
        super().__init__(connection_class, **{**options, **own, "watch": watch})
        self._watch = watch
        self.connection_class = _WatchedTls if address.tls else _WatchedTcp

    @override
    async def disconnect(self, inuse_connections: bool = True) -> None:
        await super().disconnect(inuse_connections)
        await self._watch.close()


def pool_at(url: str, **options: Any) -> FairPool:  # noqa: ANN401 - as above
    """Return the connections to an address of any kind; nothing is sent yet."""
    if names_sentinels(url):
        return WatchedPool(read_sentinel_address(url), **options)
    pool: FairPool = FairPool.from_url(url, **options)
    return pool


LEAN: dict[type[AbstractConnection], type[Lean]] = {
    Connection: _Tcp,
    SSLConnection: _Tls,
    UnixDomainSocketConnection: _Unix,
}

NO_PRIMARY = "The sentinels name a server that is no primary."
NO_TURN = "All connections were in use for too long."
HUNG_UP = "The server has closed the connection."
