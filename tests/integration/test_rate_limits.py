"""Buckets of requests in Redis, shared by processes, and what callers are told of them."""

import asyncio
import contextlib
import dataclasses
from collections.abc import AsyncIterator

import httpx
import pytest

from service.context import Context
from service.domain.access import RateLimit
from service.domain.errors import StoreUnavailableError
from service.store.rate_limits import RateLimits
from tests.support.api import a_context, a_key, a_request, a_stored_debate, assert_problem, calling
from tests.support.patience import PATIENCE_S
from tests.support.store import Counting, eventually
from tests.support.valkey import Server

TEN = RateLimit(quota=10, window_s=3_600)
NONE_LEFT = '"burst";r=0;t='


async def test_a_bucket_gives_what_it_holds_and_no_more(context: Context) -> None:
    taken = [await context.rate_limits.take("a", TEN) for _ in range(12)]

    assert [one.allowed for one in taken] == [True] * 10 + [False] * 2
    assert [int(one.level) for one in taken] == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0]


async def test_each_caller_has_a_bucket_of_its_own(context: Context) -> None:
    for _ in range(10):
        await context.rate_limits.take("a", TEN)

    assert (await context.rate_limits.take("b", TEN)).allowed


async def test_processes_together_give_exactly_what_a_bucket_holds(context: Context) -> None:
    processes = [RateLimits(context.scripts, context.keys) for _ in range(4)]

    taken = await asyncio.gather(*(one.take("a", TEN) for one in processes for _ in range(8)))

    assert sum(one.allowed for one in taken) == 10


async def test_what_is_asked_at_once_is_asked_together(context: Context) -> None:
    scripts = Counting(context)
    limits = RateLimits(scripts, context.keys)

    taken = await asyncio.gather(*(limits.take("a", TEN) for _ in range(12)))

    assert [one.allowed for one in taken] == [True] * 10 + [False] * 2
    assert [int(one.level) for one in taken] == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0]
    assert scripts.calls["take"] == 1


async def test_who_comes_while_the_bucket_is_asked_is_asked_for_next(context: Context) -> None:
    scripts = Counting(context)
    limits = RateLimits(scripts, context.keys)
    first = asyncio.create_task(limits.take("a", TEN))

    async def is_asked() -> bool:
        return scripts.calls["take"] == 1

    await eventually(is_asked)
    rest = await asyncio.gather(*(limits.take("a", TEN) for _ in range(5)))

    assert int((await first).level) == 9
    assert [int(one.level) for one in rest] == [8, 7, 6, 5, 4]
    assert scripts.calls["take"] == 2


async def test_one_that_hangs_up_takes_nobody_with_it(context: Context) -> None:
    limits = context.rate_limits
    waiting = [asyncio.create_task(limits.take("a", TEN)) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()

    rest = await asyncio.gather(*waiting[1:])

    assert all(one.allowed for one in rest)


async def test_a_bucket_fills_up_evenly(context: Context) -> None:
    limit = RateLimit(quota=500, window_s=round(2 * PATIENCE_S))

    async def has_room() -> bool:
        return (await context.rate_limits.take("a", limit)).allowed

    while await has_room():
        pass
    await eventually(has_room)


async def test_an_idle_bucket_leaves_nothing_behind(context: Context) -> None:
    await context.rate_limits.take("a", RateLimit(quota=5, window_s=1))

    async def is_gone() -> bool:
        return not await context.redis.exists(context.keys.bucket("a"))

    await eventually(is_gone)


async def test_everyone_hears_at_once_that_the_store_is_away(
    server: Server, namespace: str
) -> None:
    async with a_context(server.url, namespace) as context:
        server.kill()
        limits = context.rate_limits

        answers = await asyncio.gather(
            *(limits.take("a", TEN) for _ in range(50)), return_exceptions=True
        )
        server.start()

        assert all(isinstance(answer, StoreUnavailableError) for answer in answers)
        assert (await limits.take("a", TEN)).allowed


async def test_a_bucket_is_asked_again_after_an_outage_that_several_met(
    server: Server, namespace: str
) -> None:
    async with a_context(server.url, namespace) as context:
        server.kill()
        limits = context.rate_limits
        first = asyncio.create_task(limits.take("a", TEN))
        await asyncio.sleep(0)
        await asyncio.sleep(0)  # Its question is on the way.

        answers = await asyncio.gather(first, limits.take("a", TEN), return_exceptions=True)
        server.start()

        assert all(isinstance(answer, StoreUnavailableError) for answer in answers)
        assert (await limits.take("a", TEN)).allowed


@contextlib.asynccontextmanager
async def a_limited_client(
    valkey_url: str, namespace: str, limit: str
) -> AsyncIterator[httpx.AsyncClient]:
    limited = {"ROUNDTABLE_RATE_LIMIT": limit}
    async with (
        a_context(valkey_url, namespace, limited) as context,
        calling(context, await a_key(context)) as client,
    ):
        yield client


async def test_every_reply_to_a_key_says_what_is_left(valkey_url: str, namespace: str) -> None:
    async with a_limited_client(valkey_url, namespace, "5/3600") as client:
        replies = [
            await client.get("/v1/models"),
            await client.get("/v1/nowhere"),
            await client.put("/v1/debates"),
            await client.options("/v1/debates"),
            await client.post("/v1/debates", json={}),
            await client.get("/v1/models"),
        ]

    assert [reply.status_code for reply in replies] == [200, 404, 405, 204, 400, 429]
    assert {reply.headers["ratelimit-policy"] for reply in replies} == {'"burst";q=5;w=3600'}
    left = [reply.headers["ratelimit"].partition("r=")[2].partition(";")[0] for reply in replies]
    assert left == ["4", "3", "2", "1", "0", "0"]


async def test_a_limited_caller_is_told_truly_when_to_come_back(
    valkey_url: str, namespace: str
) -> None:
    async with a_limited_client(valkey_url, namespace, "2/4") as client:
        refused = await client.get("/v1/models")
        while refused.is_success:
            refused = await client.post("/v1/debates", json=a_request())
        wait_s = int(refused.headers["retry-after"])
        await asyncio.sleep(wait_s)  # What it was told to do.
        again = await client.get("/v1/models")

    assert_problem(refused, 429, "rate_limited")
    assert refused.headers["ratelimit"].startswith(NONE_LEFT)
    assert 1 <= wait_s <= 2
    assert again.status_code == 200


async def test_streams_and_unchanged_debates_say_what_is_left_too(
    valkey_url: str, namespace: str
) -> None:
    async with (
        a_context(valkey_url, namespace) as context,
        calling(context, await a_key(context)) as client,
    ):
        path = f"/v1/debates/{await a_stored_debate(client)}"
        tag = (await client.get(path)).headers["etag"]
        unchanged = await client.get(path, headers={"If-None-Match": tag})
        async with client.stream("GET", f"{path}/events") as stream:
            streamed = stream.headers
        head = await client.head(path)

    assert unchanged.status_code == 304
    for headers in (unchanged.headers, streamed, head.headers):
        assert headers["ratelimit-policy"] == '"burst";q=600;w=60'
        assert headers["ratelimit"].startswith('"burst";r=59')


@pytest.mark.parametrize(("limit", "limited"), [("", False), ("2/60", True)])
async def test_callers_without_a_key_are_limited_only_where_that_is_set(
    valkey_url: str, namespace: str, limit: str, *, limited: bool
) -> None:
    variables = {"ROUNDTABLE_RATE_LIMIT": limit}
    async with a_context(valkey_url, namespace, variables) as context, calling(context) as client:
        replies = [await client.get("/v1/models") for _ in range(3)]
        public = await client.get("/openapi.json")

    assert (replies[-1].status_code == 429) is limited
    assert all(("ratelimit" in reply.headers) is limited for reply in replies)
    assert public.status_code == 200
    assert "ratelimit" not in public.headers


async def test_an_operator_can_do_without_limits(valkey_url: str, namespace: str) -> None:
    off = {"ROUNDTABLE_RATE_LIMIT": "off", "ROUNDTABLE_MAX_ACTIVE_DEBATES": "off"}
    async with a_context(valkey_url, namespace, off) as context:
        counting = dataclasses.replace(
            context, rate_limits=RateLimits(Counting(context), context.keys)
        )
        async with calling(counting, await a_key(context)) as client:
            reply = await client.get("/v1/models")

    assert reply.status_code == 200
    assert "ratelimit" not in reply.headers
