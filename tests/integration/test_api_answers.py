"""The right answer over HTTP: told when it is known, shown with the debate, never an event."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from service.context import Context
from service.domain.access import Scope
from service.domain.lifecycle import kept_until
from service.store.encoding import to_ms
from tests.support.api import (
    TENANT,
    a_client,
    a_context,
    a_key,
    a_namespace,
    a_request,
    a_stored_debate,
    assert_problem,
    calling,
    play,
    pointers,
    serving,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def context(valkey_url: str) -> AsyncIterator[Context]:
    async with a_context(valkey_url, a_namespace()) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(context) as opened:
        yield opened


async def a_completed_debate(client: httpx.AsyncClient, context: Context) -> str:
    """Return one that ended in a tie of B and E, decided for E by trajectory."""
    debate_id = await a_stored_debate(client)
    await play(context, debate_id, "DEAEBC", "DEBEBC")
    return debate_id


async def told(client: httpx.AsyncClient, debate_id: str, option: str) -> httpx.Response:
    return await client.post(f"/v1/debates/{debate_id}/answer", json={"option": option})


async def log_of(context: Context, debate_id: str) -> list[tuple[bytes, dict[bytes, bytes]]]:
    key = context.keys.debate(TENANT, debate_id).events
    return list(await context.redis.xrange(key))


@pytest.mark.parametrize(("option", "correct"), [("E", True), ("B", False)])
async def test_an_answer_is_shown_with_whether_the_decision_is_it(
    client: httpx.AsyncClient, context: Context, option: str, correct: object
) -> None:
    debate_id = await a_completed_debate(client, context)
    before = (await client.get(f"/v1/debates/{debate_id}")).json()

    reply = await told(client, debate_id, option)

    after = (await client.get(f"/v1/debates/{debate_id}")).json()
    assert reply.status_code == 200
    assert before["answer"] is None
    assert reply.json() == after == {**before, "answer": {"option": option, "correct": correct}}


async def test_where_nothing_was_decided_an_answer_is_neither(
    client: httpx.AsyncClient, context: Context
) -> None:
    debate_id = await a_stored_debate(client, protocol={"max_rounds": 2, "tie_break": "none"})
    await play(context, debate_id, "DEAEBC", "DEBEBC")

    reply = await told(client, debate_id, "B")

    assert reply.json()["outcome"]["decision"] is None
    assert reply.json()["answer"] == {"option": "B", "correct": None}


async def test_a_later_answer_takes_the_place_of_an_earlier_one(
    client: httpx.AsyncClient, context: Context
) -> None:
    debate_id = await a_completed_debate(client, context)
    await told(client, debate_id, "B")

    reply = await told(client, debate_id, "E")

    assert reply.json()["answer"] == {"option": "E", "correct": True}


async def test_an_answer_is_a_new_version_and_the_same_one_is_none(
    client: httpx.AsyncClient, context: Context
) -> None:
    debate_id = await a_completed_debate(client, context)
    path = f"/v1/debates/{debate_id}"
    tags = [(await client.get(path)).headers["etag"]]
    for _ in range(2):
        await told(client, debate_id, "B")
        tags.append((await client.get(path)).headers["etag"])

    unchanged = await client.get(path, headers={"If-None-Match": tags[1]})

    assert tags[0] != tags[1] == tags[2]
    assert unchanged.status_code == 304


async def test_an_answer_is_no_event_and_changes_neither_when_nor_where_a_debate_is_kept(
    client: httpx.AsyncClient, context: Context
) -> None:
    debate_id = await a_completed_debate(client, context)
    before, log = await context.debates.load(TENANT, debate_id), await log_of(context, debate_id)
    member = f"{TENANT}|{debate_id}"
    removed_at = await context.redis.zscore(context.keys.expiring, member)

    await told(client, debate_id, "B")

    after = await context.debates.load(TENANT, debate_id)
    assert await log_of(context, debate_id) == log
    assert removed_at == await context.redis.zscore(context.keys.expiring, member)
    assert removed_at == to_ms(kept_until(before))
    assert kept_until(after) == kept_until(before)
    assert await context.redis.zscore(context.keys.checks, member) is None
    listed = await client.get("/v1/debates", params={"status": "completed", "limit": 100})
    assert [one["id"] for one in listed.json()["data"]].count(debate_id) == 1


async def test_there_is_no_answer_to_a_debate_at_work(
    client: httpx.AsyncClient, context: Context
) -> None:
    debate_id = await a_stored_debate(client)
    queued = await told(client, debate_id, "B")
    await play(context, debate_id)

    running = await told(client, debate_id, "B")

    for reply in (queued, running):
        assert_problem(reply, 409, "debate_in_progress")
        assert int(reply.headers["retry-after"]) >= 1


async def test_there_is_no_answer_to_a_debate_without_an_outcome(
    client: httpx.AsyncClient,
) -> None:
    debate_id = await a_stored_debate(client)
    await client.post(f"/v1/debates/{debate_id}/cancel")

    reply = await told(client, debate_id, "B")

    assert_problem(reply, 409, "debate_canceled")
    assert reply.headers["x-should-retry"] == "false"


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ({}, ["/option"]),
        ({"option": "Z"}, ["/option"]),
        ({"option": "b"}, ["/option"]),
        ({"option": "Yes, all"}, ["/option"]),
        ({"option": ""}, ["/option"]),
        ({"option": None}, ["/option"]),
        ({"option": 2}, ["/option"]),
        ({"option": ["B"]}, ["/option"]),
        ({"option": "B", "correct": True}, ["/correct"]),
        (["B"], [""]),
    ],
)
async def test_what_is_no_option_is_refused_where_it_stands(
    client: httpx.AsyncClient, context: Context, body: object, faults: list[str]
) -> None:
    debate_id = await a_completed_debate(client, context)

    reply = await client.post(f"/v1/debates/{debate_id}/answer", json=body)

    assert_problem(reply, 400, "validation_failed")
    assert pointers(reply) == faults
    assert (await context.debates.load(TENANT, debate_id)).state.answer is None


async def test_an_unknown_option_is_told_with_those_that_there_are(
    client: httpx.AsyncClient,
) -> None:
    debate_id = await a_stored_debate(client)

    reply = await told(client, debate_id, "Z")

    assert_problem(reply, 400, "validation_failed")
    assert "A, B, C, D, E" in reply.json()["errors"][0]["detail"]


@pytest.mark.parametrize("debate_id", ["dbt_0000000000000000000000000a", "dbt_1", "x"])
async def test_there_is_no_answer_to_an_unknown_debate(
    client: httpx.AsyncClient, debate_id: str
) -> None:
    assert_problem(await told(client, debate_id, "B"), 404, "not_found")


async def test_an_answer_sent_again_under_one_key_does_not_undo_a_later_one(
    client: httpx.AsyncClient, context: Context
) -> None:
    debate_id = await a_completed_debate(client, context)
    path, key = f"/v1/debates/{debate_id}/answer", {"Idempotency-Key": "the-answer"}
    first = await client.post(path, json={"option": "B"}, headers=key)
    await told(client, debate_id, "E")

    again = await client.post(path, json={"option": "B"}, headers=key)

    assert again.headers["idempotency-replayed"] == "true"
    assert again.content == first.content
    assert (await context.debates.load(TENANT, debate_id)).state.answer == "E"


async def test_answers_that_come_at_once_leave_one_of_them(
    client: httpx.AsyncClient, context: Context
) -> None:
    debate_id = await a_completed_debate(client, context)

    replies = await asyncio.gather(*(told(client, debate_id, option) for option in "ABCDE" * 2))

    assert {reply.status_code for reply in replies} == {200}
    assert (await context.debates.load(TENANT, debate_id)).state.answer in {*"ABCDE"}


async def test_an_answered_debate_can_be_deleted(
    client: httpx.AsyncClient, context: Context
) -> None:
    debate_id = await a_completed_debate(client, context)
    await told(client, debate_id, "B")

    reply = await client.delete(f"/v1/debates/{debate_id}")

    assert reply.status_code == 204
    assert_problem(await told(client, debate_id, "B"), 404, "not_found")
    left = [key async for key in context.redis.scan_iter(match=f"*{debate_id}*")]
    assert left == []


async def test_a_fork_has_an_answer_of_its_own(
    client: httpx.AsyncClient, context: Context
) -> None:
    debate_id = await a_completed_debate(client, context)
    await told(client, debate_id, "B")

    forked = await client.post(
        f"/v1/debates/{debate_id}/fork", json={"from_round": 1, "protocol": {"max_rounds": 3}}
    )

    assert forked.json()["answer"] is None


async def test_whoever_may_only_read_tells_no_answer(valkey_url: str, namespace: str) -> None:
    async with a_context(valkey_url, namespace) as context, serving(context) as url:
        writes, reads = await a_key(context), await a_key(context, scopes=[Scope.DEBATES_READ])
        async with a_client(url, writes) as writer, a_client(url, reads) as reader:
            created = await writer.post("/v1/debates", json=a_request())

            reply = await told(reader, created.json()["id"], "B")

    assert_problem(reply, 403, "insufficient_scope")
