"""However a debate ends, and whoever ends it: one notice says so, once.

A new way to end is a function that brings a debate there and returns it, and its place in `WAYS`.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace

from service.context import Context
from service.domain.debate import Budget, Debate
from service.domain.endpoints import BY_DEFAULT
from service.domain.jobs import MOST_TRIES
from service.domain.lifecycle import cancel
from service.sweeper import sweep
from tests.support.deliveries import owed
from tests.support.delivering import Moved, over, registered, webhooks_to
from tests.support.receiver import Receiver
from tests.support.store import (
    a_stored_debate,
    again,
    an_open_store,
    claimed,
    eventually,
    is_at_rest,
    some_leases,
)
from tests.support.workers import Recording, a_held_round, a_worker, asked, seats, the_end

DEAR = "openai/gpt-5.4"
NOTHING_PAID = Budget(max_usd=0.01, expected_usd={DEAR: 0.25})


async def by_agreement(store: Context) -> Debate:
    async with a_worker(store):
        return await the_end(store, await asked(store, "A", "A"))


async def by_a_lost_quorum(store: Context) -> Debate:
    async with a_worker(store):
        return await the_end(store, await asked(store, "refuse", "refuse", quorum=2))


async def by_a_spent_budget(store: Context) -> Debate:
    panel = tuple(replace(seat, model=DEAR) for seat in seats("A", "A"))
    debate = await a_stored_debate(store, panel=panel, budget=NOTHING_PAID)
    async with a_worker(store):
        return await the_end(store, debate)


async def by_a_bug_of_ours(store: Context) -> Debate:
    provider = Recording()
    provider.faults["seat_1"] = RuntimeError("a bug of ours")
    async with a_worker(store, provider):
        return await the_end(store, await asked(store, "A", "A"))


async def by_killing_its_workers(store: Context) -> Debate:
    debate = await asked(store, "A", "A")
    async with some_leases(store) as leases:
        for _ in range(MOST_TRIES):
            await claimed(leases)
            await leases.purge()
    async with a_worker(store):
        return await the_end(store, debate)


async def by_its_deadline_before_any_worker(store: Context) -> Debate:
    debate = await asked(store, "A", "A")
    await sweep(past_the_deadline(store, debate))
    return await again(store, debate)


async def by_its_deadline_in_a_worker(store: Context) -> Debate:
    provider = Recording()
    async with a_worker(store, provider):
        debate = await a_held_round(store, provider)
        async with a_worker(past_the_deadline(store, debate), provider):
            return await the_end(store, debate)


async def by_request_before_any_worker(store: Context) -> Debate:
    return await canceled(store, await asked(store, "A", "A"))


async def by_request_in_a_round(store: Context) -> Debate:
    provider = Recording()
    async with a_worker(store, provider):
        return await canceled(store, await a_held_round(store, provider))


def past_the_deadline(store: Context, debate: Debate) -> Context:
    clock = Moved(store)
    clock.move_to(debate.spec.deadline_at + timedelta(seconds=1))
    return clock.over(store)


async def canceled(store: Context, debate: Debate) -> Debate:
    return await store.debates.decide(
        debate.spec.tenant, debate.spec.id, lambda d: cancel(d, now=store.clock.now())
    )


WAYS: dict[Callable[[Context], Awaitable[Debate]], tuple[str, str | None]] = {
    by_agreement: ("debate.completed", None),
    by_a_lost_quorum: ("debate.failed", "quorum_lost"),
    by_a_spent_budget: ("debate.failed", "budget_exceeded"),
    by_a_bug_of_ours: ("debate.failed", "internal_error"),
    by_killing_its_workers: ("debate.failed", "internal_error"),
    by_its_deadline_before_any_worker: ("debate.expired", "deadline_exceeded"),
    by_its_deadline_in_a_worker: ("debate.completed", None),
    by_request_before_any_worker: ("debate.canceled", None),
    by_request_in_a_round: ("debate.canceled", None),
}
"""What is told of each, with the code of the error."""


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as receiver:
        yield receiver


@pytest.mark.parametrize("way", WAYS)
async def test_however_a_debate_ends_one_notice_says_so(
    valkey_url: str,
    namespace: str,
    receiver: Receiver,
    way: Callable[[Context], Awaitable[Debate]],
) -> None:
    variables = webhooks_to(receiver.address)
    async with an_open_store(valkey_url, namespace, variables) as store:
        endpoint = await registered(store, receiver.url, events=BY_DEFAULT)

        ended = await way(store)
        (delivery,) = await owed(store)
        async with a_worker(store):
            await over(store, delivery)
            await eventually(lambda: is_at_rest(store))

    (received,) = receiver.received
    notice, (name, code) = json.loads(received.body), WAYS[way]
    assert (notice["type"], notice["data"]["id"]) == (name, ended.spec.id)
    assert (notice["data"]["error"] or {}).get("code") == code
    assert delivery.endpoint_id == endpoint.id
