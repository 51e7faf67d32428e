"""Debates that kill whoever works at them: after some tries nobody does any more."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import pytest

from service.context import Context
from service.domain.debate import DebateStatus
from service.domain.jobs import MOST_TRIES
from service.store.leases import Leases
from tests.support.store import an_open_store, claimed, eventually, is_at_rest, some_leases
from tests.support.workers import Recording, a_worker, asked, is_asked, the_end, the_log


@pytest.fixture
async def store(valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    async with an_open_store(valkey_url, namespace) as store:
        yield store


async def die_of_it(leases: Leases, times: int) -> None:
    """Let so many workers claim the one job and be gone."""
    for _ in range(times):
        await claimed(leases)
        await leases.purge()


async def test_a_job_that_killed_its_workers_too_often_ends_its_debate(store: Context) -> None:
    provider = Recording()
    async with some_leases(store) as leases:
        debate = await asked(store, "A", "B")
        await die_of_it(leases, MOST_TRIES)

    async with a_worker(store, provider):
        ended = await the_end(store, debate)
        sound = await the_end(store, await asked(store, "A", "A"))
        await eventually(lambda: is_at_rest(store))

    assert provider.calls() == {"seat_1": 1, "seat_2": 1}
    assert ended.state.status is DebateStatus.FAILED
    assert ended.state.error is not None
    assert ended.state.error.code == "internal_error"
    assert f"died {MOST_TRIES} times" in ended.state.error.message
    assert (await the_log(store, ended))[-1] == "debate.failed"
    assert sound.state.status is DebateStatus.COMPLETED


async def test_a_job_that_was_broken_off_less_often_is_run(store: Context) -> None:
    async with some_leases(store) as leases:
        debate = await asked(store, "A", "A")
        await die_of_it(leases, MOST_TRIES - 1)

    async with a_worker(store):
        ended = await the_end(store, debate)

    assert ended.state.status is DebateStatus.COMPLETED


async def test_workers_that_stop_in_good_order_count_for_nothing(
    valkey_url: str, namespace: str
) -> None:
    provider = Recording()
    provider.held = {"seat_1": asyncio.Event(), "seat_2": asyncio.Event()}
    at_once = {"ROUNDTABLE_DRAIN_SECONDS": "0"}
    async with (
        an_open_store(valkey_url, namespace, at_once) as store,
        some_leases(store) as leases,
    ):
        await asked(store, "A", "A")
        for number in range(1, MOST_TRIES + 2):
            async with a_worker(store, provider):
                await eventually(partial(is_asked, provider, "seat_2", number))

        claim = await claimed(leases)

    assert claim.tries == 1


async def test_those_that_ran_beside_it_are_started_one_after_the_other(store: Context) -> None:
    async with some_leases(store) as leases:
        for _ in range(3):
            await asked(store, "A", "A")

        tries = [await all_die(leases) for _ in range(3)]
        at_once, _ = await leases.claim(3)
        delayed = f"{store.keys.prefix}delayed"
        due_ms = [due for _, due in await store.redis.zrange(delayed, 0, -1, withscores=True)]

    assert tries == [(1, 1, 1), (2, 2, 2), (3, 3, 3)]
    assert [claim.tries for claim in at_once] == [4]
    assert due_ms[1] - due_ms[0] == 4_000


async def all_die(leases: Leases) -> tuple[int, ...]:
    """Let a worker that runs everything be gone; return how often each job was tried by then."""
    claims, _ = await leases.claim(3)
    await leases.purge()
    return tuple(claim.tries for claim in claims)
