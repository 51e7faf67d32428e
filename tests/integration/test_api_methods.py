"""Every path with every method: HEAD is GET without the body, and all are told which there are."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from litestar.routes import HTTPRoute

from service.api.app import routed
from service.context import Context
from tests.support.api import (
    a_context,
    a_namespace,
    a_stored_debate,
    assert_problem,
    calling,
    play,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

METHODS = {
    route.path_format: set(route.methods)
    for route in routed(None).routes
    if isinstance(route, HTTPRoute)
}
READABLE = [path for path, methods in METHODS.items() if "GET" in methods]
OF_A_REPLY = {"x-request-id", "date", "transfer-encoding"}
"""Headers that differ from reply to reply, or frame a body of unknown length."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def context(valkey_url: str) -> AsyncIterator[Context]:
    async with a_context(valkey_url, a_namespace()) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(context) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ids(context: Context, client: httpx.AsyncClient) -> dict[str, str]:
    """Give the ids that paths have room for, those of a debate that is over."""
    debate_id = await a_stored_debate(client)
    await play(context, debate_id, "AAAAAA")
    responses = (await client.get(f"/v1/debates/{debate_id}/responses")).json()
    return {"debate_id": debate_id, "response_id": responses["data"][0]["id"]}


def filled(path: str, ids: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda name: ids.get(name[1], "x"), path)


@pytest.mark.parametrize("path", READABLE)
async def test_head_is_get_without_the_body(
    client: httpx.AsyncClient, ids: dict[str, str], path: str
) -> None:
    full = await client.get(filled(path, ids))
    head = await client.head(filled(path, ids))

    assert (head.status_code, head.content) == (full.status_code, b"")
    for name in full.headers.keys() - OF_A_REPLY:
        assert head.headers[name] == full.headers[name]


@pytest.mark.parametrize("path", METHODS)
async def test_every_path_tells_its_methods(
    client: httpx.AsyncClient, ids: dict[str, str], path: str
) -> None:
    methods = METHODS[path] | {"OPTIONS"} | ({"HEAD"} if "GET" in METHODS[path] else set())

    options = await client.options(filled(path, ids))
    wrong = await client.request("TRACE", filled(path, ids))

    assert (options.status_code, options.content) == (204, b"")
    assert_problem(wrong, 405, "method_not_allowed")
    assert options.headers["allow"] == wrong.headers["allow"] == ", ".join(sorted(methods))
