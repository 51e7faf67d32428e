"""A receiver that misbehaves in every way, one after the other, and at last takes what it is told."""

import tracemalloc
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from service.context import Context
from service.domain.delivery import (
    JITTER,
    SCHEDULE,
    Attempt,
    AttemptError,
    Delivery,
    DeliveryStatus,
)
from tests.support.deliveries import owed
from tests.support.delivering import (
    Hurried,
    Moved,
    attempted,
    due,
    ended,
    make_due,
    over,
    registered,
    webhooks_to,
)
from tests.support.receiver import (
    MIB,
    Receiver,
    answers,
    drips,
    floods,
    hangs,
    overlapping,
    redirects,
    resets,
)
from tests.support.store import again, an_open_store
from tests.support.workers import a_worker

ASKED_FOR = timedelta(hours=4)
METADATA = "http://169.254.169.254/latest/meta-data/"
SOON = timedelta(seconds=5)
"""In which a worker comes to what is due."""

BEHAVIOURS = {
    "500": (answers(500), 500, AttemptError.HTTP_STATUS),
    "500 again": (answers(500), 500, AttemptError.HTTP_STATUS),
    "a redirect": (redirects(METADATA), 302, AttemptError.REDIRECT),
    "429 and a time": (
        answers(429, {"retry-after": f"{ASKED_FOR.total_seconds():.0f}"}),
        429,
        AttemptError.HTTP_STATUS,
    ),
    "nothing": (hangs(), None, AttemptError.READ_TIMEOUT),
    "a reset": (resets(), None, AttemptError.CONNECTION_ERROR),
    "10 MB": (floods(10 * MIB, 500), 500, AttemptError.HTTP_STATUS),
    "a byte now and then": (drips(10), 200, AttemptError.READ_TIMEOUT),
    "200": (answers(200), 200, None),
}
"""What it does, and what is to be written down of that: status and error code."""
TOLD_TO_WAIT = 4
"""The attempt after which it says for how long."""


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver([behaviour for behaviour, *_ in BEHAVIOURS.values()]) as receiver:
        yield receiver


@pytest.fixture
async def store(valkey_url: str, namespace: str, receiver: Receiver) -> AsyncIterator[Context]:
    variables = webhooks_to(receiver.address)
    async with an_open_store(valkey_url, namespace, variables) as store:
        yield store


async def all_attempts(store: Context, clock: Moved, delivery: Delivery) -> list[Delivery]:
    """Move the clock from one attempt to the next; return the delivery as each has left it."""
    made: list[Delivery] = []
    for number in range(1, len(BEHAVIOURS) + 1):
        delivery = await attempted(store, delivery, number)
        made.append(delivery)
        if delivery.next_attempt_at:
            clock.move_to(delivery.next_attempt_at)
            await make_due(store, delivery)
    return made


async def test_the_schedule_is_kept_to_whatever_a_receiver_does(
    store: Context, receiver: Receiver
) -> None:
    await registered(store, receiver.url)
    debate = await ended(store)
    before, clock = await again(store, debate), Moved(store)
    async with a_worker(clock.over(store), sender=Hurried(store)):
        (delivery,) = await owed(store)
        made = await all_attempts(store, clock, delivery)

    last = made[-1]
    assert [(a.status_code, a.error_code) for a in last.attempts] == [
        (status, code) for _, status, code in BEHAVIOURS.values()
    ]
    assert (last.status, last.next_attempt_at) == (DeliveryStatus.DELIVERED, None)
    assert all(is_in_time(*made[n : n + 2]) for n in range(len(made) - 1))
    assert waited(made[TOLD_TO_WAIT - 1]) == pytest.approx(ASKED_FOR, abs=timedelta(seconds=1))
    assert len({(one.body, one.header("webhook-id")) for one in receiver.received}) == 1
    assert not overlapping(receiver.received)
    assert await again(store, debate) == before


def waited(delivery: Delivery) -> timedelta:
    """Return for how long a failed attempt is followed by nothing."""
    attempt = delivery.attempts[-1]
    assert delivery.next_attempt_at is not None
    return delivery.next_attempt_at - ended_at(attempt)


def ended_at(attempt: Attempt) -> datetime:
    return attempt.at + timedelta(milliseconds=attempt.latency_ms)


def is_in_time(before: Delivery, after: Delivery) -> bool:
    """Return whether an attempt was made when the one before had said."""
    number, due_at = len(before.attempts), before.next_attempt_at
    assert due_at is not None
    share = waited(before) / SCHEDULE[number]
    as_published = number == TOLD_TO_WAIT or 1 - JITTER <= share <= 1 + JITTER + 0.01
    return as_published and due_at <= after.attempts[-1].at <= due_at + SOON


async def test_a_reply_of_any_length_takes_no_memory(store: Context, receiver: Receiver) -> None:
    receiver.script = [answers(200), floods(50 * MIB), floods(None)]
    endpoint = await registered(store, receiver.url)
    async with a_worker(store):
        (warm,) = await due(store, endpoint)
        await over(store, warm)
        tracemalloc.start()
        try:
            for delivery in await due(store, endpoint, 2):
                assert (await over(store, delivery)).status is DeliveryStatus.DELIVERED
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert peak < 4 * MIB
