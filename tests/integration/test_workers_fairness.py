"""Who waits for whom: receivers that do not answer delay no others, and no round."""

from collections import Counter
from collections.abc import AsyncIterator

import pytest

from service.context import Context
from service.domain.debate import DebateStatus
from service.domain.delivery import Delivery
from service.domain.jobs import MOST_OF_A_RECEIVER, Lane
from tests.support.deliveries import is_failing
from tests.support.delivering import (
    attempted,
    due,
    registered,
    webhooks_to,
)
from tests.support.receiver import (
    Behaviour,
    Received,
    Receiver,
    answers,
    answers_late,
    hangs,
)
from tests.support.store import an_open_store, eventually
from tests.support.workers import a_worker, asked, the_end

MANY = 20
DUE_TO_EACH = 15
ILL_S = 0.4
SLOW_S = 0.05


def behaves(received: Received) -> Behaviour:
    """Do as the path says."""
    kind = received.target.split("/")[1]
    known = {
        "dead": hangs(),
        "ill": answers_late(ILL_S, 500),
        "slow": answers_late(SLOW_S),
    }
    return known.get(kind, answers())


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver(behaves) as receiver:
        yield receiver


@pytest.fixture
async def store(valkey_url: str, namespace: str, receiver: Receiver) -> AsyncIterator[Context]:
    variables = {
        **webhooks_to(receiver.address),
        "ROUNDTABLE_DRAIN_SECONDS": "0",
        "ROUNDTABLE_WORKER_CONCURRENCY": "2",
    }
    async with an_open_store(valkey_url, namespace, variables) as store:
        yield store


async def due_at(
    store: Context, receiver: Receiver, path: str, count: int = 1, tenant: str = "public"
) -> list[Delivery]:
    """Let deliveries be due to a new endpoint at that path."""
    url = f"http://{receiver.address}/{path}"
    return await due(store, await registered(store, url, tenant=tenant), count)


async def due_to_many(store: Context, receiver: Receiver, kind: str) -> list[Delivery]:
    """Let deliveries be due to many receivers of a kind."""
    found = [
        await due_at(store, receiver, f"{kind}/{number}", DUE_TO_EACH) for number in range(MANY)
    ]
    return [delivery for deliveries in found for delivery in deliveries]


def under_way(receiver: Receiver) -> Counter[str]:
    """Return how many requests are under way, by path."""
    return Counter(one.target for one in receiver.received if one.ended_at is None)


async def arrivals(receiver: Receiver, path: str, count: int = 1) -> None:
    """Wait until so much has come at a path."""

    async def have_come() -> bool:
        return sum(one.target == f"/{path}" for one in receiver.received) >= count

    await eventually(have_come)


async def all_hang(receiver: Receiver) -> bool:
    busy = under_way(receiver)
    return len(busy) == MANY and set(busy.values()) == {MOST_OF_A_RECEIVER[Lane.DELIVER]}


async def test_receivers_that_do_not_answer_delay_no_other_and_no_round(
    store: Context, receiver: Receiver
) -> None:
    await due_to_many(store, receiver, "dead")
    async with a_worker(store):
        await eventually(lambda: all_hang(receiver))
        hanging = [one for one in receiver.received if one.ended_at is None]

        await due_at(store, receiver, "healthy", 20)
        await arrivals(receiver, "healthy", 20)
        debate = await the_end(store, await asked(store, "A", "A"))

        assert not any(one.ended_at for one in hanging)

    assert debate.state.status is DebateStatus.COMPLETED


async def test_who_only_fails_is_asked_by_few_at_a_time_beside_the_others(
    store: Context, receiver: Receiver
) -> None:
    deliveries = await due_to_many(store, receiver, "ill")
    async with a_worker(store):
        await eventually(lambda: all_fail(store, deliveries))
        before = len(receiver.received)
        await due_at(store, receiver, "healthy", 20)
        await arrivals(receiver, "healthy", 20)
        meanwhile = len(receiver.received) - before - 20
        for delivery in deliveries:
            await attempted(store, delivery)

    later = [one for one in receiver.received[before:] if one.target != "/healthy"]
    assert meanwhile < len(later) / 2
    assert len(later) > MANY
    assert max(most_at_once(later, path) for path in {one.target for one in later}) <= 2


async def all_fail(store: Context, deliveries: list[Delivery]) -> bool:
    return all([await is_failing(store, delivery) for delivery in deliveries[::DUE_TO_EACH]])


def most_at_once(received: list[Received], path: str) -> int:
    """Return how many requests to a path were under way at a time, at most."""
    times = [(one.arrived_at, one.ended_at) for one in received if one.target == path]
    return max(sum(start <= at < (end or float("inf")) for start, end in times) for at, _ in times)


async def test_who_answers_again_is_told_by_as_many_as_any_other(
    store: Context, receiver: Receiver
) -> None:
    receiver.script = [answers(500), answers_late(SLOW_S)]
    endpoint = await registered(store, f"http://{receiver.address}/back")
    async with a_worker(store):
        (first,) = await due(store, endpoint)
        await attempted(store, first)
        assert await is_failing(store, first)
        (second,) = await due(store, endpoint)
        await attempted(store, second)
        assert not await is_failing(store, first)
        await due(store, endpoint, 50)
        await arrivals(receiver, "back", 52)

    assert most_at_once(receiver.received, "/back") > MOST_OF_A_RECEIVER[Lane.RETRY]


async def test_a_tenant_with_much_to_be_told_delays_no_other(
    store: Context, receiver: Receiver
) -> None:
    await due_at(store, receiver, "slow/whale", 1_000, tenant="whale")
    async with a_worker(store):
        await arrivals(receiver, "slow/whale")
        await due_at(store, receiver, "minnow", tenant="minnow")
        await arrivals(receiver, "minnow")
        whales = len(receiver.received)

    assert whales < 500
