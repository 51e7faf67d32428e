"""What a store tells of itself: each debate is accepted once, and is active or has ended."""

from collections.abc import AsyncIterator, Awaitable
from typing import cast

import pytest

from service.context import Context
from service.domain.jobs import Lane
from service.domain.lifecycle import cancel
from service.store.figures import LaneFigures, StoreFigures
from service.store.leases import Leases
from tests.support.store import (
    a_queued_debate,
    a_reply,
    a_stored_debate,
    an_open_store,
    begun,
    claimed,
    completed,
    decided,
    some_leases,
)

IDLE = LaneFigures(waiting=0, oldest_s=0.0, running=0, reaped=0)


@pytest.fixture
async def context(valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    async with an_open_store(valkey_url, namespace) as context:
        yield context


@pytest.fixture
async def leases(context: Context) -> AsyncIterator[Leases]:
    async with some_leases(context) as leases:
        yield leases


def ends(figures: StoreFigures) -> dict[tuple[str, str], int]:
    return {end: number for end, number in figures.debates.ended.items() if number}


async def test_an_empty_store_has_nothing(context: Context) -> None:
    figures = await context.figures.read()

    assert (figures.debates.accepted, ends(figures)) == (0, {})
    assert figures.lanes == dict.fromkeys(Lane, IDLE)


async def test_debates_are_told_by_status_and_end(context: Context, leases: Leases) -> None:
    await completed(context, leases)
    await begun(context, leases)
    canceled = await a_stored_debate(context)
    await context.debates.decide(
        "public", canceled.spec.id, lambda d: cancel(d, now=context.clock.now())
    )
    await a_stored_debate(context)

    figures = await context.figures.read()

    assert figures.debates.accepted == 4
    assert figures.debates.active == {"queued": 1, "running": 1, "summarizing": 0}
    assert ends(figures) == {("completed", "consensus"): 1, ("canceled", ""): 1}


async def test_a_repeated_create_is_one_debate(context: Context) -> None:
    debate = a_queued_debate(context)
    for _ in range(2):
        await context.debates.create(debate, a_reply(), fingerprint="f")

    assert (await context.figures.read()).debates.accepted == 1


async def test_removing_a_debate_that_has_ended_takes_nothing_back(
    context: Context, leases: Leases
) -> None:
    debate = await completed(context, leases)

    await context.debates.remove(debate)

    assert ends(await context.figures.read()) == {("completed", "consensus"): 1}


async def test_one_that_is_removed_before_its_end_has_an_end_of_its_own(
    context: Context, leases: Leases
) -> None:
    debate, _ = await begun(context, leases)

    for _ in range(2):
        await context.debates.discard("public", debate.spec.id)

    figures = await context.figures.read()
    assert ends(figures) == {("removed", ""): 1}
    assert sum(figures.debates.active.values()) == 0


async def test_a_debate_from_before_there_was_counting_is_accepted_at_its_next_decision(
    context: Context, leases: Leases
) -> None:
    old = await a_stored_debate(context)
    await context.redis.delete(context.keys.moves)
    state = context.keys.debate("public", old.spec.id).state
    await cast("Awaitable[int]", context.redis.hdel(state, "counted"))

    await decided(context, old, await claimed(leases))

    debates = (await context.figures.read()).debates
    assert (debates.accepted, debates.active["running"], debates.active["queued"]) == (1, 1, 0)


async def test_the_queue_is_told_by_lane(context: Context, leases: Leases) -> None:
    for _ in range(3):
        await a_stored_debate(context)
    await leases.claim(1)
    await context.redis.zadd(f"{context.keys.prefix}waiting", {"the oldest": 1_000}, xx=False)

    lane = (await context.figures.read()).lanes[Lane.DEBATES]

    assert (lane.waiting, lane.running, lane.reaped) == (3, 1, 0)
    assert lane.oldest_s == pytest.approx(context.clock.now().timestamp() - 1, abs=60)


async def test_what_an_older_release_took_from_the_queue_waits_no_longer(
    context: Context, leases: Leases
) -> None:
    debates = [await a_stored_debate(context) for _ in range(3)]
    waiting = f"{context.keys.prefix}waiting"
    jobs = await context.redis.zrange(waiting, 0, -1, withscores=True)
    await leases.claim(1)
    await context.debates.decide(
        "public", debates[1].spec.id, lambda d: cancel(d, now=context.clock.now())
    )
    await context.redis.zadd(waiting, dict(jobs))

    await context.schedule.due(context.clock.now())

    assert (await context.figures.read()).lanes[Lane.DEBATES].waiting == 1


async def test_nothing_waits_once_its_debate_has_ended(context: Context) -> None:
    debate = await a_stored_debate(context)
    await context.debates.decide(
        "public", debate.spec.id, lambda d: cancel(d, now=context.clock.now())
    )

    assert (await context.figures.read()).lanes[Lane.DEBATES] == IDLE


async def test_leases_that_ended_are_counted_when_they_are_taken_back(
    context: Context, leases: Leases
) -> None:
    for _ in range(2):
        await a_stored_debate(context)
    claims, _ = await leases.claim(2)
    long_ago = {claim.job_id: 1 for claim in claims}
    await context.redis.zadd(f"{context.keys.prefix}leases", long_ago)

    for _ in range(2):
        await leases.claim(0)

    lane = (await context.figures.read()).lanes[Lane.DEBATES]
    assert (lane.reaped, lane.running, lane.waiting) == (2, 0, 2)
