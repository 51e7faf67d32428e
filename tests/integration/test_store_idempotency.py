"""Keys of requests in the store: held by one at a time, and kept with their replies for a day."""

import pytest

from service.context import Context
from service.domain.errors import IdempotencyKeyInUseError, IdempotencyKeyReusedError
from service.store.idempotency import HELD_S, KEPT_S, StoredReply
from tests.support.store import a_hold, a_reply, eventually

TENANT, MARK = "public", "the-fingerprint"


async def ttl_s(context: Context) -> float:
    left_ms: int = await context.redis.pttl(context.keys.idempotency(TENANT, MARK))
    return left_ms / 1000


async def test_a_key_is_held_for_a_minute_at_most(context: Context) -> None:
    held = await context.idempotency.hold(TENANT, MARK, a_hold())

    assert held is None
    assert HELD_S - 5 < await ttl_s(context) <= HELD_S == 60


async def test_a_held_key_is_in_use(context: Context) -> None:
    await context.idempotency.hold(TENANT, MARK, a_hold())

    with pytest.raises(IdempotencyKeyInUseError):
        await context.idempotency.hold(TENANT, MARK, a_hold("another's"))
    with pytest.raises(IdempotencyKeyReusedError):
        await context.idempotency.hold(TENANT, MARK, a_hold("another's", b"[]"))


async def test_a_reply_is_kept_for_a_day(context: Context) -> None:
    await context.idempotency.hold(TENANT, MARK, a_hold())

    await context.idempotency.keep(TENANT, MARK, a_hold(), a_reply())

    assert await context.idempotency.hold(TENANT, MARK, a_hold("another's")) == a_reply()
    assert KEPT_S - 5 < await ttl_s(context) <= KEPT_S == 24 * 60 * 60


async def test_a_freed_key_can_be_held_for_another_body(context: Context) -> None:
    await context.idempotency.hold(TENANT, MARK, a_hold())

    await context.idempotency.keep(TENANT, MARK, a_hold(), None)

    assert await context.idempotency.hold(TENANT, MARK, a_hold("another's", b"[]")) is None


@pytest.mark.parametrize("reply", [None, a_reply()], ids=["frees", "answers"])
async def test_who_has_lost_a_key_can_do_nothing_to_it(
    context: Context, reply: StoredReply | None
) -> None:
    key = context.keys.idempotency(TENANT, MARK)
    await context.idempotency.hold(TENANT, MARK, a_hold())
    await context.redis.pexpire(key, 1)
    await eventually(lambda: is_gone(context))
    await context.idempotency.hold(TENANT, MARK, a_hold("another's"))

    await context.idempotency.keep(TENANT, MARK, a_hold(), reply)

    with pytest.raises(IdempotencyKeyInUseError):
        await context.idempotency.hold(TENANT, MARK, a_hold("a third's"))


async def is_gone(context: Context) -> bool:
    return not await context.redis.exists(context.keys.idempotency(TENANT, MARK))


async def test_a_key_of_another_tenant_is_another_key(context: Context) -> None:
    await context.idempotency.hold(TENANT, MARK, a_hold())

    held = await context.idempotency.hold("somebody-else", MARK, a_hold("theirs"))

    assert held is None
