"""Workers that die, freeze, stop or break, and stores that go away: the debate goes on."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from service import embedded
from service.context import Context
from service.domain.debate import DebateStatus, ResponseStatus
from service.domain.errors import StoreUnavailableError
from service.domain.jobs import Claim
from service.domain.lifecycle import Task, begin, cancel
from service.ending import end
from tests.support.debates import a_response
from tests.support.store import (
    a_call,
    a_stored_debate,
    again,
    an_open_store,
    begun,
    eventually,
    rob,
    some_leases,
)
from tests.support.workers import (
    Recording,
    a_held_round,
    a_worker,
    a_worker_context,
    a_worker_process,
    answered,
    asked,
    is_asked,
    the_end,
    the_log,
)
from workers.jobs import JOBS
from workers.main import work

SLOW_TO_NOTICE = {"ROUNDTABLE_LEASE_SECONDS": "60", "ROUNDTABLE_BEAT_SECONDS": "20"}
"""Terms on which a worker does not notice for the length of a test that it has lost a job."""

"""In how long a debate whose worker was killed has to go on."""


@pytest.fixture
async def store(valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    async with an_open_store(valkey_url, namespace) as store:
        yield store


async def test_a_worker_killed_mid_round_is_replaced_and_nothing_stored_is_asked_again(
    store: Context,
) -> None:
    successor = Recording()
    async with a_worker_process(store) as process:
        debate = await asked(store, "A", "B", "C?delay=60", max_rounds=1, min_rounds=1)
        await answered(store, debate, 2)
        process.kill()
        await process.wait()

    before = await again(store, debate)
    async with a_worker(store, successor):
        await eventually(lambda: is_asked(successor, "seat_3"))
        await store.debates.decide(
            "public", debate.spec.id, lambda d: cancel(d, now=store.clock.now())
        )
        after = await again(store, debate)

    assert [call.participant for call in after.calls] == ["seat_1", "seat_2", "seat_3", "seat_3"]
    assert after.responses[:2] == before.responses
    assert successor.asked == [(1, "seat_3", 2)]


async def test_a_job_taken_over_is_finished_by_the_one_that_has_it_now(store: Context) -> None:
    frozen, successor = Recording(), Recording()
    async with a_worker(store, frozen) as stop_claiming, some_leases(store) as leases:
        debate = await a_held_round(store, frozen)
        stop_claiming.set()
        await leases.purge()

        async with a_worker(store, successor):
            ended = await the_end(store, debate)

            await eventually(lambda: is_broken_off(frozen))

    assert ended.state.status is DebateStatus.COMPLETED
    assert frozen.calls() == {"seat_1": 1, "seat_2": 1, "seat_3": 1}
    assert successor.calls() == {"seat_3": 1}
    assert successor.asked == [(1, "seat_3", 2)]
    assert [call.usage.cost_usd for call in ended.calls] == [0, 0, 0, 0]
    log = await the_log(store, ended)
    assert log.count("response.completed") == 3
    assert log.count("debate.completed") == 1


async def is_broken_off(provider: Recording) -> bool:
    return bool(provider.broken_off)


async def test_a_worker_that_comes_to_itself_after_the_takeover_writes_nothing(
    store: Context,
) -> None:
    frozen, successor = Recording(), Recording()
    async with a_worker(store, frozen) as stop_claiming, some_leases(store) as leases:
        debate = await a_held_round(store, frozen)
        stop_claiming.set()
        await leases.purge()
        async with a_worker(store, successor):
            ended = await the_end(store, debate)

        frozen.held["seat_3"].set()

    after = await again(store, debate)
    assert after.responses == ended.responses
    assert after.state == ended.state
    assert (await the_log(store, after)).count("round.completed") == 1


async def test_a_worker_that_is_canceled_gives_its_jobs_back(store: Context) -> None:
    provider = Recording()
    async with a_worker_context(store, provider) as context:
        working = asyncio.create_task(work([context], asyncio.Event()))
        debate = await a_held_round(store, provider)
        await end(working)

    async with a_worker(store):
        ended = await the_end(store, debate)

    assert ended.state.status is DebateStatus.COMPLETED
    assert provider.broken_off == ["seat_3"]


async def test_a_worker_that_is_stopped_lets_its_jobs_finish(store: Context) -> None:
    provider = Recording()
    async with a_worker(store, provider) as stop:
        debate = await a_held_round(store, provider)
        stop.set()
        later = await asked(store, "A")
        provider.held["seat_3"].set()

    drained = await again(store, debate)
    assert drained.state.status is DebateStatus.SUMMARIZING
    assert [r.vote for r in drained.responses] == ["A", "B", "C"]
    assert (await again(store, later)).state.status is DebateStatus.QUEUED
    assert provider.broken_off == []


async def test_what_does_not_finish_while_draining_is_given_back(
    valkey_url: str, namespace: str
) -> None:
    provider = Recording()
    at_once = {"ROUNDTABLE_DRAIN_SECONDS": "0"}
    async with an_open_store(valkey_url, namespace, at_once) as store:
        async with a_worker(store, provider) as stop:
            debate = await a_held_round(store, provider)
            stop.set()

        assert provider.broken_off == ["seat_3"]
        async with a_worker(store):
            ended = await the_end(store, debate)

    assert ended.state.status is DebateStatus.COMPLETED


async def test_a_bug_ends_its_debate_with_a_reason_and_no_other(store: Context) -> None:
    provider = Recording()
    provider.faults["seat_3"] = RuntimeError("a bug of ours")
    async with a_worker(store, provider):
        broken = await the_end(store, await asked(store, "A", "B", "C"))
        sound = await the_end(store, await asked(store, "A", "A"))

    assert broken.state.status is DebateStatus.FAILED
    assert broken.state.error is not None
    assert broken.state.error.code == "internal_error"
    assert (await the_log(store, broken))[-1] == "debate.failed"
    assert sound.state.status is DebateStatus.COMPLETED


@pytest.mark.parametrize(
    ("model", "fault"),
    [("C", RuntimeError("a bug of ours")), ("garbage", None), ("flaky", None)],
    ids=["a bug", "a repair", "a retry"],
)
async def test_whatever_befalls_a_worker_that_has_lost_the_job_harms_nothing(
    valkey_url: str, namespace: str, model: str, fault: Exception | None
) -> None:
    frozen, successor = Recording(), Recording()
    async with (
        an_open_store(valkey_url, namespace, SLOW_TO_NOTICE) as store,
        some_leases(store) as leases,
    ):
        async with a_worker(store, frozen) as stop:
            debate = await a_held_round(store, frozen, model)
            if fault:
                frozen.faults["seat_3"] = fault
            stop.set()
            thief = await rob(store, debate)
            frozen.held["seat_3"].set()
        still = await again(store, debate)
        await leases.release(thief, finished=False)

        async with a_worker(store, successor):
            ended = await the_end(store, debate)

    assert frozen.calls() == {"seat_1": 1, "seat_2": 1, "seat_3": 1}
    assert still.state.status is DebateStatus.RUNNING
    assert len(still.responses) == 2
    assert ended.state.status is DebateStatus.COMPLETED
    assert set(successor.calls()) == {"seat_3"}


async def test_a_seat_that_ignores_its_time_is_not_waited_for(store: Context) -> None:
    provider = Recording()
    provider.held["seat_2"] = asyncio.Event()
    async with a_worker(store, provider):
        debate = await asked(store, "A", "B", round_deadline_s=1, max_rounds=1, min_rounds=1)
        ended = await the_end(store, debate)

    assert ended.responses[1].status is ResponseStatus.TIMED_OUT
    assert ended.state.status is DebateStatus.COMPLETED


async def test_debates_go_on_after_the_store_was_away(namespace: str) -> None:
    provider = Recording()
    with tempfile.TemporaryDirectory(prefix="rt-", ignore_cleanup_errors=True) as folder:
        server = embedded.start(Path(folder))
        try:
            async with (
                an_open_store(server.url, namespace) as store,
                a_worker(store, provider),
            ):
                debate = await a_held_round(store, provider)
                server.stop()
                # Long enough for beats, claims and the sweeper to meet it.
                for _ in range(2):
                    with pytest.raises(StoreUnavailableError):
                        await again(store, debate)
                provider.held["seat_3"].set()
                server = embedded.start(Path(folder))
                ended = await the_end(store, debate)
                fresh = await the_end(store, await asked(store, "A"))
        finally:
            server.stop()

    assert ended.state.status is DebateStatus.COMPLETED
    assert [r.vote for r in ended.responses] == ["A", "B", "C"]
    assert set(provider.calls().values()) == {1, 2}
    assert fresh.state.status is DebateStatus.COMPLETED


async def test_an_embedded_start_ends_the_leases_of_a_worker_that_is_gone(store: Context) -> None:
    async with some_leases(store) as leases:
        debate = await asked(store, "A", "A")
        await leases.claim(1)
        await leases.purge()

    async with a_worker(store):
        ended = await the_end(store, debate)

    assert ended.state.status is DebateStatus.COMPLETED


async def test_a_worker_that_wins_back_a_job_it_had_lost_runs_it_once(store: Context) -> None:
    provider = Recording()
    async with a_worker(store, provider), some_leases(store) as leases:
        debate = await a_held_round(store, provider)
        await leases.purge()
        other = await the_end(store, await asked(store, "A", "A"))
        await eventually(lambda: is_asked(provider, "seat_3", 2))
        provider.held["seat_3"].set()
        ended = await the_end(store, debate)

    assert provider.broken_off == ["seat_3"]
    assert [r.vote for r in ended.responses] == ["A", "B", "C"]
    assert ended.responses[2].attempts == 1
    assert len(ended.calls) == 4
    assert {d.state.status for d in (ended, other)} == {DebateStatus.COMPLETED}


async def test_a_round_whose_answers_are_all_in_is_closed_without_asking_anyone(
    store: Context,
) -> None:
    provider = Recording()
    async with some_leases(store) as leases:
        debate, claim = await begun(store, leases)
        for seat in ("seat_1", "seat_2", "seat_3"):
            await store.ledger.commit(debate.spec, a_response(1, seat, "A"), a_call(seat))
        await leases.release(claim, finished=False)

    async with a_worker(store, provider):
        ended = await the_end(store, debate)

    assert provider.asked == []
    assert ended.state.status is DebateStatus.COMPLETED


async def test_a_round_whose_time_was_up_when_a_worker_came_has_it_once_more(
    store: Context,
) -> None:
    provider = Recording()
    long_ago = store.clock.now() - timedelta(minutes=10)
    debate = await a_stored_debate(store, created_at=long_ago)
    await store.debates.decide("public", debate.spec.id, lambda d: begin(d, now=long_ago))

    async with a_worker(store, provider):
        ended = await the_end(store, debate)

    assert sorted(provider.asked[:3]) == [(1, f"seat_{n}", 1) for n in (1, 2, 3)]
    assert ended.state.status is DebateStatus.COMPLETED
    assert {r.status for r in ended.responses} == {ResponseStatus.VOTED}


async def test_a_round_is_closed_at_once_where_the_debate_has_no_time_left(
    store: Context,
) -> None:
    provider = Recording()
    long_ago = store.clock.now() - timedelta(minutes=20)
    debate = await a_stored_debate(store, created_at=long_ago)
    await store.debates.decide("public", debate.spec.id, lambda d: begin(d, now=long_ago))

    async with a_worker(store, provider):
        ended = await the_end(store, debate)

    assert provider.asked == []
    assert {r.status for r in ended.responses} == {ResponseStatus.TIMED_OUT}
    assert ended.state.status is DebateStatus.EXPIRED


async def test_the_job_of_a_debate_that_is_no_more_is_dropped(store: Context) -> None:
    gone = await asked(store, "A")
    await store.redis.delete(*store.keys.debate("public", gone.spec.id).all())

    async with a_worker(store):
        ended = await the_end(store, await asked(store, "A"))

        async def nothing_is_left() -> bool:
            jobs = [k async for k in store.redis.scan_iter(match=f"arq:*{gone.spec.id}*")]
            return not jobs

        await eventually(nothing_is_left)

    assert ended.state.status is DebateStatus.COMPLETED


@pytest.mark.parametrize("task", Task)
async def test_a_job_whose_work_is_done_changes_nothing(store: Context, task: Task) -> None:
    provider = Recording()
    async with a_worker(store, provider):
        ended = await the_end(store, await asked(store, "A", "A"))
    claim = Claim(job_id="of a job that is over", token="of nobody")

    async with a_worker_context(store, provider) as context:
        await JOBS[task].run(context, claim, "public", ended.spec.id, 1)

    assert await again(store, ended) == ended
    assert len(provider.asked) == 2
