"""Event logs and pokes: every event once, without gaps, and readers who are woken for them."""

import asyncio

from service.context import Context
from service.domain.lifecycle import cancel
from tests.support.patience import PATIENCE_S
from tests.support.store import (
    a_stored_debate,
    an_open_store,
    decided,
    eventually,
)


async def is_heard(context: Context) -> bool:
    """Return whether somebody listens for pokes."""
    ((_, listeners),) = await context.redis.pubsub_numsub(context.keys.pokes)
    return bool(listeners)


async def test_a_log_is_read_on_from_where_a_reader_was(context: Context) -> None:
    debate = await decided(context, await a_stored_debate(context))

    first = await context.events.read("public", debate.spec.id, after=0, limit=2)
    rest = await context.events.read("public", debate.spec.id, after=2, limit=10)
    nothing = await context.events.read("public", debate.spec.id, after=3, limit=10)

    assert [(e.sequence, e.type) for e in (*first, *rest)] == [
        (1, "debate.queued"),
        (2, "debate.started"),
        (3, "round.started"),
    ]
    assert nothing == ()
    assert rest[0].created_at == debate.state.changed_at


async def test_a_log_of_another_tenant_is_empty(context: Context) -> None:
    debate = await a_stored_debate(context)

    assert await context.events.read("somebody-else", debate.spec.id, after=0, limit=9) == ()


async def test_a_place_beyond_every_log_reads_nothing(context: Context) -> None:
    debate = await a_stored_debate(context)

    assert await context.events.read("public", debate.spec.id, after=2**63, limit=9) == ()


async def test_every_change_wakes_the_readers_of_that_debate_and_no_others(
    context: Context,
) -> None:
    debate, other = await a_stored_debate(context), await a_stored_debate(context)
    await eventually(lambda: is_heard(context))

    with (
        context.pokes.of(debate.spec.id) as mine,
        context.pokes.of(debate.spec.id) as mine_too,
        context.pokes.of(other.spec.id) as others,
    ):
        await decided(context, debate)
        async with asyncio.timeout(PATIENCE_S):
            await mine.wait()
            await mine_too.wait()
        assert not others.is_set()


async def test_a_reader_that_left_is_woken_no_more(context: Context) -> None:
    debate = await a_stored_debate(context)
    await eventually(lambda: is_heard(context))
    with context.pokes.of(debate.spec.id) as gone:
        pass

    with context.pokes.of(debate.spec.id) as here:
        await decided(context, debate)
        async with asyncio.timeout(PATIENCE_S):
            await here.wait()

    assert not gone.is_set()


async def test_a_reader_in_another_process_sees_each_event_once_and_in_order(
    context: Context, valkey_url: str, namespace: str
) -> None:
    debate = await a_stored_debate(context)

    async with an_open_store(valkey_url, namespace) as elsewhere:
        await eventually(lambda: is_heard(elsewhere))
        reading = asyncio.create_task(read_to_the_end(elsewhere, debate.spec.id))
        await decided(context, debate)
        now = context.clock.now()
        await context.debates.decide("public", debate.spec.id, lambda d: cancel(d, now=now))
        async with asyncio.timeout(PATIENCE_S):
            seen = await reading

    assert [sequence for sequence, _ in seen] == list(range(1, 8))
    assert [kind for _, kind in seen][-1] == "debate.canceled"


async def read_to_the_end(context: Context, debate_id: str) -> list[tuple[int, str]]:
    """Read a log as it grows: subscribe, read, wait for a poke, read on."""
    seen: list[tuple[int, str]] = []
    with context.pokes.of(debate_id) as poked:
        while True:
            poked.clear()
            for event in await context.events.read("public", debate_id, after=len(seen), limit=2):
                seen.append((event.sequence, event.type))
                if event.terminal:
                    return seen
                poked.set()
            await poked.wait()


async def test_readers_are_woken_again_after_the_connection_for_pokes_was_lost(
    context: Context,
) -> None:
    debate = await a_stored_debate(context)
    await eventually(lambda: is_heard(context))

    with context.pokes.of(debate.spec.id) as poked:
        await cut_off_listeners(context)
        await eventually(lambda: is_heard(context))
        await decided(context, debate)
        async with asyncio.timeout(PATIENCE_S):
            await poked.wait()


async def cut_off_listeners(context: Context) -> None:
    """Break every connection that listens; those of other tests find their way back, too."""
    for client in await context.redis.client_list(_type="pubsub"):
        await context.redis.client_kill_filter(_id=client["id"])
