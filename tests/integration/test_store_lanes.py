"""Lanes: queues beside each other, in which what waits, fails or hangs in one is nothing to others."""

from collections import Counter
from collections.abc import AsyncIterator

import pytest

from service.context import Context
from service.domain.jobs import Claim, Lane
from service.store.leases import Leases
from tests.support.deliveries import REFUSED, an_owed_test, attempted
from tests.support.store import a_stored_debate, claimed, eventually, is_at_rest, some_leases


@pytest.fixture
async def fast(context: Context) -> AsyncIterator[Leases]:
    async with some_leases(context, Lane.DELIVER) as lane:
        yield lane


@pytest.fixture
async def slow(context: Context) -> AsyncIterator[Leases]:
    async with some_leases(context, Lane.RETRY) as lane:
        yield lane


def line_of(claim: Claim) -> str:
    return claim.job_id.partition("}")[2].partition("|")[0]


async def owe(context: Context, line: str, count: int) -> None:
    for _ in range(count):
        await an_owed_test(context, line)


async def fail(context: Context, line: str) -> None:
    """Have it known that a receiver fails."""
    await context.redis.set(f"{context.keys.prefix}failing:{line}", 1)


async def test_each_lane_hands_out_its_own_jobs(
    context: Context, leases: Leases, fast: Leases, slow: Leases
) -> None:
    await owe(context, "whe_healthy", 1)
    await fail(context, "whe_dead")
    await owe(context, "whe_dead", 1)
    debate = await a_stored_debate(context)

    found = [(await lane.claim(9))[0] for lane in (leases, fast, slow)]

    assert [[line_of(claim) for claim in claims] for claims in found] == [
        [debate.spec.tenant],
        ["whe_healthy"],
        ["whe_dead"],
    ]


async def test_a_full_lane_of_deliveries_does_not_hold_up_debates(
    context: Context, leases: Leases, fast: Leases
) -> None:
    await owe(context, "public", 50)
    hanging, _ = await fast.claim(100)
    await a_stored_debate(context)

    claims, sleep_s = await leases.claim(2)

    assert len(hanging) == 5
    assert len(claims) == 1
    assert sleep_s != 0


async def test_at_most_five_attempts_at_one_receiver_are_under_way_and_two_if_it_fails(
    context: Context, fast: Leases, slow: Leases
) -> None:
    await fail(context, "whe_dead")
    for line in ("whe_one", "whe_other", "whe_dead"):
        await owe(context, line, 12)

    served = [(await lane.claim(100))[0] for lane in (fast, slow)]

    assert [Counter(line_of(claim) for claim in claims) for claims in served] == [
        {"whe_one": 5, "whe_other": 5},
        {"whe_dead": 2},
    ]


async def test_receivers_take_turns(context: Context, fast: Leases) -> None:
    await owe(context, "whe_whale", 5)
    await owe(context, "whe_minnow", 2)

    served = [line_of(claim) for _ in range(5) for claim in (await fast.claim(1))[0]]

    assert served == ["whe_whale", "whe_minnow", "whe_whale", "whe_minnow", "whe_whale"]


async def test_purging_a_lane_leaves_the_others_alone(
    context: Context, leases: Leases, fast: Leases
) -> None:
    await owe(context, "whe_one", 1)
    await a_stored_debate(context)
    delivering, debating = await claimed(fast), await claimed(leases)

    await fast.purge()

    assert await leases.renew([debating]) == ()
    assert await fast.renew([delivering]) == (delivering.job_id,)
    assert (await claimed(fast)).job_id == delivering.job_id


async def test_silence_in_a_lane_gives_grace_in_that_lane_alone(
    context: Context, leases: Leases, fast: Leases
) -> None:
    await owe(context, "whe_one", 1)
    await claimed(fast)
    await leases.renew([])
    await context.redis.delete(f"{context.keys.of_lane(Lane.DELIVER)}seen")

    await fast.claim(1)
    await leases.claim(1)

    found = [await context.redis.exists(f"{context.keys.of_lane(lane)}grace") for lane in Lane]
    assert found == [0, 1, 0]


async def test_a_job_wakes_the_workers_of_its_lane_and_no_others(context: Context) -> None:
    await fail(context, "whe_dead")
    async with context.redis.pubsub() as heard:
        await heard.subscribe(*map(context.keys.wake, Lane))

        await owe(context, "whe_one", 1)
        await owe(context, "whe_dead", 1)
        await a_stored_debate(context)

        woken: list[str] = []

        async def all_are_heard() -> bool:
            message = await heard.get_message(ignore_subscribe_messages=True)
            if message is not None:
                woken.append(message["channel"].decode())
            return len(woken) == len(Lane)

        await eventually(all_are_heard)
    assert woken == [context.keys.wake(lane) for lane in (Lane.DELIVER, Lane.RETRY, Lane.DEBATES)]


async def test_a_job_that_kills_its_workers_does_not_wait_for_what_is_due_in_days(
    context: Context, fast: Leases, slow: Leases
) -> None:
    await owe(context, "whe_far", 1)
    refused = await attempted(context, fast, REFUSED)
    await context.redis.zadd(
        f"{context.keys.of_lane(Lane.RETRY)}delayed",
        {f"{{{context.keys.namespace}}}whe_far|public|{refused.id}": 4e12},
    )
    await fail(context, "whe_deadly")
    await owe(context, "whe_deadly", 1)

    tries = []
    for _ in range(3):
        tries.append((await claimed(slow)).tries)
        await slow.purge()

    ((last,), _) = await slow.claim(5)
    assert [*tries, last.tries] == [1, 2, 3, 4]


async def test_suspects_of_a_receiver_take_no_more_than_its_places(
    context: Context, fast: Leases
) -> None:
    await owe(context, "whe_deadly", 5)
    for _ in range(3):
        assert len((await fast.claim(10))[0]) == 5
        await fast.purge()
    await owe(context, "whe_deadly", 5)
    async with some_leases(context, Lane.DELIVER) as other:
        await other.claim(0)
        new = await context.redis.zcard(f"{context.keys.of_lane(Lane.DELIVER)}suspects")

        tried, _ = await fast.claim(10)
        none, _ = await other.claim(10)

    assert new == 5
    assert [claim.company for claim in tried] == [5] * 5
    assert none == ()


async def test_nothing_is_left_of_a_lane_that_has_no_work(context: Context, fast: Leases) -> None:
    await owe(context, "whe_one", 3)
    claims, _ = await fast.claim(5)

    for claim in claims:
        await fast.release(claim, finished=True)

    assert await is_at_rest(context)
