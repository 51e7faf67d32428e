"""Every script, sent twice: a reply that was lost on the way is asked for again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import cast

import msgspec
import pytest
from msgspec.structs import replace
from typing_extensions import override

from service.context import Context
from service.domain.access import RateLimit
from service.domain.debate import (
    SUMMARIZER,
    Budget,
    Debate,
    Summary,
    SummarySource,
    Verification,
)
from service.domain.delivery import (
    OPEN_FOR,
    Answer,
    Delivery,
    after,
    again as redelivered,
    called_off,
    kept_until,
)
from service.domain.endpoints import MOST_ENDPOINTS, SENT, DisabledReason
from service.domain.errors import (
    IdempotencyKeyInUseError,
    LeaseLostError,
    TooManyActiveDebatesError,
    TooManyEndpointsError,
    TooManySharesError,
    UnknownResourceError,
)
from service.domain.jobs import Claim, Lane
from service.domain.lifecycle import (
    Step,
    cancel,
    close_round,
    conclude,
    enforce_deadline,
    kept_until as debate_kept_until,
)
from service.domain.limits import UNCOUNTED, Admitted, Limits, Parting, Refused
from service.domain.placement import AT_HOME, Placement, Stage as MoveStage
from service.domain.rates import Taken
from service.domain.sharing import MOST_SHARES
from service.store.belongings import Belongings
from service.store.debates import DebateStore
from service.store.deliveries import Begun, DeliveryStore, NotYet, Over
from service.store.endpoints import EndpointStore
from service.store.handovers import Handovers
from service.store.idempotency import IdempotencyStore
from service.store.leases import Leases
from service.store.ledger import LedgerStore
from service.store.provider_limits import ProviderLimits
from service.store.rate_limits import RateLimits
from service.store.schedule import Due, Schedule
from service.store.scripting import SCRIPTS
from service.store.shares import ShareStore
from service.store.subscriptions import LOOK_EVERY, Subscriptions
from service.store.tenants import Tenants
from service.store.webhook_secrets import WebhookSecrets
from tests.support.debates import a_response
from tests.support.deliveries import (
    BODY,
    REFUSED,
    TAKEN,
    a_test_delivery,
    an_owed_test,
    attempted,
    begun as opened,
    enroll,
    owed,
)
from tests.support.endpoints import WEBHOOKS_ON, an_endpoint
from tests.support.limits import a_candidate, admitted, told
from tests.support.shares import a_share
from tests.support.store import (
    Repeating,
    RepeatingLeases,
    a_call,
    a_hold,
    a_queued_debate,
    a_reply,
    a_stored_debate,
    again,
    an_open_store,
    begun,
    claimed,
    forget_all_jobs,
    some_leases,
)

BUDGET = Budget(max_usd=0.5, expected_usd={"sim/A": 0.25})
"""Pays for two calls of the three seats."""


TWO_AN_HOUR = RateLimit(quota=2, window_s=3_600)


class Stage:
    """The stores of a test, and the same over a connection that repeats every script."""

    def __init__(self, context: Context, leases: Leases, lane: Leases, twice: Repeating) -> None:
        redis, job_for = context.redis, context.queue.job_for
        self.context = context
        self.leases = leases
        self.lane = lane
        """Of deliveries to those who take them."""
        self.twice = twice
        subscriptions = Subscriptions(context.endpoints, context.queue.delivery_job)
        metrics = context.metrics
        self.handovers = Handovers()
        self.debates = DebateStore(
            redis,
            twice,
            context.keys,
            job_for,
            subscriptions,
            metrics=metrics,
            handovers=self.handovers,
        )
        self.ledger = LedgerStore(twice, context.keys, subscriptions, metrics)
        self.deliveries = DeliveryStore(redis, twice, context.keys, context.queue.delivery_job)
        self.schedule = Schedule(twice, context.keys, job_for)
        self.repeating_leases = RepeatingLeases(context, twice)
        self.limits = ProviderLimits(twice, context.keys)
        self.idempotency = IdempotencyStore(redis, twice, context.keys)
        self.rates = RateLimits(twice, context.keys)
        self.rates_once = RateLimits(context.scripts, context.keys)
        self.endpoints = EndpointStore(redis, twice, context.keys)
        self.secrets = WebhookSecrets(redis, twice, context.keys, context.sealing)
        self.shares = ShareStore(redis, twice, context.keys)
        self.tenants = Tenants(redis, twice, context.keys)
        self.belongings = Belongings(redis, twice, context.keys, "public")
        self.limits_once = ProviderLimits(context.scripts, context.keys)

    async def decide(
        self, debate: Debate, decision: Callable[[Debate], Step | None], claim: Claim | None = None
    ) -> None:
        await self.debates.decide(debate.spec.tenant, debate.spec.id, decision, claim=claim)


@pytest.fixture
async def stage(valkey_url: str, namespace: str) -> AsyncIterator[Stage]:
    async with (
        an_open_store(valkey_url, namespace, WEBHOOKS_ON) as context,
        some_leases(context) as leases,
        some_leases(context, Lane.DELIVER) as lane,
    ):
        yield Stage(context, leases, lane, Repeating(context))


async def create_plainly(stage: Stage) -> None:
    await stage.debates.create(a_queued_debate(stage.context), a_reply())


async def create_with_a_key(stage: Stage) -> None:
    await stage.debates.create(a_queued_debate(stage.context), a_reply(), fingerprint="f")


async def create_with_a_used_key(stage: Stage) -> None:
    await stage.context.debates.create(a_queued_debate(stage.context), a_reply(), fingerprint="f")

    await stage.debates.create(a_queued_debate(stage.context), a_reply(), fingerprint="f")


async def create_with_a_ledger(stage: Stage) -> None:
    debate = a_queued_debate(stage.context)
    brought = tuple(a_response(1, seat.id) for seat in debate.spec.panel)
    await stage.debates.create(replace(debate, responses=brought), a_reply())


async def create_the_last_that_may_be_active(stage: Stage) -> None:
    debate = a_queued_debate(stage.context, tenant="few")
    await stage.debates.create(debate, a_reply(), most_active=1)


async def create_one_too_many(stage: Stage) -> None:
    debate = a_queued_debate(stage.context, tenant="few")
    with pytest.raises(TooManyActiveDebatesError):
        await stage.debates.create(debate, a_reply(), fingerprint="f", most_active=1)


async def commit_the_first_answer(stage: Stage) -> None:
    debate, claim = await begun(stage.context, stage.leases)
    await stage.context.ledger.reserve(debate, [a_call()], claim)

    await stage.ledger.commit(debate.spec, a_response(), a_call(settled=True))


async def commit_a_second_answer(stage: Stage) -> None:
    debate, _ = await begun(stage.context, stage.leases)
    await stage.context.ledger.commit(debate.spec, a_response(), a_call(settled=True))

    other = a_call(settled=True, number=2)
    await stage.ledger.commit(debate.spec, a_response(1, "seat_1", "B"), other)


async def commit_to_a_closed_round(stage: Stage) -> None:
    debate, _ = await begun(stage.context, stage.leases)
    await stage.context.debates.decide(
        debate.spec.tenant, debate.spec.id, lambda d: cancel(d, now=stage.context.clock.now())
    )

    await stage.ledger.commit(debate.spec, a_response(2, "seat_1", "B"), a_call(settled=True))


async def commit_to_a_removed_debate(stage: Stage) -> None:
    debate = a_queued_debate(stage.context)

    await stage.ledger.commit(debate.spec, a_response(), a_call(settled=True))


async def apply_a_next_round(stage: Stage) -> None:
    debate, claim = await begun(stage.context, stage.leases)
    for seat, vote in (("seat_1", "A"), ("seat_2", "B")):
        await stage.context.ledger.commit(debate.spec, a_response(1, seat, vote), a_call(seat))

    now = stage.context.clock.now()
    await stage.decide(debate, lambda d: close_round(d, now=now), claim)


async def apply_a_next_round_by_who_goes_on(stage: Stage) -> None:
    debate, claim = await begun(stage.context, stage.leases)
    stage.handovers.begin(claim)
    for seat, vote in (("seat_1", "A"), ("seat_2", "B")):
        await stage.context.ledger.commit(debate.spec, a_response(1, seat, vote), a_call(seat))

    now = stage.context.clock.now()
    await stage.decide(debate, lambda d: close_round(d, now=now), claim)

    assert stage.handovers.end(claim).successor


async def apply_the_end(stage: Stage) -> None:
    debate, claim = await begun(stage.context, stage.leases)
    for seat in ("seat_1", "seat_2", "seat_3"):
        await stage.context.ledger.commit(debate.spec, a_response(1, seat, "A"), a_call(seat))
    now = stage.context.clock.now()
    await stage.context.debates.decide(
        debate.spec.tenant, debate.spec.id, lambda d: close_round(d, now=now), claim=claim
    )

    summary = Summary(
        source=SummarySource.EXTRACTIVE,
        model=None,
        headline="Unanimous: Yes, all (3 of 3)",
        overview="All agree.",
        positions=(),
        strongest_arguments=(),
        turning_points=(),
        exchanges=(),
        dissent=(),
        verification=Verification(),
        created_at=now,
    )
    await stage.decide(debate, lambda d: conclude(d, summary, now=now))


async def apply_a_cancellation_of_what_is_drafted(stage: Stage) -> None:
    debate, claim = await begun(stage.context, stage.leases)
    drafted = a_call(SUMMARIZER, settled=True, reply="{}")
    await stage.context.ledger.settle(debate.spec, drafted)

    now = stage.context.clock.now()
    await stage.decide(debate, lambda d: cancel(d, now=now), claim)

    after = await again(stage.context, debate)
    assert after.calls == (replace(drafted, reply=None),)


async def apply_to_a_debate_that_changed(stage: Stage) -> None:
    debate, _ = await begun(stage.context, stage.leases)
    store = Outdated(stage, replace(debate, rev=debate.rev - 1), looks=1)

    await store.decide(debate.spec.tenant, debate.spec.id, canceled_at_first(stage))


async def apply_without_the_lease(stage: Stage) -> None:
    debate, claim = await begun(stage.context, stage.leases)

    lost = replace(claim, token="somebody else's")
    now = stage.context.clock.now()
    with pytest.raises(LeaseLostError):
        await stage.decide(debate, lambda d: close_round(d, now=now), lost)


async def apply_to_a_removed_debate(stage: Stage) -> None:
    debate = a_queued_debate(stage.context)
    store = Outdated(stage, debate, looks=2)

    await store.decide(debate.spec.tenant, debate.spec.id, canceled_at_first(stage))


def canceled_at_first(stage: Stage) -> Callable[[Debate], Step | None]:
    """Return a decision to cancel, given up after the first look."""
    steps = [stage.context.clock.now()]
    return lambda debate: cancel(debate, now=steps.pop()) if steps else None


class Outdated(DebateStore):
    """A store that sees a debate as it once was when it looks for the first times."""

    def __init__(self, stage: Stage, once: Debate, *, looks: int) -> None:
        context, keys = stage.context, stage.context.keys
        job_for, subscriptions = context.queue.job_for, context.subscriptions
        super().__init__(
            context.redis, stage.twice, keys, job_for, subscriptions, metrics=context.metrics
        )
        self._seen = [once] * looks

    @override
    async def load(self, tenant: str, debate_id: str) -> Debate:
        return self._seen.pop() if self._seen else await super().load(tenant, debate_id)


async def apply_what_owes(stage: Stage) -> None:
    await enroll(stage.context)
    debate, claim = await begun(stage.context, stage.leases)

    now = stage.context.clock.now()
    await stage.decide(debate, lambda d: cancel(d, now=now), claim)


async def commit_what_owes(stage: Stage) -> None:
    await enroll(stage.context, events=("response.completed",))
    debate, _ = await begun(stage.context, stage.leases)

    await stage.ledger.commit(debate.spec, a_response(), a_call(settled=True))


async def reserve_the_first_calls(stage: Stage) -> None:
    debate, claim = await begun(stage.context, stage.leases)

    await stage.ledger.reserve(debate, [a_call("seat_1"), a_call("seat_2")], claim)


async def reserve_without_the_lease(stage: Stage) -> None:
    debate, claim = await begun(stage.context, stage.leases)

    with pytest.raises(LeaseLostError):
        await stage.ledger.reserve(debate, [a_call()], replace(claim, token="another"))


async def reserve_for_a_closed_round(stage: Stage) -> None:
    debate = await a_stored_debate(stage.context)
    claim = await claimed(stage.leases)

    await stage.ledger.reserve(debate, [a_call()], claim)


async def reserve_for_a_summary(stage: Stage) -> None:
    debate, _ = await begun(stage.context, stage.leases)
    for seat in debate.spec.panel:
        call = a_call(seat.id, settled=True)
        await stage.context.ledger.commit(debate.spec, a_response(1, seat.id), call)
    now = stage.context.clock.now()
    debate = await stage.context.debates.decide(
        debate.spec.tenant, debate.spec.id, lambda d: close_round(d, now=now)
    )
    claim = await claimed(stage.leases)

    reserved = await stage.ledger.reserve(debate, [a_call(SUMMARIZER)], claim)

    assert len(reserved.calls) == 1


async def reserve_within_a_budget(stage: Stage) -> None:
    debate, claim = await begun(stage.context, stage.leases, budget=BUDGET)

    reserved = await stage.ledger.reserve(debate, [a_call("seat_1"), a_call("seat_2")], claim)

    assert len(reserved.calls) == 2


async def reserve_over_a_budget(stage: Stage) -> None:
    debate, claim = await begun(stage.context, stage.leases, budget=BUDGET)
    await stage.context.ledger.reserve(debate, [a_call("seat_1")], claim)

    await stage.ledger.reserve(debate, [a_call("seat_2"), a_call("seat_3")], claim)


async def settle_a_reserved_call(stage: Stage) -> None:
    debate, claim = await begun(stage.context, stage.leases)
    await stage.context.ledger.reserve(debate, [a_call()], claim)

    await stage.ledger.settle(debate.spec, a_call(settled=True))


async def settle_for_a_removed_debate(stage: Stage) -> None:
    await stage.ledger.settle(a_queued_debate(stage.context).spec, a_call(settled=True))


async def look_for_a_passed_deadline(stage: Stage) -> None:
    debate = await a_stored_debate(stage.context)
    name = (debate.spec.tenant, debate.spec.id)

    due = await stage.schedule.due(debate.spec.deadline_at)

    assert due == Due(unattended=(name,), ended=(), more=False)


async def look_for_an_ended_retention(stage: Stage) -> None:
    debate = await expired(stage)
    name = (debate.spec.tenant, debate.spec.id)

    due = await stage.schedule.due(debate_kept_until(debate), limit=1)

    assert (due.ended, due.more) == ((name,), True)


async def look_when_nothing_is_due(stage: Stage) -> None:
    due = await stage.schedule.due(stage.context.clock.now())

    assert due == Due(unattended=(), ended=(), more=False)


async def requeue_a_lost_job(stage: Stage) -> None:
    debate = await a_stored_debate(stage.context)
    await forget_all_jobs(stage.context)

    await stage.schedule.requeue(debate)


async def requeue_a_leased_job(stage: Stage) -> None:
    debate, _ = await begun(stage.context, stage.leases)

    await stage.schedule.requeue(debate)


async def requeue_a_job_that_is_over(stage: Stage) -> None:
    debate, _ = await begun(stage.context, stage.leases)
    now = stage.context.clock.now()
    await stage.context.debates.decide(
        debate.spec.tenant, debate.spec.id, lambda d: cancel(d, now=now)
    )

    await stage.schedule.requeue(debate)


async def remove_a_finished_debate(stage: Stage) -> None:
    debate = await expired(stage)

    assert await stage.debates.remove(debate)


async def remove_what_is_still_owed(stage: Stage) -> None:
    await enroll(stage.context)
    debate = await expired(stage)
    ((claim,), _) = await stage.lane.claim(1)
    (delivery,) = await owed(stage.context, debate=debate.spec.id)
    await opened(stage.context, delivery, claim)

    assert await stage.debates.remove(debate)


async def remove_what_owes_much(stage: Stage) -> None:
    for _ in range(MOST_ENDPOINTS - 10):
        await enroll(stage.context, events=SENT)
    debate, claim = await begun(stage.context, stage.leases)
    now = stage.context.clock.now()
    ended = await stage.context.debates.decide(
        "public", debate.spec.id, lambda d: cancel(d, now=now), claim=claim
    )

    assert await stage.debates.remove(ended)


async def remove_a_debate_that_changed(stage: Stage) -> None:
    debate = await expired(stage)

    assert not await stage.debates.remove(replace(debate, rev=debate.rev - 1))


async def remove_what_is_shared(stage: Stage) -> None:
    debate = await expired(stage)
    token = await stage.context.shares.create(a_share(debate))

    assert await stage.debates.remove(debate)

    assert await stage.context.shares.find(token, now=stage.context.clock.now()) is None


async def expired(stage: Stage) -> Debate:
    debate = await a_stored_debate(stage.context)
    late = debate.spec.deadline_at
    return await stage.context.debates.decide(
        debate.spec.tenant, debate.spec.id, lambda d: enforce_deadline(d, now=late)
    )


async def claim_a_job(stage: Stage) -> None:
    await a_stored_debate(stage.context)

    claims, _ = await stage.repeating_leases.claim(2)

    assert len(claims) == 1
    assert await stage.leases.renew(claims) == ()


async def claim_when_there_is_nothing(stage: Stage) -> None:
    assert await stage.repeating_leases.claim(2) == ((), None)


async def renew_a_lease(stage: Stage) -> None:
    _, claim = await begun(stage.context, stage.leases)

    assert await stage.repeating_leases.renew([claim]) == ()


async def renew_a_lost_lease(stage: Stage) -> None:
    _, claim = await begun(stage.context, stage.leases)
    lost = replace(claim, token="another")

    assert await stage.repeating_leases.renew([lost]) == (claim.job_id,)


async def give_back_a_finished_job(stage: Stage) -> None:
    _, claim = await begun(stage.context, stage.leases)

    await stage.repeating_leases.release(claim, finished=True)


async def give_back_a_job_for_later(stage: Stage) -> None:
    _, claim = await begun(stage.context, stage.leases)

    await stage.repeating_leases.release(claim, finished=False, delay_s=5)


async def give_back_what_is_not_ones_own(stage: Stage) -> None:
    _, claim = await begun(stage.context, stage.leases)

    await stage.repeating_leases.release(replace(claim, token="another"), finished=True)

    assert await stage.leases.renew([claim]) == ()


async def claim_what_was_delayed(stage: Stage) -> None:
    _, claim = await begun(stage.context, stage.leases)
    await stage.leases.release(claim, finished=False, delay_s=30)
    await stage.context.redis.zadd(f"{stage.context.keys.prefix}delayed", {claim.job_id: 1})

    assert len((await stage.repeating_leases.claim(2))[0]) == 1


async def claim_what_another_has_lost(stage: Stage) -> None:
    _, claim = await begun(stage.context, stage.leases)
    await stage.context.redis.zadd(f"{stage.context.keys.prefix}leases", {claim.job_id: 1})

    ((again,), _) = await stage.repeating_leases.claim(2)

    assert again.tries == 2


async def claim_what_may_kill_its_workers(stage: Stage) -> None:
    await a_stored_debate(stage.context)
    for _ in range(3):
        await stage.leases.claim(1)
        await stage.leases.purge()

    ((suspect,), _) = await stage.repeating_leases.claim(2)

    assert suspect.company == 1


async def say_that_one_is_there(stage: Stage) -> None:
    assert await stage.repeating_leases.renew([]) == ()


async def purge_all_leases(stage: Stage) -> None:
    await begun(stage.context, stage.leases)

    await stage.repeating_leases.purge()


async def admit_a_call_without_limits(stage: Stage) -> None:
    verdict = await stage.limits.admit(a_candidate())

    assert verdict == Admitted(calls=1, tokens=100)


async def admit_a_call_beyond_a_limit(stage: Stage) -> None:
    call = a_candidate(account="lab:2", limits=Limits(requests_per_minute=1))
    await stage.limits_once.admit(call)

    assert isinstance(await stage.limits.admit(replace(call, nonce="n2")), Refused)


async def admit_a_call_against_what_its_provider_said(stage: Stage) -> None:
    call, now = a_candidate(account="lab:3"), stage.context.clock.now()
    first = await admitted(stage.limits_once, call)
    await stage.limits_once.leave(call, first, told(requests=0), now=now)

    assert isinstance(await stage.limits.admit(replace(call, nonce="n2")), Refused)


async def leave_with_everything_to_say(stage: Stage) -> None:
    call, now = a_candidate(limits=Limits(concurrency=2)), stage.context.clock.now()
    first = await admitted(stage.limits_once, call)

    said = replace(told(requests=3, tokens=300), tokens=70, pause_s=5)
    await stage.limits.leave(call, first, said, now=now)


async def leave_without_having_been(stage: Stage) -> None:
    call, now = a_candidate(account="lab:4"), stage.context.clock.now()
    first = await admitted(stage.limits_once, call)

    await stage.limits.leave(call, first, Parting(tokens=0, unsent=True), now=now)


async def leave_uncounted(stage: Stage) -> None:
    call, now = a_candidate(account="lab:5"), stage.context.clock.now()
    said = told(requests=3, tokens=300)

    await stage.limits.leave(call, UNCOUNTED, said, now=now, scarce_s=5)

    first = await admitted(stage.limits_once, call)
    assert first.counted


async def renew_slots(stage: Stage) -> None:
    await stage.limits.renew({"a:1": ("n1", "n2"), "b:2": ("n3",)})


async def hold_a_free_key(stage: Stage) -> None:
    assert await stage.idempotency.hold("public", "free", a_hold()) is None


async def hold_a_held_key(stage: Stage) -> None:
    await stage.context.idempotency.hold("public", "held", a_hold("another's"))

    with pytest.raises(IdempotencyKeyInUseError):
        await stage.idempotency.hold("public", "held", a_hold())


async def hold_an_answered_key(stage: Stage) -> None:
    await held(stage, "answered")
    await stage.context.idempotency.keep("public", "answered", a_hold(), a_reply())

    assert await stage.idempotency.hold("public", "answered", a_hold()) == a_reply()


async def keep_a_reply(stage: Stage) -> None:
    await held(stage, "to-answer")

    await stage.idempotency.keep("public", "to-answer", a_hold(), a_reply())


async def keep_nothing(stage: Stage) -> None:
    await held(stage, "to-free")

    await stage.idempotency.keep("public", "to-free", a_hold(), None)


async def keep_without_the_hold(stage: Stage) -> None:
    await held(stage, "lost")

    await stage.idempotency.keep("public", "lost", a_hold("another's"), a_reply())


async def held(stage: Stage, fingerprint: str) -> None:
    await stage.context.idempotency.hold("public", fingerprint, a_hold())


async def take_from_a_full_bucket(stage: Stage) -> None:
    taken = await stage.rates.take("full", TWO_AN_HOUR)

    assert taken == Taken(allowed=True, level=1)


async def take_from_an_empty_bucket(stage: Stage) -> None:
    for _ in range(2):
        await stage.rates_once.take("empty", TWO_AN_HOUR)

    assert not (await stage.rates.take("empty", TWO_AN_HOUR)).allowed


async def write_a_new_endpoint(stage: Stage) -> None:
    await stage.endpoints.create(an_endpoint())


async def write_an_endpoint_too_many(stage: Stage) -> None:
    for _ in range(MOST_ENDPOINTS):
        await stage.context.endpoints.create(an_endpoint(tenant="full"))

    with pytest.raises(TooManyEndpointsError):
        await stage.endpoints.create(an_endpoint(tenant="full"))


async def change_an_endpoint(stage: Stage) -> None:
    endpoint = an_endpoint(tenant="changing")
    await stage.context.endpoints.create(endpoint)

    await stage.endpoints.disable("changing", endpoint.id, DisabledReason.GONE)


async def write_over_a_changed_endpoint(stage: Stage) -> None:
    endpoint = an_endpoint(tenant="changed")
    await stage.context.endpoints.create(endpoint)
    await stage.context.endpoints.disable("changed", endpoint.id, DisabledReason.GONE)

    await stage.endpoints.create(endpoint)


async def remove_an_endpoint(stage: Stage) -> None:
    endpoint = an_endpoint(tenant="removing")
    await stage.context.endpoints.create(endpoint)

    assert await stage.endpoints.delete("removing", endpoint.id) == endpoint


async def swap_nothing_for_a_secret(stage: Stage) -> None:
    await stage.secrets.of_tenant("first", now=stage.context.clock.now())


async def swap_a_secret_for_another(stage: Stage) -> None:
    now = stage.context.clock.now()
    await stage.context.webhook_secrets.of_tenant("second", now=now)

    assert len(await stage.secrets.rotate("second", now=now)) == 2


async def swap_what_is_not_there(stage: Stage) -> None:
    key = stage.context.keys.webhook_secret("third")

    assert await stage.twice.call("swap", [key], ["what was there", "what is not to be"]) == b""


async def look_for_a_lost_delivery(stage: Stage) -> None:
    delivery = await an_owed_test(stage.context)
    await forget_all_jobs(stage.context)

    due = await stage.schedule.due(delivery.created_at + LOOK_EVERY)

    assert due.undelivered == (("public", delivery.id),)


async def look_for_a_delivery_to_forget(stage: Stage) -> None:
    await an_owed_test(stage.context)
    taken = await attempted(stage.context, stage.lane, TAKEN)

    await stage.schedule.due(kept_until(taken))

    assert await owed(stage.context, endpoint=taken.endpoint_id) == []


async def share_for_good(stage: Stage) -> None:
    await stage.shares.create(a_share(await a_stored_debate(stage.context)))


async def share_for_a_while(stage: Stage) -> None:
    share = a_share(await a_stored_debate(stage.context))
    ends_at = share.created_at + timedelta(hours=1)

    await stage.shares.create(replace(share, expires_at=ends_at))


async def share_once_too_often(stage: Stage) -> None:
    debate = await a_stored_debate(stage.context)
    for _ in range(MOST_SHARES):
        await stage.context.shares.create(a_share(debate))

    with pytest.raises(TooManySharesError):
        await stage.shares.create(a_share(debate))


async def share_what_is_not_there(stage: Stage) -> None:
    with pytest.raises(UnknownResourceError):
        await stage.shares.create(a_share(a_queued_debate(stage.context)))


async def end_a_share(stage: Stage) -> None:
    debate = await a_stored_debate(stage.context)
    await stage.context.shares.create(share := a_share(debate))

    await stage.shares.revoke("public", debate.spec.id, share.id, now=share.created_at)


async def owe_a_delivery(stage: Stage) -> None:
    await stage.deliveries.owe(a_test_delivery(stage.context), b"{}")


async def open_an_attempt(stage: Stage) -> None:
    delivery, claim = await due(stage)

    assert await stage.deliveries.begin(
        delivery, claim, body=b"another", now=stage.context.clock.now()
    ) == Begun(body=BODY)


async def open_beside_another_attempt(stage: Stage) -> None:
    delivery, claim = await due(stage)
    now = stage.context.clock.now()
    await opened(stage.context, delivery, claim, now)
    await stage.lane.purge()
    ((again,), _) = await stage.lane.claim(1)

    found = await stage.deliveries.begin(delivery, again, body=b"", now=now)

    assert found == NotYet(until=now + OPEN_FOR)


async def open_what_is_over(stage: Stage) -> None:
    delivery, claim = await due(stage)
    await stage.context.deliveries.call_off("public", delivery.endpoint_id or "")

    now = stage.context.clock.now()
    assert await stage.deliveries.begin(delivery, claim, body=b"", now=now) == Over()


async def open_without_the_lease(stage: Stage) -> None:
    delivery, claim = await due(stage)

    with pytest.raises(LeaseLostError):
        await stage.deliveries.begin(
            delivery, replace(claim, token="another"), body=b"", now=stage.context.clock.now()
        )


async def open_an_attempt_at_who_fails(stage: Stage) -> None:
    delivery, claim = await due(stage)
    await stage.context.redis.set(f"{stage.context.keys.prefix}failing:{delivery.line}", 1)

    with pytest.raises(LeaseLostError):
        await stage.deliveries.begin(delivery, claim, body=b"", now=stage.context.clock.now())


async def proceed_after_a_success(stage: Stage) -> None:
    await proceed_after(stage, TAKEN, failing=False)


async def proceed_after_a_failure(stage: Stage) -> None:
    await proceed_after(stage, REFUSED, failing=True)


async def proceed_after(stage: Stage, answer: Answer, *, failing: bool) -> None:
    delivery, claim = await due(stage)
    now = stage.context.clock.now()
    await opened(stage.context, delivery, claim, now)

    outcome = after(delivery, answer, began_at=now, now=now)
    since = await stage.deliveries.settle(outcome, claim, failing=failing, now=now)

    assert since == (now if failing else None)


async def proceed_without_the_lease(stage: Stage) -> None:
    delivery, claim = await due(stage)
    now = stage.context.clock.now()

    with pytest.raises(LeaseLostError):
        await stage.deliveries.settle(
            after(delivery, TAKEN, began_at=now, now=now),
            replace(claim, token="another"),
            failing=False,
            now=now,
        )


async def proceed_with_what_is_gone(stage: Stage) -> None:
    delivery, now = a_test_delivery(stage.context), stage.context.clock.now()

    with pytest.raises(UnknownResourceError):
        await stage.deliveries.settle(
            delivery, Claim(job_id="j", token="t"), failing=None, now=now
        )


async def proceed_on_request(stage: Stage) -> None:
    await an_owed_test(stage.context)
    taken = await attempted(stage.context, stage.lane, TAKEN)

    now = stage.context.clock.now()
    await stage.deliveries.decide("public", taken.id, lambda d: redelivered(d, now=now), now=now)


async def proceed_with_what_changed(stage: Stage) -> None:
    delivery, _ = await due(stage)
    seen: list[Delivery] = []

    def overtaken(found: Delivery) -> Delivery | None:
        seen.append(found)
        return called_off(found) if len(seen) == 1 else None

    await Overtaken(stage).decide("public", delivery.id, overtaken, now=stage.context.clock.now())

    assert len(seen) == 2


class Overtaken(DeliveryStore):
    """A store whose deliveries change as soon as they have been looked at."""

    def __init__(self, stage: Stage) -> None:
        context = stage.context
        super().__init__(context.redis, stage.twice, context.keys, context.queue.delivery_job)
        self._context = context

    @override
    async def load(self, tenant: str, delivery_id: str) -> Delivery:
        found = await super().load(tenant, delivery_id)
        key = self._context.keys.delivery(tenant, delivery_id)
        await cast("Awaitable[int]", self._context.redis.hincrby(key, "rev", 1))
        return found


async def put_off_an_attempt(stage: Stage) -> None:
    delivery, claim = await due(stage)

    await stage.deliveries.put_off(delivery, claim, timedelta(minutes=1))


async def call_off_what_is_pending(stage: Stage) -> None:
    delivery = await an_owed_test(stage.context)

    await stage.deliveries.call_off("public", delivery.endpoint_id or "")


async def reschedule_what_was_lost(stage: Stage) -> None:
    delivery = await an_owed_test(stage.context)
    await forget_all_jobs(stage.context)

    await stage.deliveries.requeue("public", delivery.id, now=stage.context.clock.now())


async def reschedule_what_is_over(stage: Stage) -> None:
    await an_owed_test(stage.context)
    taken = await attempted(stage.context, stage.lane, TAKEN)

    await stage.deliveries.requeue("public", taken.id, now=stage.context.clock.now())


async def place_a_new_tenant(stage: Stage) -> None:
    assert await stage.tenants.place("new", 2) == Placement(shard=2)


async def place_a_tenant_that_is_somewhere(stage: Stage) -> None:
    await stage.context.tenants.place("placed", 2)

    assert await stage.tenants.place("placed", 3) == Placement(shard=2)


async def place_a_tenant_elsewhere(stage: Stage) -> None:
    after = Placement(shard=1, stage=MoveStage.LEAVING, other=2)

    assert await stage.tenants.change("veteran", AT_HOME, after) == after


async def place_a_tenant_that_is_not_where_it_was(stage: Stage) -> None:
    before, after = Placement(shard=2), Placement(shard=3)

    assert await stage.tenants.change("nowhere", before, after) == AT_HOME


async def shift_debates(stage: Stage) -> None:
    await a_stored_debate(stage.context, tenant="public")
    assert await stage.belongings.park() == 0
    await stage.context.redis.delete(stage.context.keys.parked("public", "checks"))


async def shift_what_waits_for_its_attempt(stage: Stage) -> None:
    await an_owed_test(stage.context)

    assert await stage.belongings.park() == 0


async def shift_what_is_under_way(stage: Stage) -> None:
    await due(stage)

    assert await stage.belongings.park() == 1


async def shift_it_back(stage: Stage) -> None:
    there = stage.context
    await an_owed_test(there)
    one = Belongings(there.redis, there.scripts, there.keys, "public")
    await one.take_up()
    await one.park()

    await stage.belongings.take_up()


async def due(stage: Stage) -> tuple[Delivery, Claim]:
    """Return a delivery whose job is claimed."""
    delivery = await an_owed_test(stage.context)
    ((claim,), _) = await stage.lane.claim(1)
    return delivery, claim


CASES: dict[str, tuple[Callable[[Stage], Awaitable[None]], ...]] = {
    "create": (
        create_plainly,
        create_with_a_key,
        create_with_a_used_key,
        create_with_a_ledger,
        create_the_last_that_may_be_active,
        create_one_too_many,
    ),
    "commit": (
        commit_the_first_answer,
        commit_a_second_answer,
        commit_to_a_closed_round,
        commit_to_a_removed_debate,
        commit_what_owes,
    ),
    "apply": (
        apply_a_next_round,
        apply_a_next_round_by_who_goes_on,
        apply_the_end,
        apply_a_cancellation_of_what_is_drafted,
        apply_to_a_debate_that_changed,
        apply_without_the_lease,
        apply_to_a_removed_debate,
        apply_what_owes,
    ),
    "reserve": (
        reserve_the_first_calls,
        reserve_without_the_lease,
        reserve_for_a_closed_round,
        reserve_for_a_summary,
        reserve_within_a_budget,
        reserve_over_a_budget,
    ),
    "settle": (settle_a_reserved_call, settle_for_a_removed_debate),
    "due": (
        look_for_a_passed_deadline,
        look_for_an_ended_retention,
        look_when_nothing_is_due,
        look_for_a_lost_delivery,
        look_for_a_delivery_to_forget,
    ),
    "requeue": (requeue_a_lost_job, requeue_a_leased_job, requeue_a_job_that_is_over),
    "remove": (
        remove_a_finished_debate,
        remove_a_debate_that_changed,
        remove_what_is_still_owed,
        remove_what_owes_much,
        remove_what_is_shared,
    ),
    "claim": (
        claim_a_job,
        claim_when_there_is_nothing,
        claim_what_was_delayed,
        claim_what_another_has_lost,
        claim_what_may_kill_its_workers,
    ),
    "beat": (renew_a_lease, renew_a_lost_lease, say_that_one_is_there),
    "release": (
        give_back_a_finished_job,
        give_back_a_job_for_later,
        give_back_what_is_not_ones_own,
    ),
    "purge": (purge_all_leases,),
    "admit": (
        admit_a_call_without_limits,
        admit_a_call_beyond_a_limit,
        admit_a_call_against_what_its_provider_said,
    ),
    "leave": (leave_with_everything_to_say, leave_without_having_been, leave_uncounted),
    "renew": (renew_slots,),
    "hold": (hold_a_free_key, hold_a_held_key, hold_an_answered_key),
    "keep": (keep_a_reply, keep_nothing, keep_without_the_hold),
    "take": (take_from_a_full_bucket, take_from_an_empty_bucket),
    "endpoint": (
        write_a_new_endpoint,
        write_an_endpoint_too_many,
        change_an_endpoint,
        write_over_a_changed_endpoint,
        remove_an_endpoint,
    ),
    "swap": (swap_nothing_for_a_secret, swap_a_secret_for_another, swap_what_is_not_there),
    "share": (share_for_good, share_for_a_while, share_once_too_often, share_what_is_not_there),
    "unshare": (end_a_share,),
    "place": (
        place_a_new_tenant,
        place_a_tenant_that_is_somewhere,
        place_a_tenant_elsewhere,
        place_a_tenant_that_is_not_where_it_was,
    ),
    "shift": (
        shift_debates,
        shift_what_waits_for_its_attempt,
        shift_what_is_under_way,
        shift_it_back,
    ),
    "owe": (owe_a_delivery,),
    "open": (
        open_an_attempt,
        open_beside_another_attempt,
        open_what_is_over,
        open_without_the_lease,
        open_an_attempt_at_who_fails,
    ),
    "proceed": (
        proceed_after_a_success,
        proceed_after_a_failure,
        proceed_without_the_lease,
        proceed_with_what_is_gone,
        proceed_on_request,
        proceed_with_what_changed,
    ),
    "put_off": (put_off_an_attempt,),
    "call_off": (call_off_what_is_pending,),
    "reschedule": (reschedule_what_was_lost, reschedule_what_is_over),
}
ANSWERS = {
    "commit": {b"stored", b"duplicate", b"late", b"outdated"},
    "apply": {b"applied", b"conflict", b"lost", b"gone", b"outdated"},
    "reserve": {b"lost", b"closed", b"over_budget"},
    "settle": {b"settled", b"gone"},
    "requeue": {b"queued", b"stale"},
    "remove": {b"removed", b"conflict", b"more"},
    "endpoint": {b"written", b"conflict", b"full"},
    "share": {b"shared", b"full", b"unknown"},
    "open": {b"begun", b"open", b"over", b"lost"},
    "proceed": {b"written", b"conflict", b"lost", b"gone"},
    "reschedule": {b"queued", b"stale"},
}
"""What a script that tells cases apart can answer: each is met."""
ASKED_AGAIN = (b"outdated", b"more")
"""Answers upon which the same is asked again."""


@pytest.mark.parametrize("script", SCRIPTS)
async def test_a_script_sent_twice_answers_and_leaves_the_same(script: str, stage: Stage) -> None:
    for case in CASES[script]:
        await case(stage)
        await forget_all_jobs(stage.context)

    answers = [reply for name, reply in stage.twice.answers if name == script]
    assert stage.twice.differences == []
    assert len([a for a in answers if what(a) not in ASKED_AGAIN]) == len(CASES[script])
    told = {what(answer) for answer in answers if not isinstance(what(answer), list)}
    assert told >= ANSWERS.get(script, set())


def what(answer: object) -> object:
    """Return the word by which a script tells cases apart."""
    return answer[0] if isinstance(answer, list) and answer else answer


async def test_the_second_sending_of_a_claim_brings_the_same_jobs(stage: Stage) -> None:
    for _ in range(3):
        await a_stored_debate(stage.context)

    first, _ = await stage.repeating_leases.claim(2)
    rest, _ = await stage.leases.claim(5)

    assert len({claim.job_id for claim in (*first, *rest)}) == 3


async def test_a_difference_would_be_noticed(stage: Stage) -> None:
    key = f"{stage.context.keys.prefix}counter"

    await stage.twice.sent_twice("counter", lambda: stage.context.redis.incr(key))

    assert len(stage.twice.differences) == 2


async def test_scripts_are_loaded_again_after_the_server_forgot_them(stage: Stage) -> None:
    await a_stored_debate(stage.context)
    await stage.context.redis.script_flush()

    debate = await a_stored_debate(stage.context)

    assert (await again(stage.context, debate)).rev == 1


async def test_many_clients_can_call_one_script_at_once(stage: Stage) -> None:
    debate, claim = await begun(stage.context, stage.leases)
    calls = [a_call(number=n) for n in range(1, 21)]

    reserved = await asyncio.gather(
        *(stage.context.ledger.reserve(debate, [call], claim) for call in calls)
    )

    stored = await again(stage.context, debate)
    assert [call for found in reserved for call in found.calls] == calls
    assert stored.calls == tuple(calls)
    assert stored.rev == debate.rev + 20
    assert msgspec.structs.replace(stored, calls=(), rev=debate.rev) == debate
