"""What receivers of webhooks say that is no proper reply, byte by byte.

`endless` and `dripping` are behaviours of a `Receiver`; what only begins is given to its `closes`.
"""

import asyncio

from typing_extensions import override

from tests.support.loopback import LoopbackServer
from tests.support.receiver import Behaviour

END_OF_HEADERS = b"\r\n\r\n"


class SilentReceiver(LoopbackServer):
    """Takes connections and says nothing more than a greeting, however long it is waited for."""

    def __init__(self, greeting: bytes = b"") -> None:
        super().__init__()
        self._greeting = greeting
        self.connected = asyncio.Event()
        self.left = asyncio.Event()
        """Set when a connection has ended."""

    @override
    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connected.set()
        writer.write(self._greeting)
        try:
            while await reader.read(65_536):
                pass
        finally:
            self.left.set()


def reply(status: int, *fields: str, body: bytes = b"") -> bytes:
    """Return a whole reply; `fields` are lines of headers."""
    return head(status, *fields, f"content-length: {len(body)}") + body


def head(status: int, *fields: str) -> bytes:
    """Return the beginning of a reply, to its empty line."""
    return "\r\n".join([f"HTTP/1.1 {status} Said", *fields]).encode() + END_OF_HEADERS


def endless(first: bytes, piece: bytes) -> Behaviour:
    """Say something without end, as fast as it is taken."""
    return _without_end(first, piece, 0)


def dripping(first: bytes, piece: bytes = b"x") -> Behaviour:
    """Say a little all the time, without end."""
    return _without_end(first, piece, 0.02)


def _without_end(first: bytes, piece: bytes, pause_s: float) -> Behaviour:
    async def behave(writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        while True:
            await asyncio.sleep(pause_s)
            writer.write(piece)
            await writer.drain()

    return behave
