"""Making, listing and ending share links over HTTP."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import httpx
import pytest
import pytest_asyncio

from service.context import Context
from service.domain.lifecycle import cancel
from service.domain.sharing import LONGEST_S, SHORTEST_S
from service.store.idempotency import fingerprint
from tests.support.api import (
    TENANT,
    a_client,
    a_context,
    a_key,
    a_namespace,
    a_stored_debate,
    assert_problem,
    calling,
    pointers,
    serving,
)
from tests.support.clocks import Ahead
from tests.support.endpoints import WEBHOOKS_OFF
from tests.support.shares import a_link
from tests.support.store import keyspace

pytestmark = pytest.mark.asyncio(loop_scope="module")

KEY = {"Idempotency-Key": "a-key-of-the-caller"}
UNKNOWN = "shr_0000000000000000000000000a"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def context(valkey_url: str) -> AsyncIterator[Context]:
    async with a_context(valkey_url, a_namespace()) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(context) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def shares(client: httpx.AsyncClient) -> str:
    """Give the path of a debate's shares."""
    return f"/v1/debates/{await a_stored_debate(client)}/share"


async def test_a_share_is_told_with_its_link_this_once(
    client: httpx.AsyncClient, shares: str
) -> None:
    reply = await client.post(shares)

    share = reply.json()
    url = share.pop("url")
    assert reply.status_code == 201
    assert reply.headers["cache-control"] == "no-store"
    assert url.startswith("/s/")
    assert share["object"] == "share"
    assert share["debate_id"] in shares
    assert share["expires_at"] is None
    assert (await client.get(url)).status_code == 200
    listed = (await client.get(shares)).json()
    assert listed == {"object": "list", "data": [share], "has_more": False, "next_cursor": None}


async def test_links_are_listed_newest_first(client: httpx.AsyncClient, shares: str) -> None:
    made = [(await client.post(shares, json={})).json() for _ in range(3)]

    listed = (await client.get(shares)).json()["data"]

    times = [share["created_at"] for share in listed]
    assert times == sorted(times, reverse=True)
    assert {share["id"] for share in listed} == {share["id"] for share in made}


@pytest.mark.parametrize("seconds", [SHORTEST_S, 86_400, LONGEST_S])
async def test_a_link_can_be_given_an_end(
    client: httpx.AsyncClient, shares: str, seconds: int
) -> None:
    share = (await client.post(shares, json={"expires_in_seconds": seconds})).json()

    made, ends = (datetime.fromisoformat(share[name]) for name in ("created_at", "expires_at"))
    assert ends - made == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "seconds",
    [f"{SHORTEST_S - 1}", f"{LONGEST_S + 1}", "0", "-1", "60.5", '"60"', "null", "1e400"],
)
async def test_an_end_that_cannot_be_is_refused(
    client: httpx.AsyncClient, shares: str, seconds: str
) -> None:
    body = f'{{"expires_in_seconds": {seconds}}}'
    reply = await client.post(shares, content=body, headers={"Content-Type": "application/json"})

    assert_problem(reply, 400, "validation_failed")
    assert pointers(reply) == ["/expires_in_seconds"]
    assert (await client.get(shares)).json()["data"] == []


async def test_an_expired_link_opens_nothing_and_is_not_listed(
    context: Context, client: httpx.AsyncClient, shares: str
) -> None:
    link = (await client.post(shares, json={"expires_in_seconds": 60})).json()
    later = dataclasses.replace(context, clock=Ahead(context.clock, timedelta(seconds=60)))

    async with calling(later) as client_later:
        page = await client_later.get(link["url"])
        listed = await client_later.get(shares)
        deleted = await client_later.delete(f"{shares}/{link['id']}")

    assert (await client.get(link["url"])).status_code == 200
    assert_problem(page, 404, "not_found")
    assert listed.json()["data"] == []
    assert_problem(deleted, 404, "not_found")


async def test_a_deleted_link_opens_nothing_at_once(
    client: httpx.AsyncClient, shares: str
) -> None:
    ending, staying = [(await client.post(shares)).json() for _ in range(2)]

    gone = await client.delete(f"{shares}/{ending['id']}")
    again = await client.delete(f"{shares}/{ending['id']}")

    assert (gone.status_code, gone.content) == (204, b"")
    assert_problem(again, 404, "not_found")
    assert_problem(await client.get(ending["url"]), 404, "not_found")
    assert (await client.get(staying["url"])).status_code == 200
    listed = (await client.get(shares)).json()["data"]
    assert [share["id"] for share in listed] == [staying["id"]]


async def test_a_debate_that_is_deleted_takes_its_links_along(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)
    links = [await a_link(client, debate_id) for _ in range(2)]
    now = context.clock.now()
    await context.debates.decide(TENANT, debate_id, lambda debate: cancel(debate, now=now))
    while_there = [await client.get(link) for link in links]

    deleted = await client.delete(f"/v1/debates/{debate_id}")

    assert deleted.status_code == 204
    assert {reply.status_code for reply in while_there} == {200}
    for link in links:
        assert_problem(await client.get(link), 404, "not_found")
    kept = await keyspace(context.redis, context.keys.namespace)
    assert [name for name in kept if debate_id in name] == []


@pytest.mark.parametrize("debate", ["dbt_0000000000000000000000000a", "x", "shr_x"])
async def test_what_is_not_there_cannot_be_shared(client: httpx.AsyncClient, debate: str) -> None:
    shares = f"/v1/debates/{debate}/share"

    for reply in (
        await client.post(shares),
        await client.get(shares),
        await client.delete(f"{shares}/{UNKNOWN}"),
    ):
        assert_problem(reply, 404, "not_found")


@pytest.mark.parametrize("share", [UNKNOWN, "x", "shr_", "dbt_0000000000000000000000000a"])
async def test_an_unknown_share_cannot_be_deleted(
    client: httpx.AsyncClient, shares: str, share: str
) -> None:
    assert_problem(await client.delete(f"{shares}/{share}"), 404, "not_found")


async def test_the_link_is_absolute_where_the_server_knows_its_address(
    valkey_url: str, namespace: str
) -> None:
    public = {"ROUNDTABLE_PUBLIC_URL": "https://debates.example"}
    async with a_context(valkey_url, namespace, public) as context, calling(context) as client:
        link = await a_link(client, await a_stored_debate(client))

    assert link.startswith("https://debates.example/s/")


async def test_requests_at_once_with_one_key_make_one_link(
    context: Context, client: httpx.AsyncClient, shares: str
) -> None:
    replies = await asyncio.gather(*(client.post(shares, headers=KEY) for _ in range(5)))
    later = await client.post(shares, headers=KEY)

    made = [reply for reply in (*replies, later) if reply.status_code == 201]
    assert len({reply.content for reply in made}) == 1
    assert {reply.status_code for reply in replies} <= {201, 409}
    assert later.headers["idempotency-replayed"] == "true"
    assert later.headers["cache-control"] == "no-store"
    assert len((await client.get(shares)).json()["data"]) == 1
    token = later.json()["url"].removeprefix("/s/")
    assert token not in repr(await keyspace(context.redis, context.keys.namespace))


async def test_a_key_that_is_used_again_when_its_reply_is_forgotten_ends_no_link(
    context: Context, client: httpx.AsyncClient, shares: str
) -> None:
    first = (await client.post(shares, headers=KEY)).json()
    tomorrow = dataclasses.replace(context, clock=Ahead(context.clock, timedelta(days=1)))
    mark = fingerprint("POST", shares, KEY["Idempotency-Key"])
    assert await context.redis.delete(context.keys.idempotency(TENANT, mark)) == 1

    async with calling(tomorrow) as client_tomorrow:
        second = (await client_tomorrow.post(shares, headers=KEY)).json()

    assert second["id"] != first["id"]
    for link in (first, second):
        assert (await client.get(link["url"])).status_code == 200


async def test_without_a_secret_key_a_link_cannot_be_told_again_and_is_not_made(
    valkey_url: str, namespace: str
) -> None:
    async with (
        a_context(valkey_url, namespace, WEBHOOKS_OFF) as context,
        calling(context) as client,
    ):
        shares = f"/v1/debates/{await a_stored_debate(client)}/share"
        refused = await client.post(shares, headers=KEY)
        left = (await client.get(shares)).json()["data"]
        plain = await client.post(shares)

    assert_problem(refused, 400, "not_available")
    assert "ROUNDTABLE_SECRET_KEY" in refused.json()["detail"]
    assert "Idempotency-Key" in refused.json()["detail"]
    assert left == []
    assert plain.status_code == 201


async def test_a_tenant_shares_its_own_debates_and_no_others(
    valkey_url: str, namespace: str
) -> None:
    async with a_context(valkey_url, namespace) as context, serving(context) as url:
        keys = [await a_key(context, tenant) for tenant in ("acme", "initech")]
        async with a_client(url, keys[0]) as acme, a_client(url, keys[1]) as initech:
            shares = f"/v1/debates/{await a_stored_debate(acme)}/share"
            share = (await acme.post(shares)).json()
            foreign = [
                await initech.post(shares),
                await initech.get(shares),
                await initech.delete(f"{shares}/{share['id']}"),
            ]
            page = await initech.get(share["url"])

    for reply in foreign:
        assert_problem(reply, 404, "not_found")
    assert page.status_code == 200
