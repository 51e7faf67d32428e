"""HTTP byte by byte, for what no client would send."""

import asyncio

import msgspec

from tests.support.patience import PATIENCE_S


class RawReply(msgspec.Struct, frozen=True, kw_only=True):
    """A reply as it came, up to the end of the connection."""

    status: int
    headers: dict[str, str]
    body: bytes


async def exchange(port: int, *pieces: bytes) -> RawReply:
    """Send these pieces and return the first reply; it has to end the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(PATIENCE_S):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
            return parse(await reader.read())
    finally:
        writer.close()


def a_head(target: str = "/v1/models", *headers: str, method: str = "GET") -> bytes:
    """Return the head of a request after which the connection is closed."""
    own = ("Host: localhost", "Connection: close")
    lines = [f"{method} {target} HTTP/1.1", *own, *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1")


def parse(received: bytes) -> RawReply:
    """Read a reply."""
    head, _, body = received.partition(b"\r\n\r\n")
    status_line, *lines = head.decode("latin-1").split("\r\n")
    fields = (line.partition(":") for line in lines)
    headers = {name.lower(): text.strip() for name, _, text in fields}
    return RawReply(status=int(status_line.split()[1]), headers=headers, body=body)
