"""A model server that takes requests and never answers, and sees who hangs up."""

import asyncio
import contextlib
from types import TracebackType
from typing import Self


class SilentModels:
    """Counts the requests that came and the connections that their clients have closed."""

    def __init__(self) -> None:
        self.asked = 0
        self.hung_up = 0
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"

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
        for writer in tuple(self._open):
            writer.transport.abort()
        await self._server.wait_closed()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            self.asked += head.startswith(b"POST")
            await reader.read(-1)
            self.hung_up += head.startswith(b"POST")
        self._open.discard(writer)
        writer.transport.abort()
