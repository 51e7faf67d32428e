"""Subscriptions: that one which does not close is ended all the same, and disturbs nobody."""

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import TimeoutError as RedisTimeoutError
from typing_extensions import override

from service.store.listening import subscription


class Sticky(Redis):
    """Gives subscriptions that do not close at the first try."""

    def __init__(self) -> None:
        super().__init__()
        self.tries = 0

    @override
    def pubsub(self, **kwargs: object) -> PubSub:
        return StickyPubSub(self)


class StickyPubSub(PubSub):
    def __init__(self, redis: Sticky) -> None:
        super().__init__(redis.connection_pool)
        self._redis = redis

    @override
    async def aclose(self) -> None:
        self._redis.tries += 1
        if self._redis.tries == 1:
            raise RedisTimeoutError("Timed out closing connection after 1.5")


async def test_a_subscription_that_does_not_close_in_time_is_closed_once_more() -> None:
    async with Sticky() as redis:
        async with subscription(redis):
            pass

        assert redis.tries == 2
