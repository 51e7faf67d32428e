"""The address that a debate names itself: in a create, a fork, an estimate, and in what is shown."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from service.context import Context
from service.domain.endpoints import BY_DEFAULT
from tests.support.api import (
    a_context,
    a_key,
    a_namespace,
    a_request,
    a_stored_debate,
    assert_problem,
    bearer,
    calling,
    play,
    pointers,
)
from tests.support.endpoints import URL, WEBHOOKS_OFF
from tests.support.store import keyspace

pytestmark = pytest.mark.asyncio(loop_scope="module")

FORBIDDEN = "https://10.0.0.1/x"
UNKNOWN_MODEL = [{"model": "nobody/a"}, {"model": "sim/A"}]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def context(valkey_url: str) -> AsyncIterator[Context]:
    async with a_context(valkey_url, a_namespace()) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(context) as opened:
        yield opened


async def test_a_debate_shows_whom_it_tells_of_what(client: httpx.AsyncClient) -> None:
    plain = (await client.post("/v1/debates", json=a_request())).json()
    told = (await client.post("/v1/debates", json=a_request(webhook={"url": URL}))).json()

    assert plain["webhook"] is None
    assert told["webhook"] == {"url": URL, "events": list(BY_DEFAULT)}
    assert (await client.get(f"/v1/debates/{told['id']}")).json()["webhook"] == told["webhook"]


async def test_the_secret_for_it_is_there_before_anything_is_owed(valkey_url: str) -> None:
    async with a_context(valkey_url, a_namespace()) as context, calling(context) as client:
        for tenant, webhook, is_there in (("with", {"url": URL}, 1), ("without", None, 0)):
            key = bearer(await a_key(context, tenant))
            await client.post("/v1/debates", json=a_request(webhook=webhook), headers=key)
            assert await context.redis.exists(context.keys.webhook_secret(tenant)) == is_there


async def test_events_are_chosen(client: httpx.AsyncClient) -> None:
    webhook = {"url": URL, "events": ["round.completed", "debate.failed"]}

    created = await client.post("/v1/debates", json=a_request(webhook=webhook))

    assert created.json()["webhook"] == webhook


FAULTY: list[tuple[dict[str, Any], int, str, list[str]]] = [
    ({"webhook": None}, 400, "validation_failed", ["/webhook"]),
    ({"webhook": URL}, 400, "validation_failed", ["/webhook"]),
    ({"webhook": {}}, 400, "validation_failed", ["/webhook/url"]),
    ({"webhook": {"url": "http://a.example.com"}}, 400, "validation_failed", ["/webhook/url"]),
    ({"webhook": {"url": FORBIDDEN}}, 403, "webhook_url_forbidden", ["/webhook/url"]),
    ({"webhook": {"url": URL, "events": []}}, 400, "validation_failed", ["/webhook/events"]),
    (
        {"webhook": {"url": URL, "events": ["debate.failed"] * 2}},
        400,
        "validation_failed",
        ["/webhook/events/1"],
    ),
    (
        {"webhook": {"url": FORBIDDEN, "events": ["x", "debate.failed", "debate.failed"]}},
        400,
        "validation_failed",
        ["/webhook/events/0", "/webhook/events/2", "/webhook/url"],
    ),
    (
        {"webhook": {"url": FORBIDDEN, "secret": "x"}, "panel": UNKNOWN_MODEL},
        400,
        "validation_failed",
        ["/panel/0/model", "/webhook/secret", "/webhook/url"],
    ),
]


def sorted_pointers(reply: httpx.Response) -> list[str]:
    return sorted(map(str, pointers(reply)))


@pytest.mark.parametrize("path", ["/v1/debates", "/v1/estimates"])
@pytest.mark.parametrize(("changes", "status", "code", "found"), FAULTY)
async def test_every_fault_of_a_webhook_is_told_with_all_others(  # noqa: PLR0913 - a row and a path
    client: httpx.AsyncClient,
    *,
    path: str,
    changes: dict[str, Any],
    status: int,
    code: str,
    found: list[str],
) -> None:
    body = {**a_request(), **changes}

    reply = await client.post(path, json=body)

    assert_problem(reply, status, code)
    assert sorted_pointers(reply) == found


@pytest.mark.parametrize(("changes", "status", "code", "found"), FAULTY[:-1])
async def test_a_fork_is_as_strict(  # noqa: PLR0913 - a row
    context: Context,
    client: httpx.AsyncClient,
    *,
    changes: dict[str, Any],
    status: int,
    code: str,
    found: list[str],
) -> None:
    debate_id = await a_stored_debate(client)
    await play(context, debate_id, "ABCDEA")

    reply = await client.post(f"/v1/debates/{debate_id}/fork", json={"from_round": 1, **changes})

    assert_problem(reply, status, code)
    assert sorted_pointers(reply) == found


async def test_a_fork_has_a_webhook_of_its_own_or_none(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client, webhook={"url": URL})
    await play(context, debate_id, "ABCDEA")
    path, own = (
        f"/v1/debates/{debate_id}/fork",
        {"url": f"{URL}/fork", "events": ["debate.failed"]},
    )

    without = await client.post(path, json={"from_round": 1})
    with_one = await client.post(path, json={"from_round": 1, "webhook": own})

    assert (without.status_code, without.json()["webhook"]) == (202, None)
    assert (with_one.status_code, with_one.json()["webhook"]) == (202, own)


@pytest.mark.parametrize(
    ("more", "code", "found"),
    [
        ({}, "not_available", ["/webhook"]),
        ({"panel": UNKNOWN_MODEL}, "validation_failed", ["/panel/0/model", "/webhook"]),
    ],
)
async def test_without_a_secret_key_a_webhook_is_not_available(
    valkey_url: str, more: dict[str, Any], code: str, found: list[str]
) -> None:
    body = a_request(webhook={"url": FORBIDDEN}, **more)
    async with (
        a_context(valkey_url, a_namespace(), WEBHOOKS_OFF) as context,
        calling(context) as client,
    ):
        reply = await client.post("/v1/debates", json=body)
        stored = await keyspace(context.redis, context.keys.namespace)
        without = await client.post("/v1/debates", json=a_request())

    assert_problem(reply, 400, code)
    assert sorted_pointers(reply) == found
    assert "ROUNDTABLE_SECRET_KEY" in reply.json()["detail"]
    assert stored == {}
    assert without.status_code == 202
