"""A relay before a server, which can swallow everything without ending a connection.

What a firewall that has forgotten a connection does, or a host that has vanished.
"""

import asyncio
import contextlib
import urllib.parse
from types import TracebackType
from typing import Self


class Relay:
    """Relays connections on a port of loopback to a Unix socket."""

    def __init__(self, socket_url: str) -> None:
        self._path = urllib.parse.unquote(socket_url.removeprefix("unix://"))
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self._dead: set[asyncio.Task[None]] = set()
        self.accepted = 0

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"redis://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def strand(self) -> None:
        """Relay nothing more on the connections that there are, nor end them; new ones work."""
        self._dead |= self._connections

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._server is not None
        self._server.close()
        for connection in tuple(self._connections):
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.current_task()
        assert connection is not None
        self.accepted += 1
        self._connections.add(connection)
        connection.add_done_callback(self._connections.discard)
        there, back = await asyncio.open_unix_connection(self._path)
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            await asyncio.gather(
                self._carry(connection, reader, back), self._carry(connection, there, writer)
            )
        for end in (writer, back):
            end.transport.abort()

    async def _carry(
        self,
        connection: "asyncio.Task[None]",
        source: asyncio.StreamReader,
        target: asyncio.StreamWriter,
    ) -> None:
        while data := await source.read(65_536):
            if connection not in self._dead:
                target.write(data)
                await target.drain()
        target.transport.abort()
