"""What everybody may read: the document, and the page that shows it without any other host."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from service.api.published import PATHS
from tests.support.api import a_context, a_key, a_namespace, assert_problem, calling

LINKED = re.compile(r'(?:src|href)="([^"]*)"')
LOADED_BY_STYLES = re.compile(r"url\(\s*['\"]?([^'\")]*)|@import\s+([^;]*)")


@pytest.fixture
async def client(valkey_url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with a_context(valkey_url, a_namespace()) as context, calling(context) as client:
        yield client


async def test_the_page_and_all_that_it_loads_come_from_this_server(
    client: httpx.AsyncClient,
) -> None:
    page = await client.get("/docs")

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    links = [link for link in LINKED.findall(page.text) if not link.startswith("data:")]
    assert {f"/{link}" for link in links} == set(PATHS) - {"/docs"}
    for link in links:
        assert (await client.get(f"/{link}")).status_code == 200


async def test_the_page_may_load_nothing_from_elsewhere(client: httpx.AsyncClient) -> None:
    page = await client.get("/docs")

    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*\ssrc=)|\son\w+=|style=", page.text)


async def test_its_styles_load_nothing(client: httpx.AsyncClient) -> None:
    styles = (await client.get("/docs/swagger-ui.css")).text

    assert [
        found
        for found in LOADED_BY_STYLES.findall(styles)
        if not found[0].startswith(("data:", "#"))
    ] == []


@pytest.mark.parametrize("path", PATHS)
async def test_a_file_is_sent_once(client: httpx.AsyncClient, path: str) -> None:
    first = await client.get(path)
    again = await client.get(path, headers={"If-None-Match": first.headers["etag"]})
    head = await client.head(path)

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert first.headers["x-content-type-options"] == "nosniff"
    assert first.headers["cache-control"] == "public, max-age=300"
    assert (head.content, head.headers["content-length"]) == (b"", str(len(first.content)))


@pytest.mark.parametrize(
    "path",
    [
        "/docs/",
        "/docs/docs.html",
        "/docs/index.html",
        "/docs/swagger-ui-bundle.js.map",
        "/docs/%2e%2e/published.py",
        "/docs/..%2fpublished.py",
        "/docs/....//start.js",
        "/docs/%5c..%5cstart.js",
        "/docs/start.js%00",
    ],
)
async def test_there_is_no_way_to_any_other_file(client: httpx.AsyncClient, path: str) -> None:
    assert_problem(await client.get(path), 404, "not_found")


async def test_a_page_from_elsewhere_cannot_read_them(client: httpx.AsyncClient) -> None:
    reply = await client.get("/docs", headers={"Origin": "https://evil.example"})

    assert_problem(reply, 403, "forbidden_origin")


async def test_where_there_are_keys_they_are_public_all_the_same(valkey_url: str) -> None:
    async with a_context(valkey_url, a_namespace()) as context:
        await a_key(context)
        async with calling(context) as client:
            headers = {"Host": "debates.example", "Origin": "https://elsewhere.example"}
            replies = [await client.get(path, headers=headers) for path in PATHS]

    assert [reply.status_code for reply in replies] == [200] * len(PATHS)
