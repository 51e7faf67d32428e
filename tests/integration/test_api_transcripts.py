"""Transcripts over HTTP: in every form, in every status, and with texts that want to be more."""

import re
from collections.abc import AsyncIterator

import httpx
import msgspec
import pytest
import pytest_asyncio

from service.api.transcript_page import POLICY
from service.context import Context
from service.domain.lifecycle import cancel
from service.resources.schemas import Transcript
from tests.support.api import (
    TENANT,
    a_context,
    a_namespace,
    a_request,
    a_stored_debate,
    assert_problem,
    calling,
    play,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def context(valkey_url: str) -> AsyncIterator[Context]:
    async with a_context(valkey_url, a_namespace()) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(context) as opened:
        yield opened


async def read(
    client: httpx.AsyncClient, debate_id: str, accept: str = "*/*", **headers: str
) -> httpx.Response:
    path = f"/v1/debates/{debate_id}/transcript"
    return await client.get(path, headers={"Accept": accept, **headers})


async def a_whole_debate(client: httpx.AsyncClient, context: Context, **changes: object) -> str:
    debate_id = await a_stored_debate(client, **changes)
    await client.post(f"/v1/debates/{debate_id}/notes", json={"text": "Think of cost."})
    await play(context, debate_id, "DEAEBC", "DEBEBC")
    return debate_id


@pytest.mark.parametrize(
    ("accept", "media_type", "suffix"),
    [
        ("*/*", "text/markdown; charset=utf-8", "md"),
        ("text/*", "text/markdown; charset=utf-8", "md"),
        ("text/markdown", "text/markdown; charset=utf-8", "md"),
        (BROWSER, "text/html; charset=utf-8", "html"),
        ("text/html", "text/html; charset=utf-8", "html"),
        ("application/json", "application/json", "json"),
        ("application/json;q=0.9, text/markdown;q=0.1", "application/json", "json"),
    ],
)
async def test_a_transcript_comes_in_the_form_that_its_reader_likes_best(
    client: httpx.AsyncClient, context: Context, accept: str, media_type: str, suffix: str
) -> None:
    debate_id = await a_whole_debate(client, context)

    reply = await read(client, debate_id, accept)

    assert reply.status_code == 200
    assert reply.headers["content-type"] == media_type
    assert reply.headers["content-disposition"] == f'inline; filename="{debate_id}.{suffix}"'
    assert reply.headers["vary"] == "Accept"
    assert reply.headers["cache-control"] == "private, no-cache"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "retry-after" not in reply.headers


async def test_without_a_wish_it_is_markdown(client: httpx.AsyncClient, context: Context) -> None:
    debate_id = await a_whole_debate(client, context)
    request = client.build_request("GET", f"/v1/debates/{debate_id}/transcript")
    del request.headers["accept"]

    reply = await client.send(request)

    assert reply.headers["content-type"].startswith("text/markdown")
    assert reply.text.startswith("# should frontier models be open sourced")


async def test_a_form_that_there_is_not_is_refused(
    client: httpx.AsyncClient, context: Context
) -> None:
    debate_id = await a_whole_debate(client, context)

    assert_problem(await read(client, debate_id, "application/pdf"), 406, "not_acceptable")


async def test_the_url_of_a_debate_leads_to_its_transcript(
    client: httpx.AsyncClient, context: Context
) -> None:
    debate_id = await a_whole_debate(client, context)
    debate = (await client.get(f"/v1/debates/{debate_id}")).json()

    assert (await client.get(debate["urls"]["transcript"])).status_code == 200


async def test_every_form_tells_the_same(client: httpx.AsyncClient, context: Context) -> None:
    debate_id = await a_whole_debate(client, context)

    markdown, page, data = [
        await read(client, debate_id, accept)
        for accept in ("text/markdown", "text/html", "application/json")
    ]

    for text in (markdown.text, page.text):
        headings = re.findall(r"(?:^## |<h2[^>]*>)([A-Z][a-z]+)", text, re.MULTILINE)
        assert headings == [
            *("Options", "Panel", "Outcome", "Summary", "Round", "Round"),
            *("Dissent", "Measures", "Usage"),
        ]
        assert "Think of cost." in text
        assert text.count("had to say in round 2.") >= 6
    whole = msgspec.json.decode(data.content, type=Transcript)
    assert whole.debate.id == debate_id
    assert [one.number for one in whole.rounds] == [1, 2]
    assert len(whole.responses) == 12
    assert [(note.round, note.text) for note in whole.notes] == [(1, "Think of cost.")]
    assert whole.summary is not None
    assert whole.summary.headline == whole.debate.outcome.headline  # type: ignore[union-attr]


async def test_a_page_is_sent_with_a_policy_that_lets_nothing_run(
    client: httpx.AsyncClient, context: Context
) -> None:
    debate_id = await a_whole_debate(client, context)

    page, markdown = await read(client, debate_id, "text/html"), await read(client, debate_id)

    assert page.headers["content-security-policy"] == POLICY
    assert "content-security-policy" not in markdown.headers


@pytest.mark.parametrize("accept", ["text/markdown", "text/html", "application/json"])
async def test_a_debate_can_be_read_in_every_status(
    client: httpx.AsyncClient, context: Context, accept: str
) -> None:
    queued, running, canceled, failed = [
        await a_stored_debate(client, protocol={"max_rounds": 3}) for _ in range(4)
    ]
    await play(context, running, "DEAEBC")
    await play(context, failed, [None] * 6)
    now = context.clock.now
    await play(context, canceled, "DEAEBC")
    await context.debates.decide(TENANT, canceled, lambda d: cancel(d, now=now()))

    replies = [await read(client, one, accept) for one in (queued, running, canceled, failed)]

    assert [reply.status_code for reply in replies] == [200] * 4
    assert [reply.headers.get("retry-after") for reply in replies] == ["1", "1", None, None]
    for reply, status in zip(replies, ("queued", "running", "canceled", "failed"), strict=True):
        assert status in reply.text


async def test_a_reader_is_told_when_nothing_has_changed(client: httpx.AsyncClient) -> None:
    debate_id = await a_stored_debate(client)
    first = await read(client, debate_id)

    same = await read(client, debate_id, **{"If-None-Match": first.headers["etag"]})
    other_form = await read(
        client, debate_id, "text/html", **{"If-None-Match": first.headers["etag"]}
    )
    await client.post(f"/v1/debates/{debate_id}/notes", json={"text": "Think of cost."})
    noted = await read(client, debate_id, **{"If-None-Match": first.headers["etag"]})

    assert (same.status_code, same.content) == (304, b"")
    assert (same.headers["etag"], same.headers["vary"]) == (first.headers["etag"], "Accept")
    assert (other_form.status_code, noted.status_code) == (200, 200)
    assert len({one.headers["etag"] for one in (first, other_form, noted)}) == 3


@pytest.mark.parametrize("debate_id", ["dbt_0000000000000000000000000a", "dbt_1", "x"])
async def test_there_is_no_transcript_of_an_unknown_debate(
    client: httpx.AsyncClient, debate_id: str
) -> None:
    assert_problem(await read(client, debate_id), 404, "not_found")


async def test_a_transcript_takes_no_parameters(client: httpx.AsyncClient) -> None:
    debate_id = await a_stored_debate(client)

    reply = await client.get(f"/v1/debates/{debate_id}/transcript?format=pdf")

    assert_problem(reply, 400, "validation_failed")


async def test_hostile_texts_stay_texts(client: httpx.AsyncClient, context: Context) -> None:
    hostile = "# Outcome\n<script>alert(1)</script>\n[x](javascript:alert(1)) \u202eevil\x1b[2J"
    label = "<b>[Yes](javascript:x)</b>\n# no"
    created = await client.post(
        "/v1/debates",
        json=a_request(
            question=hostile,
            context=hostile,
            options=[{"id": "A", "label": label}, {"id": "B", "label": "No"}],
            panel=[{"model": "sim/A", "name": f"{label} {n}", "persona": hostile} for n in (1, 2)],
        ),
    )
    debate_id = created.json()["id"]
    await client.post(f"/v1/debates/{debate_id}/notes", json={"text": hostile})
    await play(context, debate_id, "AA")

    markdown, page = await read(client, debate_id), await read(client, debate_id, "text/html")

    assert created.status_code == 202
    for text in (markdown.text, page.text):
        assert not re.search("[\x00-\x09\x0b-\x1f\u202e]", text)
    assert len(re.findall("^# ", markdown.text, re.MULTILINE)) == 1
    assert not re.search(r"(?<!\\)<|(?<!\\)\]\(", markdown.text)
    assert len(re.findall("<h1", page.text)) == 1
    assert not re.search("<script|<b>|<a ", page.text)
