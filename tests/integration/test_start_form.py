"""Forms that no page of ours sends, and addresses that none of its links has: never a 500."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from service.api.forms import MOST_FIELDS
from service.context import Context
from tests.support.api import TENANT, a_context, a_namespace
from tests.support.start_form import FORM, browsing, read_page

pytestmark = pytest.mark.asyncio(loop_scope="module")

URLENCODED = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def context(valkey_url: str) -> AsyncIterator[Context]:
    on = {"ROUNDTABLE_START_PAGE": "on"}
    async with a_context(valkey_url, a_namespace(), on) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with browsing(context) as opened:
        yield opened


@pytest.mark.parametrize("query", ["?example=maybe", "?example=true&example=true"])
async def test_an_odd_address_is_a_400(client: httpx.AsyncClient, query: str) -> None:
    assert (await client.get(f"/{query}")).status_code == 400


async def test_the_form_is_read_whatever_hangs_on_its_address(client: httpx.AsyncClient) -> None:
    assert (await client.post("/debates?nope=1", data=FORM)).status_code == 303


async def test_debates_after_none_are_a_404(client: httpx.AsyncClient) -> None:
    assert (await client.get("/?starting_after=nothing")).status_code == 404


ODD: dict[str, tuple[bytes, str]] = {
    "no UTF-8": (b"question=%FF", "not encoded in UTF-8"),
    "raw bytes": (b"question=\xff\xfe", "not encoded in UTF-8"),
    "thousands of fields": (b"model=a&" * 5_000, f"at most {MOST_FIELDS} fields"),
    "a repeated field": (b"question=a&question=b", "more than once"),
    "an unknown field": (b"webhook=a", "no field"),
    "JSON": (b'{"question": "Is it?"}', "no field"),
}


@pytest.mark.parametrize(("body", "said"), ODD.values(), ids=ODD)
async def test_what_no_page_of_ours_sends_is_refused_as_what_it_is(
    context: Context, client: httpx.AsyncClient, body: bytes, said: str
) -> None:
    before = await context.debates.page(TENANT, limit=100)

    reply = await client.post("/debates", content=body, headers=URLENCODED)

    assert reply.status_code == 400
    assert said in reply.text
    assert await context.debates.page(TENANT, limit=100) == before


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "text/plain", ""])
async def test_other_media_types_are_a_415(client: httpx.AsyncClient, kind: str) -> None:
    reply = await client.post(
        "/debates", content=b"question=a", headers={"Content-Type": kind} if kind else {}
    )

    assert reply.status_code == 415
    assert "Send a form, with Content-Type: application/x-www-form-urlencoded" in reply.text


async def test_a_nul_is_told_beside_its_field(client: httpx.AsyncClient) -> None:
    reply = await client.post("/debates", data=FORM | {"question": "a\0b"})

    assert reply.status_code == 400
    assert read_page(reply.text).invalid == ["question"]


async def test_a_form_that_is_too_large_is_a_413(client: httpx.AsyncClient) -> None:
    reply = await client.post("/debates", data=FORM | {"context": "x" * (1 << 20)})

    assert reply.status_code == 413


async def test_the_longest_that_may_be_asked_fits_into_a_form(client: httpx.AsyncClient) -> None:
    longest = {"question": "\U0001f600" * 4_000, "context": "\U0001f600" * 50_000}

    assert (await client.post("/debates", data=FORM | longest)).status_code == 303
