"""Two tenants: neither can tell another's debate from one that never was."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from service.context import Context
from tests.support.api import (
    a_client,
    a_context,
    a_key,
    a_namespace,
    a_request,
    a_stored_debate,
    bearer,
    serving,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

UNKNOWN = "dbt_00000000000000000000000000"
REQUEST_ID = {"X-Request-Id": "the-same-for-both"}
OF_A_DEBATE = (
    ("GET", ""),
    ("HEAD", ""),
    ("GET", "?include=responses,summary"),
    ("DELETE", ""),
    ("POST", "/cancel"),
    ("GET", "/rounds"),
    ("GET", "/responses"),
    ("GET", "/responses/rsp_00000000000000000000000000"),
    ("GET", "/summary"),
    ("GET", "/events"),
    ("GET", "/events?starting_after=1"),
    ("GET", "/transcript"),
    ("POST", "/share"),
    ("GET", "/share"),
    ("DELETE", "/share/shr_00000000000000000000000000"),
    ("POST", "/notes"),
    ("POST", "/fork"),
    ("PUT", ""),
    ("OPTIONS", ""),
)
"""Whatever can be asked about one debate, and some that cannot."""
BODIES = {"/fork": b'{"from_round": 1}'}
"""Good bodies of those that need one."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def context(valkey_url: str) -> AsyncIterator[Context]:
    async with a_context(valkey_url, a_namespace()) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def base_url(context: Context) -> AsyncIterator[str]:
    async with serving(context) as url:
        yield url


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ours(context: Context, base_url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with a_client(base_url, await a_key(context, "acme")) as client:
        yield client


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def theirs(context: Context, base_url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with a_client(base_url, await a_key(context, "globex")) as client:
        yield client


def told(reply: httpx.Response, debate: str) -> tuple[object, ...]:
    """Return all that a reply says, but for what is the time's, the limit's, and the id itself."""
    headers = {
        name: text for name, text in reply.headers.items() if name not in {"date", "ratelimit"}
    }
    return reply.status_code, headers, reply.content.replace(debate.encode(), b"<id>")


@pytest.mark.parametrize(("method", "path"), OF_A_DEBATE)
async def test_anothers_debate_answers_exactly_like_an_unknown_one(
    ours: httpx.AsyncClient, theirs: httpx.AsyncClient, method: str, path: str
) -> None:
    debate = await a_stored_debate(ours)

    async def asked_about(debate_id: str) -> httpx.Response:
        content = BODIES.get(path, b"{}") if method == "POST" else None
        headers = {**REQUEST_ID, **({"Content-Type": "application/json"} if content else {})}
        place = f"/v1/debates/{debate_id}{path}"
        return await theirs.request(method, place, content=content, headers=headers)

    known, unknown = await asked_about(debate), await asked_about(UNKNOWN)
    still = await ours.get(f"/v1/debates/{debate}")

    assert told(known, debate) == told(unknown, UNKNOWN)
    assert (still.status_code, still.json()["status"]) == (200, "queued")


async def test_a_list_holds_ones_own_debates_only(
    ours: httpx.AsyncClient, theirs: httpx.AsyncClient
) -> None:
    own, foreign = await a_stored_debate(theirs), await a_stored_debate(ours)

    listed = await theirs.get("/v1/debates", params={"limit": 100})
    after_foreign = await theirs.get("/v1/debates", params={"starting_after": foreign})
    after_unknown = await theirs.get("/v1/debates", params={"starting_after": UNKNOWN})

    ids = [debate["id"] for debate in listed.json()["data"]]
    assert own in ids
    assert foreign not in ids
    assert after_foreign.status_code == after_unknown.status_code == 404
    assert re.sub("dbt_.{26}", "", after_foreign.json()["detail"]) == re.sub(
        "dbt_.{26}", "", after_unknown.json()["detail"]
    )


async def test_two_keys_of_one_tenant_see_the_same(
    context: Context, ours: httpx.AsyncClient
) -> None:
    debate = await a_stored_debate(ours)
    another = bearer(await a_key(context, "acme"))

    assert (await ours.get(f"/v1/debates/{debate}", headers=another)).status_code == 200


async def test_the_same_idempotency_key_is_another_for_another_tenant(
    ours: httpx.AsyncClient, theirs: httpx.AsyncClient
) -> None:
    key = {"Idempotency-Key": "the-same-key"}
    first = await ours.post("/v1/debates", json=a_request(), headers=key)
    other = await theirs.post("/v1/debates", json=a_request(language="de"), headers=key)
    repeated = await ours.post("/v1/debates", json=a_request(), headers=key)

    assert [first.status_code, other.status_code, repeated.status_code] == [202, 202, 202]
    assert first.json()["id"] == repeated.json()["id"] != other.json()["id"]


async def test_nobody_speaks_to_anothers_panel(
    ours: httpx.AsyncClient, theirs: httpx.AsyncClient
) -> None:
    debate = await a_stored_debate(ours)

    known, unknown = [
        await theirs.post(
            f"/v1/debates/{one}/notes", json={"text": "Hear me."}, headers=REQUEST_ID
        )
        for one in (debate, UNKNOWN)
    ]
    transcript = await ours.get(f"/v1/debates/{debate}/transcript")

    assert known.status_code == 404
    assert told(known, debate) == told(unknown, UNKNOWN)
    assert "Hear me." not in transcript.text
