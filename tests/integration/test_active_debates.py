"""How many debates of a tenant may be at work, however many are asked for at once."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from service.context import Context
from tests.support.api import (
    a_client,
    a_context,
    a_key,
    a_request,
    a_stored_debate,
    assert_problem,
    calling,
    play,
    serving,
)

LIMIT = 100
FEW = {"ROUNDTABLE_MAX_ACTIVE_DEBATES": "2", "ROUNDTABLE_RATE_LIMIT": "off"}


@pytest.fixture
async def few(valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    """Give stores in which a tenant may have two debates at work."""
    async with a_context(valkey_url, namespace, FEW) as context:
        yield context


async def test_of_many_creates_at_once_exactly_as_many_succeed_as_may_be_at_work(
    context: Context,
) -> None:
    async with calling(context, await a_key(context)) as client:
        replies = await asyncio.gather(
            *(client.post("/v1/debates", json=a_request()) for _ in range(2 * LIMIT))
        )

    statuses = [reply.status_code for reply in replies]
    assert (statuses.count(202), statuses.count(429)) == (LIMIT, LIMIT)
    refused = next(reply for reply in replies if reply.status_code == 429)
    assert_problem(refused, 429, "too_many_active_debates")
    assert int(refused.headers["retry-after"]) >= 1
    assert "ratelimit" in refused.headers


async def test_a_key_has_its_limit_even_for_what_callers_without_one_left(
    context: Context,
) -> None:
    async with calling(context) as client:
        for _ in range(LIMIT):
            await a_stored_debate(client)
        beyond = await client.post("/v1/debates", json=a_request())
    async with calling(context, await a_key(context, "anonymous")) as owner:
        refused = await owner.post("/v1/debates", json=a_request())

    assert beyond.status_code == 202
    assert_problem(refused, 429, "too_many_active_debates")


async def test_a_full_tenant_gets_what_was_stored_and_nothing_new(few: Context) -> None:
    key = {"Idempotency-Key": "once-and-again"}
    async with calling(few, await a_key(few)) as client:
        first = await client.post("/v1/debates", json=a_request(), headers=key)
        await a_stored_debate(client)

        repeated = await client.post("/v1/debates", json=a_request(), headers=key)
        refused = await client.post(
            "/v1/debates", json=a_request(), headers={"Idempotency-Key": "another-one"}
        )
        await client.post(f"/v1/debates/{first.json()['id']}/cancel")
        later = await client.post(
            "/v1/debates", json=a_request(), headers={"Idempotency-Key": "another-one"}
        )

    assert (repeated.status_code, repeated.content) == (202, first.content)
    assert_problem(refused, 429, "too_many_active_debates")
    assert (later.status_code, "idempotency-replayed" in later.headers) == (202, False)


async def test_a_fork_counts_as_any_other_debate(few: Context) -> None:
    async with calling(few) as client:
        original = await a_stored_debate(client)
        await play(few, original, "DEAEBC", "DEBEBC")

        replies = [
            await client.post(f"/v1/debates/{original}/fork", json={"from_round": 1})
            for _ in range(3)
        ]

    assert [reply.status_code for reply in replies] == [202, 202, 429]
    assert_problem(replies[-1], 429, "too_many_active_debates")


async def test_one_full_tenant_is_not_in_the_way_of_another(few: Context) -> None:
    async with (
        serving(few) as url,
        a_client(url, await a_key(few, "acme")) as ours,
        a_client(url, await a_key(few, "globex")) as theirs,
    ):
        for _ in range(2):
            await a_stored_debate(ours)

        assert (await theirs.post("/v1/debates", json=a_request())).status_code == 202
        assert (await ours.post("/v1/debates", json=a_request())).status_code == 429
        assert (await ours.post("/v1/estimates", json=a_request())).status_code == 200


async def test_callers_without_a_key_are_limited_where_that_is_set(few: Context) -> None:
    async with calling(few) as client:
        replies = [await client.post("/v1/debates", json=a_request()) for _ in range(3)]

    assert [reply.status_code for reply in replies] == [202, 202, 429]


async def test_callers_without_a_key_are_not_limited_otherwise(
    context: Context,
) -> None:
    async with calling(context) as client:
        replies: list[httpx.Response] = await asyncio.gather(
            *(client.post("/v1/debates", json=a_request()) for _ in range(LIMIT + 1))
        )

    assert {reply.status_code for reply in replies} == {202}
