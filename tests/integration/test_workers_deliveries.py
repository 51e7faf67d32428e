"""Workers that tell receivers: what is sent, what an attempt leads to, and what ends a delivery."""

import asyncio
import dataclasses
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from msgspec.structs import replace
from typing_extensions import override

from service.context import Context
from service.domain.debate import Debate, DebateWebhook
from service.domain.delivery import OPEN_FOR, SCHEDULE, AttemptError, Delivery, DeliveryStatus
from service.domain.endpoints import (
    BY_DEFAULT,
    FAILING_FOR,
    DisabledReason,
    Endpoint,
    EndpointStatus,
)
from service.domain.events import LoggedEvent
from service.domain.jobs import MOST_TRIES, Lane
from service.domain.signing import doubt
from service.store.deliveries import DeliveryStore
from service.store.events import EventLog
from tests.support.deliveries import is_failing, owed, reloaded
from tests.support.delivering import (
    TENANT,
    Broken,
    Moved,
    attempted,
    due,
    ended,
    make_due,
    over,
    registered,
    webhooks_to,
)
from tests.support.endpoints import Overheard
from tests.support.logs import logged, logging_as_json
from tests.support.receiver import (
    Received,
    Receiver,
    answers,
    answers_late,
    hangs,
    overlapping,
)
from tests.support.store import again, an_open_store, eventually, is_at_rest, some_leases
from tests.support.valkey import Server
from tests.support.workers import a_worker, the_log


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as receiver:
        yield receiver


@pytest.fixture
async def store(valkey_url: str, namespace: str, receiver: Receiver) -> AsyncIterator[Context]:
    variables = webhooks_to(receiver.address)
    async with an_open_store(valkey_url, namespace, variables) as store:
        yield store


async def secrets_of(store: Context, endpoint: Endpoint | None) -> tuple[bytes, ...]:
    return await store.webhook_secrets.signing(TENANT, endpoint, now=store.clock.now())


def headers_of(received: Received) -> dict[str, str]:
    return {name.lower(): value for name, value in received.headers}


async def is_put_off(store: Context, delivery: Delivery) -> bool:
    """Return whether its job waits for its time."""
    return await delay_s(store, delivery) is not None


async def delay_s(store: Context, delivery: Delivery) -> float | None:
    """Return in how long its job is due; None when it does not wait for its time."""
    job, prefix = store.queue.delivery_job(delivery), store.keys.prefix
    for lane in (Lane.DELIVER, Lane.RETRY):
        due_ms = await store.redis.zscore(f"{prefix}{lane}delayed", job.id)
        if due_ms is not None:
            return float(due_ms / 1000 - store.clock.now().timestamp())
    return None


async def test_the_line_of_an_attempt_says_whose_it_is(
    store: Context, receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    await registered(store, receiver.url)
    with logging_as_json():
        async with a_worker(store):
            debate = await ended(store)
            (delivery,) = await owed(store)
            await over(store, delivery)
            await eventually(lambda: is_at_rest(store))

    [line] = [line for line in logged(capsys) if line["event"] == "delivery_attempted"]
    assert {
        "tenant": TENANT,
        "debate": debate.spec.id,
        "delivery": delivery.id,
        "request_id": debate.spec.request_id,
        "trace_id": debate.spec.trace.id,
    }.items() <= line.items()


async def test_the_end_of_a_debate_is_told_signed_and_once(
    store: Context, receiver: Receiver
) -> None:
    endpoint = await registered(store, receiver.url)
    async with a_worker(store):
        debate = await ended(store)
        (delivery,) = await owed(store)
        delivery = await over(store, delivery)
        await eventually(lambda: is_at_rest(store))

    (received,) = receiver.received
    now, headers = datetime.now(UTC), headers_of(received)
    secrets = await secrets_of(store, endpoint)
    assert doubt(secrets, headers, received.body, now=now) is None
    assert (received.method, received.target) == ("POST", "/hook")
    assert headers["webhook-id"] == delivery.event_id == json.loads(received.body)["id"]
    assert headers["traceparent"].split("-")[1] == debate.spec.trace.id
    assert received.named("content-type") == ["application/json"]
    assert received.named("user-agent") == ["Roundtable-Webhooks/1"]
    assert json.loads(received.body)["type"] == "debate.canceled"
    assert (delivery.status, delivery.next_attempt_at) == (DeliveryStatus.DELIVERED, None)
    assert [(a.number, a.status_code, a.error_code) for a in delivery.attempts] == [(1, 204, None)]


async def test_a_debates_own_address_is_told_with_the_secret_of_its_tenant(
    store: Context, receiver: Receiver
) -> None:
    async with a_worker(store):
        await ended(store, webhook=DebateWebhook(url=receiver.url, events=BY_DEFAULT))
        (received,) = await receiver.has_received(1)

    secrets = await secrets_of(store, None)
    now = datetime.now(UTC)
    assert doubt(secrets, headers_of(received), received.body, now=now) is None


async def test_every_attempt_says_the_same_under_the_same_id(
    store: Context, receiver: Receiver
) -> None:
    receiver.script = [answers(500), answers(503), answers(200)]
    await registered(store, receiver.url)
    async with a_worker(store):
        debate = await ended(store)
        (delivery,) = await owed(store)
        for times in (1, 2):
            delivery = await attempted(store, delivery, times)
            await make_due(store, delivery)
        delivery = await over(store, delivery)

    assert len({(one.body, one.header("webhook-id")) for one in receiver.received}) == 1
    assert len({one.header("traceparent") for one in receiver.received}) == 3
    assert [attempt.status_code for attempt in delivery.attempts] == [500, 503, 200]
    assert not await is_failing(store, delivery)
    assert (await the_log(store, debate))[-1] == "debate.canceled"


async def test_an_endpoint_that_is_gone_or_disabled_is_sent_nothing(
    store: Context, receiver: Receiver
) -> None:
    removed = await registered(store, receiver.url)
    disabled = await registered(store, receiver.url)
    deliveries = [*await due(store, removed), *await due(store, disabled)]
    await store.endpoints.delete(TENANT, removed.id)
    await store.endpoints.disable(TENANT, disabled.id, DisabledReason.BY_REQUEST)

    async with a_worker(store):
        after = [await over(store, delivery) for delivery in deliveries]

    assert {delivery.status for delivery in after} == {DeliveryStatus.CANCELED}
    assert receiver.connections == 0


async def test_what_is_pending_goes_where_its_endpoint_is_by_now(
    store: Context, receiver: Receiver
) -> None:
    endpoint = await registered(store, "https://moved.example.com/old")
    (delivery,) = await due(store, endpoint)
    await store.endpoints.change(
        TENANT, endpoint.id, lambda before: replace(before, url=receiver.url)
    )

    async with a_worker(store):
        delivery = await over(store, delivery)

    assert (delivery.status, delivery.url) == (DeliveryStatus.DELIVERED, receiver.url)


async def test_an_endpoint_that_says_410_is_disabled_and_nothing_is_left_for_it(
    store: Context, receiver: Receiver
) -> None:
    receiver.script = [answers(500), answers(410)]
    endpoint = await registered(store, receiver.url)
    (waiting,) = await due(store, endpoint)
    async with a_worker(store):
        await attempted(store, waiting)
        (refused,) = await due(store, endpoint)
        refused = await over(store, refused)
        waiting = await over(store, waiting)
        await eventually(lambda: is_at_rest(store))

    endpoint = await store.endpoints.load(TENANT, endpoint.id)
    assert refused.status is DeliveryStatus.FAILED
    assert waiting.status is DeliveryStatus.CANCELED
    assert endpoint.status is EndpointStatus.DISABLED
    assert endpoint.disabled_reason is DisabledReason.GONE


async def test_an_endpoint_that_moves_while_its_old_place_says_410_stays_enabled(
    store: Context, receiver: Receiver
) -> None:
    receiver.script = [answers_late(0.3, 410), answers(204)]
    endpoint = await registered(store, receiver.url)
    (old,) = await due(store, endpoint)
    async with a_worker(store):
        await receiver.has_received(1)
        elsewhere = receiver.url_as("127.0.0.1", "/elsewhere")
        await store.endpoints.change(
            TENANT, endpoint.id, lambda before: replace(before, url=elsewhere)
        )
        await due(store, endpoint)
        old = await over(store, old)
        await eventually(lambda: is_at_rest(store))

    assert old.attempts[-1].status_code == 410
    assert (await store.endpoints.load(TENANT, endpoint.id)).status is EndpointStatus.ENABLED
    assert DeliveryStatus.CANCELED not in {delivery.status for delivery in await owed(store)}


async def test_an_endpoint_is_disabled_though_its_job_is_found_to_be_over(
    store: Context, receiver: Receiver
) -> None:
    receiver.script = [answers(410)]
    endpoint = await registered(store, receiver.url)
    (delivery,) = await due(store, endpoint)
    overheard = DeliveryStore(store.redis, Overheard(store), store.keys, store.queue.delivery_job)

    async with a_worker(dataclasses.replace(store, deliveries=overheard)):
        delivery = await over(store, delivery)
        await eventually(lambda: is_at_rest(store))

    endpoint = await store.endpoints.load(TENANT, endpoint.id)
    assert delivery.status is DeliveryStatus.FAILED
    assert endpoint.disabled_reason is DisabledReason.GONE


async def test_an_endpoint_that_only_fails_for_five_days_is_disabled(
    store: Context, receiver: Receiver
) -> None:
    receiver.script = [answers(500)]
    endpoint = await registered(store, receiver.url)
    clock = Moved(store)
    (first,) = await due(store, endpoint)
    async with a_worker(clock.over(store)):
        first = await attempted(store, first)
        clock.move_to(store.clock.now() + FAILING_FOR - timedelta(minutes=1))
        (second,) = await due(store, endpoint)
        await attempted(store, second)
        still = await store.endpoints.load(TENANT, endpoint.id)

        clock.move_to(first.attempts[0].at + FAILING_FOR + timedelta(seconds=1))
        (third,) = await due(store, endpoint)
        third = await over(store, third)

    assert still.disabled_reason is None
    endpoint = await store.endpoints.load(TENANT, endpoint.id)
    assert endpoint.disabled_reason is DisabledReason.FAILING
    assert third.status is DeliveryStatus.CANCELED
    assert len(third.attempts) == 1


@pytest.mark.parametrize("key", ["", "a key that none was sealed with"])
async def test_what_cannot_be_signed_is_not_sent_and_counts_no_attempt(
    valkey_url: str, namespace: str, store: Context, receiver: Receiver, key: str
) -> None:
    endpoint = await registered(store, receiver.url)
    (delivery,) = await due(store, endpoint)
    variables = {**webhooks_to(receiver.address), "ROUNDTABLE_SECRET_KEY": key}
    async with (
        an_open_store(valkey_url, namespace, variables) as other,
        a_worker(other),
    ):
        await eventually(lambda: is_put_off(store, delivery))
        in_s = await delay_s(store, delivery)

    after = await reloaded(store, delivery)
    assert in_s == pytest.approx(60, abs=30)
    assert receiver.connections == 0
    assert (after.status, after.attempts) == (DeliveryStatus.PENDING, ())

    async with a_worker(store):
        await make_due(store, delivery)
        assert (await over(store, delivery)).status is DeliveryStatus.DELIVERED


async def test_a_bug_of_ours_is_an_attempt_of_which_nothing_is_known(
    store: Context, receiver: Receiver
) -> None:
    endpoint = await registered(store, receiver.url)
    (delivery,) = await due(store, endpoint)

    async with a_worker(store, sender=Broken()):
        delivery = await attempted(store, delivery)

    (attempt,) = delivery.attempts
    assert attempt.error_code is AttemptError.INTERRUPTED
    assert delivery.next_attempt_at is not None
    assert delivery.next_attempt_at - attempt.at >= SCHEDULE[1] * 0.8
    assert await is_put_off(store, delivery)
    assert not await is_failing(store, delivery)


async def test_a_delivery_that_kills_its_workers_counts_an_attempt_and_goes_on(
    store: Context, receiver: Receiver
) -> None:
    endpoint = await registered(store, receiver.url)
    (delivery,) = await due(store, endpoint)
    async with some_leases(store, Lane.DELIVER) as leases:
        for _ in range(MOST_TRIES):
            await make_due(store, delivery)
            claims, _ = await leases.claim(1)
            assert len(claims) == 1
            await leases.purge()
    await make_due(store, delivery)

    async with a_worker(store):
        delivery = await attempted(store, delivery)
        assert receiver.connections == 0
        await make_due(store, delivery)
        delivery = await over(store, delivery)

    assert [a.error_code for a in delivery.attempts] == [AttemptError.INTERRUPTED, None]


async def test_a_delivery_that_waited_longer_than_its_job_is_kept_is_sent_all_the_same(
    store: Context, receiver: Receiver
) -> None:
    endpoint = await registered(store, receiver.url)
    (delivery,) = await due(store, endpoint)
    await store.redis.delete(f"arq:job:{store.queue.delivery_job(delivery).id}")

    async with a_worker(store):
        await eventually(lambda: is_at_rest(store))
        looks = f"{store.keys.prefix}deliveries"
        await store.redis.zadd(looks, {f"{TENANT}|{delivery.id}": 0}, xx=True)
        delivery = await over(store, delivery)

    assert [attempt.status_code for attempt in delivery.attempts] == [204]


async def test_a_worker_that_drains_lets_an_attempt_finish(
    store: Context, receiver: Receiver
) -> None:
    receiver.script = [answers_late(0.3)]
    endpoint = await registered(store, receiver.url)
    (delivery,) = await due(store, endpoint)

    async with a_worker(store) as stop:
        await receiver.has_received(1)
        stop.set()

    delivery = await reloaded(store, delivery)
    assert delivery.status is DeliveryStatus.DELIVERED
    assert len(receiver.received) == 1


async def test_an_attempt_that_is_cut_off_is_made_again_but_not_beside_itself(
    valkey_url: str, namespace: str, receiver: Receiver
) -> None:
    receiver.script = [hangs(), answers(204)]
    variables = {**webhooks_to(receiver.address), "ROUNDTABLE_DRAIN_SECONDS": "0"}
    async with an_open_store(valkey_url, namespace, variables) as store:
        endpoint = await registered(store, receiver.url)
        (delivery,) = await due(store, endpoint)
        async with a_worker(store) as stop:
            await receiver.has_received(1)
            stop.set()
        await receiver.is_idle()

        clock = Moved(store)
        async with a_worker(clock.over(store)):
            await eventually(lambda: is_put_off(store, delivery))
            in_s = await delay_s(store, delivery)
            assert len(receiver.received) == 1
            clock.move_to(store.clock.now() + OPEN_FOR)
            await make_due(store, delivery)
            delivery = await over(store, delivery)

    assert in_s is not None
    assert 0 < in_s <= OPEN_FOR.total_seconds()
    assert [(a.number, a.status_code) for a in delivery.attempts] == [(1, 204)]
    assert not overlapping(receiver.received)


async def test_who_has_lost_a_delivery_lets_go_of_its_receiver_and_writes_nothing(
    store: Context, receiver: Receiver
) -> None:
    receiver.script = [hangs(), answers(204)]
    endpoint = await registered(store, receiver.url)
    (delivery,) = await due(store, endpoint)
    clock = Moved(store)
    async with a_worker(store) as stop_claiming, some_leases(store, Lane.DELIVER) as leases:
        await receiver.has_received(1)
        stop_claiming.set()
        await leases.purge()
        await receiver.is_idle()

        async with a_worker(clock.over(store)):
            await eventually(lambda: is_put_off(store, delivery))
            before = await reloaded(store, delivery)
            clock.move_to(store.clock.now() + OPEN_FOR)
            await make_due(store, delivery)
            delivery = await over(store, delivery)

    assert (before.status, before.attempts) == (DeliveryStatus.PENDING, ())
    assert [attempt.number for attempt in delivery.attempts] == [1]
    assert len(receiver.received) == 2


async def test_a_debate_that_is_deleted_is_told_to_nobody_any_more(
    store: Context, receiver: Receiver
) -> None:
    receiver.script = [hangs()]
    await registered(store, receiver.url)
    async with a_worker(store):
        debate = await ended(store)
        await receiver.has_received(1)
        # What its calls have cost may still be written down meanwhile.
        await eventually(lambda: is_removed(store, debate))
        await receiver.is_idle()
        (delivery,) = await owed(store)
        await eventually(lambda: is_at_rest(store))

    assert (delivery.status, delivery.attempts) == (DeliveryStatus.CANCELED, ())
    assert await store.deliveries.body(TENANT, delivery.id) is None
    assert len(receiver.received) == 1


async def is_removed(store: Context, debate: Debate) -> bool:
    """Remove a debate, unless it changes just then."""
    return await store.debates.remove(await again(store, debate))


class Leaving(EventLog):
    """The log of a debate that is deleted just before it is read."""

    def __init__(self, store: Context) -> None:
        super().__init__(store.scripts, store.keys)
        self._debates = store.debates

    @override
    async def read(
        self, tenant: str, debate_id: str, *, after: int, limit: int
    ) -> tuple[LoggedEvent, ...]:
        assert await self._debates.remove(await self._debates.load(tenant, debate_id))
        return await super().read(tenant, debate_id, after=after, limit=limit)


async def test_a_debate_that_is_deleted_while_its_notice_is_written_is_told_to_nobody(
    store: Context, receiver: Receiver
) -> None:
    await registered(store, receiver.url)
    await ended(store)
    (delivery,) = await owed(store)

    with structlog.testing.capture_logs() as logs:
        async with a_worker(dataclasses.replace(store, events=Leaving(store))):
            delivery = await over(store, delivery)
            await eventually(lambda: is_at_rest(store))

    assert (delivery.status, delivery.attempts) == (DeliveryStatus.CANCELED, ())
    assert "job_failed" not in {line["event"] for line in logs}
    assert receiver.connections == 0


async def test_what_a_receiver_said_is_written_down_however_late_the_store_is_back(
    server: Server, namespace: str, receiver: Receiver
) -> None:
    receiver.script = [answers_late(0.5)]
    async with an_open_store(server.url, namespace, webhooks_to(receiver.address)) as store:
        endpoint = await registered(store, receiver.url)
        (delivery,) = await due(store, endpoint)
        async with a_worker(store):
            await receiver.has_received(1)
            server.kill()
            await receiver.is_idle()
            await asyncio.sleep(1)
            server.start()
            delivery = await over(store, delivery)

    assert delivery.status is DeliveryStatus.DELIVERED
    assert len(receiver.received) == 1


async def test_a_debate_is_what_it_was_whatever_becomes_of_its_notice(
    store: Context, receiver: Receiver
) -> None:
    receiver.script = [answers(500), answers(410)]
    await registered(store, receiver.url)
    debate = await ended(store)
    before = await again(store, debate)
    async with a_worker(store):
        (delivery,) = await owed(store)
        await attempted(store, delivery)
        await make_due(store, delivery)
        await over(store, delivery)

    assert await again(store, debate) == before
