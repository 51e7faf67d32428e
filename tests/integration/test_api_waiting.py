"""Waiting and polling: `Prefer: wait=N` in seconds that pass, tags, and when to look again."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
import pytest

from service.api.debate_replies import BUILD, entity_tag
from service.context import Context
from service.domain.lifecycle import begin, close_round
from tests.support.api import (
    TENANT,
    a_request,
    a_stored_debate,
    answer,
    calling,
    play,
)
from tests.support.workers import a_worker

QUICK = [{"model": "sim/A"}, {"model": "sim/A"}]
SLOW = [{"model": "sim/A?delay=5"}, {"model": "sim/B?delay=5"}]


@pytest.fixture
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of a server beside which nobody works."""
    async with calling(context) as client:
        yield client


@pytest.fixture
async def served(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of a server with a worker."""
    async with a_worker(context), calling(context) as client:
        yield client


async def created(
    client: httpx.AsyncClient, panel: list[dict[str, str]], prefer: list[str]
) -> httpx.Response:
    """Create a debate with these `Prefer` headers; return the reply.

    The client does not wait for as long as 50 s: what took so long has failed.
    """
    return await client.post(
        "/v1/debates",
        json=a_request(panel=panel),
        headers=[("Prefer", value) for value in prefer],
    )


async def test_a_wait_ends_in_its_time(served: httpx.AsyncClient) -> None:
    began = time.monotonic()

    reply = await created(served, SLOW, ["wait=2"])

    assert (reply.status_code, reply.json()["status"]) == (202, "running")
    assert time.monotonic() - began >= 2
    assert reply.headers["preference-applied"] == "wait=2"
    assert int(reply.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("prefer", "applied"),
    [
        (["wait=999"], "wait=60"),
        (["respond-async, wait=50"], "wait=50"),
        (["respond-async", "wait=50; foo=bar"], "wait=50"),
        (["handling=lenient", 'wait="57"', "wait=50"], "wait=57"),
    ],
)
async def test_a_wait_ends_with_the_debate(
    served: httpx.AsyncClient, prefer: list[str], applied: str
) -> None:
    reply = await created(served, QUICK, prefer)

    assert (reply.status_code, reply.json()["status"]) == (200, "completed")
    assert reply.headers["preference-applied"] == applied
    assert reply.headers["location"] == reply.json()["urls"]["self"]
    assert "retry-after" not in reply.headers


async def test_a_debate_that_is_removed_while_its_creator_waits_was_created(
    context: Context, client: httpx.AsyncClient
) -> None:
    creating = asyncio.create_task(created(client, QUICK, ["wait=50"]))
    ids: list[bytes] = []
    while not ids:
        ids = await context.redis.zrange(context.keys.index(TENANT), 0, -1)
    debate_id = ids[0].decode()

    await context.redis.delete(context.keys.debate(TENANT, debate_id).spec)
    await context.redis.publish(context.keys.pokes, debate_id)

    reply = await creating
    assert (reply.status_code, reply.json()["id"]) == (202, debate_id)


@pytest.mark.parametrize("prefer", ["wait=0", "wait=-1", "wait=abc", "wait", "wait=1.5", ""])
async def test_what_is_no_wait_is_not_waited_for(client: httpx.AsyncClient, prefer: str) -> None:
    posted = await created(client, QUICK, [prefer])
    read = await client.get(posted.headers["location"], headers={"Prefer": prefer})

    assert (posted.status_code, read.status_code) == (202, 200)
    assert "preference-applied" not in {*posted.headers, *read.headers}


async def test_what_a_client_has_is_compared_after_the_wait(served: httpx.AsyncClient) -> None:
    posted = await created(served, [{"model": "sim/A?delay=1"}] * 2, [])
    path = posted.headers["location"]
    tag = (await served.get(path)).headers["etag"]

    reply = await served.get(path, headers={"If-None-Match": tag, "Prefer": "wait=20"})

    assert (reply.status_code, reply.json()["status"]) == (200, "completed")
    assert reply.headers["etag"] != tag


async def test_a_wait_in_vain_for_what_a_client_has_is_a_304(client: httpx.AsyncClient) -> None:
    path = f"/v1/debates/{await a_stored_debate(client)}"
    tag = (await client.get(path)).headers["etag"]
    began = time.monotonic()

    reply = await client.get(path, headers={"If-None-Match": tag, "Prefer": "wait=1"})

    assert (reply.status_code, reply.content) == (304, b"")
    assert time.monotonic() - began >= 1
    assert reply.headers["etag"] == tag
    assert reply.headers["preference-applied"] == "wait=1"
    assert reply.headers["cache-control"] == "private, no-cache"
    assert int(reply.headers["retry-after"]) > 0
    assert not {"content-type", "content-length", "last-modified"} & set(reply.headers)


async def test_a_tag_changes_with_every_change(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)
    now, name = context.clock.now, (TENANT, debate_id)
    tags = [await tag_of(client, debate_id)]

    debate = await context.debates.decide(*name, lambda d: begin(d, now=now()))
    tags.append(await tag_of(client, debate_id))
    for row in ("D", [None, "E"], [None, None, *"AEBC"]):
        await answer(context, debate, row)
        tags.append(await tag_of(client, debate_id))
    await context.debates.decide(*name, lambda d: close_round(d, now=now()))
    tags.append(await tag_of(client, debate_id))
    await play(context, debate_id, "DEBEBC")
    tags.append(await tag_of(client, debate_id))

    assert len(set(tags)) == len(tags) == 7
    assert await tag_of(client, debate_id) == tags[-1]


async def tag_of(client: httpx.AsyncClient, debate_id: str, query: str = "") -> str:
    return (await client.get(f"/v1/debates/{debate_id}{query}")).headers["etag"]


async def test_a_tag_is_of_one_representation_by_one_build(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)
    debate = await context.debates.load(TENANT, debate_id)
    queries = ["", "?include=responses", "?include=summary", "?include=responses,summary"]
    tags = [await tag_of(client, debate_id, query) for query in queries]

    others = [
        entity_tag(debate, (), "", build="another"),
        entity_tag(debate, (), "https://debates.example"),
    ]

    assert tags[0] == entity_tag(debate, (), "", build=BUILD)
    assert len({*tags, *others}) == 6
    assert await tag_of(client, debate_id, "?include=summary,responses") == tags[-1]


async def test_a_summary_is_shown_from_the_version_on_that_has_it(
    context: Context, client: httpx.AsyncClient
) -> None:
    done, at_work = [await a_stored_debate(client) for _ in range(2)]
    await play(context, done, "DEAEBC", "DEBEBC")
    await play(context, at_work, "DEAEBC")
    keys = context.keys
    # As it is for a reader who looked at the debate just before the summary was written.
    written = await context.redis.get(keys.debate(TENANT, done).summary)
    await context.redis.set(keys.debate(TENANT, at_work).summary, written or b"")

    early, late = [await whole(client, debate_id) for debate_id in (at_work, done)]

    assert (early["status"], early["summary"]) == ("running", None)
    assert late["summary"]["source"] == "extractive"


async def whole(client: httpx.AsyncClient, debate_id: str) -> Mapping[str, Any]:
    reply = await client.get(f"/v1/debates/{debate_id}?include=responses,summary")
    shown: Mapping[str, Any] = reply.json()
    return shown
