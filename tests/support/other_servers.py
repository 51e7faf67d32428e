"""A server that answers whatever it is asked in one way, as proxies and other services do."""

import asyncio
import ssl
from collections.abc import Mapping

from typing_extensions import override

from tests.support.loopback import LoopbackServer


class OneAnswer(LoopbackServer):
    """Gives this answer to every request, one a connection."""

    def __init__(
        self,
        status: str,
        body: str,
        headers: Mapping[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        super().__init__(tls=tls)
        self.asked = 0
        self._status = status
        self._body = body.encode()
        self._headers = headers or {}

    @property
    def url(self) -> str:
        return f"http://{self.address}"

    @override
    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65_536)
        self.asked += 1
        fields = {**self._headers, "Content-Length": len(self._body), "Connection": "close"}
        head = "".join(f"{name}: {text}\r\n" for name, text in fields.items())
        writer.write(f"HTTP/1.1 {self._status}\r\n{head}\r\n".encode() + self._body)
        await writer.drain()
        # Whoever asked goes first: a connection that is cut takes along what was not read yet.
        await reader.read()
