"""Listening to channels, so that a connection that is only half alive is noticed."""

import contextlib
from collections.abc import AsyncIterator
from typing import TypedDict, cast

from redis.asyncio import Redis
from redis.asyncio.client import PubSub

from service.domain.errors import StoreUnavailableError
from service.store.scripting import NOT_NOW, answered

SILENCE_S = 2.0
"""How long nothing may be heard before the server is asked for a sign of life."""
PONG_WITHIN_S = 2.0
RECONNECT_S = 0.5
"""How long whoever listens waits before it subscribes anew."""


class Message(TypedDict):
    """What was said on a channel."""

    channel: bytes
    data: bytes


@contextlib.asynccontextmanager
async def subscription(redis: Redis) -> AsyncIterator[PubSub]:
    """Give a subscription to no channel yet; leaving the block ends it and never raises."""
    pubsub = redis.pubsub()
    try:
        yield pubsub
    finally:
        # A connection that does not close in time is only given back when it is closed once more.
        for _ in range(2):
            with contextlib.suppress(StoreUnavailableError):
                await answered(pubsub.aclose())  # type: ignore[no-untyped-call]
                break


async def next_message(pubsub: PubSub) -> Message | None:
    """Return the next message; None when there was none, though the server is there.

    The subscription must not ignore the server's confirmations: they are signs of life. Raises
    `StoreUnavailableError` when nothing comes, not even the answer to a ping.
    """
    message = await answered(pubsub.get_message(timeout=SILENCE_S))
    if message is None:
        await answered(pubsub.ping())
        message = await answered(pubsub.get_message(timeout=PONG_WITHIN_S))
    if message is None:
        raise StoreUnavailableError(NOT_NOW)
    return cast("Message", message) if message["type"] == "message" else None
