"""What is owed of an event is written with it: once, to those who were subscribed just then."""

import asyncio
import contextlib
import itertools
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from functools import partial
from typing import cast

import pytest
import structlog
from msgspec.structs import replace
from typing_extensions import override

from service import ids
from service.context import Context
from service.domain.debate import Debate, DebateWebhook
from service.domain.delivery import Delivery, DeliveryStatus
from service.domain.endpoints import BY_DEFAULT, SENT, DisabledReason
from service.domain.errors import DebateFinishedError, StoreUnavailableError
from service.domain.jobs import Lane
from service.domain.lifecycle import Step, cancel, enforce_deadline, fail
from service.store.debates import DebateStore
from service.store.leases import Leases
from service.store.ledger import Committed, LedgerStore
from service.store.scripting import Scripts
from service.store.subscriptions import MOST_TENANTS, Subscriptions
from tests.support.debates import a_response
from tests.support.deliveries import enroll, owed
from tests.support.store import (
    Repeating,
    a_call,
    a_queued_debate,
    a_reply,
    a_stored_debate,
    again,
    an_open_store,
    begun,
    some_leases,
)

OWN = DebateWebhook(url="https://own.example.com/x", events=BY_DEFAULT)


@pytest.fixture
async def other(valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    """Give the stores of another process, which knows nothing of what this one does."""
    async with an_open_store(valkey_url, namespace) as context:
        yield context


async def canceled(context: Context, debate: Debate) -> Debate:
    return await context.debates.decide(
        debate.spec.tenant, debate.spec.id, lambda d: cancel(d, now=context.clock.now())
    )


def told(deliveries: list[Delivery]) -> Counter[tuple[str, str | None]]:
    """Return of which types of events which endpoints are told, and how often."""
    return Counter((d.event_type, d.endpoint_id) for d in deliveries)


async def test_each_subscriber_is_owed_one_delivery_of_an_event(context: Context) -> None:
    wants, wants_too, wants_others = [
        await enroll(context, events=events)
        for events in (BY_DEFAULT, SENT, ("debate.completed",))
    ]
    debate = await a_stored_debate(context, webhook=OWN)

    await canceled(context, debate)

    found = await owed(context)
    log = await context.events.read("public", debate.spec.id, after=0, limit=10)
    of_the_end = [d for d in found if d.event_type == "debate.canceled"]
    assert wants_others.id not in {d.endpoint_id for d in found}
    assert {d.endpoint_id for d in of_the_end} == {None, wants.id, wants_too.id}
    assert {d.event_id for d in of_the_end} == {
        ids.event_id(debate.spec.id, log[-1].sequence, log[-1].created_at)
    }
    assert {d.status for d in found} == {DeliveryStatus.PENDING}


async def test_what_is_owed_waits_in_the_fast_lane_as_it_came(
    context: Context, leases: Leases
) -> None:
    await enroll(context)
    debates = [await a_stored_debate(context) for _ in range(3)]
    for debate in debates:
        await canceled(context, debate)

    async with some_leases(context, Lane.DELIVER) as lane:
        claims, _ = await lane.claim(10)

    assert [claim.job_id.split("|")[2] for claim in claims] == [d.id for d in await owed(context)]
    assert await leases.claim(10) == ((), None)


async def test_those_who_did_not_answer_are_told_of_as_well(
    context: Context, leases: Leases
) -> None:
    endpoint = await enroll(context, events=SENT)
    debate, _ = await begun(context, leases)

    await canceled(context, debate)

    assert told(await owed(context)) == {
        ("debate.started", endpoint.id): 1,
        ("response.completed", endpoint.id): 3,
        ("debate.canceled", endpoint.id): 1,
    }


async def test_of_two_answers_of_a_seat_one_is_told(
    context: Context, other: Context, leases: Leases
) -> None:
    await enroll(context, events=("response.completed",))
    debate, _ = await begun(context, leases)

    found = await asyncio.gather(
        *(
            store.ledger.commit(debate.spec, a_response(1, "seat_1", vote), a_call(number=number))
            for number, (store, vote) in enumerate(((context, "A"), (other, "B")) * 3, start=1)
        )
    )

    assert Committed.STORED in found
    assert len(await owed(context)) == 1


async def test_however_many_end_a_debate_its_end_is_owed_once(
    context: Context, other: Context, leases: Leases
) -> None:
    endpoint = await enroll(context)
    debate, _ = await begun(context, leases, webhook=OWN)
    late = debate.spec.deadline_at

    def ends(store: Context) -> list[Callable[[Debate], Step | None]]:
        now = store.clock.now()
        return [
            lambda d: None if d.state.status.terminal else cancel(d, now=now),
            lambda d: enforce_deadline(d, now=late),
            lambda d: None if d.state.status.terminal else fail(d, now=now),
        ]

    await asyncio.gather(
        *(
            store.debates.decide("public", debate.spec.id, end)
            for store in (context, other) * 2
            for end in ends(store)
        )
    )

    (of_debate, of_endpoint) = sorted(await owed(context), key=lambda d: d.endpoint_id or "")
    assert (of_debate.endpoint_id, of_endpoint.endpoint_id) == (None, endpoint.id)
    assert of_debate.event_id == of_endpoint.event_id


async def test_an_endpoint_is_told_of_what_happens_after_it_was_registered(
    context: Context, leases: Leases
) -> None:
    debate, _ = await begun(context, leases)
    endpoint = await enroll(context, events=SENT)

    await context.ledger.commit(debate.spec, a_response(), a_call())

    assert told(await owed(context)) == {("response.completed", endpoint.id): 1}


async def test_an_endpoint_that_was_disabled_or_deleted_is_told_nothing_more(
    context: Context,
) -> None:
    disabled, deleted = await enroll(context), await enroll(context)
    await canceled(context, await a_stored_debate(context))
    before = await owed(context)

    await context.endpoints.disable("public", disabled.id, DisabledReason.GONE)
    await context.endpoints.delete("public", deleted.id)
    await canceled(context, await a_stored_debate(context))

    assert len(before) == 2
    assert await owed(context) == before


async def test_who_knows_nothing_of_a_change_still_tells_those_who_are_there(
    context: Context, other: Context
) -> None:
    first = await enroll(context)
    await canceled(other, await a_stored_debate(context))
    second = await enroll(context)

    await canceled(other, await a_stored_debate(context))

    assert told(await owed(context)) == {
        ("debate.canceled", first.id): 2,
        ("debate.canceled", second.id): 1,
    }


async def test_who_knows_of_an_endpoint_that_the_store_has_lost_tells_those_who_are_there(
    context: Context, other: Context
) -> None:
    key = context.keys.endpoints("public")
    await enroll(context, events=("debate.failed",))
    before = await cast("Awaitable[bytes]", context.redis.dump(key))
    lost = await enroll(context)
    await canceled(other, await a_stored_debate(context))
    await context.redis.restore(key, 0, before, replace=True)
    there = await enroll(context)

    await canceled(other, await a_stored_debate(context))

    assert told(await owed(context)) == {
        ("debate.canceled", lost.id): 1,
        ("debate.canceled", there.id): 1,
    }


async def test_an_endpoint_that_cannot_be_read_holds_up_neither_debates_nor_other_endpoints(
    context: Context,
) -> None:
    broken, sound = await enroll(context), await enroll(context)
    key = context.keys.endpoints("public")
    await cast("Awaitable[int]", context.redis.hset(key, broken.id, "\x00"))

    with structlog.testing.capture_logs() as logs:
        await canceled(context, await a_stored_debate(context))

    assert told(await owed(context)) == {("debate.canceled", sound.id): 1}
    assert [(line["event"], line["endpoint"]) for line in logs] == [
        ("endpoint_unreadable", broken.id)
    ]


async def test_no_tenant_is_told_of_the_debates_of_another(context: Context) -> None:
    await enroll(context, tenant="acme")

    await canceled(context, await a_stored_debate(context, tenant="globex"))

    assert await owed(context, "acme") == await owed(context, "globex") == []


async def test_what_a_fork_was_given_is_not_told_again(context: Context) -> None:
    await enroll(context, events=SENT)
    forked = a_queued_debate(context)
    brought = tuple(a_response(1, seat.id) for seat in forked.spec.panel)

    await context.debates.create(replace(forked, responses=brought), a_reply())

    assert await owed(context) == []


Change = Callable[[], Awaitable[object]]


class Restless(Subscriptions):
    """What is known of endpoints, one change of which follows each time they have been read."""

    def __init__(
        self, context: Context, changes: Iterable[Change] = (), most: int = MOST_TENANTS
    ) -> None:
        super().__init__(context.endpoints, context.queue.delivery_job, most)
        self._changes = iter(changes)
        self.refreshed = 0

    @override
    async def refresh(self, tenant: str) -> None:
        self.refreshed += 1
        await super().refresh(tenant)
        for change in itertools.islice(self._changes, 1):
            await change()


def over(
    context: Context, known: Subscriptions, scripts: Scripts | None = None
) -> tuple[DebateStore, LedgerStore]:
    keys, scripts, metrics = context.keys, scripts or context.scripts, context.metrics
    job_for = context.queue.job_for
    debates = DebateStore(context.redis, scripts, keys, job_for, known, metrics=metrics)
    return debates, LedgerStore(scripts, keys, known, metrics)


async def test_endpoints_that_change_between_read_and_write_are_told(
    context: Context, leases: Leases
) -> None:
    debate, _ = await begun(context, leases)
    await enroll(context, events=SENT)
    debates, ledger = over(context, Restless(context, [partial(enroll, context, events=SENT)] * 4))

    await ledger.commit(debate.spec, a_response(), a_call())
    after = await debates.decide(
        "public", debate.spec.id, lambda d: cancel(d, now=context.clock.now())
    )

    counts = Counter(d.event_type for d in await owed(context))
    assert counts == {"response.completed": 5 + 2 * 5, "debate.canceled": 5}
    assert after == await again(context, debate)


async def test_endpoints_that_never_stop_changing_are_given_up_on(
    context: Context, leases: Leases
) -> None:
    debate, _ = await begun(context, leases)
    endpoint = await enroll(context)

    async def describe(text: str) -> None:
        await context.endpoints.change(
            "public", endpoint.id, lambda before: replace(before, description=text)
        )

    changes = (partial(describe, str(number)) for number in itertools.count())
    debates, ledger = over(context, Restless(context, changes))

    with pytest.raises(StoreUnavailableError):
        await ledger.commit(debate.spec, a_response(), a_call())
    with pytest.raises(StoreUnavailableError):
        await debates.decide("public", debate.spec.id, lambda d: cancel(d, now=d.spec.created_at))

    assert await again(context, debate) == debate


async def test_where_nobody_wants_to_be_told_nothing_is_read_for_it(
    context: Context, leases: Leases
) -> None:
    known = Restless(context)
    debates, ledger = over(context, known)
    debate, _ = await begun(context, leases)

    await ledger.commit(debate.spec, a_response(), a_call())
    await debates.decide("public", debate.spec.id, lambda d: cancel(d, now=context.clock.now()))

    assert known.refreshed == 0


async def test_those_tenants_are_remembered_that_were_needed_last(context: Context) -> None:
    known = Restless(context, most=2)
    debates, _ = over(context, known)
    for tenant in "abc":
        await enroll(context, tenant=tenant)

    reads = []
    for tenant in "abaca":
        debate = await a_stored_debate(context, tenant=tenant)
        before = known.refreshed
        await debates.decide(tenant, debate.spec.id, lambda d: cancel(d, now=d.spec.created_at))
        reads.append(known.refreshed - before)

    assert reads == [1, 1, 0, 1, 0]
    assert [len(await owed(context, tenant)) for tenant in "abc"] == [3, 1, 1]


class Play:
    """A debate that anything happens to, through processes that know nothing of each other.

    All is sent twice. `expected` tells of which events who has to be told, who was subscribed then.
    """

    def __init__(
        self, debate: Debate, processes: list[Context], scripts: Scripts, dice: random.Random
    ) -> None:
        self.stores = [over(context, context.subscriptions, scripts) for context in processes]
        self.context = processes[0]
        self.debate = debate
        self.dice = dice
        self.subscribed: dict[str | None, tuple[str, ...]] = {None: SENT}
        self.seen = 0
        self.expected: Counter[tuple[str | None, str | None]] = Counter()

    async def answer(self) -> None:
        _, ledger = self.dice.choice(self.stores)
        seat = self.dice.choice(self.debate.spec.panel).id
        response = a_response(1, seat, self.dice.choice("ABC"))
        await ledger.commit(self.debate.spec, response, a_call(seat))

    async def end(self) -> None:
        debates, _ = self.dice.choice(self.stores)
        decision, now = self.dice.choice((cancel, enforce_deadline)), self.debate.spec.deadline_at
        with contextlib.suppress(DebateFinishedError):
            await debates.decide("public", self.debate.spec.id, lambda d: decision(d, now=now))

    async def enroll(self) -> None:
        endpoint = await enroll(self.context, events=tuple(self.dice.sample(SENT, 4)))
        self.subscribed[endpoint.id] = endpoint.events

    async def disable(self) -> None:
        if registered := sorted(filter(None, self.subscribed)):
            disabled = self.dice.choice(registered)
            await self.context.endpoints.disable("public", disabled, DisabledReason.GONE)
            del self.subscribed[disabled]

    async def look(self) -> None:
        log = await self.context.events.read(
            "public", self.debate.spec.id, after=self.seen, limit=99
        )
        self.seen += len(log)
        self.expected += Counter(
            (ids.event_id(self.debate.spec.id, event.sequence, event.created_at), receiver)
            for event in log
            for receiver, events in self.subscribed.items()
            if event.type in events
        )


@pytest.mark.parametrize("seed", range(20))
async def test_each_event_is_owed_once_to_each_who_was_subscribed_as_it_happened(
    context: Context, other: Context, leases: Leases, seed: int
) -> None:
    debate, _ = await begun(context, leases, webhook=replace(OWN, events=SENT))
    dice, twice = random.Random(seed), Repeating(context)
    play = Play(debate, [context, other], twice, dice)
    await play.look()

    for step in dice.choices(
        (play.answer, play.end, play.enroll, play.disable), (6, 1, 3, 1), k=9
    ):
        await step()
        await play.look()
    await play.end()
    await play.look()

    found = await owed(context)
    assert Counter((d.event_id, d.endpoint_id) for d in found) == play.expected
    assert len([d for d in found if d.event_type in BY_DEFAULT and d.endpoint_id is None]) == 1
    assert twice.differences == []
