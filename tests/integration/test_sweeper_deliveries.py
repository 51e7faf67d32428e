"""Deliveries that nobody works on: lost jobs come back, what has ended is forgotten in time."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
import structlog

from service.context import Context
from service.domain.delivery import Delivery, kept_until
from service.domain.jobs import Lane
from service.domain.lifecycle import cancel
from service.store.encoding import to_ms
from service.store.leases import Leases
from service.store.subscriptions import LOOK_EVERY
from service.sweeper import sweep
from tests.support.deliveries import (
    REFUSED,
    TAKEN,
    an_owed_test,
    attempted,
    enroll,
    make_all_due,
    owed,
    reloaded,
)
from tests.support.store import (
    a_stored_debate,
    again,
    forget_all_jobs,
    in_the_queue,
    keyspace,
    some_leases,
)


@pytest.fixture
async def fast(context: Context) -> AsyncIterator[Leases]:
    async with some_leases(context, Lane.DELIVER) as lane:
        yield lane


@pytest.fixture
async def slow(context: Context) -> AsyncIterator[Leases]:
    async with some_leases(context, Lane.RETRY) as lane:
        yield lane


async def make_due(context: Context, *deliveries: Delivery) -> None:
    """Bring the next look at deliveries forward."""
    for delivery in deliveries:
        member = f"{delivery.tenant}|{delivery.id}"
        await context.redis.zadd(f"{context.keys.prefix}deliveries", {member: 0}, xx=True)


async def looked_at(context: Context, delivery: Delivery) -> datetime:
    """Return when a delivery is looked at next."""
    member = f"{delivery.tenant}|{delivery.id}"
    at_ms = await context.redis.zscore(f"{context.keys.prefix}deliveries", member)
    return datetime.fromtimestamp(at_ms / 1000, delivery.created_at.tzinfo)


async def test_a_lost_job_of_a_delivery_is_queued_again_however_many_sweep(
    context: Context, fast: Leases
) -> None:
    delivery = await an_owed_test(context)
    await forget_all_jobs(context)
    await make_due(context, delivery)

    await asyncio.gather(*(sweep(context) for _ in range(5)))

    claims, _ = await fast.claim(5)
    assert [claim.job_id.split("|")[2] for claim in claims] == [delivery.id]
    assert await context.redis.exists(f"arq:job:{claims[0].job_id}")


async def test_a_lost_job_that_is_due_later_comes_back_in_its_lane_for_then(
    context: Context, fast: Leases
) -> None:
    await an_owed_test(context)
    refused = await attempted(context, fast, REFUSED)
    await forget_all_jobs(context)
    await make_due(context, refused)

    await sweep(context)

    delayed = f"{context.keys.of_lane(Lane.RETRY)}delayed"
    found = await context.redis.zrange(delayed, 0, -1, withscores=True)
    assert refused.next_attempt_at is not None
    due_at = pytest.approx(to_ms(refused.next_attempt_at), abs=1_000)
    assert [score for _, score in found] == [due_at]


async def test_a_delivery_whose_job_waits_or_is_at_work_is_left_as_it_is(
    context: Context, fast: Leases
) -> None:
    await an_owed_test(context)
    delayed = await attempted(context, fast, REFUSED)
    waiting, at_work = (
        await an_owed_test(context, delayed.endpoint_id),
        await an_owed_test(context),
    )
    ((claim,), _) = await fast.claim(1)
    await make_due(context, delayed, waiting, at_work)
    before = await in_the_queue(context)

    due = await context.schedule.due(context.clock.now())

    assert due.undelivered == ()
    assert await in_the_queue(context) == before
    assert await fast.renew([claim]) == ()
    assert await looked_at(context, waiting) >= waiting.created_at + LOOK_EVERY


async def test_a_delivery_is_not_looked_at_before_its_attempt_is_due(
    context: Context, fast: Leases
) -> None:
    await an_owed_test(context)

    refused = await attempted(context, fast, REFUSED)

    assert refused.next_attempt_at is not None
    next_look = to_ms(refused.next_attempt_at + LOOK_EVERY)
    assert to_ms(await looked_at(context, refused)) == next_look


async def test_what_has_ended_is_kept_for_thirty_days_after_its_last_attempt(
    context: Context, fast: Leases
) -> None:
    await an_owed_test(context)
    taken = await attempted(context, fast, TAKEN)
    last = taken.attempts[-1].at

    before = await context.schedule.due(last + timedelta(days=30, milliseconds=-1))
    there = await reloaded(context, taken)
    await context.schedule.due(last + timedelta(days=30))

    assert before.undelivered == ()
    assert there == taken
    assert await owed(context) == []


async def test_nothing_is_left_of_deliveries_that_are_over(
    context: Context, fast: Leases, slow: Leases, namespace: str
) -> None:
    endpoint = await enroll(context)
    debates = [await a_stored_debate(context) for _ in range(2)]
    for debate in debates:
        await context.debates.decide(
            "public", debate.spec.id, lambda d: cancel(d, now=context.clock.now())
        )
    await an_owed_test(context, endpoint.id)
    refused = await attempted(context, fast, REFUSED)
    await make_all_due(context)
    await attempted(context, slow, TAKEN)
    await context.deliveries.call_off("public", endpoint.id)
    assert refused.endpoint_id == endpoint.id
    for debate in debates:
        assert await context.debates.remove(await again(context, debate))
    ended = await owed(context)
    assert len(ended) == 3
    await make_due(context, *ended)

    await sweep(context)

    left = {
        key.removeprefix(context.keys.prefix) for key in await keyspace(context.redis, namespace)
    }
    assert {key for key in left if key.partition(":")[0] not in PASSING} == {
        "moves",
        "t:public:endpoints",
    }
    assert not {key for key in left if "dlv" in key or "queue" in key}


PASSING = {"claim", "due", "seen", "deliver", "retry"}
"""Beginnings of keys that end by themselves, soon: replies, who was heard."""


async def test_of_a_removed_debate_the_log_is_kept_for_thirty_days_from_then(
    context: Context,
) -> None:
    await enroll(context)
    debate = await a_stored_debate(context)
    ended = await context.debates.decide(
        "public", debate.spec.id, lambda d: cancel(d, now=context.clock.now())
    )

    await context.debates.remove(ended)

    (canceled,) = await owed(context)
    kept = await looked_at(context, canceled)
    assert timedelta(0) <= kept - kept_until(canceled) < timedelta(minutes=1)


async def test_a_delivery_that_cannot_be_read_holds_up_no_other(
    context: Context, fast: Leases
) -> None:
    broken, lost = await an_owed_test(context), await an_owed_test(context)
    await context.redis.hset(context.keys.delivery("public", broken.id), "data", "\x00")  # type: ignore[misc]
    await forget_all_jobs(context)
    await make_due(context, broken, lost)

    with structlog.testing.capture_logs() as logs:
        for _ in range(3):
            await sweep(context)

    assert [(line["event"], line["name"]) for line in logs] == [("not_looked_after", broken.id)]
    claims, _ = await fast.claim(5)
    assert [claim.job_id.split("|")[2] for claim in claims] == [lost.id]
