"""The leased loop: that it fits the arq it replaces, and how it claims, renews and gives back."""

import asyncio
import dataclasses
import inspect
from collections.abc import AsyncIterator
from importlib.metadata import version

import pytest
import structlog
from arq.worker import Function, Worker, func
from typing_extensions import override

from service.context import Context
from service.domain.debate import DebateStatus
from service.domain.jobs import Claim, Lane
from service.domain.lifecycle import Task
from service.ending import end
from service.queue import DELIVER
from service.store.leases import Leases
from service.worker_context import WorkerContext
from tests.support.store import a_stored_debate, an_open_store, eventually, is_at_rest
from tests.support.workers import (
    Recording,
    a_held_round,
    a_worker,
    a_worker_context,
    asked,
    the_end,
)
from workers.jobs import JOBS
from workers.lease import LeasedWorker
from workers.main import work

OVERRIDDEN = sorted(
    name
    for name, method in vars(LeasedWorker).items()
    if inspect.isfunction(method) and hasattr(Worker, name) and name != "__init__"
)


@pytest.fixture
async def store(valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    async with an_open_store(valkey_url, namespace) as store:
        yield store


class Jobs:
    """Job functions that run until they are let go, and remember who ran."""

    def __init__(self) -> None:
        self.running: list[str] = []
        self.most_at_once = 0
        self.ended: list[str] = []
        self.let_go = asyncio.Event()

    def functions(self) -> list[Function]:
        return [func(self._run, name=task.value) for task in Task]

    async def _run(
        self,
        ctx: dict[str, str],
        _tenant: str,
        debate_id: str,
        _number: int,
        **_origin: str | None,
    ) -> None:
        assert ctx["job_id"]
        self.running.append(debate_id)
        self.most_at_once = max(self.most_at_once, len(self.running) - len(self.ended))
        try:
            await self.let_go.wait()
        finally:
            self.ended.append(debate_id)

    async def count(self) -> int:
        return len(self.running)


def test_the_methods_that_are_replaced_are_the_loop_and_the_run() -> None:
    assert OVERRIDDEN == ["main", "run_job"]


@pytest.mark.parametrize("name", OVERRIDDEN)
def test_a_replaced_method_is_called_as_this_arq_calls_it(name: str) -> None:
    ours = inspect.signature(getattr(LeasedWorker, name))
    arqs = inspect.signature(getattr(Worker, name))

    assert version("arq") == "0.28.0"
    assert [(p.name, p.kind, p.default) for p in ours.parameters.values()] == [
        (p.name, p.kind, p.default) for p in arqs.parameters.values()
    ]
    assert inspect.iscoroutinefunction(getattr(LeasedWorker, name))


def test_every_task_of_the_domain_and_every_delivery_has_a_job_of_its_name() -> None:
    assert set(JOBS) == {*Task, DELIVER}


async def test_a_worker_runs_no_more_jobs_at_once_than_it_may(store: Context) -> None:
    jobs = Jobs()
    async with a_worker_context(store) as context:
        worker = LeasedWorker(
            jobs.functions(),
            leases=context.lanes[Lane.DEBATES],
            handovers=store.handovers,
            max_jobs=2,
            drain_s=5,
        )
        for _ in range(5):
            await a_stored_debate(store)
        working = asyncio.create_task(worker.async_run())

        await eventually(lambda: has_run(jobs, 2))
        assert len(worker.claims) == 2
        jobs.let_go.set()
        await eventually(lambda: has_run(jobs, 5))
        worker.stop()
        await working

    assert jobs.most_at_once == 2
    assert len(set(jobs.running)) == 5
    assert worker.claims == {}
    assert worker.tasks == {}


async def has_run(jobs: Jobs, count: int) -> bool:
    return len(jobs.running) >= count


async def test_a_lease_is_renewed_for_as_long_as_its_job_runs(store: Context) -> None:
    jobs = Jobs()
    async with a_worker_context(store) as context:
        worker = LeasedWorker(
            jobs.functions(),
            leases=context.lanes[Lane.DEBATES],
            handovers=store.handovers,
            max_jobs=1,
            drain_s=5,
        )
        await a_stored_debate(store)
        working = asyncio.create_task(worker.async_run())
        try:
            await eventually(lambda: has_run(jobs, 1))
            (job_id,) = worker.claims
            leases = f"{store.keys.prefix}leases"
            first = await store.redis.zscore(leases, job_id)

            async def is_renewed() -> bool:
                return bool(await store.redis.zscore(leases, job_id) > first)

            await eventually(is_renewed)
        finally:
            await end(working)

    assert jobs.ended == jobs.running


async def test_a_worker_starts_at_once_on_a_job_that_is_queued_while_it_waits(
    store: Context,
) -> None:
    jobs = Jobs()
    async with a_worker_context(store) as context:
        worker = LeasedWorker(
            jobs.functions(),
            leases=context.lanes[Lane.DEBATES],
            handovers=store.handovers,
            max_jobs=5,
            drain_s=5,
        )
        working = asyncio.create_task(worker.async_run())
        try:
            await eventually(lambda: is_listening(store))
            await a_stored_debate(store)

            await eventually(lambda: has_run(jobs, 1), store.settings.terms.lease_s / 2)
        finally:
            await end(working)


async def is_listening(store: Context) -> bool:
    ((_, listeners),) = await store.redis.pubsub_numsub(store.keys.wake())
    return bool(listeners)


async def test_a_job_without_its_payload_is_dropped_and_the_worker_goes_on(
    store: Context,
) -> None:
    jobs = Jobs()
    jobs.let_go.set()
    broken, sound = await a_stored_debate(store), await a_stored_debate(store)
    job = store.queue.job_for(broken)
    assert job is not None
    await store.redis.delete(f"arq:job:{job.id}")
    async with a_worker_context(store) as context:
        worker = LeasedWorker(
            jobs.functions(),
            leases=context.lanes[Lane.DEBATES],
            handovers=store.handovers,
            max_jobs=1,
            drain_s=5,
        )
        with structlog.testing.capture_logs() as logs:
            working = asyncio.create_task(worker.async_run())
            await eventually(lambda: has_run(jobs, 1))
            worker.stop()
            await working

    assert jobs.running == [sound.spec.id]
    told = [line for line in logs if line["log_level"] == "warning"]
    assert [(line["event"], line["debate"]) for line in told] == [
        ("job_unreadable", broken.spec.id)
    ]
    assert not await store.redis.exists(f"{store.keys.prefix}owners")


class Remembering(Leases):
    """A lane that remembers what was claimed and what was given back."""

    def __init__(self, store: Context) -> None:
        super().__init__(store.redis, store.keys, store.settings.terms)
        self.claimed: list[Claim] = []
        self.released: list[Claim] = []

    @override
    async def claim(self, want: int) -> tuple[tuple[Claim, ...], float | None]:
        claims, sleep_s = await super().claim(want)
        self.claimed += claims
        return claims, sleep_s

    @override
    async def release(self, claim: Claim, *, finished: bool, delay_s: float = 0.0) -> None:
        self.released.append(claim)
        await super().release(claim, finished=finished, delay_s=delay_s)


async def test_a_worker_goes_on_with_a_debate_to_its_end_by_one_claim(store: Context) -> None:
    async with a_worker_context(store) as context:
        lane, stop = Remembering(store), asyncio.Event()
        lanes = {**context.lanes, Lane.DEBATES: lane}
        working = asyncio.create_task(work([dataclasses.replace(context, lanes=lanes)], stop))
        debate = await the_end(store, await asked(store, "A", "B", "C"))
        stop.set()
        await working

    assert len(debate.state.rounds) > 1
    assert len(lane.claimed) == 1
    assert lane.released == []
    assert await is_at_rest(store)


async def test_what_follows_a_job_that_ends_while_its_worker_stops_is_for_others(
    store: Context,
) -> None:
    provider = Recording()
    async with a_worker_context(store, provider) as context:
        lane, stop = Remembering(store), asyncio.Event()
        lanes = {**context.lanes, Lane.DEBATES: lane}
        working = asyncio.create_task(work([dataclasses.replace(context, lanes=lanes)], stop))
        debate = await a_held_round(store, provider)
        stop.set()
        await working
    async with a_worker(store):
        assert (await the_end(store, debate)).state.status is DebateStatus.COMPLETED

    assert len(lane.claimed) == 1
    assert lane.claimed == lane.released


class BrokenLane(Leases):
    """A lane whose loop breaks when there is something to break it."""

    def __init__(self, context: WorkerContext, lane: Lane) -> None:
        store = context.store
        super().__init__(store.redis, store.keys, store.settings.terms, lane)
        self.breaks = asyncio.Event()

    @override
    async def claim(self, want: int) -> tuple[tuple[Claim, ...], float | None]:
        await self.breaks.wait()
        message = "a bug of ours"
        raise RuntimeError(message)


async def test_a_worker_ends_in_good_order_when_the_loop_of_one_lane_breaks(
    store: Context,
) -> None:
    provider = Recording()
    async with a_worker_context(store, provider) as context:
        broken = BrokenLane(context, Lane.RETRY)
        lanes = {**context.lanes, Lane.RETRY: broken}
        working = asyncio.create_task(
            work([dataclasses.replace(context, lanes=lanes)], asyncio.Event())
        )
        debate = await a_held_round(store, provider)
        broken.breaks.set()
        with pytest.raises(ExceptionGroup) as raised:
            await working

    assert raised.group_contains(RuntimeError, match="a bug of ours")
    assert provider.broken_off == ["seat_3"]
    async with a_worker(store):
        assert (await the_end(store, debate)).state.status is DebateStatus.COMPLETED
