"""Connections to Redis that write commands with hiredis, as the client reads replies with it.

The client's blocking connections do so by themselves; its asynchronous ones put a command together
in Python, which for the many arguments of a script takes ten times as long.
"""

from redis.asyncio import (
    BlockingConnectionPool,
    Connection,
    SSLConnection,
    UnixDomainSocketConnection,
)
from redis.asyncio.connection import AbstractConnection
from redis.connection import HiredisRespSerializer
from redis.typing import EncodableT

PACKER = HiredisRespSerializer()


class _Packing:
    def pack_command(self, *args: EncodableT) -> list[bytes]:
        # Its annotation means the elements.
        packed: list[bytes] = PACKER.pack(*args)  # type: ignore[arg-type]
        return packed


class _Tcp(_Packing, Connection):
    pass


class _Tls(_Packing, SSLConnection):
    pass


class _Unix(_Packing, UnixDomainSocketConnection):
    pass


PACKING: dict[type[AbstractConnection], type[AbstractConnection]] = {
    Connection: _Tcp,
    SSLConnection: _Tls,
    UnixDomainSocketConnection: _Unix,
}


def packing(pool: BlockingConnectionPool) -> BlockingConnectionPool:
    """Let a pool that has no connection yet make such ones."""
    pool.connection_class = PACKING[pool.connection_class]
    return pool
