"""The pages of debates for callers without a key: who sees them, as what, and what else there is."""

import gzip
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from msgspec.structs import replace

from service.api.page_replies import FROM_HERE_ONLY
from service.context import Context, open_store
from service.pages.assets import ASSETS
from service.settings import read_settings
from tests.support.api import (
    TENANT,
    a_context,
    a_key,
    a_namespace,
    a_request,
    a_stored_debate,
    assert_problem,
    bearer,
    calling,
    play,
    serving,
)
from tests.support.logs import logging_as_json
from tests.support.patience import PATIENCE_S
from tests.support.shares import a_link

pytestmark = pytest.mark.asyncio(loop_scope="module")

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PLAIN = {"Accept-Encoding": "identity"}
UNKNOWN = "dbt_0000000000000000000000000a"
HTML = "text/html; charset=utf-8"
ANYONE = {"ROUNDTABLE_ALLOW_ANONYMOUS": "1"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def context(valkey_url: str) -> AsyncIterator[Context]:
    async with a_context(valkey_url, a_namespace()) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(context) as opened:
        yield opened


async def test_a_debate_leads_to_its_page(client: httpx.AsyncClient) -> None:
    created = (await client.post("/v1/debates", json=a_request())).json()
    events = await client.get(created["urls"]["events"], headers={"Accept": "application/json"})

    page = await client.get(created["urls"]["page"], headers=BROWSER)

    assert created["urls"]["page"] == f"/debates/{created['id']}"
    assert events.json()["data"][0]["data"]["urls"] == created["urls"]
    assert (page.status_code, page.headers["content-type"]) == (200, HTML)
    assert page.headers["content-security-policy"] == FROM_HERE_ONLY["Content-Security-Policy"]
    assert page.headers["x-robots-tag"] == "noindex"
    assert page.headers.get_list("referrer-policy") == ["no-referrer"]


async def test_a_page_is_sent_once_until_it_changes(client: httpx.AsyncClient) -> None:
    page = f"/debates/{await a_stored_debate(client)}"
    first = await client.get(page, headers=PLAIN)
    compressed = await client.get(page, headers={"Accept-Encoding": "gzip"})

    for reply in (first, compressed):
        known = {"If-None-Match": reply.headers["etag"]}
        again = await client.get(page, headers={**PLAIN, **known})
        head = await client.head(page, headers={"Accept-Encoding": "gzip", **known})
        assert (again.status_code, again.content, head.status_code) == (304, b"", 304)
        assert again.headers["etag"] == first.headers["etag"]
        assert again.headers["cache-control"] == "private, no-cache"
        assert again.headers["vary"] == "Accept-Encoding"
    assert compressed.headers["etag"] == f"W/{first.headers['etag']}"


async def test_a_page_changes_with_its_debate(client: httpx.AsyncClient) -> None:
    page = f"/debates/{await a_stored_debate(client)}"
    transcript = f"{page}/transcript"
    known = {path: (await client.get(path)).headers["etag"] for path in (page, transcript)}

    await client.post(f"/v1{page}/cancel")

    changed = await client.get(transcript, headers={"If-None-Match": known[transcript]})
    assert changed.status_code == 200
    assert changed.headers["etag"] != known[transcript]


async def test_below_a_page_are_its_events_and_its_transcript(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate = await a_stored_debate(client)
    await play(context, debate, "DEAEBC", "DEBEBC")
    page, own = f"/debates/{debate}", f"/v1/debates/{debate}"

    stream = await client.get(f"{page}/events")
    saved = await client.get(f"{page}/transcript?format=json")

    assert stream.text == (await client.get(f"{own}/events")).text
    accept = {"Accept": "application/json"}
    assert saved.json() == (await client.get(f"{own}/transcript", headers=accept)).json()
    assert saved.headers["content-disposition"].startswith("attachment")
    assert saved.headers["cache-control"] == "private, no-cache"
    assert_problem(await client.get(f"{page}/events?no=1"), 400, "validation_failed")


@pytest.mark.parametrize("name", ASSETS)
async def test_a_file_is_given_out_for_good_and_compressed(
    client: httpx.AsyncClient, name: str
) -> None:
    asset = ASSETS[name]
    plain = await client.get(asset.path, headers=PLAIN)
    async with client.stream("GET", asset.path, headers={"Accept-Encoding": "gzip"}) as reply:
        raw = await reply.aread()

    assert plain.content == raw == asset.body
    assert plain.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert plain.headers["vary"] == reply.headers["vary"] == "Accept-Encoding"
    compressed = reply.headers.get("content-encoding") == "gzip"
    assert compressed is (len(asset.body) >= 1_024)
    if compressed:
        assert int(reply.headers["content-length"]) < len(gzip.compress(asset.body)) + 100


@pytest.mark.parametrize("path", [f"/debates/{UNKNOWN}", "/debates/x", "/debates", "/", "/s/x"])
async def test_people_are_told_on_a_page_what_is_wrong(
    client: httpx.AsyncClient, path: str
) -> None:
    told = {"X-Request-Id": "the-same-for-both"}
    page = await client.get(path, headers={**BROWSER, **told})
    problem = await client.get(path, headers=told)
    head = await client.head(path, headers=BROWSER)

    assert (page.status_code, problem.status_code, head.status_code) == (404, 404, 404)
    assert (page.headers["content-type"], head.headers["content-type"]) == (HTML, HTML)
    assert problem.headers["content-type"] == "application/problem+json"
    for part in ("404", problem.json()["title"], "the-same-for-both"):
        assert part in page.text
    assert page.headers["content-security-policy"] == FROM_HERE_ONLY["Content-Security-Policy"]
    others = {"content-type", "content-length", "date", "content-security-policy"}
    assert page.headers.keys() - problem.headers.keys() <= {*others, "referrer-policy"}
    for name in problem.headers.keys() - others:
        assert page.headers[name] == problem.headers[name]


@pytest.mark.parametrize(
    ("accept", "is_page"),
    [
        ("text/html", True),
        ("text/html;q=0.5, */*;q=0.1", True),
        ("*/*", False),
        ("application/json", False),
        ("application/json, text/html", False),
        ("application/problem+json, text/html;q=0.9", False),
        ("text/html;q=0.5, application/json;q=0.9", False),
        ("image/png", False),
        ("", False),
    ],
)
async def test_who_wants_html_more_than_json_gets_a_page(
    client: httpx.AsyncClient, accept: str, *, is_page: bool
) -> None:
    reply = await client.get("/debates/x", headers={"Accept": accept})

    assert (reply.headers["content-type"] == HTML) is is_page


@pytest.mark.parametrize("path", ["/v1/debates/x", "/nowhere", "/static/nothing.css"])
async def test_where_there_are_no_pages_even_a_browser_gets_a_problem(
    client: httpx.AsyncClient, path: str
) -> None:
    assert_problem(await client.get(path, headers=BROWSER), 404, "not_found")


@pytest.mark.parametrize("path", ["<script>alert(1)", "<script>alert(1)<%2fscript>", "x?<script>"])
async def test_an_error_page_writes_down_nothing_of_what_was_sent(
    client: httpx.AsyncClient, path: str
) -> None:
    reply = await client.get(f"/debates/{path}", headers=BROWSER)

    assert reply.status_code in {400, 404}
    assert "<script>" not in reply.text


async def test_other_methods_are_refused_on_a_page_too(client: httpx.AsyncClient) -> None:
    reply = await client.post("/debates/x/events", headers=BROWSER)

    assert (reply.status_code, reply.headers["content-type"]) == (405, HTML)
    assert reply.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"Via": "1.1 proxy"}, {"Sec-Fetch-Site": "cross-site"}],
)
@pytest.mark.parametrize("below", ["", "/events", "/transcript"])
async def test_pages_are_for_this_machine_as_the_api_is(
    client: httpx.AsyncClient, headers: dict[str, str], below: str
) -> None:
    reply = await client.get(f"/debates/{await a_stored_debate(client)}{below}", headers=headers)

    assert_problem(reply, 403, "forbidden_origin")


@pytest.mark.parametrize("below", ["", "/events", "/transcript", "/nowhere"])
async def test_where_there_are_keys_people_are_told_to_ask_for_a_link(
    valkey_url: str, namespace: str, below: str
) -> None:
    async with a_context(valkey_url, namespace, ANYONE) as context, calling(context) as client:
        debate = await a_stored_debate(client)
        key = await a_key(context)
        await client.get("/v1/models", headers=bearer(key))
        page = await client.get(f"/debates/{debate}{below}", headers=BROWSER)
        problem = await client.get(f"/debates/{debate}{below}")
        start = await client.get("/")
        mine = await client.get(f"/debates/{debate}{below}", headers=bearer(key))

    assert_problem(problem, 401, "missing_api_key")
    assert_problem(start, 401, "missing_api_key")
    assert "share link" in problem.json()["detail"]
    assert (page.status_code, page.headers["content-type"]) == (401, HTML)
    assert page.headers["www-authenticate"] == "Bearer"
    assert "share link" in page.text
    assert mine.status_code == 404


async def test_a_debate_of_a_caller_with_a_key_has_no_page_but_links(
    valkey_url: str, namespace: str
) -> None:
    async with a_context(valkey_url, namespace) as context:
        key = await a_key(context)
        async with calling(context, key) as client:
            created = (await client.post("/v1/debates", json=a_request())).json()
            link = await client.get(await a_link(client, created["id"]))

    assert created["urls"]["page"] is None
    assert link.status_code == 200


async def test_a_server_that_others_can_reach_shows_links_alone(
    valkey_url: str, namespace: str
) -> None:
    settings = read_settings({"ROUNDTABLE_REDIS_URL": valkey_url})
    exposed = replace(settings, host="0.0.0.0")  # noqa: S104 - it is served on loopback
    async with a_context(valkey_url, namespace) as context, calling(context) as client:
        debate = await a_stored_debate(client)
        link = await a_link(client, debate)
    async with (
        open_store(exposed, namespace=namespace) as context,
        serving(context) as url,
        httpx.AsyncClient(base_url=url, trust_env=False, timeout=PATIENCE_S) as stranger,
    ):
        page = await stranger.get(f"/debates/{debate}")
        shared = await stranger.get(link)

    assert_problem(page, 401, "missing_api_key")
    assert shared.status_code == 200


async def test_where_anyone_is_served_pages_open_to_anyone(
    valkey_url: str, namespace: str
) -> None:
    async with a_context(valkey_url, namespace, ANYONE) as context, calling(context) as client:
        debate = await a_stored_debate(client)
        headers = {"Host": "debates.example", "Via": "1.1 proxy"}
        page = await client.get(f"/debates/{debate}", headers=headers)

    assert page.status_code == 200


async def test_no_token_is_logged_whatever_goes_wrong(
    valkey_url: str, namespace: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with a_context(valkey_url, namespace) as context, calling(context) as client:
        debate = await a_stored_debate(client)
        link = await a_link(client, debate)
        with logging_as_json():
            await client.get(link)
            await context.redis.set(context.keys.debate(TENANT, debate).spec, b"rubbish")
            replies = [
                await client.get(f"{link}{below}", headers=headers)
                for below in ("", "/events", "/transcript", "/nowhere", "/")
                for headers in (BROWSER, {"Accept": "application/json"})
            ]
            await client.post(link, json={})

    logged = capsys.readouterr().err
    token = link.removeprefix("/s/")
    assert {reply.status_code for reply in replies} == {404, 500}
    assert "/s/***" in logged
    assert token not in logged
    assert [reply.url for reply in replies if token in reply.text] == []
