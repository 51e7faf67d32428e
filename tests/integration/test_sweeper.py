"""The sweeper over a real Valkey: what is lost, late or over is found, once, among any number."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from typing import Protocol

import pytest
import structlog

from service import ids
from service.context import Context
from service.domain.debate import (
    Debate,
    DebateStatus,
    DegradedReason,
    ResponseStatus,
    StopReason,
    SummarySource,
)
from service.domain.errors import UnknownResourceError
from service.domain.extractive import extractive_summary
from service.domain.lifecycle import Step, begin, close_round, conclude
from service.domain.tally import degraded_reasons
from service.ending import end
from service.store.debates import CHECK_EVERY
from service.store.leases import Leases
from service.store.schedule import AT_MOST, Due
from service.sweeper import keep_sweeping, sweep
from tests.support.debates import a_response, some_rules
from tests.support.store import (
    a_call,
    a_stored_debate,
    again,
    an_open_store,
    completed,
    counted,
    eventually,
    keyspace,
)
from tests.support.workers import Recording, a_worker, asked, seats, the_end, the_log


class Decide(Protocol):
    """A decision of `lifecycle` that is always made."""

    def __call__(self, debate: Debate, *, now: datetime) -> Step: ...


NOTHING = Due(unattended=(), ended=(), more=False)
SWEEPERS = 8
PASSING = {":claim:", ":due:", ":seen"}
"""What ends by itself, soon: replies that are kept for those who ask again, who was heard."""


@pytest.fixture
async def sweepers(valkey_url: str, namespace: str) -> AsyncIterator[list[Context]]:
    """Give the stores of that many processes."""
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(an_open_store(valkey_url, namespace))
            for _ in range(SWEEPERS)
        ]


def name(debate: Debate) -> tuple[str, str]:
    return debate.spec.tenant, debate.spec.id


def member(debate: Debate) -> str:
    return f"{debate.spec.tenant}|{debate.spec.id}"


def in_the_past(context: Context, seconds: float = 60) -> dict[str, object]:
    """Return the fields of a debate that was created then, to end at once."""
    return {"created_at": context.clock.now() - timedelta(seconds=seconds), "deadline_s": 1}


async def make_due(context: Context, *debates: Debate) -> None:
    """Bring the next look at active debates forward."""
    for debate in debates:
        await context.redis.zadd(context.keys.checks, {member(debate): 0}, xx=True)


async def lose_all_jobs(leases: Leases) -> None:
    """Take every queued job away, as a restart from an older copy of the data might."""
    claims, _ = await leases.claim(100)
    for claim in claims:
        await leases.release(claim, finished=True)


async def queued(context: Context) -> Debate:
    return await a_stored_debate(context, **in_the_past(context))


async def without_an_answer(context: Context) -> Debate:
    return await at_its_creation(context, await queued(context), begin)


async def in_its_second_round(context: Context) -> Debate:
    return await after_a_round(context, "ABC")


async def being_summed_up(context: Context) -> Debate:
    return await after_a_round(context, "AAA")


async def after_a_round(context: Context, votes: str) -> Debate:
    debate = await without_an_answer(context)
    for seat, vote in zip(debate.spec.panel, votes, strict=True):
        call = a_call(seat.id, settled=True)
        await context.ledger.commit(debate.spec, a_response(1, seat.id, vote), call)
    return await at_its_creation(context, debate, close_round)


async def at_its_creation(context: Context, debate: Debate, decision: Decide) -> Debate:
    """Decide as at the time when there was time left."""
    early = debate.spec.created_at
    return await context.debates.decide(*name(debate), lambda d: decision(d, now=early))


LATE: dict[str, tuple[Callable[[Context], Awaitable[Debate]], DebateStatus, str]] = {
    "queued": (queued, DebateStatus.EXPIRED, "debate.expired"),
    "running, nothing counted": (without_an_answer, DebateStatus.EXPIRED, "debate.expired"),
    "running": (in_its_second_round, DebateStatus.COMPLETED, "debate.completed"),
    "summarizing": (being_summed_up, DebateStatus.COMPLETED, "debate.completed"),
}
"""What may be late: how it comes about, and the status and event that it ends with."""


@pytest.mark.parametrize("case", LATE)
async def test_a_passed_deadline_ends_a_debate_once_however_many_sweep(
    case: str, context: Context, leases: Leases, sweepers: list[Context]
) -> None:
    build, status, event = LATE[case]
    debate = await build(context)
    await make_due(context, debate)

    await asyncio.gather(*(sweep(store) for store in sweepers))

    ended = await again(context, debate)
    log = await the_log(context, debate)
    assert ended.state.status is status
    assert log.count(event) == 1
    assert log[-1] == event
    assert await leases.claim(5) == ((), None)


@pytest.mark.parametrize("case", LATE)
async def test_those_who_end_a_debate_at_the_same_moment_end_it_once(
    case: str, context: Context, sweepers: list[Context]
) -> None:
    build, status, event = LATE[case]
    debate = await build(context)

    await asyncio.gather(*(sweep_regardless(store, debate) for store in sweepers))

    log = await the_log(context, debate)
    assert (await again(context, debate)).state.status is status
    assert log.count(event) == 1


async def sweep_regardless(store: Context, debate: Debate) -> None:
    """Sweep as if nobody else had looked."""
    for _ in range(5):
        await make_due(store, debate)
        await sweep(store)


async def test_a_debate_that_expires_unasked_says_so(context: Context) -> None:
    debate = await queued(context)
    await make_due(context, debate)

    await sweep(context)

    ended = await again(context, debate)
    assert ended.state.error is not None
    assert ended.state.error.code == "deadline_exceeded"
    assert await the_log(context, debate) == ["debate.queued", "debate.expired"]


async def test_a_round_cut_by_the_deadline_is_completed_and_degraded_in_one_sweep(
    context: Context,
) -> None:
    debate = await in_its_second_round(context)
    await context.ledger.commit(debate.spec, a_response(2, "seat_1", "B"), a_call(round=2))
    await make_due(context, debate)

    await sweep(context)

    ended = await again(context, debate)
    summary = await context.debates.summary(*name(debate))
    assert ended.state.stop_reason is StopReason.DEADLINE
    assert DegradedReason.DEADLINE in degraded_reasons(ended)
    assert [r.status for r in ended.round_responses(2)] == [
        ResponseStatus.VOTED,
        ResponseStatus.TIMED_OUT,
        ResponseStatus.TIMED_OUT,
    ]
    assert ended.state.outcome is not None
    assert ended.state.outcome.rounds == 1
    assert summary is not None
    assert summary.source is SummarySource.EXTRACTIVE
    assert summary.headline == ended.state.outcome.headline


async def test_who_writes_a_summary_past_the_deadline_finds_it_written(
    context: Context, leases: Leases
) -> None:
    debate = await being_summed_up(context)
    (claim,), _ = await leases.claim(1)
    await make_due(context, debate)
    await sweep(context)
    swept = await context.debates.summary(*name(debate))

    def finish(found: Debate) -> None:
        assert found.state.status is DebateStatus.COMPLETED

    after = await context.debates.decide(*name(debate), finish, claim=claim)

    assert after.rev == debate.rev + 1
    assert await context.debates.summary(*name(debate)) == swept
    assert await leases.renew([claim]) == (claim.job_id,)


async def test_a_worker_and_many_sweepers_end_a_debate_at_its_deadline_once(
    context: Context, sweepers: list[Context]
) -> None:
    provider = Recording()
    provider.held["seat_3"] = asyncio.Event()
    async with a_worker(context, provider):
        debate = await a_stored_debate(
            context, panel=seats("A", "B", "C"), rules=some_rules(quorum=1), deadline_s=2
        )
        sweeping = [asyncio.create_task(keep_sweeping(store)) for store in sweepers]
        try:
            ended = await the_end(context, debate)
            await eventually(lambda: is_broken_off(provider))
        finally:
            await end(*sweeping)

    log = await the_log(context, debate)
    assert ended.state.status is DebateStatus.COMPLETED
    assert ended.state.stop_reason is StopReason.DEADLINE
    assert log[-3:] == ["round.completed", "summary.started", "debate.completed"]
    assert log.count("response.completed") == 3
    assert provider.calls() == {"seat_1": 1, "seat_2": 1, "seat_3": 1}


async def is_broken_off(provider: Recording) -> bool:
    return provider.broken_off == ["seat_3"]


async def test_a_summary_written_just_before_the_deadline_stays(
    context: Context,
) -> None:
    debate = await being_summed_up(context)
    written = extractive_summary(debate, now=debate.spec.created_at)
    await at_its_creation(
        context, debate, lambda debate, *, now: conclude(debate, written, now=now)
    )
    await context.redis.zadd(context.keys.checks, {member(debate): 0})

    await sweep(context)

    assert await context.debates.summary(*name(debate)) == written
    assert (await the_log(context, debate)).count("debate.completed") == 1


async def test_one_lost_job_and_one_passed_deadline_are_found_among_ten_thousand(
    context: Context, leases: Leases
) -> None:
    late = await queued(context)
    lost = await a_stored_debate(context)
    await lose_all_jobs(leases)
    at_work = await a_stored_debate(context)
    await many_like(at_work, context, 9_998)
    await make_due(context, late, lost)
    stores, calls = counted(context)

    await sweep(stores)

    assert (await again(context, late)).state.status is DebateStatus.EXPIRED
    jobs = {claim.job_id for claim in (await leases.claim(10))[0]}
    expected = {context.queue.job_for(debate) for debate in (lost, at_work)}
    assert jobs == {job.id for job in expected if job}
    assert calls == {"due": 10_000 // AT_MOST + 1, "apply": 1, "requeue": 1}
    assert await context.schedule.due(context.clock.now()) == NOTHING


async def many_like(debate: Debate, context: Context, count: int) -> None:
    """Schedule that many active debates that wait for the same job, due one after the other."""
    source = context.keys.debate(*name(debate)).state
    now = context.clock.now()
    async with context.redis.pipeline(transaction=False) as pipe:
        for n in range(count):
            debate_id = ids.draw(ids.Prefix.DEBATE, now)
            pipe.copy(source, context.keys.debate("public", debate_id).state)
            pipe.zadd(context.keys.checks, {f"public|{debate_id}": n + 1})
        await pipe.execute()


async def test_what_one_has_looked_at_is_put_off_for_all_others(
    context: Context, sweepers: list[Context]
) -> None:
    debates = [await a_stored_debate(context, deadline_s=60) for _ in range(3)]
    soon = await a_stored_debate(context, deadline_s=5)
    await make_due(context, *debates, soon)
    stores = [counted(store) for store in sweepers]
    now = context.clock.now()

    await asyncio.gather(*(sweep(store) for store, _ in stores))

    assert all(calls == {"due": 1} for _, calls in stores)
    scores = {
        m.decode(): score async for m, score in context.redis.zscan_iter(context.keys.checks)
    }
    assert scores.pop(member(soon)) == ms(soon.spec.deadline_at)
    assert len(scores) == 3
    assert all(abs(score - ms(now + CHECK_EVERY)) < 2_000 for score in scores.values())


def ms(when: datetime) -> float:
    return when.timestamp() * 1000


async def test_a_look_takes_in_no_more_than_it_was_told_and_says_that_there_is_more(
    context: Context,
) -> None:
    late = [await a_stored_debate(context, **in_the_past(context, n)) for n in (90, 80, 70)]
    await make_due(context, *late)
    now = context.clock.now()

    first = await context.schedule.due(now, limit=2)
    second = await context.schedule.due(now, limit=2)

    assert len(first.unattended) == 2
    assert len(second.unattended) == 1
    assert {*first.unattended, *second.unattended} == {name(debate) for debate in late}
    assert (first.more, second.more) == (True, False)


async def test_the_sweeper_queues_a_lost_job_again(context: Context, leases: Leases) -> None:
    debate = await a_stored_debate(context)
    await lose_all_jobs(leases)
    await make_due(context, debate)

    await sweep(context)

    claims, _ = await leases.claim(5)
    job = context.queue.job_for(debate)
    assert job is not None
    assert [claim.job_id for claim in claims] == [job.id]


async def test_the_sweeper_leaves_a_job_that_is_queued_or_at_work_as_it_is(
    context: Context, leases: Leases, namespace: str
) -> None:
    debate = await a_stored_debate(context)
    await leases.claim(1)
    other = await a_stored_debate(context)
    await make_due(context, debate, other)
    before = await keyspace(context.redis, namespace)

    await sweep(context)

    after = await keyspace(context.redis, namespace)
    changed = {key for key in after if after[key] != before.get(key)}
    assert lasting(changed) == {context.keys.checks}


def lasting(keys: set[str]) -> set[str]:
    return {key for key in keys if not any(mark in key for mark in PASSING)}


async def undecodable(context: Context, debate: Debate) -> None:
    await context.redis.set(context.keys.debate(*name(debate)).spec, b"\xc1")


async def of_another_type(context: Context, debate: Debate) -> None:
    await context.redis.set(context.keys.debate(*name(debate)).state, "no hash")


async def with_a_stranger_on_its_panel(context: Context, debate: Debate) -> None:
    await context.ledger.commit(debate.spec, a_response(1, "seat_1", "A"), a_call())
    stray = a_call("seat_9")
    await context.ledger.settle(debate.spec, stray)


@pytest.mark.parametrize("break_it", [undecodable, of_another_type, with_a_stranger_on_its_panel])
async def test_a_debate_that_cannot_be_read_keeps_no_other_waiting_and_is_told_once_a_look(
    context: Context, break_it: Callable[[Context, Debate], Awaitable[None]]
) -> None:
    broken = await a_stored_debate(context, **in_the_past(context, 90))
    late = await a_stored_debate(context, **in_the_past(context))
    await break_it(context, broken)
    await make_due(context, broken, late)

    with structlog.testing.capture_logs() as logs:
        for _ in range(3):
            await sweep(context)

    assert (await again(context, late)).state.status is DebateStatus.EXPIRED
    assert [(line["event"], line["name"]) for line in logs] == [
        ("not_looked_after", broken.spec.id)
    ]
    later = await context.schedule.due(context.clock.now() + CHECK_EVERY)
    assert later.unattended == (name(broken),)


@pytest.mark.parametrize("left", ["nothing", "its state", "a name without a tenant"])
async def test_what_is_scheduled_for_a_debate_that_is_no_more_is_dropped(
    context: Context, namespace: str, left: str
) -> None:
    gone = await a_stored_debate(context, **in_the_past(context))
    keys = context.keys.debate(*name(gone))
    kept = {keys.state} if left == "its state" else set[str]()
    await context.redis.delete(*set(keys.all()) - kept)
    odd = {"what is this": 0} if left.startswith("a name") else {}
    await context.redis.zadd(context.keys.checks, {member(gone): 0, **odd})
    await context.redis.zadd(context.keys.expiring, {member(gone): 0})

    await sweep(context)

    found = await keyspace(context.redis, namespace)
    assert context.keys.checks not in found
    assert context.keys.expiring not in found
    assert keys.state not in found


async def test_retention_removes_a_finished_debate_when_its_time_is_over_and_not_before(
    context: Context, leases: Leases
) -> None:
    kept = await completed(context, leases, retention_s=3_600)
    over = await completed(context, leases, retention_s=0)
    active = await a_stored_debate(context, retention_s=0)

    await sweep(context)

    assert (await again(context, kept)) == kept
    assert (await again(context, active)) == active
    with pytest.raises(UnknownResourceError):
        await again(context, over)


async def test_nothing_is_left_of_a_debate_whose_retention_has_ended(
    context: Context, namespace: str
) -> None:
    async with a_worker(context):
        debate = await the_end(context, await asked(context, "A", "A>B", "refuse"))
    await context.redis.zadd(context.keys.expiring, {member(debate): 0}, xx=True)

    await sweep(context)

    left = lasting(set(await keyspace(context.redis, namespace)))
    assert left == {context.keys.moves}


async def test_retention_goes_on_until_nothing_is_due(context: Context, namespace: str) -> None:
    over = {f"public|{ids.draw(ids.Prefix.DEBATE, context.clock.now())}": n for n in range(1_200)}
    await context.redis.zadd(context.keys.expiring, over)
    stores, calls = counted(context)

    await sweep(stores)

    assert calls == {"due": 1_200 // AT_MOST + 1, "remove": 1_200}
    assert lasting(set(await keyspace(context.redis, namespace))) == set()


class Ticking:
    """A clock that goes on by that much whenever it is looked at."""

    def __init__(self, start: datetime, by: timedelta) -> None:
        self._now = start
        self._by = by

    def now(self) -> datetime:
        self._now += self._by
        return self._now


async def test_a_deadline_that_passes_during_a_long_sweep_is_enforced_in_it(
    context: Context,
) -> None:
    start = context.clock.now()
    over = {f"public|{ids.draw(ids.Prefix.DEBATE, start)}": n for n in range(AT_MOST)}
    await context.redis.zadd(context.keys.expiring, over)
    debate = await a_stored_debate(context, deadline_s=5)
    clock = Ticking(start, by=timedelta(seconds=4))

    await sweep(dataclasses.replace(context, clock=clock))

    assert (await again(context, debate)).state.status is DebateStatus.EXPIRED


async def test_what_cannot_be_removed_is_put_off(context: Context, leases: Leases) -> None:
    stuck = await completed(context, leases, retention_s=0)
    over = await completed(context, leases, retention_s=0)
    await of_another_type(context, stuck)

    with structlog.testing.capture_logs() as logs:
        for _ in range(3):
            await sweep(context)

    assert [line["name"] for line in logs] == [stuck.spec.id]
    with pytest.raises(UnknownResourceError):
        await again(context, over)
    later = await context.schedule.due(context.clock.now() + CHECK_EVERY)
    assert later.ended == (name(stuck),)


async def test_sweeping_goes_on_whatever_is_wrong_and_tells_it_once(context: Context) -> None:
    debate = await a_stored_debate(context, **in_the_past(context))
    schedule = context.keys.checks
    await context.redis.rename(schedule, f"{schedule}:aside")
    await context.redis.set(schedule, "no sorted set")
    stores, calls = counted(context)

    with structlog.testing.capture_logs() as logs:
        sweeping = asyncio.create_task(keep_sweeping(stores))
        try:
            await eventually(lambda: has_looked(calls["due"] >= 3))
            await context.redis.rename(f"{schedule}:aside", schedule)
            await make_due(context, debate)
            ended = await the_end(context, debate)
            await eventually(lambda: has_looked(len(logs) >= 2))
        finally:
            await end(sweeping)

    assert ended.state.status is DebateStatus.EXPIRED
    assert [line["event"] for line in logs] == ["sweeping_broke_off", "sweeping_resumed"]


async def has_looked(enough: bool) -> bool:  # noqa: FBT001 - what was found
    return enough
