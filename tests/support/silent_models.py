"""A model server that takes requests and never answers, and sees who hangs up."""

import asyncio

from typing_extensions import override

from tests.support.loopback import LoopbackServer


class SilentModels(LoopbackServer):
    """Counts the requests that came and the connections that their clients have closed."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0
        self.hung_up = 0

    @property
    def url(self) -> str:
        return f"http://{self.address}/v1"

    @override
    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.asked += head.startswith(b"POST")
        await reader.read(-1)
        self.hung_up += head.startswith(b"POST")
