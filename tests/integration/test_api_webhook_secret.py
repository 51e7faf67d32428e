"""The secret of the addresses that debates name themselves, over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

import httpx
import pytest

from service.context import Context
from service.domain.endpoints import OLD_SECRET_FOR
from service.domain.signing import read_secret
from tests.support.api import TENANT, a_context, assert_problem, calling

SECRET = "/v1/webhook-secret"
OTHER_KEY = {"ROUNDTABLE_SECRET_KEY": "another key than that"}


@pytest.fixture
async def context(valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    async with a_context(valkey_url, namespace) as opened:
        yield opened


@pytest.fixture
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(context) as opened:
        yield opened


async def test_the_secret_is_made_when_it_is_first_asked_for(
    context: Context, client: httpx.AsyncClient
) -> None:
    replies = await asyncio.gather(*(client.get(SECRET) for _ in range(5)))

    first = replies[0].json()
    signing = await context.webhook_secrets.signing(TENANT, None, now=context.clock.now())
    assert {reply.text for reply in replies} == {replies[0].text}
    assert replies[0].headers["cache-control"] == "no-store"
    assert first["object"] == "webhook_secret"
    assert first["former_signs_until"] is None
    assert signing == (read_secret(first["secret"]),)


async def test_a_rotation_says_until_when_the_former_secret_signs(
    context: Context, client: httpx.AsyncClient
) -> None:
    before = (await client.get(SECRET)).json()

    rotated = await client.post(f"{SECRET}/rotate")

    after = rotated.json()
    until = datetime.fromisoformat(after["former_signs_until"])
    signing = await context.webhook_secrets.signing(TENANT, None, now=context.clock.now())
    assert rotated.status_code == 200
    assert rotated.headers["cache-control"] == "no-store"
    assert until == datetime.fromisoformat(after["created_at"]) + OLD_SECRET_FOR
    assert (await client.get(SECRET)).json() == after
    assert signing == (read_secret(after["secret"]), read_secret(before["secret"]))


async def test_the_first_rotation_needs_no_secret_before(client: httpx.AsyncClient) -> None:
    rotated = (await client.post(f"{SECRET}/rotate", json={})).json()

    assert rotated["former_signs_until"] is None
    assert (await client.get(SECRET)).json() == rotated


async def test_two_rotations_at_once_leave_both_secrets_signing(
    context: Context, client: httpx.AsyncClient
) -> None:
    replies = await asyncio.gather(*(client.post(f"{SECRET}/rotate") for _ in range(2)))

    told = {read_secret(reply.json()["secret"]) for reply in replies}
    signing = await context.webhook_secrets.signing(TENANT, None, now=context.clock.now())
    assert len(told) == 2
    assert set(signing) == told


async def test_a_secret_whose_key_is_gone_can_be_replaced(
    client: httpx.AsyncClient, valkey_url: str, namespace: str
) -> None:
    await client.get(SECRET)
    async with (
        a_context(valkey_url, namespace, OTHER_KEY) as context,
        calling(context) as other,
    ):
        lost = await other.get(SECRET)
        rotated = await other.post(f"{SECRET}/rotate")
        found = await other.get(SECRET)

    assert_problem(lost, 400, "not_available")
    assert "rotate" in lost.json()["detail"]
    assert rotated.json()["former_signs_until"] is None
    assert found.json() == rotated.json()


@pytest.mark.parametrize("body", [{"secret": "whsec_x"}, []])
async def test_a_rotation_takes_nothing_to_say(client: httpx.AsyncClient, body: object) -> None:
    before = (await client.get(SECRET)).json()

    reply = await client.post(f"{SECRET}/rotate", json=body)

    assert_problem(reply, 400, "validation_failed")
    assert (await client.get(SECRET)).json() == before


async def test_neither_takes_a_query(client: httpx.AsyncClient) -> None:
    assert_problem(await client.get(f"{SECRET}?x=1"), 400, "validation_failed")
    assert_problem(await client.post(f"{SECRET}/rotate?x=1"), 400, "validation_failed")
