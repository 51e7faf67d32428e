"""Listening to channels, so that a connection that is only half alive is noticed."""

from typing import TypedDict, cast

from redis.asyncio.client import PubSub

from service.domain.errors import StoreUnavailableError
from service.store.scripting import NOT_NOW, answered

RECONNECT_S = 0.5
"""How long whoever listens waits before it subscribes anew."""


class Message(TypedDict):
    """What was said on a channel."""

    channel: bytes
    data: bytes


async def next_message(
    pubsub: PubSub, *, silence_s: float = 5.0, pong_within_s: float = 2.0
) -> Message | None:
    """Return the next message; None when there was none, though the server is there.

    After `silence_s` the server is asked for a sign of life. The subscription must not ignore its
    confirmations: they are some. Raises `StoreUnavailableError` when nothing comes.
    """
    message = await answered(pubsub.get_message(timeout=silence_s))
    if message is None:
        await answered(pubsub.ping())
        message = await answered(pubsub.get_message(timeout=pong_within_s))
    if message is None:
        raise StoreUnavailableError(NOT_NOW)
    return cast("Message", message) if message["type"] == "message" else None
