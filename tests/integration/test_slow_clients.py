"""Clients that take nothing of what they are sent: they are given up, and nobody else notices."""

import asyncio
import os
import resource
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import structlog

from cli.connections import MOST_FILES, OPTIONS, allow_many_connections, prepare
from service.context import Context
from service.domain.live_argument import Delta
from service.store.live_text import encode
from tests.support.api import TENANT, a_context, a_stored_debate, calling, play
from tests.support.audience import Reader, connect
from tests.support.connections import Few, Impatient, Patient, Watched
from tests.support.store import eventually

SLOW = 50
DELTA_BYTES = 20_000
FLOOD = 600
LEISURE_BYTES = 5 * 2**20
MOST_GROWTH = 50 * 2**20
"""What is sent to the slow ones is twelve times that."""


@pytest.fixture
async def context(valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    async with a_context(valkey_url, namespace) as context:
        yield context


@pytest.fixture
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(context, connection=Impatient) as client:
        yield client


async def is_followed(context: Context, debate_id: str) -> None:
    channel = context.keys.debate(TENANT, debate_id).live

    async def is_subscribed() -> bool:
        ((_, listeners),) = await context.redis.pubsub_numsub(channel)
        return bool(listeners)

    await eventually(is_subscribed)


async def flood(context: Context, debate_id: str, deltas: int = FLOOD) -> None:
    """Say far more in a debate than the sockets of a slow client hold."""
    channel = context.keys.debate(TENANT, debate_id).live
    for index in range(deltas):
        delta = Delta(
            round=1, participant="seat_1", attempt=1, index=index, text="x" * DELTA_BYTES
        )
        await context.redis.publish(channel, encode(delta))


async def test_clients_that_take_nothing_are_cut_off_and_the_others_have_everything(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)
    path = f"/v1/debates/{debate_id}/events"
    slow = [Reader(f"{path}?deltas=true") for _ in range(SLOW)]
    others = await connect(str(client.base_url), [Reader(f"{path}?deltas=true"), Reader(path)])
    await connect(str(client.base_url), slow)
    for reader in slow:
        reader.pause()
    await is_followed(context, debate_id)
    before = resident_bytes()

    await flood(context, debate_id)

    async def are_cut_off() -> bool:
        return len(Watched.streams()) == len(others.readers)

    await eventually(are_cut_off)
    assert resident_bytes() - before < MOST_GROWTH
    await play(context, debate_id, "DEAEBC", "DEBEBC")
    assert await others.heard(20)
    assert [reader.wrong for reader in others.readers] == [0, 0]

    resumed = await connect(str(client.base_url), [Reader(path, one.last) for one in slow])
    assert await resumed.heard(20)
    assert {reader.wrong for reader in resumed.readers} == {0}
    for reader in slow:
        reader.close()


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


async def test_a_client_that_takes_its_time_is_not_cut_off(context: Context) -> None:
    async with calling(context, connection=Patient) as client:
        debate_id = await a_stored_debate(client)
        path = f"/v1/debates/{debate_id}/events?deltas=true"
        reading = asyncio.create_task(taken_slowly(client, path))
        await is_followed(context, debate_id)

        await flood(context, debate_id)
        await play(context, debate_id, "DEAEBC", "DEBEBC")

        text = await reading
    assert text.count(b"\nid: ") == 20
    assert text.count(b"\nevent: response.delta") < FLOOD


async def taken_slowly(client: httpx.AsyncClient, path: str) -> bytes:
    """Read a stream to its end, the first part of it at leisure."""
    taken = b""
    async with client.stream("GET", path) as reply:
        async for piece in reply.aiter_raw():
            taken += piece
            if len(taken) < LEISURE_BYTES:
                await asyncio.sleep(Patient.taken_within_s / 60)  # How slow it is.
    return taken


async def test_a_client_that_never_reads_a_short_log_costs_no_more_than_one_that_does(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)
    path = f"/v1/debates/{debate_id}/events"
    never, other = Reader(path), Reader(path)
    audience = await connect(str(client.base_url), [never, other])
    never.pause()

    await play(context, debate_id, "DEAEBC", "DEBEBC")

    async def has_all() -> bool:
        return other.last == 20

    await eventually(has_all)
    assert never.last < 20
    audience.close()


async def test_a_client_too_many_is_turned_away_and_the_log_says_why(context: Context) -> None:
    async with calling(context, connection=Few) as client:
        debate_id = await a_stored_debate(client)
        path = f"/v1/debates/{debate_id}/events"
        audience = await connect(str(client.base_url), [Reader(path), Reader(path)])

        with structlog.testing.capture_logs() as logs:
            reader, writer = await asyncio.open_connection(
                client.base_url.host, client.base_url.port
            )
            assert await is_turned_away(reader)
            writer.close()

        assert [line["event"] for line in logs] == ["connections_refused"]
        assert (await client.get("/health/live")).status_code == 200
        audience.close()


async def is_turned_away(reader: asyncio.StreamReader) -> bool:
    try:
        return await reader.read() == b""
    except ConnectionError:
        return True


def test_connections_leave_files_for_the_store() -> None:
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)

    assert 0 < Watched.most() < files


def test_a_process_takes_as_many_files_as_it_may_have() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(before[0], 1_024), before[1]))
    try:
        allow_many_connections()

        files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        assert most == before[1]
        assert files == (MOST_FILES if most == resource.RLIM_INFINITY else min(most, MOST_FILES))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="only Linux can")
def test_connections_inherit_what_the_kernel_does_for_them() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        prepare(listener)
        with socket.create_connection(listener.getsockname()):
            accepted, _ = listener.accept()
            with accepted:
                inherited = {
                    name: accepted.getsockopt(socket.IPPROTO_TCP, getattr(socket, name))
                    for name in OPTIONS
                }

    assert inherited == OPTIONS
