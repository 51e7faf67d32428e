"""What a share link opens: one debate, for reading, from anywhere; and nothing else whatsoever."""

import asyncio
import dataclasses
import gzip
import json
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import pytest_asyncio
from litestar import get
from litestar.params import FromPath
from litestar.types import ASGIApp

from service.api.areas import NO_LINK
from service.api.calls import ApiRequest
from service.api.page_replies import FROM_HERE_ONLY
from service.api.readings import by_link
from service.api.streaming import EventStream
from service.context import Context
from service.domain.access import Scope
from service.domain.lifecycle import cancel
from tests.support.api import (
    TENANT,
    a_context,
    a_key,
    a_namespace,
    a_stored_debate,
    answer,
    assert_problem,
    bearer,
    calling,
    play,
    serving,
)
from tests.support.clocks import Ahead
from tests.support.endpoints import URL
from tests.support.patience import PATIENCE_S
from tests.support.shares import a_link
from tests.support.valkey import Server
from tests.support.wire import a_head, exchange

pytestmark = pytest.mark.asyncio(loop_scope="module")

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
FROM_AFAR = {
    "Host": "debates.example",
    "Via": "1.1 proxy",
    "X-Forwarded-For": "10.0.0.1",
    "Sec-Fetch-Site": "cross-site",
    "Origin": "https://elsewhere.example",
}
BELOW = ("", "/events", "/transcript")
JSON = {"Accept": "application/json"}
OWN = "only-for-the-owner"
CALLED = {
    "metadata": {OWN: OWN},
    "webhook": {"url": f"{URL}/{OWN}"},
}


class Watchful(EventStream):
    """Looks often whether its reader may still read."""

    ping_s = admitted_s = 0.1


@get("/s/{token:str}/watched")
async def follow(request: ApiRequest, token: FromPath[str]) -> ASGIApp:
    reading = await by_link(request, token)
    return Watchful(reading.following(after=0, deltas=False), 0, reading.is_admitted)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def context(valkey_url: str) -> AsyncIterator[Context]:
    """Give stores in which there are keys."""
    async with a_context(valkey_url, a_namespace()) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    """Give an owner of debates."""
    async with calling(context, await a_key(context, TENANT), others=[follow]) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reader(client: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    """Give somebody without a key, far away."""
    async with a_reader(str(client.base_url)) as opened:
        yield opened


def a_reader(url: str, headers: Mapping[str, str] = FROM_AFAR) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=url, headers=headers, timeout=PATIENCE_S, trust_env=False)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def debate_id(context: Context, client: httpx.AsyncClient) -> str:
    """Give a debate that is over."""
    created = await a_stored_debate(client, **CALLED)
    await play(context, created, "DEAEBC", "DEBEBC")
    return created


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def link(client: httpx.AsyncClient, debate_id: str) -> str:
    return await a_link(client, debate_id)


async def test_a_link_opens_from_anywhere_without_a_key(
    reader: httpx.AsyncClient, link: str
) -> None:
    page = await reader.get(link)

    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "frontier models" in page.text


async def test_what_mail_programs_hang_on_a_link_changes_nothing(
    reader: httpx.AsyncClient, link: str
) -> None:
    plain = await reader.get(link)

    marked = await reader.get(f"{link}?utm_source=mail&fbclid=x&fbclid=y")

    assert (marked.status_code, marked.content) == (200, plain.content)


@pytest.mark.parametrize("below", BELOW)
async def test_what_is_shared_is_kept_and_told_nowhere(
    reader: httpx.AsyncClient, link: str, below: str
) -> None:
    reply = await reader.get(f"{link}{below}", headers=BROWSER)

    assert reply.status_code == 200
    assert reply.headers.get_list("cache-control") == ["no-store"]
    assert reply.headers.get_list("referrer-policy") == ["no-referrer"]
    assert reply.headers.get_list("x-robots-tag") == ["noindex"]
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in reply.headers


async def test_the_page_may_load_nothing_from_elsewhere(
    reader: httpx.AsyncClient, link: str
) -> None:
    page = await reader.get(link)

    policy = FROM_HERE_ONLY["Content-Security-Policy"]
    assert page.headers.get_list("content-security-policy") == [policy]


@pytest.mark.parametrize("below", BELOW)
async def test_head_is_get_without_the_body_and_options_lists_both(
    reader: httpx.AsyncClient, link: str, below: str
) -> None:
    head = await reader.head(f"{link}{below}")
    options = await reader.options(f"{link}{below}")
    wrong = await reader.post(f"{link}{below}", json={})

    assert (head.status_code, head.content) == (200, b"")
    assert options.headers["allow"] == wrong.headers["allow"] == "GET, HEAD, OPTIONS"
    assert_problem(wrong, 405, "method_not_allowed")


async def test_nothing_of_the_owners_is_told(
    context: Context, client: httpx.AsyncClient, reader: httpx.AsyncClient
) -> None:
    original = await a_stored_debate(client, **CALLED)
    await play(context, original, "DEAEBC", "DEBEBC")
    body = {"from_round": 1, "protocol": {"max_rounds": 3}, "webhook": CALLED["webhook"]}
    forked = await client.post(
        f"/v1/debates/{original}/fork", json=body, headers={"X-Request-Id": f"{OWN}-id"}
    )
    fork = forked.json()["id"]
    await play(context, fork, "DEBEBC", "DEBEBC")
    link = await a_link(client, fork)

    replies = [
        await reader.get(link),
        await reader.get(f"{link}/events"),
        await reader.get(f"{link}/events", headers=JSON),
        *[
            await reader.get(f"{link}/transcript?format={name}")
            for name in ("markdown", "html", "json")
        ],
    ]

    whole = (await client.get(f"/v1/debates/{fork}")).text
    for secret in (OWN, original, "/v1/", URL):
        assert secret in whole
        assert [reply.url for reply in replies if secret in reply.text] == []
    for reply in replies:
        assert reply.status_code == 200
        assert f"{OWN}-id" not in reply.text


async def test_the_json_of_a_shared_debate_has_no_urls(
    reader: httpx.AsyncClient, link: str, debate_id: str
) -> None:
    debate = (await reader.get(f"{link}/transcript", headers=JSON)).json()["debate"]
    events = (await reader.get(f"{link}/events", headers=JSON)).json()["data"]

    assert debate["id"] == debate_id
    assert debate["metadata"] == {}
    assert (debate["webhook"], debate["budget"], debate["forked_from"]) == (None, None, None)
    assert [
        told for told in (debate, *(event["data"] for event in events)) if "urls" in told
    ] == []


async def test_a_stream_brings_what_happens_to_its_end(
    context: Context, client: httpx.AsyncClient, reader: httpx.AsyncClient
) -> None:
    debate = await a_stored_debate(client)
    link = await a_link(client, debate)
    watching = asyncio.create_task(read_events(reader, f"{link}/events?deltas=true"))
    await play(context, debate, "DEAEBC", "DEBEBC")

    events = await asyncio.wait_for(watching, PATIENCE_S)
    resumed = await read_events(reader, f"{link}/events?starting_after=18")
    over = await reader.get(f"{link}/events", headers={"Last-Event-ID": "20"})

    assert [event["sequence"] for event in events] == list(range(1, 21))
    assert events[-1]["type"] == "debate.completed"
    assert resumed == events[-2:]
    assert over.status_code == 204


async def test_owner_and_reader_follow_at_once_and_each_is_told_its_own(
    context: Context, client: httpx.AsyncClient, reader: httpx.AsyncClient
) -> None:
    debate = await a_stored_debate(client, **CALLED)
    links = [await a_link(client, debate) for _ in range(2)]
    paths = (f"{links[0]}/events", f"{links[1]}/events")
    watching = [asyncio.create_task(read_events(reader, path)) for path in paths]
    owner = asyncio.create_task(read_events(client, f"/v1/debates/{debate}/events"))

    await play(context, debate, "DEAEBC", "DEBEBC")

    first, second = await asyncio.gather(*watching)
    assert first == second
    assert OWN not in json.dumps(first)
    assert json.dumps(await owner).count(OWN) >= 20


async def read_events(client: httpx.AsyncClient, path: str) -> list[dict[str, Any]]:
    """Return the events of a stream that ends."""
    async with client.stream("GET", path) as reply:
        assert reply.status_code == 200
        lines = [line async for line in reply.aiter_lines()]
    return [json.loads(line[6:]) for line in lines if line.startswith("data: ")]


@pytest.mark.parametrize(
    ("name", "media_type", "suffix"),
    [
        ("markdown", "text/markdown; charset=utf-8", "md"),
        ("html", "text/html; charset=utf-8", "html"),
        ("json", "application/json", "json"),
    ],
)
async def test_a_transcript_is_saved_in_the_form_that_is_named(
    reader: httpx.AsyncClient, link: str, name: str, media_type: str, suffix: str
) -> None:
    reply = await reader.get(f"{link}/transcript?format={name}", headers=BROWSER)

    assert reply.headers["content-type"] == media_type
    named = reply.headers["content-disposition"]
    assert named.startswith('attachment; filename="debate-should-frontier-models')
    assert named.endswith(f'.{suffix}"')


async def test_without_a_name_a_transcript_is_shown_as_its_reader_likes_it(
    reader: httpx.AsyncClient, link: str
) -> None:
    page = await reader.get(f"{link}/transcript", headers=BROWSER)
    plain = await reader.get(f"{link}/transcript")
    refused = await reader.get(f"{link}/transcript", headers={"Accept": "application/pdf"})
    unknown = await reader.get(f"{link}/transcript?format=pdf")

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert plain.headers["content-type"] == "text/markdown; charset=utf-8"
    assert {page.headers["content-disposition"], plain.headers["content-disposition"]} == {
        "inline"
    }
    assert_problem(refused, 406, "not_acceptable")
    assert_problem(unknown, 400, "validation_failed")


@pytest.mark.parametrize("below", ["", "/transcript"])
async def test_what_is_large_is_compressed_for_who_takes_it_so(
    reader: httpx.AsyncClient, link: str, below: str
) -> None:
    path = f"{link}{below}"
    plain = await reader.get(path, headers={"Accept-Encoding": "identity"})
    async with reader.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as reply:
        raw = b"".join([chunk async for chunk in reply.aiter_raw()])

    assert "content-encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["vary"]
    assert "Accept-Encoding" in reply.headers["vary"]
    small = len(plain.content) < 1_024
    assert (raw if small else gzip.decompress(raw)) == plain.content
    assert int(reply.headers["content-length"]) == len(raw)
    assert reply.headers["etag"] == f"W/{plain.headers['etag']}"


HOSTILE = {
    "unknown": "0" * 22,
    "empty": "",
    "short": "a",
    "long": "a" * 30_000,
    "one character more": "{token}a",
    "one character less": "{shorter}",
    "another case": "{swapped}",
    "a space more": "{token}%20",
    "a NUL more": "{token}%00",
    "a line more": "{token}%0a",
    "a slash more": "{token}/",
    "an encoded slash more": "{token}%2f",
    "another path": "{token}/summary",
    "a path through": "{token}/../{token}",
    "an encoded path through": "x%2f..%2f{token}",
    "a debate": "{token}/dbt_0000000000000000000000000a",
    "a wildcard": "*",
    "a pattern": "{token}*",
    "no UTF-8": "%ff%fe",
    "a surrogate": "%ed%a0%80",
    "other letters": quote("тест茶🙂"),
    "an id": "{debate}",
    "dots": "..",
    "a digest": "share:{token}",
    "a query": "{shorter}?token={token}",
    "a fragment of one": "{token};x",
    "encoded twice": "%25{token}",
}


@pytest.mark.parametrize("below", ["", "/events", "/transcript"])
@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
async def test_whatever_opens_nothing_is_answered_alike(
    reader: httpx.AsyncClient, link: str, debate_id: str, hostile: str, below: str
) -> None:
    token = link.removeprefix("/s/")
    path = (
        hostile.replace("{token}", token)
        .replace("{shorter}", token[:-1])
        .replace("{swapped}", token.swapcase())
        .replace("{debate}", debate_id)
    )

    head = a_head(f"/s/{path}{below}", "Via: 1.1 proxy")
    reply = await exchange(reader.base_url.port or 0, head)

    assert reply.status == 404
    assert token.encode() not in reply.body
    assert reply.headers["cache-control"] == "no-store"
    problem = json.loads(reply.body)
    assert (problem["code"], problem["detail"]) == ("not_found", NO_LINK)
    assert problem["errors"] == []


async def test_unknown_revoked_expired_and_removed_links_are_told_in_the_same_words(
    context: Context, client: httpx.AsyncClient, reader: httpx.AsyncClient
) -> None:
    debate = await a_stored_debate(client)
    revoked = (await client.post(f"/v1/debates/{debate}/share")).json()
    removed = await a_link(client, debate)
    await client.delete(f"/v1/debates/{debate}/share/{revoked['id']}")
    now = context.clock.now()
    await context.debates.decide(TENANT, debate, lambda d: cancel(d, now=now))
    await client.delete(f"/v1/debates/{debate}")
    same = {"X-Request-Id": "the-same-for-all"}

    replies = [
        await reader.get(f"{path}{below}", headers=same)
        for path in (revoked["url"], removed, f"/s/{'0' * 22}", "/s/x")
        for below in BELOW
    ]

    bodies = {reply.text.replace("/events", "").replace("/transcript", "") for reply in replies}
    fields = {tuple(sorted(reply.headers.keys())) for reply in replies}
    assert {reply.status_code for reply in replies} == {404}
    assert (len(bodies), len(fields)) == (1, 1)


async def test_a_removed_debate_whose_link_was_left_behind_tells_nothing_of_it(
    context: Context, client: httpx.AsyncClient, reader: httpx.AsyncClient
) -> None:
    debate = await a_stored_debate(client)
    link = await a_link(client, debate)
    await context.redis.delete(*context.keys.debate(TENANT, debate).all())

    for below in BELOW:
        reply = await reader.get(f"{link}{below}")
        assert_problem(reply, 404, "not_found")
        assert debate not in reply.text


async def test_a_link_is_no_key(
    client: httpx.AsyncClient, reader: httpx.AsyncClient, link: str, debate_id: str
) -> None:
    token = link.removeprefix("/s/")
    tried = [
        await reader.get(f"/v1/debates/{debate_id}", headers=bearer(token)),
        await reader.get(f"/debates/{debate_id}", headers=bearer(token)),
        await reader.get("/v1/debates", headers={"Cookie": f"token={token}"}),
        await reader.get(f"/v1/debates?token={token}"),
        await reader.get(f"/v1/debates/{token}"),
        await reader.get(f"/debates/{token}"),
    ]

    assert {reply.status_code for reply in tried} == {401}
    assert (await client.get(f"/v1/debates/{debate_id}")).status_code == 200


async def test_a_revoked_link_ends_its_streams_and_no_others(
    client: httpx.AsyncClient, reader: httpx.AsyncClient
) -> None:
    debate = await a_stored_debate(client)
    ending = (await client.post(f"/v1/debates/{debate}/share")).json()
    staying = await a_link(client, debate)
    async with (
        reader.stream("GET", f"{ending['url']}/watched") as cut_off,
        reader.stream("GET", f"{staying}/watched") as going_on,
    ):
        pings = going_on.aiter_lines()
        await client.delete(f"/v1/debates/{debate}/share/{ending['id']}")

        async with asyncio.timeout(PATIENCE_S):
            said = [line async for line in cut_off.aiter_lines()]
        later = [await anext(pings) for _ in range(len(said) + 4)]

    assert "event: debate.queued" in said
    assert ": ping" in later
    assert_problem(await reader.get(ending["url"]), 404, "not_found")


async def test_a_debate_that_is_removed_ends_the_streams_of_its_links(
    context: Context, client: httpx.AsyncClient, reader: httpx.AsyncClient
) -> None:
    debate = await a_stored_debate(client)
    link = await a_link(client, debate)
    async with reader.stream("GET", f"{link}/events") as stream:
        lines = stream.aiter_lines()
        assert await anext(lines) == "retry: 2000"
        now = context.clock.now()
        await context.debates.decide(TENANT, debate, lambda d: cancel(d, now=now))
        await client.delete(f"/v1/debates/{debate}")

        async with asyncio.timeout(PATIENCE_S):
            rest = [line async for line in lines]

    assert [line for line in rest if line.startswith("event: ")] in (
        ["event: debate.queued", "event: debate.canceled"],
        ["event: debate.queued"],
    )


async def test_an_expired_link_ends_its_streams(valkey_url: str, namespace: str) -> None:
    async with a_context(valkey_url, namespace) as context:
        clock = Ahead(context.clock, timedelta(0))
        stepping = dataclasses.replace(context, clock=clock)
        async with (
            calling(stepping, others=[follow]) as client,
            a_reader(str(client.base_url)) as reader,
        ):
            debate = await a_stored_debate(client)
            link = await a_link(client, debate, expires_in_seconds=60)
            async with reader.stream("GET", f"{link}/watched") as stream:
                lines = stream.aiter_lines()
                await anext(lines)
                clock.by = timedelta(seconds=60)
                async with asyncio.timeout(PATIENCE_S):
                    said = [line async for line in lines]

    assert "event: debate.queued" in said


async def test_a_stream_goes_on_while_nobody_can_tell(server: Server, namespace: str) -> None:
    async with (
        a_context(server.url, namespace) as context,
        calling(context, others=[follow]) as client,
        a_reader(str(client.base_url)) as reader,
    ):
        link = await a_link(client, await a_stored_debate(client))
        async with reader.stream("GET", f"{link}/watched") as stream:
            lines = stream.aiter_lines()
            server.kill()
            async with asyncio.timeout(PATIENCE_S):
                said = [await anext(lines) for _ in range(20)]
        page = await reader.get(link, headers=BROWSER)
        problem = await reader.get(f"{link}/events")

    assert ": ping" in said
    assert page.status_code == 503
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert int(page.headers["retry-after"]) >= 1
    assert_problem(problem, 503, "queue_unavailable")


async def test_two_tenants_links_open_their_own_debates(valkey_url: str, namespace: str) -> None:
    async with a_context(valkey_url, namespace) as context, serving(context) as url:
        links = {}
        for tenant in ("acme", "initech"):
            key = await a_key(context, tenant, scopes=[Scope.DEBATES_WRITE])
            async with a_reader(url, bearer(key)) as owner:
                debate = await a_stored_debate(owner, question=f"What is {tenant} to do?")
                links[tenant] = await a_link(owner, debate)
        async with a_reader(url) as reader:
            pages = {tenant: (await reader.get(link)).text for tenant, link in links.items()}

    assert "What is acme to do?" in pages["acme"]
    assert "What is initech to do?" in pages["initech"]
    assert "initech" not in pages["acme"]


async def test_a_running_debate_is_shown_as_it_stands(
    context: Context, client: httpx.AsyncClient, reader: httpx.AsyncClient
) -> None:
    debate = await a_stored_debate(client)
    link = await a_link(client, debate)
    begun = await play(context, debate)
    await answer(context, begun, "DEA")

    transcript = (await reader.get(f"{link}/transcript", headers=JSON)).json()

    assert transcript["debate"]["status"] == "running"
    assert len(transcript["responses"]) == 3
    assert (await reader.get(link)).status_code == 200


async def test_only_links_are_exempt_from_the_rules_for_callers_without_a_key(
    valkey_url: str, namespace: str
) -> None:
    async with a_context(valkey_url, namespace) as context, calling(context) as client:
        debate = await a_stored_debate(client)
        link = await a_link(client, debate)
        async with a_reader(str(client.base_url)) as reader:
            shared = await reader.get(link)
            page = await reader.get(f"/debates/{debate}")
            style = await reader.get(await a_file_of(client, link))

    assert (shared.status_code, style.status_code) == (200, 200)
    assert_problem(page, 403, "forbidden_origin")


async def a_file_of(client: httpx.AsyncClient, page: str) -> str:
    """Return the path of a file that a page loads."""
    return (await client.get(page)).text.partition('href="')[2].partition('"')[0]


async def test_links_count_for_no_limit(valkey_url: str, namespace: str) -> None:
    limited = {"ROUNDTABLE_RATE_LIMIT": "3/60"}
    async with a_context(valkey_url, namespace, limited) as context, calling(context) as client:
        debate = await a_stored_debate(client)
        link = await a_link(client, debate)
        replies = [await client.get(link) for _ in range(10)]
        page = await client.get(f"/debates/{debate}")
        too_often = await client.get(f"/debates/{debate}")

    assert {reply.status_code for reply in replies} == {200}
    assert "ratelimit" not in replies[0].headers
    assert page.status_code == 200
    assert_problem(too_often, 429, "rate_limited")
