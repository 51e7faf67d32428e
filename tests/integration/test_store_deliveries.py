"""Deliveries in a real Valkey: their attempts, decisions on them, lists of them, and their end."""

import itertools
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import timedelta
from typing import cast

import pytest
from typing_extensions import override

from service import ids
from service.context import Context
from service.domain.debate import Debate, DebateWebhook
from service.domain.delivery import (
    OPEN_FOR,
    Answer,
    AttemptError,
    Delivery,
    DeliveryStatus,
    after,
    again,
    called_off,
)
from service.domain.endpoints import BY_DEFAULT, FAILING_FOR, MOST_ENDPOINTS, SENT
from service.domain.errors import (
    DeliveryEmptiedError,
    DeliveryPendingError,
    LeaseLostError,
    StoreUnavailableError,
    UnknownResourceError,
)
from service.domain.jobs import Claim, Lane
from service.domain.lifecycle import cancel
from service.store.deliveries import AT_ONCE, Begun, DeliveryStore, NotYet, Over
from service.store.encoding import member, to_ms
from service.store.leases import Leases
from service.store.scripting import Argument, Scripts
from service.sweeper import sweep
from tests.support.deliveries import (
    BODY,
    REFUSED,
    TAKEN,
    a_test_delivery,
    an_owed_test,
    attempted,
    begun,
    enroll,
    is_failing,
    make_all_due,
    owed,
    reloaded,
)
from tests.support.delivering import Moved
from tests.support.store import (
    a_stored_debate,
    again as debate_again,
    begun as debate_begun,
    debates_by,
    is_at_rest,
    some_leases,
)

OWN = DebateWebhook(url="https://own.example.com:8443/x", events=BY_DEFAULT)
INTERRUPTED = Answer(error_code=AttemptError.INTERRUPTED)


@pytest.fixture
async def fast(context: Context) -> AsyncIterator[Leases]:
    async with some_leases(context, Lane.DELIVER) as lane:
        yield lane


@pytest.fixture
async def slow(context: Context) -> AsyncIterator[Leases]:
    async with some_leases(context, Lane.RETRY) as lane:
        yield lane


async def claimed(lane: Leases) -> Claim:
    ((claim,), _) = await lane.claim(1)
    return claim


async def an_end(context: Context, **changes: object) -> Debate:
    """Return a debate that has ended, and owes what that owes."""
    return await ended(context, await a_stored_debate(context, **changes))


async def ended(context: Context, debate: Debate) -> Debate:
    return await context.debates.decide(
        debate.spec.tenant, debate.spec.id, lambda d: cancel(d, now=context.clock.now())
    )


async def redelivered(context: Context, delivery: Delivery) -> Delivery:
    now = context.clock.now()
    return await context.deliveries.decide(
        delivery.tenant, delivery.id, lambda d: again(d, now=now), now=now
    )


async def call_off(context: Context, delivery: Delivery) -> Delivery:
    now = context.clock.now()
    return await context.deliveries.decide(delivery.tenant, delivery.id, called_off, now=now)


async def test_a_delivery_that_is_taken_has_no_job_any_more(
    context: Context, fast: Leases
) -> None:
    delivery = await an_owed_test(context)

    taken = await attempted(context, fast, TAKEN)

    assert (taken.id, taken.status) == (delivery.id, DeliveryStatus.DELIVERED)
    assert [attempt.status_code for attempt in taken.attempts] == [204]
    assert await is_at_rest(context)


async def test_what_the_worker_releases_after_an_attempt_changes_nothing(
    context: Context, fast: Leases, slow: Leases
) -> None:
    delivery = await an_owed_test(context)
    claim, now = await claimed(fast), context.clock.now()
    await begun(context, delivery, claim)
    refused = after(delivery, REFUSED, began_at=now, now=now)
    await context.deliveries.settle(refused, claim, failing=True, now=now)

    await fast.release(claim, finished=True)
    await make_all_due(context)

    assert (await claimed(slow)).job_id == claim.job_id
    assert await context.redis.exists(f"arq:job:{claim.job_id}")


async def test_after_a_failure_the_next_attempt_waits_in_the_slow_lane_until_it_is_due(
    context: Context, fast: Leases, slow: Leases
) -> None:
    await an_owed_test(context)

    refused = await attempted(context, fast, REFUSED)

    assert refused.status is DeliveryStatus.PENDING
    assert refused.next_attempt_at is not None
    due = await context.redis.zrange(f"{context.keys.prefix}retry:delayed", 0, -1, withscores=True)
    assert [score for _, score in due] == [
        pytest.approx(to_ms(refused.next_attempt_at), abs=1_000)
    ]
    assert await fast.claim(1) == ((), None)
    claims, sleep_s = await slow.claim(1)
    assert claims == ()
    assert sleep_s is not None
    assert 0 < sleep_s < 7


async def test_a_pause_lasts_as_long_by_the_servers_clock_whatever_the_workers_says(
    context: Context, fast: Leases, slow: Leases
) -> None:
    delivery = await an_owed_test(context)
    claim, slept = await claimed(fast), context.clock.now() - timedelta(hours=12)
    await begun(context, delivery, claim, slept)

    refused = after(delivery, REFUSED, began_at=slept, now=slept)
    await context.deliveries.settle(refused, claim, failing=True, now=slept)

    claims, due_in_s = await slow.claim(1)
    assert claims == ()
    assert due_in_s is not None
    assert due_in_s > 3


async def test_who_fails_is_served_in_the_slow_lane_until_it_takes_something(
    context: Context, fast: Leases, slow: Leases
) -> None:
    delivery = await an_owed_test(context)
    await attempted(context, fast, REFUSED)
    second = await an_owed_test(context, delivery.endpoint_id)
    other = await an_owed_test(context)

    served = await attempted(context, slow, REFUSED)
    assert served.id == second.id
    assert (await attempted(context, fast, TAKEN)).id == other.id
    await make_all_due(context)
    await attempted(context, slow, TAKEN)

    assert not await is_failing(context, delivery)
    third = await an_owed_test(context, delivery.endpoint_id)
    assert (await attempted(context, fast, TAKEN)).id == third.id


async def test_what_waits_in_the_fast_lane_leaves_it_when_its_receiver_fails(
    context: Context, fast: Leases, slow: Leases
) -> None:
    first = await an_owed_test(context)
    second = await an_owed_test(context, first.endpoint_id)
    await attempted(context, fast, REFUSED)

    with pytest.raises(LeaseLostError):
        await begun(context, second, await claimed(fast))

    assert await fast.claim(1) == ((), None)
    assert (await claimed(slow)).job_id.endswith(second.id)
    assert (await reloaded(context, second)).attempts == ()


async def test_since_when_a_receiver_fails_is_told_until_it_takes_something(
    context: Context, fast: Leases, slow: Leases
) -> None:
    await an_owed_test(context)
    begin, told = context.clock.now(), []

    for minutes, lane, answer in ((0, fast, REFUSED), (9, slow, REFUSED), (20, slow, TAKEN)):
        await make_all_due(context)
        claim, now = await claimed(lane), begin + timedelta(minutes=minutes)
        delivery = await context.deliveries.load("public", claim.job_id.split("|")[2])
        await begun(context, delivery, claim, now)
        outcome = after(delivery, answer, began_at=now, now=now)
        failed = answer is REFUSED
        told.append(await context.deliveries.settle(outcome, claim, failing=failed, now=now))

    assert told == [begin, begin, None]


async def test_a_fault_of_ours_says_nothing_of_the_receiver(
    context: Context, fast: Leases
) -> None:
    delivery = await an_owed_test(context)
    claim, now = await claimed(fast), context.clock.now()

    outcome = after(delivery, INTERRUPTED, began_at=now, now=now)
    since = await context.deliveries.settle(outcome, claim, failing=None, now=now)

    assert since is None
    assert not await is_failing(context, delivery)


async def test_the_body_of_the_first_attempt_is_that_of_all(
    context: Context, fast: Leases, slow: Leases
) -> None:
    debate = await an_end(context, webhook=OWN)
    (delivery,) = await owed(context, debate=debate.spec.id)
    assert await context.deliveries.body("public", delivery.id) is None
    await attempted(context, fast, REFUSED)
    await make_all_due(context)

    found = await context.deliveries.begin(
        delivery, await claimed(slow), body=b"another", now=context.clock.now()
    )

    assert found == Begun(body=BODY)
    assert await context.deliveries.body("public", delivery.id) == BODY


async def test_an_attempt_whose_worker_died_is_waited_for(context: Context, fast: Leases) -> None:
    delivery, now = await an_owed_test(context), context.clock.now()
    await begun(context, delivery, await claimed(fast), now)
    await fast.purge()
    survivor = await claimed(fast)

    early = await begun(context, delivery, survivor, now + OPEN_FOR - timedelta(milliseconds=1))
    in_time = await begun(context, delivery, survivor, now + OPEN_FOR)

    assert early == NotYet(until=now + OPEN_FOR)
    assert in_time == Begun(body=BODY)
    assert (await reloaded(context, delivery)).number == 1


async def test_the_end_of_an_attempt_is_not_waited_for(context: Context, fast: Leases) -> None:
    delivery = await an_owed_test(context)
    now = context.clock.now()
    await attempted(context, fast, TAKEN, now=now)
    await redelivered(context, delivery)

    assert isinstance(await begun(context, delivery, await claimed(fast), now), Begun)


async def test_giving_up_an_attempt_that_killed_its_workers_still_waits_for_the_last(
    context: Context, fast: Leases
) -> None:
    delivery, now = await an_owed_test(context), context.clock.now()
    await begun(context, delivery, await claimed(fast), now)
    await fast.purge()
    outcome = after(delivery, INTERRUPTED, began_at=now, now=now)

    await context.deliveries.settle(outcome, await claimed(fast), failing=None, now=now)

    await make_all_due(context)
    assert await begun(context, delivery, await claimed(fast), now) == NotYet(until=now + OPEN_FOR)
    assert (await reloaded(context, delivery)).attempts == outcome.attempts


async def test_putting_off_counts_neither_an_attempt_nor_a_try(
    context: Context, fast: Leases
) -> None:
    delivery = await an_owed_test(context)
    await claimed(fast)
    await fast.purge()
    second = await claimed(fast)

    await context.deliveries.put_off(delivery, second, timedelta(seconds=900))

    claims, sleep_s = await fast.claim(1)
    assert claims == ()
    assert sleep_s is not None
    assert 800 < sleep_s <= 900
    await make_all_due(context)
    assert (second.tries, (await claimed(fast)).tries) == (2, 2)
    assert await reloaded(context, delivery) == delivery


async def test_who_has_lost_the_job_can_neither_begin_nor_tell_nor_put_off(
    context: Context, fast: Leases
) -> None:
    delivery = await an_owed_test(context)
    lost, now = await claimed(fast), context.clock.now()
    await fast.purge()
    owner = await claimed(fast)

    with pytest.raises(LeaseLostError):
        await begun(context, delivery, lost)
    taken = after(delivery, TAKEN, began_at=now, now=now)
    with pytest.raises(LeaseLostError):
        await context.deliveries.settle(taken, lost, failing=False, now=now)
    await context.deliveries.put_off(delivery, lost, timedelta(seconds=9))

    assert await reloaded(context, delivery) == delivery
    assert await fast.renew([owner]) == ()


async def test_what_is_canceled_takes_the_job_from_its_worker(
    context: Context, fast: Leases
) -> None:
    delivery = await an_owed_test(context)
    claim, now = await claimed(fast), context.clock.now()
    await begun(context, delivery, claim)

    canceled = await call_off(context, delivery)

    assert canceled == called_off(delivery)
    assert await fast.renew([claim]) == (claim.job_id,)
    assert await begun(context, delivery, claim) == Over()
    taken = after(delivery, TAKEN, began_at=now, now=now)
    with pytest.raises(LeaseLostError):
        await context.deliveries.settle(taken, claim, failing=False, now=now)
    assert await is_at_rest(context)


async def test_canceling_again_changes_nothing(context: Context) -> None:
    delivery = await an_owed_test(context)

    assert await call_off(context, delivery) == await call_off(context, delivery)


async def test_a_delivery_asked_for_again_is_due_at_once_with_the_same_body(
    context: Context, fast: Leases
) -> None:
    delivery = await an_owed_test(context)
    await attempted(context, fast, TAKEN)

    asked = await redelivered(context, delivery)
    taken = await attempted(context, fast, TAKEN)

    assert (asked.status, asked.number) == (DeliveryStatus.PENDING, 2)
    assert [attempt.number for attempt in taken.attempts] == [1, 2]
    assert (taken.event_id, taken.status) == (delivery.event_id, DeliveryStatus.DELIVERED)


class Late(Scripts):
    """Scripts before whose first decision something else happens."""

    def __init__(self, context: Context, meanwhile: Callable[[], Awaitable[object]]) -> None:
        super().__init__(context.redis, context.keys.prefix)
        self._meanwhile = [meanwhile]

    @override
    async def call(self, name: str, keys: Sequence[str], args: Sequence[Argument]) -> object:
        if name == "proceed" and self._meanwhile:
            await self._meanwhile.pop()()
        return await super().call(name, keys, args)


async def redelivered_late(
    context: Context, delivery: Delivery, meanwhile: Callable[[], Awaitable[object]]
) -> Delivery:
    """Ask for a delivery again, and do that between its reading and its writing."""
    scripts, now = Late(context, meanwhile), context.clock.now()
    store = DeliveryStore(context.redis, scripts, context.keys, context.queue.delivery_job)
    return await store.decide("public", delivery.id, lambda d: again(d, now=now), now=now)


async def test_of_two_who_ask_again_at_once_one_is_told_that_it_is_pending(
    context: Context, fast: Leases
) -> None:
    delivery = await an_owed_test(context)
    await attempted(context, fast, TAKEN)

    with pytest.raises(DeliveryPendingError):
        await redelivered_late(context, delivery, lambda: redelivered(context, delivery))

    assert len((await fast.claim(5))[0]) == 1


@pytest.mark.parametrize("sent", [True, False])
async def test_what_is_asked_for_while_its_debate_is_removed_is_not_sent(
    context: Context,
    fast: Leases,
    sent: bool,  # noqa: FBT001 - a column of the table
) -> None:
    debate = await an_end(context, webhook=OWN)
    (delivery,) = await owed(context)
    if sent:
        await attempted(context, fast, TAKEN)
    else:
        await call_off(context, delivery)

    with pytest.raises(DeliveryEmptiedError):
        await redelivered_late(context, delivery, lambda: context.debates.remove(debate))

    assert (await reloaded(context, delivery)).status is not DeliveryStatus.PENDING
    assert await is_at_rest(context)


async def test_what_was_never_sent_can_be_asked_for_while_its_debate_is_there(
    context: Context, fast: Leases
) -> None:
    endpoint = await enroll(context)
    debate = await an_end(context)
    await context.deliveries.call_off("public", endpoint.id)
    (delivery,) = await owed(context)

    assert (await redelivered(context, delivery)).status is DeliveryStatus.PENDING
    await attempted(context, fast, REFUSED)
    await call_off(context, delivery)
    assert await context.debates.remove(await debate_again(context, debate))
    with pytest.raises(DeliveryEmptiedError):
        await redelivered(context, delivery)


async def test_another_tenants_delivery_is_unknown(context: Context) -> None:
    delivery = await an_owed_test(context)
    now = context.clock.now()

    with pytest.raises(UnknownResourceError):
        await context.deliveries.load("acme", delivery.id)
    with pytest.raises(UnknownResourceError):
        await context.deliveries.decide("acme", delivery.id, called_off, now=now)
    assert await context.deliveries.body("acme", delivery.id) is None
    assert await owed(context, "acme") == []


async def test_what_is_owed_twice_is_owed_once(context: Context, fast: Leases) -> None:
    delivery = a_test_delivery(context)

    for body in (BODY, b"another"):
        await context.deliveries.owe(delivery, body)

    assert await owed(context) == [delivery]
    assert await context.deliveries.body("public", delivery.id) == BODY
    assert len((await fast.claim(5))[0]) == 1


async def test_all_that_is_pending_for_an_endpoint_is_canceled_in_batches_and_no_more(
    context: Context, fast: Leases
) -> None:
    theirs, taken = await an_owed_test(context), await an_owed_test(context)
    endpoint = taken.endpoint_id
    await attempted(context, fast, TAKEN)
    await attempted(context, fast, TAKEN)
    ours = [await an_owed_test(context, endpoint) for _ in range(AT_ONCE + 1)]
    other = await an_owed_test(context, theirs.endpoint_id)

    await context.deliveries.call_off("public", endpoint or "")

    canceled = await owed(context, status=DeliveryStatus.CANCELED)
    assert {delivery.id for delivery in canceled} == {delivery.id for delivery in ours}
    assert await owed(context, status=DeliveryStatus.PENDING) == [other]
    claims, _ = await fast.claim(10)
    assert [claim.job_id.split("|")[2] for claim in claims] == [other.id]


@pytest.fixture
async def many(context: Context, fast: Leases) -> list[Delivery]:
    """Return what four debates owe to three receivers, of which some is over."""
    for events in (BY_DEFAULT, BY_DEFAULT):
        await enroll(context, events=events)
    for webhook in (OWN, None, OWN, None):
        await an_end(context, webhook=webhook)
    await an_owed_test(context)
    for answer in (TAKEN, REFUSED, TAKEN, TAKEN):
        await attempted(context, fast, answer, failing=False)
    await call_off(context, (await owed(context))[-1])
    return await owed(context)


async def test_deliveries_are_listed_by_any_filter_newest_first_page_by_page(
    context: Context, many: list[Delivery]
) -> None:
    debates = {delivery.debate_id for delivery in many}
    endpoints = {delivery.endpoint_id for delivery in many}

    for debate, endpoint, status in itertools.product(
        debates | {None}, endpoints | {None}, (None, *DeliveryStatus)
    ):
        wanted = [
            delivery
            for delivery in reversed(many)
            if debate in {None, delivery.debate_id}
            and endpoint in {None, delivery.endpoint_id}
            and status in {None, delivery.status}
        ]
        found: list[Delivery] = []
        more = True
        while more:
            page, more = await context.deliveries.page(
                "public",
                limit=2,
                starting_after=found[-1].id if found else None,
                debate=debate,
                endpoint=endpoint,
                status=status,
            )
            assert len(page) == 2 or not more
            found += page
        assert found == wanted


async def test_a_page_goes_on_where_it_was_though_more_is_owed_and_less_is_pending(
    context: Context, many: list[Delivery]
) -> None:
    pending = [d for d in reversed(many) if d.status is DeliveryStatus.PENDING]
    first, _ = await context.deliveries.page("public", limit=2, status=DeliveryStatus.PENDING)
    await an_end(context)
    await call_off(context, first[-1])

    second, _ = await context.deliveries.page(
        "public", limit=2, status=DeliveryStatus.PENDING, starting_after=first[-1].id
    )

    assert [*first, *second] == pending[:4]


async def test_a_page_after_what_is_not_there_is_refused(
    context: Context, many: list[Delivery]
) -> None:
    unknown = ids.draw(ids.Prefix.DELIVERY, context.clock.now())

    for filters in ({}, {"debate": many[0].debate_id}, {"status": DeliveryStatus.PENDING}):
        with pytest.raises(UnknownResourceError):
            await context.deliveries.page("public", limit=2, starting_after=unknown, **filters)


async def test_a_debate_that_is_removed_takes_its_deliveries_content_and_jobs_with_it(
    context: Context, fast: Leases
) -> None:
    await enroll(context)
    debate = await an_end(context, webhook=OWN)
    other = await an_end(context, webhook=OWN)
    taken = await attempted(context, fast, TAKEN)
    under_way = await claimed(fast)
    before = await owed(context, debate=other.spec.id)

    assert await context.debates.remove(debate)

    left = await owed(context, debate=debate.spec.id)
    assert {d.id: d.status for d in left} == {
        d.id: DeliveryStatus.DELIVERED if d.id == taken.id else DeliveryStatus.CANCELED
        for d in left
    }
    assert len(left) == 2
    assert taken in left
    assert [await context.deliveries.body("public", d.id) for d in left] == [None, None]
    assert await fast.renew([under_way]) == (under_way.job_id,)
    assert await owed(context, debate=other.spec.id) == before
    with pytest.raises(DeliveryEmptiedError):
        await redelivered(context, taken)


class CutOff(Scripts):
    """Scripts of which one sending arrives, and no more."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.redis, context.keys.prefix)
        self._sent = False

    @override
    async def call(self, name: str, keys: Sequence[str], args: Sequence[Argument]) -> object:
        if self._sent:
            raise StoreUnavailableError
        self._sent = True
        return await super().call(name, keys, args)


async def test_what_a_debate_owes_goes_with_it_though_it_is_much_and_that_is_broken_off(
    context: Context, leases: Leases, fast: Leases
) -> None:
    for _ in range(MOST_ENDPOINTS):
        await enroll(context, events=SENT)
    debate, _ = await debate_begun(context, leases)
    debate = await ended(context, debate)
    other = await an_end(context)
    for _ in range(3):
        await attempted(context, fast, TAKEN)
    kept = await owed(context, debate=other.spec.id)
    debates = debates_by(context, CutOff(context))

    with pytest.raises(StoreUnavailableError):
        await debates.remove(debate)
    with pytest.raises(UnknownResourceError):
        await debate_again(context, debate)
    some = await owed(context, debate=debate.spec.id, status=DeliveryStatus.CANCELED)
    later = Moved(context)
    later.move_to(context.clock.now() + timedelta(seconds=11))
    await sweep(later.over(context))

    left = await owed(context, debate=debate.spec.id)
    assert 0 < len(some) <= AT_ONCE < len(left)
    assert Counter(delivery.status for delivery in left) == {
        DeliveryStatus.DELIVERED: 3,
        DeliveryStatus.CANCELED: len(left) - 3,
    }
    assert {await context.deliveries.body("public", delivery.id) for delivery in left} == {None}
    assert await owed(context, debate=other.spec.id) == kept
    assert await context.redis.zscore(context.keys.expiring, member(debate.spec)) is None


async def test_how_long_a_receiver_fails_is_forgotten_when_nothing_is_sent_to_it(
    context: Context, fast: Leases
) -> None:
    delivery = await an_owed_test(context)
    await attempted(context, fast, REFUSED)

    key = f"{context.keys.prefix}failing:{delivery.line}"
    left_ms = await cast("Awaitable[int]", context.redis.pttl(key))
    assert FAILING_FOR - timedelta(minutes=1) < timedelta(milliseconds=left_ms) <= FAILING_FOR
