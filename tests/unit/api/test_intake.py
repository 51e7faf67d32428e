"""Taking in bodies that come in pieces, too large, too slowly, or not to their end."""

import asyncio
from collections.abc import Iterable

import pytest
from litestar.types import Receive, ReceiveMessage

from service.api.errors import BodyTimeoutError, BodyTooLargeError, ClientGoneError
from service.api.intake import LARGEST, take_in


def sending(*pieces: bytes, ends: bool = True) -> Receive:
    """Return a `receive` that gives these pieces, then hangs up."""
    left: list[ReceiveMessage] = [
        {"type": "http.request", "body": piece, "more_body": n < len(pieces) or not ends}
        for n, piece in enumerate(pieces, start=1)
    ]

    async def receive() -> ReceiveMessage:
        return left.pop(0) if left else {"type": "http.disconnect"}

    return receive


async def silent() -> ReceiveMessage:
    await asyncio.Event().wait()
    raise AssertionError("nobody sets that event")


@pytest.mark.parametrize("pieces", [(b"",), (b"ab",), (b"a", b"", b"b"), (b"x" * LARGEST,)])
async def test_a_body_is_given_whole(pieces: Iterable[bytes]) -> None:
    assert await take_in(sending(*pieces), {}) == b"".join(pieces)


@pytest.mark.parametrize("pieces", [(b"x" * LARGEST, b"x"), (b"x" * LARGEST,) * 40])
async def test_a_body_beyond_the_limit_is_refused(pieces: Iterable[bytes]) -> None:
    with pytest.raises(BodyTooLargeError):
        await take_in(sending(*pieces), {})


async def test_a_body_that_announces_too_much_is_refused() -> None:
    with pytest.raises(BodyTooLargeError):
        await take_in(sending(b"x"), {"content-length": str(LARGEST + 1)})


async def test_a_body_that_does_not_come_is_refused() -> None:
    with pytest.raises(BodyTimeoutError):
        await take_in(silent, {}, patience_s=0.01)


async def test_a_client_that_hangs_up_is_not_answered() -> None:
    with pytest.raises(ClientGoneError):
        await take_in(sending(b"x", ends=False), {})
