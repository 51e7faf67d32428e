"""An Idempotency-Key on every POST: done once, and answered alike however often it is sent."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from service.api.idempotency import LARGEST
from service.context import Context
from tests.support.api import (
    TENANT,
    a_context,
    a_key,
    a_request,
    a_stored_debate,
    assert_problem,
    calling,
    play,
)
from tests.support.logs import logged, logging_as_json
from tests.support.performing import Performer
from tests.support.store import eventually
from tests.support.valkey import Server

KEY = {"Idempotency-Key": "a-key-of-the-caller"}
AT_ONCE = 20


@pytest.fixture
def performer() -> Performer:
    return Performer(large=LARGEST)


@pytest.fixture
async def client(context: Context, performer: Performer) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(context, others=[performer.handler()]) as opened:
        yield opened


async def test_creates_at_once_with_one_key_make_one_debate(client: httpx.AsyncClient) -> None:
    waits = [{"Prefer": "wait=1"} if n % 3 == 0 else {} for n in range(AT_ONCE)]

    replies = await asyncio.gather(
        *(client.post("/v1/debates", json=a_request(), headers={**KEY, **wait}) for wait in waits)
    )

    listed = (await client.get("/v1/debates")).json()["data"]
    assert {reply.status_code for reply in replies} == {202}
    assert len({reply.content for reply in replies}) == 1
    assert {reply.headers["location"] for reply in replies} == {listed[0]["urls"]["self"]}
    assert len([reply for reply in replies if "idempotency-replayed" in reply.headers]) == 19
    assert len(listed) == 1


async def test_a_waiting_create_is_in_nobodys_way(
    context: Context, client: httpx.AsyncClient
) -> None:
    waiting = asyncio.create_task(
        client.post("/v1/debates", json=a_request(), headers={**KEY, "Prefer": "wait=9"})
    )

    async def is_stored() -> bool:
        return bool((await context.debates.page(TENANT, limit=1))[0])

    await eventually(is_stored)
    repeated = await client.post("/v1/debates", json=a_request(), headers=KEY)
    await play(context, repeated.json()["id"], "DEAEBC", "DEBEBC")
    first = await waiting

    assert (repeated.status_code, repeated.json()["status"]) == (202, "queued")
    assert (first.status_code, first.json()["status"]) == (200, "completed")
    assert first.headers["location"] == repeated.headers["location"]
    assert "idempotency-replayed" not in first.headers


async def test_a_repeated_cancellation_gets_the_first_reply(client: httpx.AsyncClient) -> None:
    path = f"/v1/debates/{await a_stored_debate(client)}/cancel"
    first = await client.post(path, headers=KEY)

    again = await client.post(path, headers=KEY)

    assert again.status_code == first.status_code == 200
    assert again.content == first.content
    assert again.headers["content-type"] == first.headers["content-type"]
    assert again.headers["cache-control"] == first.headers["cache-control"]
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert again.headers["x-request-id"] != first.headers["x-request-id"]


async def test_a_conflict_that_stays_is_repeated(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)
    await play(context, debate_id, "DEAEBC", "DEBEBC")
    path = f"/v1/debates/{debate_id}/cancel"
    first = await client.post(path, headers=KEY)

    again = await client.post(path, headers=KEY)

    for reply in (first, again):
        assert_problem(reply, 409, "debate_already_finished")
        assert reply.headers["x-should-retry"] == "false"
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json()["detail"] == first.json()["detail"]


async def test_a_repeated_estimate_is_not_made_again(client: httpx.AsyncClient) -> None:
    first = await client.post("/v1/estimates", json=a_request(), headers=KEY)

    again = await client.post("/v1/estimates", json=a_request(), headers=KEY)

    assert again.content == first.content
    assert again.headers["idempotency-replayed"] == "true"


async def test_a_reply_is_kept_with_its_location(
    client: httpx.AsyncClient, performer: Performer
) -> None:
    first = await client.post("/v1/tests/create", headers=KEY)

    again = await client.post(
        "/v1/tests/create", headers={"Idempotency-Key": '"a-key-of-the-caller"'}
    )

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json() == {"count": 1}
    assert again.headers["location"] == first.headers["location"] == "/1"
    assert len(performer.operations) == 1


async def test_a_reply_without_a_body_is_kept_too(
    client: httpx.AsyncClient, performer: Performer
) -> None:
    replies = [await client.post("/v1/tests/say-nothing", headers=KEY) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [204, 204]
    assert replies[1].headers["idempotency-replayed"] == "true"
    assert "content-length" not in replies[1].headers
    assert len(performer.operations) == 1


async def test_a_key_belongs_to_one_body(client: httpx.AsyncClient, performer: Performer) -> None:
    await client.post("/v1/tests/create", headers=KEY, json={})

    reply = await client.post("/v1/tests/create", headers=KEY, json={"a": 1})
    first_again = await client.post("/v1/tests/create", headers=KEY, json={})

    assert_problem(reply, 409, "idempotency_key_reused")
    assert reply.headers["x-should-retry"] == "false"
    assert "idempotency-replayed" not in reply.headers
    assert first_again.json() == {"count": 1}
    assert len(performer.operations) == 1


async def test_a_key_belongs_to_one_path(client: httpx.AsyncClient, performer: Performer) -> None:
    await client.post("/v1/tests/create", headers=KEY)

    reply = await client.post("/v1/tests/create-another", headers=KEY)

    assert reply.json() == {"count": 2}
    assert len(set(performer.operations)) == 2


@pytest.mark.parametrize(
    ("act", "status"),
    [("fail", 500), ("be-early", 409), ("say-much", 200), ("say-it-in-pieces", 200)],
)
async def test_a_reply_that_is_not_kept_frees_its_key(
    client: httpx.AsyncClient, performer: Performer, act: str, status: int
) -> None:
    path = f"/v1/tests/{act}"
    performer.large = LARGEST + 1
    first = await client.post(path, headers=KEY)

    again = await client.post(path, headers=KEY)
    with_another_body = await client.post(path, headers=KEY, json={})

    replies = (first, again, with_another_body)
    assert [reply.status_code for reply in replies] == [status] * 3
    assert not any("idempotency-replayed" in reply.headers for reply in replies)
    assert len(performer.operations) == 3
    assert first.content == with_another_body.content or status >= 400


async def test_the_largest_reply_that_is_kept_is_repeated_whole(
    client: httpx.AsyncClient, performer: Performer
) -> None:
    first = await client.post("/v1/tests/say-much", headers=KEY)

    again = await client.post("/v1/tests/say-much", headers=KEY)

    assert again.content == first.content == b"x" * LARGEST
    assert len(performer.operations) == 1


@pytest.mark.parametrize("path", ["/v1/debates/x/cancel", "/v1/debates/x/notes"])
async def test_a_refusal_frees_its_key(client: httpx.AsyncClient, path: str) -> None:
    first = await client.post(path, headers=KEY, json={"text": 1})

    again = await client.post(path, headers=KEY, json={"text": 2})

    assert again.status_code == first.status_code in {400, 404}
    assert again.json()["code"] == first.json()["code"] != "idempotency_key_reused"


async def test_while_a_request_is_answered_others_with_its_key_are_told_to_wait(
    client: httpx.AsyncClient, performer: Performer
) -> None:
    performer.may_end.clear()
    answering = asyncio.create_task(client.post("/v1/tests/create", headers=KEY))
    await eventually(lambda: has_begun(performer))

    early = await client.post("/v1/tests/create", headers=KEY)
    other = await client.post("/v1/tests/create", headers=KEY, json={})
    performer.may_end.set()
    first = await answering
    late = await client.post("/v1/tests/create", headers=KEY)

    assert_problem(early, 409, "idempotency_key_in_use")
    assert int(early.headers["retry-after"]) > 0
    assert "x-should-retry" not in early.headers
    assert_problem(other, 409, "idempotency_key_reused")
    assert late.json() == first.json() == {"count": 1}
    assert late.headers["idempotency-replayed"] == "true"


async def has_begun(performer: Performer) -> bool:
    return bool(performer.operations)


async def test_a_request_that_is_broken_off_frees_its_key(
    context: Context, performer: Performer
) -> None:
    performer.may_end.clear()
    async with calling(context, others=[performer.handler()]) as client:
        # The server stops without waiting for it.
        answering = asyncio.create_task(client.post("/v1/tests/create", headers=KEY))
        await eventually(lambda: has_begun(performer))
    with pytest.raises(httpx.HTTPError):
        await answering

    performer.may_end.set()
    async with calling(context, others=[performer.handler()]) as client:
        reply = await client.post("/v1/tests/create", headers=KEY)

    assert reply.json() == {"count": 2}


async def test_a_reply_is_given_even_if_it_cannot_be_kept(
    server: Server, namespace: str, performer: Performer, capsys: pytest.CaptureFixture[str]
) -> None:
    performer.may_end.clear()
    async with (
        a_context(server.url, namespace) as context,
        calling(context, others=[performer.handler()]) as client,
    ):
        answering = asyncio.create_task(client.post("/v1/tests/create", headers=KEY))
        await eventually(lambda: has_begun(performer))
        server.kill()

        with logging_as_json():
            performer.may_end.set()
            reply = await answering
        again = await client.post("/v1/tests/create", headers=KEY)

    assert reply.status_code == 201
    assert "reply_not_kept" in [line["event"] for line in logged(capsys)]
    assert_problem(again, 503, "queue_unavailable")


async def test_a_repetition_is_known_to_be_the_same_operation(
    client: httpx.AsyncClient, performer: Performer
) -> None:
    for body in ({}, {}, {"a": 1}):
        await client.post("/v1/tests/fail", headers=KEY, json=body)
    for _ in range(2):
        await client.post("/v1/tests/create")

    first, again, other, *without_key = performer.operations
    assert first == again
    assert len({first, other, *without_key}) == 4


@pytest.mark.parametrize("path", ["/v1/debates", "/v1/tests/create"])
async def test_a_key_has_a_form_and_is_given_once(
    client: httpx.AsyncClient, performer: Performer, path: str
) -> None:
    for keys in (["short"], ["has a space"], ["x" * 256], [""], ["é" * 10], ["k" * 8, "k" * 8]):
        headers = [(b"Idempotency-Key", key.encode()) for key in keys]

        reply = await client.post(path, headers=headers, json=a_request())

        assert_problem(reply, 400, "validation_failed")
        assert reply.json()["errors"][0]["name"] == "Idempotency-Key"
    assert performer.operations == []


async def test_a_get_knows_no_keys(client: httpx.AsyncClient) -> None:
    reply = await client.get("/v1/debates", headers={"Idempotency-Key": "x"})

    assert reply.status_code == 200


@pytest.mark.parametrize(
    ("path", "body"), [("/v1/debates", a_request()), ("/v1/tests/create", None)]
)
async def test_a_key_of_another_tenant_is_another_key(
    context: Context, performer: Performer, path: str, body: dict[str, Any] | None
) -> None:
    others = [performer.handler()]
    async with (
        calling(context, await a_key(context, "acme"), others=others) as client,
        calling(context, await a_key(context, "globex"), others=others) as other,
    ):
        first, again = [await client.post(path, json=body, headers=KEY) for _ in range(2)]
        others_own = await other.post(path, json=body, headers=KEY)

    assert again.content == first.content
    assert others_own.status_code == first.status_code
    assert others_own.headers["location"] != first.headers["location"]
    assert "idempotency-replayed" not in others_own.headers


async def test_who_has_no_api_key_learns_nothing_of_idempotency_keys(
    context: Context, client: httpx.AsyncClient
) -> None:
    async with calling(context, await a_key(context)) as owner:
        await owner.post("/v1/debates", json=a_request(), headers=KEY)

        stranger = await client.post("/v1/debates", json=a_request(), headers=KEY)
        odd = await client.post("/v1/debates", json=a_request(), headers={"Idempotency-Key": "x"})

    for reply in (stranger, odd):
        assert_problem(reply, 401, "missing_api_key")


async def test_a_repetition_has_limits_of_its_own(context: Context) -> None:
    async with calling(context, await a_key(context)) as client:
        first, again = [
            await client.post("/v1/debates", json=a_request(), headers=KEY) for _ in range(2)
        ]

    assert again.content == first.content
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["ratelimit"] != first.headers["ratelimit"]
