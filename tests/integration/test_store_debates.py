"""Debates in a real Valkey: created once, changed by decisions, listed, and removed entirely."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace
from typing_extensions import override

from service import ids
from service.context import Context
from service.domain.debate import Debate, DebateStatus, ResponseStatus, StopReason
from service.domain.errors import (
    DebateFinishedError,
    IdempotencyKeyReusedError,
    LeaseLostError,
    StoreUnavailableError,
    UnknownResourceError,
)
from service.domain.lifecycle import Step, begin, cancel, close_round, fail, kept_until
from service.store.debates import CHECK_EVERY, DebateStore, next_check
from service.store.idempotency import fingerprint
from service.store.leases import Leases
from tests.support.debates import a_response
from tests.support.store import (
    a_call,
    a_queued_debate,
    a_reply,
    a_stored_debate,
    again,
    begun,
    completed,
    debates_by,
    decided,
    keyspace,
)

KEY = fingerprint("POST", "/v1/debates", "a-key-of-the-caller")


async def decide(
    context: Context, debate: Debate, decision: Callable[[Debate], Step | None]
) -> Debate:
    return await context.debates.decide(debate.spec.tenant, debate.spec.id, decision)


async def canceled(context: Context, debate: Debate) -> Debate:
    return await decide(context, debate, lambda d: cancel(d, now=context.clock.now()))


async def ids_on(context: Context, **page: object) -> list[str]:
    found, _ = await context.debates.page("public", **{"limit": 100, **page})  # type: ignore[arg-type]
    return [debate.spec.id for debate in found]


async def test_a_stored_debate_is_read_as_it_was_written(context: Context) -> None:
    debate = a_queued_debate(context, metadata={"ticket": "42"}, context="Some background.")

    replayed = await context.debates.create(debate, a_reply())

    assert replayed is None
    assert await again(context, debate) == debate


async def test_an_unknown_debate_and_that_of_another_tenant_are_alike(context: Context) -> None:
    debate = await a_stored_debate(context)

    with pytest.raises(UnknownResourceError) as unknown:
        await context.debates.load("public", ids.draw(ids.Prefix.DEBATE, context.clock.now()))
    with pytest.raises(UnknownResourceError) as foreign:
        await context.debates.load("somebody-else", debate.spec.id)

    assert type(unknown.value) is type(foreign.value)
    assert await context.debates.summary("somebody-else", debate.spec.id) is None


async def test_what_is_known_of_a_debate_is_added_to_by_answers_alone(
    context: Context, leases: Leases
) -> None:
    known, _ = await begun(context, leases)
    responses = [a_response(1, seat, "A") for seat in ("seat_2", "seat_1")]
    for response in responses:
        await context.ledger.commit(known.spec, response, a_call(response.participant))

    partly = await context.debates.with_responses(known, [responses[0].ref])
    whole = await context.debates.with_responses(partly, [responses[1].ref])

    assert partly == replace(known, responses=(responses[0],))
    assert whole == replace(known, responses=(responses[1], responses[0]))


async def test_of_a_debate_that_is_gone_nothing_is_told(context: Context, leases: Leases) -> None:
    debate = await completed(context, leases)
    name = (debate.spec.tenant, debate.spec.id)
    assert await context.debates.is_over(*name)
    await context.debates.remove(debate)

    with pytest.raises(UnknownResourceError):
        await context.debates.with_responses(debate, [])
    with pytest.raises(UnknownResourceError):
        await context.debates.is_over(*name)


async def test_a_created_debate_has_its_first_event_and_its_job(
    context: Context, leases: Leases
) -> None:
    debate = await a_stored_debate(context)

    events = await context.events.read("public", debate.spec.id, after=0, limit=10)
    claims, _ = await leases.claim(5)

    assert [(event.sequence, event.type) for event in events] == [(1, "debate.queued")]
    assert events[0].created_at == debate.spec.created_at
    job = context.queue.job_for(debate)
    assert job is not None
    assert [claim.job_id for claim in claims] == [job.id]


async def test_the_same_key_and_body_get_the_first_reply_and_store_nothing(
    context: Context, namespace: str
) -> None:
    first = a_queued_debate(context)
    reply = replace(a_reply(b"same"), body=b"the first")
    await context.debates.create(first, reply, fingerprint=KEY)
    before = await keyspace(context.redis, namespace)

    replayed = await context.debates.create(
        a_queued_debate(context), a_reply(b"same"), fingerprint=KEY
    )

    assert replayed == reply
    assert await context.idempotency.find("public", KEY, b"same") == reply
    assert await keyspace(context.redis, namespace) == before


async def test_the_same_key_with_another_body_is_refused_and_stores_nothing(
    context: Context, namespace: str
) -> None:
    await context.debates.create(a_queued_debate(context), a_reply(b"one"), fingerprint=KEY)
    before = await keyspace(context.redis, namespace)

    with pytest.raises(IdempotencyKeyReusedError):
        await context.debates.create(a_queued_debate(context), a_reply(b"two"), fingerprint=KEY)
    with pytest.raises(IdempotencyKeyReusedError):
        await context.idempotency.find("public", KEY, b"two")

    assert await keyspace(context.redis, namespace) == before


async def test_the_same_key_of_another_tenant_is_another_key(context: Context) -> None:
    await context.debates.create(a_queued_debate(context), a_reply(b"one"), fingerprint=KEY)

    other = a_queued_debate(context, tenant="somebody-else")
    replayed = await context.debates.create(other, a_reply(b"two"), fingerprint=KEY)

    assert replayed is None
    assert await context.idempotency.find("nobody", KEY, b"one") is None


async def test_of_many_creates_with_one_key_exactly_one_is_stored(context: Context) -> None:
    debates = [a_queued_debate(context) for _ in range(8)]

    replies = await asyncio.gather(
        *(
            context.debates.create(
                debate, replace(a_reply(), body=debate.spec.id.encode()), fingerprint=KEY
            )
            for debate in debates
        )
    )

    stored = await ids_on(context)
    assert len(stored) == 1
    assert replies.count(None) == 1
    assert {reply.body.decode() for reply in replies if reply} == set(stored)


async def test_a_decision_that_met_a_change_is_made_again_on_what_is_so_now(
    context: Context, leases: Leases
) -> None:
    debate, _ = await begun(context, leases)
    barrier = asyncio.Barrier(2)
    seen: list[DebateStatus] = []

    class Slow(DebateStore):
        """A store whose first look waits for that of its rival."""

        @override
        async def load(self, tenant: str, debate_id: str) -> Debate:
            loaded = await super().load(tenant, debate_id)
            if not loaded.state.status.terminal and len(seen) < 2:
                await barrier.wait()
            return loaded

    def decision(current: Debate) -> Step | None:
        seen.append(current.state.status)
        if current.state.status.terminal:
            return None
        return fail(current, now=context.clock.now())

    store = debates_by(context, context.scripts, Slow)
    both = await asyncio.gather(
        store.decide("public", debate.spec.id, decision),
        store.decide("public", debate.spec.id, decision),
    )

    assert [state.state.status for state in both] == [DebateStatus.FAILED] * 2
    assert seen.count(DebateStatus.FAILED) == 1
    assert both[0].rev == debate.rev + 1
    events = await context.events.read("public", debate.spec.id, after=0, limit=100)
    assert [event.type for event in events].count("debate.failed") == 1


async def test_of_many_cancels_one_is_logged_and_all_see_it(context: Context) -> None:
    debate = await a_stored_debate(context)

    after = await asyncio.gather(*(canceled(context, debate) for _ in range(10)))

    assert {(d.state.status, d.rev) for d in after} == {(DebateStatus.CANCELED, 2)}
    events = await context.events.read("public", debate.spec.id, after=0, limit=100)
    assert [event.type for event in events] == ["debate.queued", "debate.canceled"]


async def test_a_decision_against_is_no_change(context: Context) -> None:
    debate = await a_stored_debate(context)

    assert await decide(context, debate, lambda _: None) == debate


async def test_a_debate_that_always_changes_is_given_up_as_unavailable(
    context: Context, leases: Leases
) -> None:
    debate, claim = await begun(context, leases)

    class Outdated(DebateStore):
        """A store that never sees the latest change."""

        @override
        async def load(self, tenant: str, debate_id: str) -> Debate:
            loaded = await super().load(tenant, debate_id)
            return replace(loaded, rev=loaded.rev - 1)

    store = debates_by(context, context.scripts, Outdated)
    with pytest.raises(StoreUnavailableError, match="changes too fast"):
        await store.decide(
            "public", debate.spec.id, lambda d: cancel(d, now=context.clock.now()), claim=claim
        )

    assert await again(context, debate) == debate


async def test_who_has_lost_the_job_decides_nothing(context: Context, leases: Leases) -> None:
    debate, claim = await begun(context, leases)
    await leases.purge()
    await leases.claim(1)

    with pytest.raises(LeaseLostError):
        await context.debates.decide(
            "public",
            debate.spec.id,
            lambda d: close_round(d, now=context.clock.now()),
            claim=claim,
        )

    assert await again(context, debate) == debate


async def test_a_canceled_debate_takes_its_job_from_its_worker(
    context: Context, leases: Leases
) -> None:
    debate, claim = await begun(context, leases)

    await canceled(context, debate)

    assert await leases.renew([claim]) == (claim.job_id,)
    assert await leases.claim(1) == ((), None)


async def test_closing_a_round_stores_the_absent_seats_with_it(
    context: Context, leases: Leases
) -> None:
    debate, _ = await begun(context, leases)
    await context.ledger.commit(debate.spec, a_response(1, "seat_2", "A"), a_call("seat_2"))

    after = await decide(context, debate, lambda d: close_round(d, now=context.clock.now()))

    assert [(r.participant, r.status) for r in after.responses] == [
        ("seat_1", ResponseStatus.TIMED_OUT),
        ("seat_2", ResponseStatus.VOTED),
        ("seat_3", ResponseStatus.TIMED_OUT),
    ]
    assert after.state.status is DebateStatus.FAILED
    events = await context.events.read("public", debate.spec.id, after=3, limit=10)
    assert [(event.sequence, event.type) for event in events] == [
        (4, "response.completed"),
        (5, "response.completed"),
        (6, "response.completed"),
        (7, "round.completed"),
        (8, "debate.failed"),
    ]


async def test_the_summary_is_there_with_the_end_and_not_before(
    context: Context, leases: Leases
) -> None:
    queued = await a_stored_debate(context)
    assert await context.debates.summary("public", queued.spec.id) is None
    await leases.claim(1)

    debate = await completed(context, leases)

    summary = await context.debates.summary("public", debate.spec.id)
    assert summary is not None
    assert debate.state.outcome is not None
    assert debate.state.stop_reason is StopReason.CONSENSUS
    assert summary.headline == debate.state.outcome.headline


async def test_a_debate_moves_from_index_to_index(context: Context, leases: Leases) -> None:
    debate = await a_stored_debate(context)
    assert await ids_on(context, status=DebateStatus.QUEUED) == [debate.spec.id]

    await decided(context, debate)
    assert await ids_on(context, status=DebateStatus.QUEUED) == []
    assert await ids_on(context, status=DebateStatus.RUNNING) == [debate.spec.id]

    await canceled(context, debate)
    assert await ids_on(context, status=DebateStatus.RUNNING) == []
    assert await ids_on(context, status=DebateStatus.CANCELED) == [debate.spec.id]
    assert await ids_on(context) == [debate.spec.id]
    assert await leases.claim(1) == ((), None)


async def some_debates(context: Context, count: int, *, apart: timedelta) -> list[Debate]:
    """Store debates created one after the other, the oldest first."""
    start = context.clock.now()
    times = [start + n * apart for n in range(count)]
    return [
        await a_stored_debate(context, id=ids.draw(ids.Prefix.DEBATE, now), created_at=now)
        for now in times
    ]


async def test_pages_are_newest_first_and_say_whether_more_follow(context: Context) -> None:
    stored = await some_debates(context, 5, apart=timedelta(seconds=1))
    newest_first = [debate.spec.id for debate in reversed(stored)]

    first, more = await context.debates.page("public", limit=3)
    rest, no_more = await context.debates.page("public", limit=3, starting_after=first[-1].spec.id)

    assert [debate.spec.id for debate in (*first, *rest)] == newest_first
    assert (more, no_more) == (True, False)
    _, exactly = await context.debates.page("public", limit=5)
    assert not exactly


async def test_pages_are_stable_under_inserts(context: Context) -> None:
    stored = await some_debates(context, 4, apart=timedelta(milliseconds=1))
    first, _ = await context.debates.page("public", limit=2)

    await some_debates(context, 3, apart=timedelta(seconds=1))
    rest, more = await context.debates.page("public", limit=10, starting_after=first[-1].spec.id)

    assert [debate.spec.id for debate in (*first, *rest)] == [
        debate.spec.id for debate in reversed(stored)
    ]
    assert not more


async def test_a_cursor_that_has_left_the_status_asked_for_still_marks_its_place(
    context: Context,
) -> None:
    stored = await some_debates(context, 3, apart=timedelta(seconds=1))
    await canceled(context, stored[1])

    found = await ids_on(context, status=DebateStatus.QUEUED, starting_after=stored[1].spec.id)

    assert found == [stored[0].spec.id]


async def test_an_unknown_cursor_and_that_of_another_tenant_are_refused(context: Context) -> None:
    foreign = await a_stored_debate(context, tenant="somebody-else")

    for cursor in (foreign.spec.id, ids.draw(ids.Prefix.DEBATE, context.clock.now()), "+", "-"):
        with pytest.raises(UnknownResourceError):
            await context.debates.page("public", limit=1, starting_after=cursor)


async def test_no_page_shows_what_belongs_to_another_tenant(context: Context) -> None:
    await a_stored_debate(context, tenant="somebody-else")

    assert await ids_on(context) == []


async def test_created_after_leaves_out_the_moment_itself(context: Context) -> None:
    stored = await some_debates(context, 3, apart=timedelta(milliseconds=1))
    moment = stored[1].spec.created_at

    assert await ids_on(context, created_after=moment) == [stored[2].spec.id]
    just_before = moment - timedelta(microseconds=1)
    assert await ids_on(context, created_after=just_before) == [
        stored[2].spec.id,
        stored[1].spec.id,
    ]
    assert await ids_on(context, created_after=moment + timedelta(days=1)) == []


async def test_created_after_and_a_cursor_bound_a_page_from_both_sides(context: Context) -> None:
    stored = await some_debates(context, 4, apart=timedelta(seconds=1))

    found = await ids_on(
        context,
        created_after=stored[0].spec.created_at,
        starting_after=stored[3].spec.id,
    )

    assert found == [stored[2].spec.id, stored[1].spec.id]


async def test_removing_a_debate_leaves_no_key_of_it(
    context: Context, leases: Leases, namespace: str
) -> None:
    before = await keyspace(context.redis, namespace)
    debate = await completed(context, leases)
    assert len(await keyspace(context.redis, namespace)) > len(before) + 5

    removed = await context.debates.remove(debate)

    left = await keyspace(context.redis, namespace)
    assert removed
    # The replies to claims, and that somebody was heard, end by themselves with the lease.
    kept = {key for key in left if not key.endswith(":seen") and ":claim:" not in key}
    assert kept == {*before, context.keys.moves}
    with pytest.raises(UnknownResourceError):
        await again(context, debate)


async def test_a_debate_that_changed_since_it_was_read_is_not_removed(
    context: Context, leases: Leases
) -> None:
    debate = await completed(context, leases)
    await context.ledger.settle(debate.spec, a_call("seat_1", settled=True, number=2))

    removed = await context.debates.remove(debate)

    assert not removed
    assert (await again(context, debate)).rev == debate.rev + 1


async def test_what_is_left_of_a_debate_that_cannot_be_read_is_removed_as_well(
    context: Context, leases: Leases, namespace: str
) -> None:
    debate = await completed(context, leases)
    keys = context.keys.debate("public", debate.spec.id)
    await context.redis.set(keys.spec, b"\xc1")

    await context.debates.discard("public", debate.spec.id)
    await context.debates.discard("public", debate.spec.id)

    left = await keyspace(context.redis, namespace)
    assert {key for key in left if not key.endswith(":seen") and ":claim:" not in key} == {
        context.keys.moves
    }


def test_an_active_debate_is_looked_at_at_its_deadline_or_sooner(context: Context) -> None:
    debate = a_queued_debate(context, deadline_s=25)
    now = debate.spec.created_at

    assert next_check(debate, now) == now + CHECK_EVERY
    assert next_check(debate, now + timedelta(seconds=20)) == debate.spec.deadline_at
    assert next_check(debate, now + timedelta(seconds=30)) > now + timedelta(seconds=30)


async def test_a_debate_is_kept_from_its_end_on(context: Context) -> None:
    debate = await canceled(context, await a_stored_debate(context, retention_s=60))

    assert debate.state.finished_at is not None
    assert kept_until(debate) == debate.state.finished_at + timedelta(seconds=60)
    with pytest.raises(DebateFinishedError):
        await decide(
            context,
            await canceled(context, debate),
            lambda d: cancel(
                replace(d, state=replace(d.state, status=DebateStatus.COMPLETED)),
                now=context.clock.now(),
            ),
        )


async def test_a_debate_can_be_begun_once_only(context: Context) -> None:
    debate = await decided(context, await a_stored_debate(context))

    with pytest.raises(KeyError):
        await decide(context, debate, lambda d: begin(d, now=context.clock.now()))
