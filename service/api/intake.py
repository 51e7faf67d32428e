"""Taking in a body: all of it, within limits of size and time, before anybody reads it."""

import asyncio
from collections.abc import Mapping

from litestar.types import Receive

from service.api.errors import BodyTimeoutError, BodyTooLargeError, ClientGoneError

LARGEST = 1 << 20
PATIENCE_S = 30.0
"""Within which a body has to be complete."""
DRAINED = 16 * LARGEST
DRAINING_S = 5.0
"""How much of a body that is too large is still read, so that the client hears why."""


async def take_in(
    receive: Receive,
    headers: Mapping[str, str],
    patience_s: float = PATIENCE_S,
    *,
    largest: int = LARGEST,
) -> bytes:
    """Read the whole body, of at most that many bytes; `headers` in lower case.

    Raises `BodyTooLargeError`, `BodyTimeoutError`, or `ClientGoneError`.
    """
    try:
        async with asyncio.timeout(patience_s):
            return await _read(receive, headers, largest)
    except TimeoutError:
        message = f"The body was not complete within {patience_s:g} seconds."
        raise BodyTimeoutError(message) from None


async def _read(receive: Receive, headers: Mapping[str, str], largest: int) -> bytes:
    announced = headers.get("content-length", "")
    too_large = announced.isdigit() and int(announced) > largest
    body, more = bytearray(), True
    while more and not too_large:
        chunk, more = await _chunk(receive)
        body += chunk
        too_large = len(body) > largest
    if too_large:
        # Who waits to be told to continue has sent nothing yet.
        if "expect" not in headers:
            await _drain(receive, more=more)
        message = f"A body has at most {largest} bytes."
        raise BodyTooLargeError(message)
    return bytes(body)


async def _drain(receive: Receive, *, more: bool) -> None:
    left = DRAINED
    try:
        async with asyncio.timeout(DRAINING_S):
            while more and left > 0:
                chunk, more = await _chunk(receive)
                left -= len(chunk)
    except TimeoutError:
        return


async def _chunk(receive: Receive) -> tuple[bytes, bool]:
    message = await receive()
    if message["type"] != "http.request":
        raise ClientGoneError
    return message["body"], message["more_body"]
