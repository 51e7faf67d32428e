"""A relay before a server, which can swallow everything without ending a connection.

What a firewall that has forgotten a connection does, or a host that has vanished.
"""

import asyncio
import contextlib
import ssl
import urllib.parse

from typing_extensions import override

from tests.support.loopback import LoopbackServer


class Relay(LoopbackServer):
    """Relays connections on a port of loopback to a Unix socket."""

    def __init__(self, socket_url: str, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(tls=tls)
        self._path = urllib.parse.unquote(socket_url.removeprefix("unix://"))
        self._dead: set[asyncio.Task[None]] = set()
        self.accepted = 0
        self.sent = 0
        """How often something came from a client."""
        self._cut = False

    @property
    def url(self) -> str:
        return f"redis://{self.address}"

    def strand(self) -> None:
        """Relay nothing more on the connections that there are, nor end them; new ones work."""
        self._dead |= self._connections

    def cut_before_replies(self) -> None:
        """End the connection that is next to be answered, instead of answering it."""
        self._cut = True

    @override
    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.current_task()
        assert connection is not None
        self.accepted += 1
        there, back = await asyncio.open_unix_connection(self._path)
        with contextlib.closing(back):
            await asyncio.gather(
                self._carry(connection, reader, back),
                self._carry(connection, there, writer, answers=True),
            )

    async def _carry(
        self,
        connection: "asyncio.Task[None]",
        source: asyncio.StreamReader,
        target: asyncio.StreamWriter,
        *,
        answers: bool = False,
    ) -> None:
        while data := await source.read(65_536):
            if answers and self._cut:
                self._cut = False
                break
            self.sent += not answers
            if connection not in self._dead:
                target.write(data)
                await target.drain()
        target.transport.abort()
