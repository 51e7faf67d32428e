"""Deliveries over HTTP: what is owed of debates and tests, what came of it, and sending it again."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from service.context import Context
from service.domain.jobs import Lane
from service.store.leases import Leases
from tests.support.api import (
    a_context,
    a_key,
    a_stored_debate,
    assert_problem,
    bearer,
    calling,
    play,
)
from tests.support.deliveries import REFUSED, TAKEN, attempted
from tests.support.endpoints import URL
from tests.support.store import some_leases

DELIVERIES, ENDPOINTS = "/v1/webhook-deliveries", "/v1/webhook-endpoints"
UNKNOWN = "dlv_00000000000000000000000000"
OWN = {"url": "https://own.example.com/x", "events": ["debate.completed", "round.completed"]}


@pytest.fixture
async def context(valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    async with a_context(valkey_url, namespace) as opened:
        yield opened


@pytest.fixture
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(context) as opened:
        yield opened


@pytest.fixture
async def lane(context: Context) -> AsyncIterator[Leases]:
    async with some_leases(context, Lane.DELIVER) as leases:
        yield leases


async def an_endpoint(client: httpx.AsyncClient) -> str:
    return str((await client.post(ENDPOINTS, json={"url": URL})).json()["id"])


async def a_test_of(client: httpx.AsyncClient, endpoint_id: str) -> dict[str, Any]:
    return dict((await client.post(f"{ENDPOINTS}/{endpoint_id}/test")).json())


async def a_told_debate(context: Context, client: httpx.AsyncClient) -> str:
    """Return a debate that is over, of which an address of its own is told."""
    debate_id = await a_stored_debate(client, webhook=OWN)
    await play(context, debate_id, "AAAAAA")
    return debate_id


async def listed(client: httpx.AsyncClient, **filters: str) -> list[dict[str, Any]]:
    return list((await client.get(DELIVERIES, params=filters)).json()["data"])


async def test_what_a_debate_owes_is_listed_newest_first(
    context: Context, client: httpx.AsyncClient
) -> None:
    endpoint_id = await an_endpoint(client)
    debate_id = await a_told_debate(context, client)

    found = await listed(client)

    events = (await client.get(f"/v1/debates/{debate_id}/events", headers=AS_JSON)).json()["data"]
    completed = next(event for event in events if event["type"] == "debate.completed")
    ids = [delivery["id"] for delivery in found]
    assert ids == sorted(ids, reverse=True)
    assert sorted((d["event_type"], d["endpoint_id"] or "") for d in found) == [
        ("debate.completed", ""),
        ("debate.completed", endpoint_id),
        ("round.completed", ""),
    ]
    assert {d["event_id"] for d in found if d["event_type"] == "debate.completed"} == {
        completed["id"]
    }
    assert {(d["status"], d["debate_id"]) for d in found} == {("pending", debate_id)}
    assert {d["url"] for d in found if not d["endpoint_id"]} == {OWN["url"]}


async def test_deliveries_can_be_looked_for(context: Context, client: httpx.AsyncClient) -> None:
    endpoint_id = await an_endpoint(client)
    debate_id, _ = [await a_told_debate(context, client) for _ in range(2)]
    test = await a_test_of(client, endpoint_id)

    assert len(await listed(client)) == 7
    assert len(await listed(client, debate=debate_id)) == 3
    assert len(await listed(client, endpoint=endpoint_id)) == 3
    assert len(await listed(client, endpoint=endpoint_id, debate=debate_id)) == 1
    assert len(await listed(client, status="pending")) == 7
    assert await listed(client, status="failed") == []
    assert await listed(client, debate="dbt_00000000000000000000000000") == []
    assert (await listed(client, endpoint=endpoint_id))[0] == test


async def test_deliveries_come_in_pages(client: httpx.AsyncClient) -> None:
    endpoint_id = await an_endpoint(client)
    made = [await a_test_of(client, endpoint_id) for _ in range(3)]
    newest_first = sorted(made, key=lambda delivery: str(delivery["id"]), reverse=True)

    first = (await client.get(DELIVERIES, params={"limit": 2})).json()
    rest = (await client.get(DELIVERIES, params={"starting_after": first["next_cursor"]})).json()

    assert (first["data"], first["has_more"]) == (newest_first[:2], True)
    assert (rest["data"], rest["has_more"], rest["next_cursor"]) == (newest_first[2:], False, None)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("limit=0", ["limit"]),
        ("limit=101", ["limit"]),
        ("status=gone", ["status"]),
        ("debate=x&endpoint=x", ["debate", "endpoint"]),
        ("debate=whe_00000000000000000000000000", ["debate"]),
        ("url=x", ["url"]),
        ("status=failed&status=pending", ["status"]),
    ],
)
async def test_a_bad_query_is_refused(
    client: httpx.AsyncClient, query: str, names: list[str]
) -> None:
    reply = await client.get(f"{DELIVERIES}?{query}")

    assert_problem(reply, 400, "validation_failed")
    assert [fault["name"] for fault in reply.json()["errors"]] == names


@pytest.mark.parametrize("cursor", [UNKNOWN, "x", ""])
async def test_a_cursor_of_no_delivery_is_not_found(
    client: httpx.AsyncClient, cursor: str
) -> None:
    reply = await client.get(DELIVERIES, params={"starting_after": cursor})

    assert_problem(reply, 404, "not_found")


@pytest.mark.parametrize("delivery_id", [UNKNOWN, "x", "whe_00000000000000000000000000", "%00"])
async def test_an_id_of_no_delivery_is_not_found(
    client: httpx.AsyncClient, delivery_id: str
) -> None:
    for reply in (
        await client.get(f"{DELIVERIES}/{delivery_id}"),
        await client.post(f"{DELIVERIES}/{delivery_id}/redeliver"),
    ):
        assert_problem(reply, 404, "not_found")


async def test_attempts_are_shown_and_nothing_that_came_back(
    context: Context, client: httpx.AsyncClient, lane: Leases
) -> None:
    delivery = await a_test_of(client, await an_endpoint(client))
    await attempted(context, lane, REFUSED)

    shown = (await client.get(f"{DELIVERIES}/{delivery['id']}")).json()

    (attempt,) = shown["attempts"]
    assert {**attempt, "at": ""} == {
        "number": 1,
        "at": "",
        "status_code": 500,
        "error_code": "http_status",
        "latency_ms": 12,
    }
    assert shown["status"] == "pending"
    assert shown["next_attempt_at"] > attempt["at"]


async def test_a_delivery_can_be_sent_again(
    context: Context, client: httpx.AsyncClient, lane: Leases
) -> None:
    delivery = await a_test_of(client, await an_endpoint(client))
    await attempted(context, lane, TAKEN)

    reply = await client.post(f"{DELIVERIES}/{delivery['id']}/redeliver")

    again = reply.json()
    assert reply.status_code == 202
    assert (again["status"], again["event_id"]) == ("pending", delivery["event_id"])
    assert again["next_attempt_at"] is not None
    assert len(again["attempts"]) == 1
    sent = await attempted(context, lane, TAKEN)
    assert [attempt.number for attempt in sent.attempts] == [1, 2]


async def test_what_is_pending_is_not_sent_again(client: httpx.AsyncClient) -> None:
    delivery = await a_test_of(client, await an_endpoint(client))

    reply = await client.post(f"{DELIVERIES}/{delivery['id']}/redeliver")

    assert_problem(reply, 409, "delivery_pending")
    assert "x-should-retry" not in reply.headers


@pytest.mark.parametrize("ending", ["delete", "disable"])
async def test_nothing_is_sent_again_to_an_endpoint_that_takes_nothing(
    client: httpx.AsyncClient, ending: str
) -> None:
    endpoint_id = await an_endpoint(client)
    delivery = await a_test_of(client, endpoint_id)
    path = f"{ENDPOINTS}/{endpoint_id}"
    if ending == "delete":
        await client.delete(path)
    else:
        await client.patch(path, json={"status": "disabled"})

    reply = await client.post(f"{DELIVERIES}/{delivery['id']}/redeliver")

    assert_problem(reply, 409, "endpoint_disabled")
    assert reply.headers["x-should-retry"] == "false"
    assert (await client.get(f"{DELIVERIES}/{delivery['id']}")).json()["status"] == "canceled"


async def test_what_was_canceled_can_be_sent_once_the_endpoint_is_enabled(
    client: httpx.AsyncClient,
) -> None:
    endpoint_id = await an_endpoint(client)
    delivery = await a_test_of(client, endpoint_id)
    for status in ("disabled", "enabled"):
        await client.patch(f"{ENDPOINTS}/{endpoint_id}", json={"status": status})

    reply = await client.post(f"{DELIVERIES}/{delivery['id']}/redeliver")

    assert (reply.status_code, reply.json()["status"]) == (202, "pending")


async def test_what_a_deleted_debate_has_owed_cannot_be_sent_again(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_told_debate(context, client)
    await client.delete(f"/v1/debates/{debate_id}")
    owed = await listed(client, debate=debate_id)

    replies = [await client.post(f"{DELIVERIES}/{one['id']}/redeliver") for one in owed]

    assert {delivery["status"] for delivery in owed} == {"canceled"}
    for reply in replies:
        assert_problem(reply, 409, "delivery_emptied")


async def test_another_tenants_deliveries_are_as_if_they_never_were(
    context: Context, client: httpx.AsyncClient
) -> None:
    mine, others = bearer(await a_key(context, "acme")), bearer(await a_key(context, "other"))
    endpoint = (await client.post(ENDPOINTS, json={"url": URL}, headers=mine)).json()
    test = await client.post(f"{ENDPOINTS}/{endpoint['id']}/test", headers=mine)
    asked = {"X-Request-Id": "the-same-for-both", **others}

    for method, rest in (("GET", ""), ("POST", "/redeliver")):
        path = f"{test.headers['location']}{rest}"
        other = await client.request(method, path, headers=asked)
        unknown = f"{DELIVERIES}/{UNKNOWN}{rest}"
        never = await client.request(method, unknown, headers=asked)
        assert_problem(other, 404, "not_found")
        assert other.text.replace(test.json()["id"], UNKNOWN) == never.text
    assert (await client.get(DELIVERIES, headers=others)).json()["data"] == []
    found = await client.get(DELIVERIES, params={"endpoint": endpoint["id"]}, headers=others)
    assert found.json()["data"] == []


AS_JSON = {"Accept": "application/json"}
