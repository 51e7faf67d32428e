"""Listening to channels, so that a connection that is only half alive is noticed."""

from typing import TypedDict, cast

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
