"""A worker that ends a job goes on with the next one of that debate, where the turn is its own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import NamedTuple, cast

import pytest

from service.context import Context
from service.domain.debate import Debate
from service.domain.errors import LeaseLostError
from service.domain.jobs import Claim
from service.domain.lifecycle import cancel, close_round
from service.ending import end
from service.store.handovers import Ending
from service.store.leases import Leases
from tests.support.debates import a_response
from tests.support.store import (
    a_call,
    a_stored_debate,
    again,
    an_open_store,
    begun,
    claimed,
    eventually,
    is_at_rest,
    let_the_lease_end,
)


@pytest.fixture
async def context(valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    async with an_open_store(valkey_url, namespace) as context:
        yield context


class Round(NamedTuple):
    """A round in which all seats but one have answered, and who works at it."""

    debate: Debate
    claim: Claim


async def a_round(context: Context, leases: Leases, tenant: str = "public") -> Round:
    """Begin a debate by a worker that would go on with it."""
    debate, claim = await begun(context, leases, tenant=tenant)
    context.handovers.begin(claim)
    for seat, vote in (("seat_1", "A"), ("seat_2", "B")):
        await context.ledger.commit(debate.spec, a_response(1, seat, vote), a_call(seat))
    return Round(debate, claim)


async def closed(context: Context, now: Round) -> Ending:
    """Close a round; return what its worker knows then."""
    await context.debates.decide(
        now.debate.spec.tenant,
        now.debate.spec.id,
        lambda debate: close_round(debate, now=context.clock.now()),
        claim=now.claim,
    )
    return context.handovers.end(now.claim)


async def handed_over(context: Context, leases: Leases) -> tuple[Debate, Claim]:
    """Return a debate in its second round, and the claim with which that was handed over."""
    first = await a_round(context, leases)
    ending = await closed(context, first)
    assert ending.successor
    return await again(context, first.debate), ending.successor


async def test_who_ends_a_round_owns_the_job_of_the_next(context: Context, leases: Leases) -> None:
    debate, successor = await handed_over(context, leases)

    job = context.queue.job_for(debate)
    assert job is not None
    assert (successor.job_id, successor.payload) == (job.id, job.payload)
    assert await leases.renew([successor]) == ()
    none, _ = await leases.claim(1)
    assert none == ()


async def test_a_decision_says_that_the_job_it_has_ended_is_gone(
    context: Context, leases: Leases
) -> None:
    first = await a_round(context, leases)
    await context.debates.decide(
        "public", first.debate.spec.id, lambda d: cancel(d, now=context.clock.now())
    )
    mine = await a_round(context, leases)
    unknown = context.handovers.end(first.claim)

    ended = await closed(context, mine)

    assert not unknown.gone
    assert ended.gone


async def test_a_job_that_is_given_back_when_handed_over_leaves_nothing_behind(
    context: Context, leases: Leases
) -> None:
    _, successor = await handed_over(context, leases)

    await leases.release(successor, finished=True)

    assert await is_at_rest(context)


async def test_who_would_not_go_on_is_handed_nothing(context: Context, leases: Leases) -> None:
    first = await a_round(context, leases)
    context.handovers.decline(first.claim)

    ending = await closed(context, first)

    assert ending.gone
    assert ending.successor is None
    assert (await claimed(leases)).tries == 1


async def test_nobody_goes_on_before_another_tenant_that_waits(
    context: Context, leases: Leases
) -> None:
    first = await a_round(context, leases, "whale")
    await a_stored_debate(context, tenant="minnow")

    ending = await closed(context, first)

    assert ending.successor is None
    turns = [(await claimed(leases)).job_id.partition("}")[2] for _ in range(2)]
    assert [turn.partition("|")[0] for turn in turns] == ["minnow", "whale"]


async def test_what_continues_goes_before_new_debates_of_its_tenant(
    context: Context, leases: Leases
) -> None:
    first = await a_round(context, leases)
    waiting = await a_stored_debate(context)

    ending = await closed(context, first)

    assert ending.successor
    assert waiting.spec.id in (await claimed(leases)).job_id


async def test_going_on_is_a_turn(context: Context, leases: Leases) -> None:
    first = await a_round(context, leases, "whale")
    await a_stored_debate(context, tenant="whale")
    ending = await closed(context, first)
    assert ending.successor
    await a_stored_debate(context, tenant="minnow")

    assert "minnow|" in (await claimed(leases)).job_id


async def test_nobody_goes_on_before_another_debate_that_has_begun(
    context: Context, leases: Leases
) -> None:
    _, given_back = await begun(context, leases)
    first = await a_round(context, leases)
    await leases.release(given_back, finished=False)

    ending = await closed(context, first)

    assert ending.successor is None
    both, _ = await leases.claim(2)
    assert given_back.job_id in {claim.job_id for claim in both}
    assert len(both) == 2


async def test_nobody_goes_on_while_suspects_wait(context: Context, leases: Leases) -> None:
    _, suspect = await begun(context, leases)
    first = await a_round(context, leases)
    tries = f"{context.keys.prefix}tries"
    await cast("Awaitable[int]", context.redis.hset(tries, suspect.job_id, "3"))
    await let_the_lease_end(context, suspect)
    await leases.claim(0)

    ending = await closed(context, first)

    assert ending.successor is None


async def test_a_tenant_at_its_limit_goes_on_within_it(valkey_url: str, namespace: str) -> None:
    variables = {"ROUNDTABLE_TENANT_CONCURRENCY": "1"}
    async with an_open_store(valkey_url, namespace, variables) as context:
        leases = Leases(context.redis, context.keys, context.settings.terms)
        first = await a_round(context, leases)
        await a_stored_debate(context)

        ending = await closed(context, first)

        assert ending.successor
        none, _ = await leases.claim(5)
        assert none == ()
        await leases.release(ending.successor, finished=True)
        assert (await claimed(leases)).tries == 1


async def test_a_job_whose_new_owner_dies_is_put_back_and_counts_a_try(
    context: Context, leases: Leases
) -> None:
    debate, dead = await handed_over(context, leases)
    await let_the_lease_end(context, dead)

    taken_over = await claimed(leases)

    assert (taken_over.job_id, taken_over.tries) == (dead.job_id, 2)
    assert taken_over.payload == dead.payload
    with pytest.raises(LeaseLostError):
        await context.ledger.reserve(debate, [a_call(round=2)], dead)


class Ear:
    """Remembers which jobs were lost."""

    def __init__(self) -> None:
        self.ready = asyncio.Event()
        self.lost: list[str] = []

    async def of_a_loss(self) -> bool:
        return bool(self.lost)


async def test_who_loses_a_job_that_was_handed_over_is_told(
    context: Context, leases: Leases
) -> None:
    debate, successor = await handed_over(context, leases)
    ear = Ear()
    listening = asyncio.create_task(leases.listen(ear.ready.set, ear.lost.append))
    await ear.ready.wait()

    await context.debates.decide(
        "public", debate.spec.id, lambda d: cancel(d, now=context.clock.now())
    )

    try:
        await eventually(ear.of_a_loss)
    finally:
        await end(listening)
    assert ear.lost == [successor.job_id]
    assert await leases.renew([successor]) == (successor.job_id,)
