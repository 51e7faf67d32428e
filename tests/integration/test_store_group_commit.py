"""The group commit: who writes at the same time goes together, and nobody pays for another's fault."""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Sequence

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError, ReadOnlyError, ResponseError

from service.context import connect
from service.settings import read_settings
from service.store.group_commit import MOST_AT_ONCE, MOST_BYTES, Writer
from tests.support.proxy import Relay
from tests.support.store import eventually
from tests.support.valkey import Server

COUNT = "return redis.call('INCR', KEYS[1])"
FAIL = "return redis.call('INCR', KEYS[1], 'and more')"
LENGTH = "redis.call('INCR', KEYS[1]) return #ARGV[1]"
TEXTS = (COUNT, FAIL, LENGTH)


class Counters:
    """A writer of a namespace whose scripts count how often they ran."""

    def __init__(self, redis: Redis, namespace: str) -> None:
        self.redis = redis
        self.key = f"{namespace}:counter"
        self._writer = Writer(redis, TEXTS)

    async def run(self, text: str = COUNT, *args: str) -> object:
        digest = hashlib.sha1(text.encode()).hexdigest()  # noqa: S324 - as Redis calls it
        return await self._writer.run(digest, [self.key], args)

    async def together(self, *texts: str) -> Sequence[object]:
        """Run scripts side by side; return what each came to."""
        return await asyncio.gather(*(self.run(text) for text in texts), return_exceptions=True)

    async def counted(self) -> int:
        return int(await self.redis.get(self.key) or 0)


@contextlib.asynccontextmanager
async def counters_at(url: str, namespace: str, timeout_s: float = 3.0) -> AsyncIterator[Counters]:
    redis = connect(read_settings({"ROUNDTABLE_REDIS_URL": url}), timeout_s=timeout_s)
    try:
        yield Counters(redis, namespace)
    finally:
        await redis.aclose()


@pytest.fixture
async def counters(valkey_url: str, namespace: str) -> AsyncIterator[Counters]:
    async with counters_at(valkey_url, namespace) as counters:
        yield counters


@pytest.fixture
async def alone(server: Server, namespace: str) -> AsyncIterator[Counters]:
    """Give a writer to a server of the test's own, which it may end."""
    async with counters_at(server.url, namespace, timeout_s=0.5) as counters:
        yield counters


async def test_who_writes_at_the_same_time_goes_together(server: Server, namespace: str) -> None:
    async with Relay(server.url) as relay, counters_at(relay.url, namespace) as counters:
        await counters.run()
        before = relay.sent

        answers = await counters.together(*[COUNT] * 100)

        assert answers == list(range(2, 102))
        assert relay.sent - before < 10


async def test_a_group_is_no_larger_than_it_may_be(counters: Counters) -> None:
    answers = await counters.together(*[COUNT] * (3 * MOST_AT_ONCE + 1))

    assert answers == list(range(1, 3 * MOST_AT_ONCE + 2))


async def test_what_is_huge_and_what_is_small_arrive_side_by_side(counters: Counters) -> None:
    sizes = [1, 3 * MOST_BYTES, 1, MOST_BYTES, 0]

    answers = await asyncio.gather(*(counters.run(LENGTH, "x" * size) for size in sizes))

    assert answers == sizes
    assert await counters.counted() == len(sizes)


async def test_who_asks_for_what_fails_learns_it_and_nobody_else(counters: Counters) -> None:
    first, error, last = await counters.together(COUNT, FAIL, COUNT)

    assert (first, last) == (1, 2)
    assert isinstance(error, ResponseError)


async def test_scripts_that_the_server_has_forgotten_are_loaded_and_only_these_sent_again(
    alone: Counters,
) -> None:
    await alone.together(*TEXTS)
    await alone.redis.script_flush()
    await alone.redis.script_load(LENGTH)

    answers = await asyncio.gather(alone.run(LENGTH, "abc"), alone.run(), alone.run())

    assert answers[0] == 3
    assert await alone.counted() == 2 + 3


async def test_a_script_that_nobody_knows_is_a_fault_of_its_caller(counters: Counters) -> None:
    unknown, known = await counters.together("return 'of no writer'", COUNT)

    assert isinstance(unknown, ResponseError)
    assert known == 1


async def test_who_has_given_up_is_not_sent(alone: Counters, server: Server) -> None:
    await alone.run()
    server.pause()
    under_way = asyncio.create_task(alone.run())
    await asyncio.sleep(0)
    given_up, waiting = asyncio.create_task(alone.run()), asyncio.create_task(alone.run())
    await asyncio.sleep(0)

    given_up.cancel()
    await asyncio.wait({given_up})
    server.resume()

    assert [await under_way, await waiting] == [2, 3]


async def test_a_group_whose_replies_were_lost_is_sent_again(
    server: Server, namespace: str
) -> None:
    async with Relay(server.url) as relay, counters_at(relay.url, namespace) as counters:
        await counters.run()
        relay.cut_before_replies()

        answers = await counters.together(COUNT, COUNT)

        assert answers == [4, 5]


async def test_all_of_a_group_learn_that_the_server_is_away(
    alone: Counters, server: Server
) -> None:
    await alone.run()
    server.kill()

    met = await alone.together(COUNT, COUNT, FAIL)

    assert {type(error) for error in met} == {RedisConnectionError}
    server.start()
    assert await alone.run() == 2


async def test_a_server_that_hangs_holds_nobody_up_for_longer_than_its_tries(
    alone: Counters, server: Server
) -> None:
    await alone.run()
    server.pause()

    met = await alone.together(COUNT, COUNT)

    assert {type(error) for error in met} <= {TimeoutError, RedisConnectionError}
    server.resume()
    await eventually(lambda: _runs(alone))


async def test_a_server_that_has_become_a_replica_is_left(alone: Counters) -> None:
    await alone.run()
    await alone.redis.replicaof("127.0.0.1", 1)
    client = await _connection_of_the_writer(alone)

    (met,) = await alone.together(COUNT)

    assert isinstance(met, ReadOnlyError)
    await alone.redis.replicaof("NO", "ONE")
    assert await alone.run() == 2
    assert await _connection_of_the_writer(alone) != client


async def _connection_of_the_writer(counters: Counters) -> str:
    """Return the id of the connection over which a script was run last."""
    clients = await counters.redis.client_list()
    (one,) = [client["id"] for client in clients if client["cmd"] in {"evalsha", "script|load"}]
    return str(one)


async def _runs(counters: Counters) -> bool:
    (answer,) = await counters.together(COUNT)
    return isinstance(answer, int)
