"""The pool of connections: who waits is served in turn, and every kind of argument arrives."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import uvloop
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError, DataError

from service.store.connections import FairPool


@pytest.fixture
async def pool(valkey_url: str) -> AsyncIterator[FairPool]:
    opened: FairPool = FairPool.from_url(valkey_url, max_connections=1, turn_within_s=5)
    yield opened
    await opened.disconnect()


async def test_who_waits_for_a_connection_is_not_overtaken(pool: FairPool) -> None:
    held = await pool.get_connection()
    waiting = asyncio.create_task(pool.get_connection())
    await asyncio.sleep(0)

    await pool.release(held)
    newcomer = asyncio.create_task(pool.get_connection())

    assert await waiting is held
    assert not newcomer.done()
    await pool.release(held)
    assert await newcomer is held
    await pool.release(held)


async def test_many_share_one_connection(pool: FairPool, namespace: str) -> None:
    redis = Redis(connection_pool=pool)

    counted = await asyncio.gather(*(redis.incr(namespace) for _ in range(300)))

    assert counted == list(range(1, 301))


async def test_who_has_waited_long_enough_is_told(valkey_url: str) -> None:
    pool: FairPool = FairPool.from_url(valkey_url, max_connections=1, turn_within_s=0.01)
    held = await pool.get_connection()

    with pytest.raises(RedisConnectionError):
        await pool.get_connection()

    await pool.release(held)
    await pool.disconnect()


async def test_who_gives_up_waiting_takes_no_turn(pool: FairPool) -> None:
    held = await pool.get_connection()
    waiting = asyncio.create_task(pool.get_connection())
    await asyncio.sleep(0)

    waiting.cancel()
    await asyncio.wait({waiting})
    await pool.release(held)

    assert await pool.get_connection() is held
    await pool.release(held)


async def test_a_server_that_is_away_keeps_no_turn(unused_tcp_port: int) -> None:
    nowhere = f"redis://127.0.0.1:{unused_tcp_port}"
    pool: FairPool = FairPool.from_url(nowhere, max_connections=1, turn_within_s=0.01)

    for _ in range(3):
        with pytest.raises(RedisConnectionError, match="connecting"):
            await pool.get_connection()


@pytest.mark.parametrize(
    ("value", "stored"),
    [("é", "é".encode()), (b"\x00\xff", b"\x00\xff"), (12, b"12"), (0.5, b"0.5"), ("", b"")],
)
async def test_an_argument_arrives(
    pool: FairPool, namespace: str, value: str | bytes | float, stored: bytes
) -> None:
    redis = Redis(connection_pool=pool)

    await redis.set(namespace, value)

    assert await redis.get(namespace) == stored


async def test_what_cannot_be_sent_is_refused(pool: FairPool, namespace: str) -> None:
    redis = Redis(connection_pool=pool)

    with pytest.raises(DataError):
        await redis.set(namespace, None)  # type: ignore[arg-type]


def test_a_server_that_has_hung_up_is_away_and_no_fault_of_ours(valkey_url: str) -> None:
    async def send_on_a_closed_socket() -> None:
        pool: FairPool = FairPool.from_url(valkey_url, max_connections=1, turn_within_s=5)
        connection = await pool.get_connection()
        connection._writer.transport.abort()  # type: ignore[union-attr]  # noqa: SLF001 - as a reset does
        for _ in range(3):
            await asyncio.sleep(0)
        with pytest.raises(RedisConnectionError):
            await connection.send_command("PING")
        await pool.disconnect()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(send_on_a_closed_socket())
