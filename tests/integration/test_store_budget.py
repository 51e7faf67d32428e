"""Budgets in a real Valkey: what is held for calls, and which calls are refused."""

import asyncio
import random

import pytest
from msgspec.structs import replace

from service.context import Context
from service.domain.debate import Budget, Call, CallStatus, Debate, Usage
from service.domain.tally import FREE_USAGE, UNKNOWN_USAGE
from service.store.leases import Leases
from service.store.ledger import Reserved
from tests.support.debates import a_response
from tests.support.store import a_call, again, begun

SEATS = ("seat_1", "seat_2", "seat_3")
OVER_BUDGET = Reserved(over_budget=True)


def a_budget(max_usd: float, **expected: float) -> Budget:
    """Return a budget of debates of `sim/A`, of which a call is expected to cost 0.25 dollars."""
    return Budget(max_usd=max_usd, expected_usd={"sim/A": 0.25, **expected})


def costing(usd: float | None) -> Usage:
    return Usage(calls=1, output_tokens=5, cost_usd=usd)


async def held(context: Context, debate: Debate) -> list[float | None]:
    return [call.held_usd for call in (await again(context, debate)).calls]


async def test_a_reserved_call_holds_what_it_is_expected_to_cost(
    context: Context, leases: Leases
) -> None:
    debate, claim = await begun(context, leases, budget=a_budget(1))

    reserved = await context.ledger.reserve(debate, [a_call(seat) for seat in SEATS], claim)

    assert [call.held_usd for call in reserved.calls] == [0.25] * 3
    assert (await again(context, debate)).calls == reserved.calls


async def test_without_a_budget_nothing_is_held_and_nothing_refused(
    context: Context, leases: Leases
) -> None:
    debate, claim = await begun(context, leases)
    await context.ledger.settle(debate.spec, a_call(settled=True, usage=costing(1_000.0)))

    reserved = await context.ledger.reserve(debate, [a_call(number=2)], claim)

    assert reserved == Reserved(calls=(a_call(number=2),))
    assert await held(context, debate) == [None, None]


async def test_calls_that_do_not_all_fit_are_refused_together_and_leave_no_trace(
    context: Context, leases: Leases
) -> None:
    debate, claim = await begun(context, leases, budget=a_budget(0.74))

    reserved = await context.ledger.reserve(debate, [a_call(seat) for seat in SEATS], claim)

    assert reserved == OVER_BUDGET
    assert await again(context, debate) == debate


async def test_a_budget_can_be_spent_to_the_last(context: Context, leases: Leases) -> None:
    debate, claim = await begun(context, leases, budget=a_budget(0.75))

    reserved = await context.ledger.reserve(debate, [a_call(seat) for seat in SEATS], claim)

    assert len(reserved.calls) == 3
    assert await context.ledger.reserve(debate, [a_call(number=2)], claim) == OVER_BUDGET


@pytest.mark.parametrize(
    ("usage", "holds"),
    [
        (costing(0.125), 0.125),
        (costing(3.0), 3.0),
        (costing(None), 0.25),
        (UNKNOWN_USAGE, 0.25),
        (FREE_USAGE, 0.0),
    ],
)
@pytest.mark.parametrize("answers", [True, False])
async def test_a_settled_call_holds_what_it_cost_if_that_is_known(
    context: Context,
    leases: Leases,
    usage: Usage,
    holds: float,
    answers: bool,  # noqa: FBT001 - both ways to settle
) -> None:
    debate, claim = await begun(context, leases, budget=a_budget(1))
    await context.ledger.reserve(debate, [a_call()], claim)
    settled = a_call(settled=True, usage=usage)

    if answers:
        await context.ledger.commit(debate.spec, a_response(), settled)
    else:
        await context.ledger.settle(debate.spec, settled)

    assert await held(context, debate) == [holds]


async def test_what_a_cheaper_call_left_over_pays_for_another(
    context: Context, leases: Leases
) -> None:
    debate, claim = await begun(context, leases, budget=a_budget(0.5))
    await context.ledger.reserve(debate, [a_call("seat_1"), a_call("seat_2")], claim)
    refused = await context.ledger.reserve(debate, [a_call("seat_3")], claim)
    turned_away = a_call("seat_1", settled=True, usage=FREE_USAGE)
    await context.ledger.settle(debate.spec, turned_away)

    reserved = await context.ledger.reserve(debate, [a_call("seat_3")], claim)

    assert refused == OVER_BUDGET
    assert [call.participant for call in reserved.calls] == ["seat_3"]


async def test_calls_of_a_worker_that_died_hold_on_to_their_share(
    context: Context, leases: Leases
) -> None:
    debate, claim = await begun(context, leases, budget=a_budget(1))
    await context.ledger.reserve(debate, [a_call(seat) for seat in SEATS], claim)

    reserved = await context.ledger.reserve(
        debate, [a_call(seat, number=2) for seat in SEATS], claim
    )

    assert reserved == OVER_BUDGET


async def test_a_budget_is_spent_by_every_round(context: Context, leases: Leases) -> None:
    debate, claim = await begun(context, leases, budget=a_budget(0.5))
    earlier = replace(a_call(settled=True, usage=costing(0.3)), round=0)
    await context.ledger.settle(debate.spec, earlier)

    assert await context.ledger.reserve(debate, [a_call()], claim) == OVER_BUDGET


async def test_each_model_holds_what_it_costs_itself(context: Context, leases: Leases) -> None:
    debate, claim = await begun(context, leases, budget=a_budget(0.5, **{"lab/x": 0.5}))
    dear = a_call("seat_1", model="lab/x")

    refused = await context.ledger.reserve(debate, [dear, a_call("seat_2")], claim)
    alone = await context.ledger.reserve(debate, [dear], claim)

    assert refused == OVER_BUDGET
    assert [call.held_usd for call in alone.calls] == [0.5]


async def test_of_many_calls_at_once_no_more_pass_than_are_paid_for(
    context: Context, leases: Leases
) -> None:
    debate, claim = await begun(context, leases, budget=a_budget(1.75))
    calls = [a_call(seat, number=n) for seat in SEATS for n in range(1, 11)]

    answers = await asyncio.gather(
        *(context.ledger.reserve(debate, [call], claim) for call in calls)
    )

    assert [len(answer.calls) for answer in answers].count(1) == 7
    assert answers.count(OVER_BUDGET) == 23
    assert await held(context, debate) == [0.25] * 7


@pytest.mark.parametrize("seed", range(5))
async def test_whatever_calls_cost_the_budget_is_exceeded_by_the_last_of_each_seat_at_most(
    context: Context, leases: Leases, seed: int
) -> None:
    draw = random.Random(seed)
    debate, claim = await begun(context, leases, budget=a_budget(4))
    dearest = 0.9

    async def speak(seat: str) -> list[float]:
        spent: list[float] = []
        for number in range(1, 30):
            call = a_call(seat, number=number)
            if (await context.ledger.reserve(debate, [call], claim)).over_budget:
                break
            cost = draw.choice((0.0, 0.1, 0.25, dearest))
            await context.ledger.settle(debate.spec, ended(call, cost))
            spent.append(cost)
        return spent

    spent = await asyncio.gather(*map(speak, SEATS))

    assert 4 - 0.25 < sum(map(sum, spent)) <= 4 + len(SEATS) * (dearest - 0.25)


def ended(call: Call, cost: float) -> Call:
    return replace(call, status=CallStatus.SETTLED, usage=costing(cost))
