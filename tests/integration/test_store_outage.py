"""A Valkey that is away, comes back, or cannot write: what callers see, and that all recovers."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from redis.exceptions import ResponseError

from service.context import Context, connect
from service.domain.delivery import Answer, DeliveryStatus, after
from service.domain.errors import SettingsError, StoreUnavailableError, UnknownResourceError
from service.domain.jobs import Lane
from service.ending import end
from service.settings import read_settings
from service.store.clock import RedisClock
from service.store.leases import Leases
from service.store.scripting import answered
from service.sweeper import keep_sweeping, sweep
from tests.support.debates import a_response
from tests.support.deliveries import (
    REFUSED,
    TAKEN,
    an_owed_test,
    begun as begun_attempt,
    reloaded,
)
from tests.support.store import (
    a_call,
    a_queued_debate,
    a_reply,
    a_stored_debate,
    again,
    an_open_store,
    begun,
    claimed,
    completed,
    counted,
    decided,
    eventually,
    forget_all_jobs,
    some_leases,
)
from tests.support.valkey import Server
from tests.support.workers import the_end


@pytest.fixture
async def context(server: Server, namespace: str) -> AsyncIterator[Context]:
    async with an_open_store(server.url, namespace) as context:
        yield context


async def create(context: Context) -> None:
    await context.debates.create(a_queued_debate(context), a_reply())


async def load(context: Context) -> None:
    await context.debates.load("public", "dbt_0000000000000000000000000a")


async def list_them(context: Context) -> None:
    await context.debates.page("public", limit=1)


async def read_events(context: Context) -> None:
    await context.events.read("public", "dbt_0000000000000000000000000a", after=0, limit=1)


async def read_summary(context: Context) -> None:
    await context.debates.summary("public", "dbt_0000000000000000000000000a")


async def find_a_reply(context: Context) -> None:
    await context.idempotency.find("public", "f", b"")


async def commit(context: Context) -> None:
    await context.ledger.commit(a_queued_debate(context).spec, a_response(), a_call())


async def claim(context: Context) -> None:
    async with some_leases(context) as leases:
        await leases.claim(1)


async def look_after(context: Context) -> None:
    await sweep(context)


OPERATIONS = (
    *(create, load, list_them, read_events, read_summary, find_a_reply),
    *(commit, claim, look_after),
)


async def test_everything_says_that_a_server_that_is_away_is_unavailable(
    context: Context, server: Server
) -> None:
    server.stop()

    met = await asyncio.gather(
        *(operation(context) for operation in OPERATIONS),
        RedisClock(context.redis).refresh(),
        return_exceptions=True,
    )

    assert {type(error) for error in met} == {StoreUnavailableError}


async def test_what_was_stored_is_there_when_the_server_is_back(
    context: Context, server: Server
) -> None:
    async with some_leases(context) as leases:
        debate, _ = await begun(context, leases)
        server.stop()
        with pytest.raises(StoreUnavailableError):
            await again(context, debate)

        server.start()

        await eventually(lambda: answers(lambda: again(context, debate)))
        await context.ledger.commit(debate.spec, a_response(1, "seat_1", "A"), a_call())
        assert len((await again(context, debate)).responses) == 1


async def answers(operation: Callable[[], Awaitable[object]]) -> bool:
    try:
        await operation()
    except StoreUnavailableError:
        return False
    return True


async def test_readers_are_woken_after_a_restart(context: Context, server: Server) -> None:
    debate = await a_stored_debate(context)
    with context.pokes.of(debate.spec.id) as poked:
        await eventually(lambda: is_heard(context))
        server.stop()
        server.start()
        poked.clear()

        await eventually(lambda: is_heard(context))
        await decided(context, debate)

        await eventually(lambda: is_set(poked.is_set))


async def is_set(what: Callable[[], bool]) -> bool:
    return what()


async def is_heard(context: Context) -> bool:
    ((_, listeners),) = await context.redis.pubsub_numsub(context.keys.pokes)
    return bool(listeners)


async def test_a_store_opens_while_its_server_is_away(server: Server, namespace: str) -> None:
    server.stop()

    async with an_open_store(server.url, namespace) as context:
        with pytest.raises(StoreUnavailableError):
            await list_them(context)
        server.start()
        await eventually(lambda: answers(lambda: list_them(context)))


async def test_sweeping_outlives_an_outage_and_tells_it_once(
    context: Context, server: Server
) -> None:
    stores, calls = counted(context)
    with structlog.testing.capture_logs() as logs:
        sweeping = asyncio.create_task(keep_sweeping(stores))
        try:
            await swept_again(calls)
            server.stop()
            await swept_again(calls)
            server.start()
            long_ago = context.clock.now() - timedelta(hours=1)
            await the_end(context, await a_stored_debate(context, created_at=long_ago))
            # The pass that has ended the debate goes on a little longer.
            await eventually(lambda: is_set(lambda: len(logs) > 1))
        finally:
            await end(sweeping)

    assert [line["event"] for line in logs] == ["sweeping_put_off", "sweeping_resumed"]


async def swept_again(calls: Counter[str]) -> None:
    """Wait until two more passes have begun, and so one has ended."""
    before = calls["due"]

    async def twice() -> bool:
        return calls["due"] >= before + 2

    await eventually(twice)


async def test_a_server_that_cannot_write_is_unavailable_and_still_read(context: Context) -> None:
    debate = await a_stored_debate(context)
    await context.redis.config_set("maxmemory", 1)

    with pytest.raises(StoreUnavailableError):
        await create(context)
    if await reads_when_full(context):
        assert await again(context, debate) == debate
    else:
        with pytest.raises(StoreUnavailableError):
            await again(context, debate)

    await context.redis.config_set("maxmemory", 0)
    await create(context)


async def reads_when_full(context: Context) -> bool:
    """Return whether several things can be read as of one moment then: not up to Redis 7.0."""
    server = await context.redis.info("server")
    return not str(server["redis_version"]).startswith(("6.", "7.0."))


async def test_retention_makes_room_on_a_server_that_is_full(context: Context) -> None:
    async with some_leases(context) as leases:
        over = await completed(context, leases, retention_s=0)
        kept = await completed(context, leases, retention_s=3_600)
    await context.redis.config_set("maxmemory", 1)

    await sweep(context)

    await context.redis.config_set("maxmemory", 0)
    assert await again(context, kept) == kept
    with pytest.raises(UnknownResourceError):
        await again(context, over)


async def test_a_lease_is_renewed_on_a_server_that_is_full(context: Context) -> None:
    async with some_leases(context) as leases:
        _, claim = await begun(context, leases)
        await context.redis.config_set("maxmemory", 1)

        with pytest.raises(StoreUnavailableError):
            await leases.claim(1)
        assert await leases.renew([claim]) == ()


@pytest.mark.parametrize("answer", [TAKEN, REFUSED])
async def test_what_came_of_an_attempt_is_written_down_on_a_server_that_is_full(
    context: Context, answer: Answer
) -> None:
    delivery = await an_owed_test(context)
    async with some_leases(context, Lane.DELIVER) as leases:
        claim, now = await claimed(leases), context.clock.now()
        await begun_attempt(context, delivery, claim)
        await context.redis.config_set("maxmemory", 1)

        outcome = after(delivery, answer, began_at=now, now=now)
        await context.deliveries.settle(outcome, claim, failing=answer is REFUSED, now=now)

    assert await reloaded(context, delivery) == outcome


async def test_what_is_pending_for_an_endpoint_is_canceled_on_a_server_that_is_full(
    context: Context,
) -> None:
    delivery = await an_owed_test(context)
    await forget_all_jobs(context)
    await context.redis.config_set("maxmemory", 1)

    await context.deliveries.call_off("public", delivery.endpoint_id or "")

    assert (await reloaded(context, delivery)).status is DeliveryStatus.CANCELED


async def test_jobs_that_were_claimed_without_an_answer_are_handed_out_by_the_next_claim(
    context: Context, server: Server
) -> None:
    redis = connect(context.settings, timeout_s=0.5)
    leases = Leases(redis, context.keys)
    assert await leases.claim(1) == ((), None)
    debate = await a_stored_debate(context)
    server.pause()
    for _ in range(3):
        with pytest.raises(StoreUnavailableError):
            await leases.claim(1)
    server.resume()

    claim = await claimed(leases)

    assert debate.spec.id in claim.job_id
    assert claim.tries == 1
    assert await leases.renew([claim]) == ()
    assert (await leases.claim(1))[0] == ()
    await redis.aclose()


async def test_a_replica_is_unavailable_for_writing(context: Context) -> None:
    await context.redis.replicaof("127.0.0.1", 1)
    await context.redis.config_set("replica-serve-stale-data", "yes")

    with pytest.raises(StoreUnavailableError):
        await create(context)


async def test_any_other_error_of_the_server_is_a_bug_and_stays_one(context: Context) -> None:
    debate = await a_stored_debate(context)
    await context.redis.set(context.keys.debate("public", debate.spec.id).responses, "no hash")

    with pytest.raises(ResponseError):
        await context.ledger.commit(debate.spec, a_response(), a_call())


async def test_the_clock_tells_the_servers_time_to_the_millisecond(context: Context) -> None:
    seconds, microseconds = await context.redis.time()

    now = context.clock.now()

    server_time = datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=microseconds)
    assert abs(now - server_time) < timedelta(seconds=1)
    assert now.tzinfo is UTC
    assert now.microsecond % 1000 == 0


async def test_the_time_goes_on_from_the_servers_whatever_the_local_clock_is_set_to(
    context: Context,
) -> None:
    elapsed = iter([0.0, 1_000.0, 1_000.0, 1_090.0])
    clock = RedisClock(context.redis, lambda: next(elapsed))

    await clock.refresh()

    assert abs(clock.now() - context.clock.now() - timedelta(seconds=90)) < timedelta(seconds=1)


async def test_who_started_while_the_server_was_away_asks_for_its_time_once_it_is_back(
    server: Server, namespace: str
) -> None:
    server.stop()

    async with an_open_store(server.url, namespace) as context:
        server.start()
        await eventually(lambda: has_been_asked_the_time(context))


async def has_been_asked_the_time(context: Context) -> bool:
    try:
        return "cmdstat_time" in await answered(context.redis.info("commandstats"))
    except StoreUnavailableError:
        return False


def test_without_an_address_there_is_nothing_to_connect_to() -> None:
    settings = read_settings({})

    with pytest.raises(SettingsError, match="ROUNDTABLE_REDIS_URL"):
        _ = connect(settings)
