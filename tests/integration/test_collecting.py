"""Reading all debates of a real server: in pages, within its limits, whatever is deleted meanwhile."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from cli.client import Client
from cli.collecting import collect, pages
from cli.refusals import NoServerError, ServerError
from service.context import Context
from service.domain.debate import StopReason
from service.domain.panel_report import report
from tests.support.api import (
    a_client,
    a_context,
    a_key,
    a_request,
    a_stored_debate,
    calling,
    play,
    serving,
)


@pytest_asyncio.fixture
async def context(valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    async with a_context(valkey_url, namespace) as opened:
        yield opened


@pytest_asyncio.fixture
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(context) as opened:
        yield opened


def own(client: httpx.AsyncClient) -> Client:
    """Return a client as the command has it, of the same server."""
    return Client(str(client.base_url))


async def canceled(client: httpx.AsyncClient, count: int) -> list[str]:
    """Create debates and cancel them; return their ids, the newest first."""
    ids = [await a_stored_debate(client) for _ in range(count)]
    for debate_id in ids:
        await client.post(f"/v1/debates/{debate_id}/cancel")
    return ids[::-1]


async def test_a_debate_is_recorded_as_it_was_held(
    client: httpx.AsyncClient, context: Context
) -> None:
    debate_id = await a_stored_debate(client)
    await play(context, debate_id, "DEAEBC", "DEBEBC")
    await client.post(f"/v1/debates/{debate_id}/answer", json={"option": "B"})
    said: list[str] = []

    async with own(client) as server:
        found = await collect(server, since=None, limit=None, tell=said.append)

    (record,) = found.debates
    assert record.panel == ("sim/D", "sim/E", "sim/A>B", "sim/E", "sim/B", "sim/C")
    assert [r.vote for r in record.responses] == [*"DEAEBCDEBEBC"]
    assert [r.changed for r in record.responses].index(True) == 8
    assert record.outcome is not None
    assert (record.outcome.stop_reason, record.outcome.decision) == (StopReason.MAX_ROUNDS, "E")
    assert (record.answer, record.copied_rounds, record.degraded) == ("B", 0, False)
    assert record.changes is not None
    assert record.changes.total == 1
    assert report(found.debates).answers is not None
    assert said == ["Debates read: 1."]


async def test_debates_at_work_are_counted_and_not_read(client: httpx.AsyncClient) -> None:
    await a_stored_debate(client)
    await canceled(client, 2)

    async with own(client) as server:
        found = await collect(server, since=None, limit=None, tell=lambda _: None)

    assert (len(found.debates), found.at_work) == (2, 1)


async def test_all_pages_are_read_unless_fewer_debates_are_wanted(
    client: httpx.AsyncClient,
) -> None:
    await canceled(client, 1)

    async with own(client) as server:
        await created(server, 102)
        everything = await collect(server, since=None, limit=None, tell=lambda _: None)
        newest = await collect(server, since=None, limit=1, tell=lambda _: None)

    assert len(everything.debates) + everything.at_work == 103
    assert len(newest.debates) == 1


async def test_only_debates_after_a_time_are_read(
    client: httpx.AsyncClient, context: Context
) -> None:
    await canceled(client, 1)

    async with own(client) as server:
        now = context.clock.now()
        found = await collect(server, since=now, limit=None, tell=lambda _: None)

    assert found.debates == ()


async def test_a_page_whose_last_debate_is_deleted_leads_on_all_the_same(
    client: httpx.AsyncClient,
) -> None:
    (oldest,) = await canceled(client, 1)
    seen: list[str] = []

    async with own(client) as server:
        await created(server, 101)
        async for page in pages(server, None, lambda _: None):
            if not seen:
                for debate in page[-2:]:
                    await client.post(f"/v1/debates/{debate.id}/cancel")
                    await client.delete(f"/v1/debates/{debate.id}")
            seen += [debate.id for debate in page]

    assert len(seen) == len(set(seen)) == 102
    assert seen[-1] == oldest


async def test_a_busy_server_is_waited_for(valkey_url: str, namespace: str) -> None:
    limited = {"ROUNDTABLE_RATE_LIMIT": "3/1"}
    said: list[str] = []
    async with a_context(valkey_url, namespace) as open_to_all, serving(open_to_all) as url:
        key = await a_key(open_to_all)
        async with a_client(url, key) as client:
            await canceled(client, 6)
        async with (
            a_context(valkey_url, namespace, limited) as context,
            serving(context) as busy,
            Client(busy, key) as server,
        ):
            found = await collect(server, since=None, limit=None, tell=said.append)

    assert len(found.debates) == 6
    assert any(text.startswith("The server is busy; going on in ") for text in said)


async def test_a_server_that_refuses_is_not_asked_again(valkey_url: str, namespace: str) -> None:
    async with a_context(valkey_url, namespace) as context, serving(context) as url:
        await a_key(context)
        async with Client(url, "rt_live_nonsense") as server:
            with pytest.raises(ServerError) as refused:
                await collect(server, since=None, limit=None, tell=lambda _: None)

    assert refused.value.code == "invalid_api_key"


async def test_where_no_server_is_that_is_said() -> None:
    async with Client("http://127.0.0.1:9") as server:
        with pytest.raises(NoServerError):
            await collect(server, since=None, limit=None, tell=lambda _: None)


async def created(server: Client, count: int) -> None:
    """Create so many more debates, newer than all others."""
    async with asyncio.TaskGroup() as group:
        for _ in range(count):
            group.create_task(server.create(a_request()))
