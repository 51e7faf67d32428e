"""The events of a debate over HTTP: streamed, resumed, paged."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from service.context import Context
from tests.support.api import (
    TENANT,
    a_context,
    a_namespace,
    a_stored_debate,
    answer,
    assert_problem,
    calling,
    play,
)
from tests.support.patience import PATIENCE_S

PAGE = {"Accept": "application/json"}


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def context(valkey_url: str) -> AsyncIterator[Context]:
    async with a_context(valkey_url, a_namespace()) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(context) as opened:
        yield opened


async def frames(reply: httpx.Response) -> AsyncIterator[dict[str, str]]:
    """Give each frame of a stream as its fields."""
    fields: dict[str, str] = {}
    async for line in reply.aiter_lines():
        name, _, value = line.partition(": ")
        if line:
            fields[name] = value
        else:
            yield fields
            fields = {}


def types(events: list[dict[str, Any]]) -> list[str]:
    return [event["type"] for event in events]


async def test_a_finished_debate_is_streamed_to_its_end(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)
    await play(context, debate_id, "DEAEBC", "DEBEBC")

    async with client.stream("GET", f"/v1/debates/{debate_id}/events") as reply:
        first, *rest = [frame async for frame in frames(reply)]

    assert reply.headers["content-type"].startswith("text/event-stream")
    assert reply.headers["cache-control"] == "no-cache, no-transform"
    assert reply.headers["x-accel-buffering"] == "no"
    assert "connection" not in reply.headers
    assert first == {"retry": "2000"}
    assert [frame["id"] for frame in rest] == [str(n) for n in range(1, len(rest) + 1)]
    assert [frame["event"] for frame in rest] == (
        ["debate.queued", "debate.started", "round.started"]
        + ["response.completed"] * 6
        + ["round.completed", "round.started"]
        + ["response.completed"] * 6
        + ["round.completed", "summary.started", "debate.completed"]
    )


async def test_events_carry_what_they_are_about(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)
    await play(context, debate_id, "DEAEBC", "DEBEBC")

    events = (await client.get(f"/v1/debates/{debate_id}/events", headers=PAGE)).json()["data"]

    by_type = {event["type"]: event["data"] for event in events}
    assert all(event["object"] == "event" for event in events)
    assert by_type["round.completed"]["round"]["number"] == 2
    assert by_type["round.started"]["round"]["tally"][0] == {
        "option": "A",
        "votes": 0,
        "participants": [],
    }
    assert by_type["response.completed"]["response"]["participant"] == "seat_6"
    assert by_type["response.completed"]["status"] == "running"
    assert by_type["response.completed"]["outcome"] is None
    assert by_type["debate.completed"]["outcome"]["agreement"] == "tie"
    assert by_type["debate.completed"]["usage"]["calls"] == 12


async def test_a_past_event_is_always_told_in_the_same_bytes(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)
    path = f"/v1/debates/{debate_id}/events?limit=1000"
    debate = await play(context, debate_id, "DEAEBC")
    await answer(context, debate, "DEB")
    early = (await client.get(path, headers=PAGE)).json()["data"]

    await client.post(f"/v1/debates/{debate_id}/cancel")

    late = (await client.get(path, headers=PAGE)).json()["data"]
    assert late[: len(early)] == early
    assert types(late[len(early) :]) == ["response.completed"] * 3 + ["debate.canceled"]


async def test_events_arrive_as_they_happen(context: Context, client: httpx.AsyncClient) -> None:
    debate_id = await a_stored_debate(client)
    async with client.stream("GET", f"/v1/debates/{debate_id}/events") as reply:
        stream = frames(reply)
        opening = [await anext(stream), await anext(stream)]

        playing = asyncio.create_task(play(context, debate_id, "DEAEBC", "DEBEBC"))
        async with asyncio.timeout(PATIENCE_S):
            live = [frame["event"] async for frame in stream]

        await playing
    assert [frame.get("event") for frame in opening] == [None, "debate.queued"]
    assert live[0] == "debate.started"
    assert live[-1] == "debate.completed"


@pytest.mark.parametrize("by_header", [True, False])
async def test_a_reader_resumes_without_gap_or_repetition(
    context: Context, client: httpx.AsyncClient, *, by_header: bool
) -> None:
    debate_id = await a_stored_debate(client)
    await play(context, debate_id, "DEAEBC", "DEBEBC")
    headers = {"Last-Event-ID": "7"} if by_header else {}
    query = "" if by_header else "?starting_after=7"

    url = f"/v1/debates/{debate_id}/events{query}"
    async with client.stream("GET", url, headers=headers) as reply:
        _, *rest = [frame async for frame in frames(reply)]

    assert [json.loads(frame["data"])["sequence"] for frame in rest] == list(range(8, 21))


async def test_of_two_places_to_resume_the_later_counts(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)
    await play(context, debate_id, "DEAEBC", "DEBEBC")

    firsts = []
    for header, query in (("7", 9), ("9", 7)):
        url = f"/v1/debates/{debate_id}/events?starting_after={query}"
        async with client.stream("GET", url, headers={"Last-Event-ID": header}) as reply:
            _, first, *_ = [frame async for frame in frames(reply)]
        firsts.append(first["id"])

    assert firsts == ["10", "10"]


async def test_a_malformed_last_event_id_counts_as_none(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)
    await play(context, debate_id, "DEAEBC", "DEBEBC")

    url = f"/v1/debates/{debate_id}/events"
    async with client.stream("GET", url, headers={"Last-Event-ID": "9" * 40}) as reply:
        _, first, *_ = [frame async for frame in frames(reply)]

    assert first["id"] == "1"


@pytest.mark.parametrize("after", [20, 21, 10**14])
async def test_a_reader_that_has_seen_the_end_is_sent_away(
    context: Context, client: httpx.AsyncClient, after: int
) -> None:
    debate_id = await a_stored_debate(client)
    await play(context, debate_id, "DEAEBC", "DEBEBC")

    reply = await client.get(
        f"/v1/debates/{debate_id}/events", headers={"Last-Event-ID": str(after)}
    )

    assert (reply.status_code, reply.content) == (204, b"")


async def test_events_are_paged(context: Context, client: httpx.AsyncClient) -> None:
    debate_id = await a_stored_debate(client)
    await play(context, debate_id, "DEAEBC", "DEBEBC")
    path = f"/v1/debates/{debate_id}/events"

    first = await client.get(f"{path}?limit=15", headers=PAGE)
    cursor = first.json()["next_cursor"]
    rest = (await client.get(f"{path}?starting_after={cursor}", headers=PAGE)).json()

    assert (first.json()["has_more"], cursor, len(rest["data"])) == (True, "15", 5)
    assert (rest["has_more"], rest["next_cursor"]) == (False, None)
    assert first.headers["vary"] == "Accept"


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("*/*", "text/event-stream"),
        ("text/event-stream", "text/event-stream"),
        ("application/*", "application/json"),
        ("text/event-stream;q=0.1, application/json", "application/json"),
        ("application/json;q=0, */*", "text/event-stream"),
    ],
)
async def test_the_reader_chooses_the_form(
    context: Context, client: httpx.AsyncClient, accept: str, given: str
) -> None:
    debate_id = await a_stored_debate(client)
    await play(context, debate_id, "DEAEBC", "DEBEBC")

    reply = await client.get(f"/v1/debates/{debate_id}/events", headers={"Accept": accept})

    assert reply.headers["content-type"].partition(";")[0] == given


async def test_another_form_cannot_be_had(client: httpx.AsyncClient) -> None:
    debate_id = await a_stored_debate(client)

    reply = await client.get(f"/v1/debates/{debate_id}/events", headers={"Accept": "text/html"})

    assert_problem(reply, 406, "not_acceptable")


async def test_a_reader_that_hangs_up_leaves_nothing_behind(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)
    async with client.stream("GET", f"/v1/debates/{debate_id}/events") as reply:
        await anext(frames(reply))

    async with asyncio.timeout(PATIENCE_S):
        while any("event stream" in task.get_name() for task in asyncio.all_tasks()):
            await client.get("/health/live")

    assert (await context.debates.load(TENANT, debate_id)).spec.id == debate_id


async def test_the_head_of_a_stream_ends_at_once(client: httpx.AsyncClient) -> None:
    debate_id = await a_stored_debate(client)

    async with asyncio.timeout(PATIENCE_S):
        reply = await client.head(f"/v1/debates/{debate_id}/events")

    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith("text/event-stream")


async def test_a_stream_ends_when_its_debate_is_deleted(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)
    await client.post(f"/v1/debates/{debate_id}/cancel")
    debate = await context.debates.load(TENANT, debate_id)
    await context.debates.remove(debate)

    reply = await client.get(f"/v1/debates/{debate_id}/events")

    assert_problem(reply, 404, "not_found")


async def test_a_log_that_cannot_be_read_is_our_fault_and_said_so(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)
    log = context.keys.debate(TENANT, debate_id).events
    await context.redis.xadd(log, {"at": 0, "event": b"no event"}, id="2-0")

    reply = await client.get(f"/v1/debates/{debate_id}/events")

    assert_problem(reply, 500, "internal_error")
