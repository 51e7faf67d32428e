"""Debates that kill whoever works at them: after some tries nobody does any more."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from functools import partial

import pytest

from service.context import Context
from service.domain.debate import Debate, DebateStatus
from service.domain.jobs import MOST_TRIES, Claim
from service.store.leases import Leases
from tests.support.debates import a_response
from tests.support.store import (
    a_call,
    an_open_store,
    claimed,
    decided,
    eventually,
    is_at_rest,
    some_leases,
)
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


async def test_those_that_ran_beside_it_are_tried_in_ever_smaller_companies(
    store: Context,
) -> None:
    async with some_leases(store) as leases:
        for _ in range(20):
            await asked(store, "A", "A")

        runs = [await all_die(leases) for _ in range(7)]

    together = (0,) * 20
    assert [tuple(claim.company for claim in run) for run in runs] == [
        *(together, together, together),
        # The other four are next, as they may be sixteen; then it is parts of what was sixteen.
        *((16,) * 16, (4,) * 4, (4,) * 4, (4,) * 4),
    ]
    assert {claim.tries for run in runs[3:] for claim in run} == {4}


async def test_only_what_it_did_alone_counts_against_a_suspect(store: Context) -> None:
    async with some_leases(store) as leases:
        for _ in range(2):
            await asked(store, "A", "A")

        runs = [await all_die(leases) for _ in range(7)]

    tried = [[(claim.company, claim.tries) for claim in run] for run in runs[3:]]
    assert tried == [[(2, 4), (2, 4)], [(1, 4)], [(1, 5)], [(1, 6)]]


async def test_the_one_that_kills_is_found_among_a_hundred(store: Context) -> None:
    async with some_leases(store) as leases:
        for _ in range(100):
            await asked(store, "A", "A")
        first, _ = await leases.claim(100)
        poison = first[50]
        await leases.purge()

        deaths, worst = 1, 0
        while True:
            claims, _ = await leases.claim(100)
            given_up = {claim.job_id for claim in claims if claim.given_up}
            if given_up:
                break
            if poison.job_id in {claim.job_id for claim in claims}:
                deaths += 1
                await leases.purge()
            else:
                worst = max([worst, *(claim.tries for claim in claims)])
                for claim in claims:
                    await leases.release(claim, finished=True)
                    leases.ended(claim)

    assert given_up == {poison.job_id}
    assert deaths == 7
    assert worst < MOST_TRIES


async def test_a_suspect_that_gets_on_lets_the_next_be_tried(store: Context) -> None:
    async with some_leases(store) as leases:
        debates = [await asked(store, "A", "A") for _ in range(17)]
        for _ in range(3):
            await all_die(leases)
        tried, _ = await leases.claim(20)
        others, next_s = await leases.claim(20)
        begun = [debate for debate in debates if is_of(tried, debate)]

        early = await leases.clear(tried)
        for debate in begun:
            await decided(store, debate)
            await store.ledger.commit(debate.spec, a_response(1, "seat_1", "A"), a_call())
        late = await leases.clear(tried)
        last, _ = await leases.claim(20)

    assert (len(tried), len(others), len(last)) == (16, 0, 1)
    assert next_s == leases.terms.beat_s
    assert (early, late) == (False, True)


async def test_what_has_killed_its_workers_keeps_nobody_from_debating(store: Context) -> None:
    provider = Recording()
    provider.held = {"seat_1": asyncio.Event(), "seat_2": asyncio.Event()}
    async with some_leases(store) as leases:
        for _ in range(17):
            await asked(store, "A", "A")
        for _ in range(3):
            await all_die(leases)

    async with a_worker(store, provider):
        await eventually(partial(is_asked, provider, "seat_1", 16))
        await asked(store, "A", "A")
        await eventually(partial(is_asked, provider, "seat_1", 17))
        provider.held["seat_2"].set()
        await eventually(partial(is_asked, provider, "seat_1", 18))
        provider.held["seat_1"].set()
        await eventually(lambda: is_at_rest(store))


async def all_die(leases: Leases) -> tuple[Claim, ...]:
    """Let a worker that runs everything be gone; return what it ran."""
    claims, _ = await leases.claim(64)
    await leases.purge()
    return claims


def is_of(claims: Sequence[Claim], debate: Debate) -> bool:
    return any(debate.spec.id in claim.job_id for claim in claims)
