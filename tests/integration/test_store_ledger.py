"""The ledger in a real Valkey: one answer a seat and round, and every call counted once."""

import asyncio
from datetime import timedelta

import pytest
from msgspec.structs import replace

from service.context import Context
from service.domain.debate import SUMMARIZER, Debate, DebateStatus, ResponseStatus, Usage
from service.domain.errors import LeaseLostError
from service.domain.lifecycle import cancel, close_round
from service.domain.tally import usage
from service.store.leases import Leases
from service.store.ledger import Committed, Reserved
from tests.support.debates import a_response
from tests.support.store import (
    a_call,
    a_queued_debate,
    a_stored_debate,
    again,
    begun,
    claimed,
)

SEATS = ("seat_1", "seat_2", "seat_3")


async def events_of(context: Context, debate: Debate) -> list[tuple[int, str]]:
    logged = await context.events.read("public", debate.spec.id, after=0, limit=100)
    return [(event.sequence, event.type) for event in logged]


async def closed(context: Context, debate: Debate) -> Debate:
    now = context.clock.now()
    return await context.debates.decide(
        "public", debate.spec.id, lambda d: close_round(d, now=now)
    )


async def test_an_answer_is_stored_with_its_call_and_its_event(
    context: Context, leases: Leases
) -> None:
    debate, claim = await begun(context, leases)
    await context.ledger.reserve(debate, [a_call()], claim)
    response = a_response(1, "seat_1", "B")

    committed = await context.ledger.commit(debate.spec, response, a_call(settled=True))

    after = await again(context, debate)
    assert committed is Committed.STORED
    assert after.responses == (response,)
    assert after.calls == (a_call(settled=True),)
    assert after.rev == debate.rev + 2
    assert (await events_of(context, debate))[3:] == [(4, "response.completed")]


async def test_no_event_is_dated_before_one_that_it_follows(
    context: Context, leases: Leases
) -> None:
    debate, _ = await begun(context, leases)
    late = debate.state.changed_at + timedelta(seconds=9)
    for seat, at in (("seat_1", late), ("seat_2", late - timedelta(seconds=2))):
        response = a_response(1, seat, "A", created_at=at)
        await context.ledger.commit(debate.spec, response, a_call(seat))

    events = await context.events.read("public", debate.spec.id, after=3, limit=9)

    assert [event.created_at for event in events] == [late, late]


async def test_of_two_answers_of_one_seat_the_first_stays_and_both_are_paid(
    context: Context, leases: Leases
) -> None:
    debate, _ = await begun(context, leases)
    first = a_response(1, "seat_1", "B")
    await context.ledger.commit(debate.spec, first, a_call(settled=True))

    committed = await context.ledger.commit(
        debate.spec, a_response(1, "seat_1", "C"), a_call(settled=True, number=2)
    )

    after = await again(context, debate)
    assert committed is Committed.DUPLICATE
    assert after.responses == (first,)
    assert usage(after).calls == 2
    assert len(await events_of(context, debate)) == 4


async def test_an_answer_to_a_closed_round_is_refused_and_its_call_still_settled(
    context: Context, leases: Leases
) -> None:
    debate, claim = await begun(context, leases)
    await context.ledger.reserve(debate, [a_call(seat) for seat in SEATS], claim)
    for seat, vote in (("seat_1", "A"), ("seat_2", "B")):
        await context.ledger.commit(
            debate.spec, a_response(1, seat, vote), a_call(seat, settled=True)
        )
    after = await closed(context, debate)
    assert after.state.status is DebateStatus.RUNNING
    before = await events_of(context, debate)

    committed = await context.ledger.commit(
        debate.spec, a_response(1, "seat_3", "C"), a_call("seat_3", settled=True)
    )

    after = await again(context, debate)
    assert committed is Committed.DUPLICATE
    assert [r.status for r in after.responses][2] is ResponseStatus.TIMED_OUT
    assert after.calls[2] == a_call("seat_3", settled=True)
    assert await events_of(context, debate) == before


async def test_an_answer_to_a_debate_that_has_ended_is_late(
    context: Context, leases: Leases
) -> None:
    debate, _ = await begun(context, leases)
    now = context.clock.now()
    await context.debates.decide("public", debate.spec.id, lambda d: cancel(d, now=now))

    committed = await context.ledger.commit(
        debate.spec, a_response(2, "seat_1", "A"), a_call(settled=True)
    )

    after = await again(context, debate)
    assert committed is Committed.LATE
    assert {r.status for r in after.responses} == {ResponseStatus.CANCELED}
    assert after.calls == (a_call(settled=True),)


async def test_an_answer_to_a_debate_that_is_no_more_brings_nothing_back(
    context: Context, namespace: str
) -> None:
    debate = a_queued_debate(context)

    committed = await context.ledger.commit(debate.spec, a_response(), a_call(settled=True))
    await context.ledger.settle(debate.spec, a_call(settled=True))

    assert committed is Committed.LATE
    assert [key async for key in context.redis.scan_iter(match=f"*{namespace}*")] == []


async def test_calls_are_reserved_only_for_answers_that_are_missing(
    context: Context, leases: Leases
) -> None:
    debate, claim = await begun(context, leases)
    await context.ledger.commit(debate.spec, a_response(1, "seat_2", "A"), a_call("seat_2"))

    reserved = await context.ledger.reserve(debate, [a_call(seat) for seat in SEATS], claim)

    assert reserved.calls == (a_call("seat_1"), a_call("seat_3"))


async def test_a_call_that_was_settled_is_not_reserved_a_second_time(
    context: Context, leases: Leases
) -> None:
    debate, claim = await begun(context, leases)
    await context.ledger.reserve(debate, [a_call()], claim)
    await context.ledger.settle(debate.spec, a_call(settled=True))

    reserved = await context.ledger.reserve(debate, [a_call(), a_call(number=2)], claim)

    assert reserved.calls == (a_call(number=2),)
    assert (await again(context, debate)).calls == (a_call(settled=True), a_call(number=2))


async def test_nothing_is_reserved_for_a_round_that_is_not_open(
    context: Context, leases: Leases
) -> None:
    debate = await a_stored_debate(context)
    claim = await claimed(leases)

    reserved = await context.ledger.reserve(debate, [a_call()], claim)

    assert reserved == Reserved()
    assert await again(context, debate) == debate


async def test_calls_for_the_summary_are_made_while_it_is_written_and_stand_behind_the_seats(
    context: Context, leases: Leases
) -> None:
    debate, claim = await begun(context, leases)
    call = a_call(SUMMARIZER)
    too_early = await context.ledger.reserve(debate, [call], claim)
    for seat in SEATS:
        await context.ledger.commit(
            debate.spec, a_response(1, seat, "A"), a_call(seat, settled=True)
        )
    debate = await closed(context, debate)
    claim = await claimed(leases)

    of_a_seat = await context.ledger.reserve(debate, [a_call(number=2)], claim)
    reserved = await context.ledger.reserve(debate, [call], claim)
    canceled_at = context.clock.now()
    await context.debates.decide("public", debate.spec.id, lambda d: cancel(d, now=canceled_at))

    assert (too_early, of_a_seat, reserved) == (Reserved(), Reserved(), Reserved(calls=(call,)))
    assert [made.participant for made in (await again(context, debate)).calls] == [
        *SEATS,
        SUMMARIZER,
    ]
    with pytest.raises(LeaseLostError):
        await context.ledger.reserve(debate, [a_call(SUMMARIZER, number=2)], claim)


async def test_who_has_lost_the_job_reserves_nothing(context: Context, leases: Leases) -> None:
    debate, claim = await begun(context, leases)
    await leases.purge()

    with pytest.raises(LeaseLostError):
        await context.ledger.reserve(debate, [a_call()], claim)

    assert (await again(context, debate)).calls == ()


async def test_a_call_whose_end_is_unknown_still_counts(context: Context, leases: Leases) -> None:
    debate, claim = await begun(context, leases)
    await context.ledger.reserve(debate, [a_call()], claim)
    paid = a_call("seat_2", settled=True, usage=Usage(calls=1, output_tokens=5, cost_usd=0.5))

    await context.ledger.settle(debate.spec, paid)

    total = usage(await again(context, debate))
    assert total == Usage(calls=2, output_tokens=5, cost_usd=None)


async def test_answers_of_all_seats_at_once_are_all_kept_in_a_log_without_gaps(
    context: Context, leases: Leases
) -> None:
    debate, claim = await begun(context, leases)
    await context.ledger.reserve(debate, [a_call(seat) for seat in SEATS], claim)
    answers = [
        (a_response(1, seat, vote), a_call(seat, settled=True)) for seat in SEATS for vote in "ABC"
    ]

    committed = await asyncio.gather(
        *(context.ledger.commit(debate.spec, *answer) for answer in answers)
    )

    after = await again(context, debate)
    log = await events_of(context, debate)
    assert committed.count(Committed.STORED) == len(after.responses) == 3
    assert committed.count(Committed.DUPLICATE) == 6
    assert [r.participant for r in after.responses] == list(SEATS)
    assert [sequence for sequence, _ in log] == list(range(1, 7))
    assert [kind for _, kind in log].count("response.completed") == 3


async def test_responses_are_read_by_round_then_seat_whatever_the_order_they_came_in(
    context: Context, leases: Leases
) -> None:
    debate, _ = await begun(context, leases)
    for seat, vote in (("seat_3", "A"), ("seat_1", "B"), ("seat_2", "C")):
        await context.ledger.commit(debate.spec, a_response(1, seat, vote), a_call(seat))
    await closed(context, debate)
    late = a_response(2, "seat_2", "C")

    await context.ledger.commit(debate.spec, late, replace(a_call("seat_2"), round=2))

    after = await again(context, debate)
    assert [(r.round, r.participant) for r in after.responses] == [
        *((1, seat) for seat in SEATS),
        (2, "seat_2"),
    ]
    assert [(c.round, c.participant) for c in after.calls][-1] == (2, "seat_2")


async def test_what_is_drafted_when_the_debate_is_over_is_not_kept(
    context: Context, leases: Leases
) -> None:
    debate, _ = await begun(context, leases)
    now = context.clock.now()
    await context.debates.decide("public", debate.spec.id, lambda d: cancel(d, now=now))
    drafted = a_call(SUMMARIZER, settled=True, reply="{}")

    await context.ledger.settle(debate.spec, drafted)

    assert (await again(context, debate)).calls == (replace(drafted, reply=None),)
