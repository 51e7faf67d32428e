"""A Redis that is killed, frozen or cut off under workers at work, and workers that die beside it.

On terms four times as short as usual: an outage outlasts two leases in as many seconds.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast

import pytest

from service.context import Context
from service.domain.debate import Debate, DebateStatus
from service.domain.jobs import Lane
from service.domain.lifecycle import cancel
from service.ending import end
from tests.support.patience import PATIENCE_S
from tests.support.proxy import Relay
from tests.support.store import again, an_open_store, eventually, is_at_rest
from tests.support.valkey import Server
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
)

LEASE_S = 1.0
BRISK = {"ROUNDTABLE_LEASE_SECONDS": str(LEASE_S), "ROUNDTABLE_BEAT_SECONDS": "0.2"}
OUTAGE_S = 2.5
DRAIN_S = 4
A_LITTLE_S = 1.0
"""By the loop's time, for a busy machine; who waits for the server needs more."""


@asynccontextmanager
async def a_store(url: str, namespace: str, **variables: str) -> AsyncIterator[Context]:
    async with an_open_store(url, namespace, {**BRISK, **variables}) as store:
        yield store


async def owner(store: Context, debate: Debate) -> bytes | None:
    job = store.queue.job_for(debate)
    assert job is not None
    owners = f"{store.keys.prefix}owners"
    return await cast("asyncio.Future[bytes | None]", store.redis.hget(owners, job.id))


async def lease_s(store: Context, debate: Debate) -> float:
    """Return when the lease on the debate's job ends."""
    job = store.queue.job_for(debate)
    assert job is not None
    return (await store.redis.zscore(f"{store.keys.prefix}leases", job.id) or 0) / 1000


async def now_s(store: Context) -> float:
    seconds, microseconds = await store.redis.time()
    return float(seconds + microseconds / 1e6)


async def is_held(store: Context, debate: Debate) -> bool:
    """Return whether the lease is renewed and the time is over in which nobody loses one."""
    renewed = await lease_s(store, debate) > await now_s(store)
    return renewed and not await store.redis.exists(f"{store.keys.prefix}grace")


OUTAGES: dict[str, tuple[Callable[[Server], None], Callable[[Server], None]]] = {
    "killed": (Server.kill, Server.start),
    "paused": (Server.pause, Server.resume),
}


@pytest.mark.parametrize("outage", OUTAGES)
async def test_an_outage_of_several_leases_costs_no_call(
    server: Server, namespace: str, outage: str
) -> None:
    begin, stop = OUTAGES[outage]
    busy, idle = Recording(), Recording()
    async with (
        a_store(server.url, namespace) as store,
        a_worker(store, busy),
    ):
        debate = await a_held_round(store, busy)
        async with a_worker(store, idle):
            before = await owner(store, await again(store, debate))
            begin(server)
            await asyncio.sleep(OUTAGE_S)
            stop(server)

            await eventually(lambda: is_held(store, debate))
            assert await owner(store, await again(store, debate)) == before
            busy.held["seat_3"].set()
            ended = await the_end(store, debate)
            await eventually(lambda: is_at_rest(store))

    assert ended.state.status is DebateStatus.COMPLETED
    assert [call.number for call in ended.calls] == [1, 1, 1]
    assert (busy.broken_off, idle.asked) == ([], [])


async def test_an_answer_that_came_in_time_is_stored_however_late_the_store_is_back(
    server: Server, namespace: str
) -> None:
    provider = Recording()
    provider.held["seat_2"] = asyncio.Event()
    async with a_store(server.url, namespace) as store, a_worker(store, provider):
        debate = await asked(store, "A", "B", max_rounds=1, min_rounds=1, round_deadline_s=2)
        await answered(store, debate, 1)
        server.kill()
        provider.held["seat_2"].set()
        await asyncio.sleep(2 + OUTAGE_S)
        server.start()
        ended = await the_end(store, debate)

    assert [response.vote for response in ended.responses] == ["A", "B"]
    assert provider.calls() == {"seat_1": 1, "seat_2": 1}


async def test_a_killed_worker_is_replaced_by_one_that_was_idle(
    valkey_url: str, namespace: str
) -> None:
    idle = Recording()
    async with a_store(valkey_url, namespace) as store, a_worker_process(store) as process:
        debate = await asked(store, "A", "B", "C?delay=60", max_rounds=1, min_rounds=1)
        await answered(store, debate, 2)
        async with a_worker(store, idle):
            process.kill()
            await process.wait()

            await eventually(lambda: is_asked(idle, "seat_3"))
            await canceled(store, debate)

    assert idle.asked == [(1, "seat_3", 2)]


@pytest.mark.parametrize("away_s", [LEASE_S / 4, 2 * LEASE_S])
async def test_a_killed_worker_goes_on_when_it_is_started_again(
    valkey_url: str, namespace: str, away_s: float
) -> None:
    successor = Recording()
    async with a_store(valkey_url, namespace) as store:
        async with a_worker_process(store) as process:
            debate = await asked(store, "A", "B", "C?delay=60", max_rounds=1, min_rounds=1)
            await answered(store, debate, 2)
            process.kill()
        await asyncio.sleep(away_s)
        async with a_worker(store, successor):
            await eventually(lambda: is_asked(successor, "seat_3"))
            await canceled(store, debate)


async def canceled(store: Context, debate: Debate) -> None:
    await store.debates.decide(
        "public", debate.spec.id, lambda d: cancel(d, now=store.clock.now())
    )


async def test_an_answer_that_came_in_an_outage_is_stored_after_it(
    server: Server, namespace: str
) -> None:
    provider = Recording()
    async with a_store(server.url, namespace) as store, a_worker(store, provider):
        debate = await a_held_round(store, provider)
        server.kill()
        provider.held["seat_3"].set()
        await asyncio.sleep(OUTAGE_S)
        server.start()

        ended = await the_end(store, debate)

    assert [r.vote for r in ended.responses] == ["A", "B", "C"]
    assert set(provider.calls().values()) == {1}


async def test_a_worker_that_starts_while_the_server_is_away_begins_when_it_is_back(
    server: Server, namespace: str
) -> None:
    async with a_store(server.url, namespace) as store:
        debate = await asked(store, "A", "A")
        server.kill()
        async with a_worker(store):
            await asyncio.sleep(OUTAGE_S)
            server.start()

            ended = await the_end(store, debate)

    assert ended.state.status is DebateStatus.COMPLETED


async def is_renewed_after(store: Context, debate: Debate, at_s: float) -> bool:
    return await lease_s(store, debate) > at_s + LEASE_S


@pytest.mark.parametrize("outage", OUTAGES)
async def test_a_worker_that_is_stopped_in_an_outage_ends_in_time(
    server: Server, namespace: str, outage: str
) -> None:
    begin, stop = OUTAGES[outage]
    provider = Recording()
    async with a_store(server.url, namespace, ROUNDTABLE_DRAIN_SECONDS=str(DRAIN_S)) as store:
        async with a_worker(store, provider):
            debate = await a_held_round(store, provider)
            begin(server)
            stopped_at = asyncio.get_running_loop().time()
        took_s = asyncio.get_running_loop().time() - stopped_at
        stop(server)

        async with a_worker(store):
            ended = await the_end(store, debate)

    assert took_s < DRAIN_S + A_LITTLE_S
    assert provider.broken_off == ["seat_3"]
    assert ended.state.status is DebateStatus.COMPLETED


async def test_a_connection_that_swallows_everything_costs_no_lease(
    server: Server, namespace: str
) -> None:
    busy, idle = Recording(), Recording()
    async with (
        Relay(server.url) as relay,
        a_store(server.url, namespace) as store,
        a_store(relay.url, namespace) as behind,
        a_worker(behind, busy),
    ):
        debate = await a_held_round(store, busy)
        async with a_worker(store, idle):
            before = await owner(store, await again(store, debate))
            relay.strand()
            stranded_s = await now_s(store)
            await eventually(lambda: is_renewed_after(store, debate, stranded_s + 2 * LEASE_S))

            assert await owner(store, await again(store, debate)) == before
            busy.held["seat_3"].set()
            ended = await the_end(store, debate)

    assert ended.state.status is DebateStatus.COMPLETED
    assert busy.broken_off == []
    assert set(busy.calls().values()) == {1}


async def test_a_subscription_that_swallows_everything_is_noticed(
    server: Server, namespace: str
) -> None:
    async with (
        Relay(server.url) as relay,
        a_store(server.url, namespace) as store,
        a_store(relay.url, namespace) as behind,
        a_worker_context(behind) as context,
    ):
        woken = asyncio.Event()
        listening = asyncio.create_task(
            context.lanes[Lane.DEBATES].listen(woken.set, lambda _: None)
        )
        try:
            await eventually(lambda: is_listening(store))
            before = relay.accepted
            relay.strand()
            await eventually(lambda: is_relayed_anew(relay, before))
            await eventually(lambda: is_listening(store))
            woken.clear()

            await asked(store, "A")

            async with asyncio.timeout(PATIENCE_S):
                await woken.wait()
        finally:
            await end(listening)


async def is_relayed_anew(relay: Relay, before: int) -> bool:
    return relay.accepted > before


async def is_listening(store: Context) -> bool:
    ((_, listeners),) = await store.redis.pubsub_numsub(store.keys.wake())
    return bool(listeners)
