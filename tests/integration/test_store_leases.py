"""Leases in a real Valkey: who has a job, for how long, and what becomes of one that was lost."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from service.context import Context
from service.domain.jobs import Claim
from service.domain.lifecycle import cancel
from service.ending import end
from service.queue import Queue, decode_payload
from service.store.leases import Leases
from tests.support.debates import a_response
from tests.support.store import (
    a_call,
    a_queued_debate,
    a_stored_debate,
    again,
    begun,
    claimed,
    eventually,
    let_the_lease_end,
    some_leases,
)


async def fall_silent(context: Context, claim: Claim) -> None:
    """Make it so long ago that anybody was heard that the lease has ended meanwhile."""
    await context.redis.delete(f"{context.keys.prefix}seen")
    await let_the_lease_end(context, claim)


async def test_a_job_is_handed_out_once(context: Context, leases: Leases) -> None:
    debates = [await a_stored_debate(context) for _ in range(6)]

    async with some_leases(context) as others:
        found = await asyncio.gather(*(w.claim(2) for w in (leases, others) for _ in range(4)))

    jobs = [claim.job_id for claims, _ in found for claim in claims]
    queue = Queue(context.keys.namespace)
    assert sorted(jobs) == sorted(job.id for d in debates if (job := queue.job_for(d)))


async def test_the_job_that_was_queued_first_is_handed_out_first(
    context: Context, leases: Leases
) -> None:
    debates = [await a_stored_debate(context) for _ in range(3)]
    jobs = [job.id for debate in debates if (job := context.queue.job_for(debate))]
    due = dict(zip(jobs, (3, 1, 2), strict=True))
    await context.redis.zadd(f"{context.keys.prefix}queue:public", due)

    claims = [await claimed(leases) for _ in range(3)]

    assert [claim.job_id for claim in claims] == [jobs[1], jobs[2], jobs[0]]


async def test_a_claim_takes_no_more_than_it_wants(context: Context, leases: Leases) -> None:
    for _ in range(3):
        await a_stored_debate(context)

    none, at_once = await leases.claim(0)
    two, _ = await leases.claim(2)

    assert none == ()
    assert at_once == 0
    assert len(two) == 2


async def test_an_idle_worker_is_told_when_to_look_again(context: Context, leases: Leases) -> None:
    assert await leases.claim(1) == ((), None)
    await a_stored_debate(context)
    await claimed(leases)

    claims, sleep_s = await leases.claim(1)

    assert claims == ()
    assert sleep_s is not None
    assert leases.terms.lease_s / 2 < sleep_s <= leases.terms.lease_s


async def test_a_lease_that_ended_gives_the_job_to_whoever_claims_next(
    context: Context, leases: Leases
) -> None:
    _, claim = await begun(context, leases)
    await let_the_lease_end(context, claim)

    after = await claimed(leases)

    assert after.job_id == claim.job_id
    assert after.token != claim.token
    assert await leases.renew([claim]) == (claim.job_id,)
    assert await leases.renew([after]) == ()


async def test_a_lease_that_is_renewed_does_not_end(context: Context, leases: Leases) -> None:
    _, claim = await begun(context, leases)
    await let_the_lease_end(context, claim)

    lost = await leases.renew([claim])

    assert lost == ()
    assert (await leases.claim(1))[0] == ()


async def test_a_finished_job_is_gone_with_its_payload(
    context: Context, leases: Leases, namespace: str
) -> None:
    await a_stored_debate(context)
    claim = await claimed(leases)

    await leases.release(claim, finished=True)

    assert await leases.claim(1) == ((), None)
    assert [key async for key in context.redis.scan_iter(match=f"arq:*{namespace}*")] == []


async def test_a_job_given_back_for_later_is_due_then(context: Context, leases: Leases) -> None:
    await a_stored_debate(context)
    claim = await claimed(leases)

    await leases.release(claim, finished=False, delay_s=3_000)
    none, sleep_s = await leases.claim(1)

    assert none == ()
    assert sleep_s is not None
    assert 2_900 < sleep_s <= 3_000


async def test_a_job_given_back_at_once_is_due_at_once(context: Context, leases: Leases) -> None:
    await a_stored_debate(context)
    claim = await claimed(leases)

    await leases.release(claim, finished=False)

    assert (await claimed(leases)).job_id == claim.job_id


async def test_giving_back_what_another_has_by_now_changes_nothing(
    context: Context, leases: Leases
) -> None:
    await a_stored_debate(context)
    before = await claimed(leases)
    await leases.purge()
    after = await claimed(leases)

    await leases.release(before, finished=True)
    await leases.release(before, finished=False)

    assert await leases.renew([after]) == ()


async def test_purging_ends_every_lease_at_once(context: Context, leases: Leases) -> None:
    for _ in range(3):
        await a_stored_debate(context)
    dead, _ = await leases.claim(3)

    await leases.purge()

    alive, _ = await leases.claim(3)
    assert {c.job_id for c in alive} == {c.job_id for c in dead}
    assert len(await leases.renew(dead)) == 3


async def test_after_a_silence_nobody_loses_a_lease_before_it_could_be_renewed(
    context: Context, leases: Leases
) -> None:
    _, claim = await begun(context, leases)
    await fall_silent(context, claim)

    async with some_leases(context) as newcomers:
        found, sleep_s = await newcomers.claim(1)

    assert found == ()
    assert sleep_s is not None
    assert leases.terms.lease_s / 2 < sleep_s <= leases.terms.lease_s
    assert await leases.renew([claim]) == ()


async def test_the_first_beat_after_a_silence_gives_the_others_time_as_well(
    context: Context, leases: Leases
) -> None:
    _, claim = await begun(context, leases)
    await fall_silent(context, claim)

    async with some_leases(context) as others:
        await others.renew([])
        assert (await others.claim(1))[0] == ()

    assert await leases.renew([claim]) == ()


async def test_whoever_does_not_come_back_after_a_silence_loses_the_lease(
    context: Context, leases: Leases
) -> None:
    _, claim = await begun(context, leases)
    await fall_silent(context, claim)
    assert (await leases.claim(1))[0] == ()

    await context.redis.delete(f"{context.keys.prefix}grace")

    assert (await claimed(leases)).job_id == claim.job_id


async def test_a_silence_without_leases_is_nothing_to_wait_for(
    context: Context, leases: Leases
) -> None:
    await leases.claim(1)
    await context.redis.delete(f"{context.keys.prefix}seen")

    await leases.claim(1)

    assert not await context.redis.exists(f"{context.keys.prefix}grace")


async def test_purging_waits_for_nobody(context: Context, leases: Leases) -> None:
    _, claim = await begun(context, leases)
    await fall_silent(context, claim)
    await leases.claim(1)

    await leases.purge()

    assert (await claimed(leases)).job_id == claim.job_id


async def test_a_claim_says_how_often_the_job_was_broken_off(
    context: Context, leases: Leases
) -> None:
    await a_stored_debate(context)

    tries = []
    for _ in range(3):
        claim = await claimed(leases)
        tries.append(claim.tries)
        await let_the_lease_end(context, claim)

    assert tries == [1, 2, 3]
    await leases.purge()
    assert (await claimed(leases)).tries == 4


@pytest.mark.parametrize("delay_s", [0.0, 0.001])
async def test_giving_a_job_back_costs_no_try(
    context: Context, leases: Leases, delay_s: float
) -> None:
    await a_stored_debate(context)
    await let_the_lease_end(context, await claimed(leases))

    await leases.release(await claimed(leases), finished=False, delay_s=delay_s)

    await eventually(lambda: has_a_job(leases, tries=1))


async def has_a_job(leases: Leases, tries: int) -> bool:
    claims, _ = await leases.claim(1)
    return [claim.tries for claim in claims] == [tries]


async def test_an_answer_makes_up_for_the_tries_before_it(
    context: Context, leases: Leases
) -> None:
    debate, claim = await begun(context, leases)
    await let_the_lease_end(context, claim)
    claim = await claimed(leases)

    await context.ledger.commit(debate.spec, a_response(1, "seat_1", "A"), a_call())

    await let_the_lease_end(context, claim)
    assert (claim.tries, (await claimed(leases)).tries) == (2, 1)


class Heard:
    """What a worker is told while it listens."""

    def __init__(self) -> None:
        self.woken = asyncio.Event()
        self.lost: list[str] = []

    async def is_woken(self) -> bool:
        return self.woken.is_set()

    async def of_a_loss(self) -> bool:
        return bool(self.lost)


@pytest.fixture
async def heard(leases: Leases) -> AsyncIterator[Heard]:
    heard = Heard()
    listening = asyncio.create_task(leases.listen(heard.woken.set, heard.lost.append))
    try:
        await eventually(heard.is_woken)
        heard.woken.clear()
        yield heard
    finally:
        await end(listening)


async def test_a_queued_job_wakes_those_who_wait(context: Context, heard: Heard) -> None:
    await a_stored_debate(context)

    await eventually(heard.is_woken)


async def test_the_loss_of_a_job_is_told_and_giving_it_back_is_not(
    context: Context, leases: Leases, heard: Heard
) -> None:
    await a_stored_debate(context)
    await leases.release(await claimed(leases), finished=False)
    own = await claimed(leases)
    await leases.release(own, finished=True)
    debate, _ = await begun(context, leases)

    await context.debates.decide(
        "public", debate.spec.id, lambda d: cancel(d, now=context.clock.now())
    )

    await eventually(heard.of_a_loss)
    assert [job_id.split("|")[1] for job_id in heard.lost] == [debate.spec.id]


async def test_a_lease_that_ended_is_told_as_a_loss(
    context: Context, leases: Leases, heard: Heard
) -> None:
    _, claim = await begun(context, leases)
    await let_the_lease_end(context, claim)

    await leases.claim(0)

    await eventually(heard.of_a_loss)
    assert heard.lost == [claim.job_id]


async def test_a_payload_names_the_job_in_arqs_format_as_msgpack(context: Context) -> None:
    debate = a_queued_debate(context)
    job = context.queue.job_for(debate)
    assert job is not None

    payload = decode_payload(job.payload)

    assert payload["f"] == "run_round"
    assert payload["a"] == ["public", debate.spec.id, 1]
    assert payload["k"]["trace_id"] == debate.spec.trace.id


async def test_a_payload_that_expired_is_queued_again_by_the_sweeper(
    context: Context, leases: Leases
) -> None:
    debate = await a_stored_debate(context)
    claim = await claimed(leases)
    await context.redis.delete(f"arq:job:{claim.job_id}")
    await leases.release(claim, finished=True)

    await context.schedule.requeue(await again(context, debate))

    assert (await claimed(leases)).job_id == claim.job_id
    assert await context.redis.exists(f"arq:job:{claim.job_id}")


async def test_a_worker_that_beats_alone_is_no_silence(context: Context, leases: Leases) -> None:
    await a_stored_debate(context)
    claim, seen = await claimed(leases), f"{context.keys.prefix}seen"
    heard_ms = await context.redis.pttl(seen)

    await context.redis.pexpire(seen, heard_ms // 2)
    await leases.renew([claim])

    assert await context.redis.pttl(seen) > heard_ms // 2
    assert not await context.redis.exists(f"{context.keys.prefix}grace")
