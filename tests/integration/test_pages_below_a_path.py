"""Pages behind a proxy that takes a path off: every address in them leads back to this server."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from service.context import Context
from tests.support.api import a_context, a_stored_debate, play
from tests.support.shares import a_link
from tests.support.start_form import browsing, read_page

ROOT = "/round/table"
BEHIND = {
    "ROUNDTABLE_PUBLIC_URL": f"https://debates.example{ROOT}",
    "ROUNDTABLE_START_PAGE": "on",
}
BROWSER = {"Accept": "text/html"}
ADDRESS = re.compile(r' (?:href|src|action|data-events)="([^"#]+)"')
FORM_PATH = "/debates"


@pytest.fixture
async def context(valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    async with a_context(valkey_url, namespace, BEHIND) as opened:
        yield opened


@pytest.fixture
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with browsing(context) as opened:
        yield opened


async def found_at(client: httpx.AsyncClient, public: str) -> httpx.Response:
    """Ask for what a browser asks for there, as the proxy passes it on."""
    assert public.startswith(f"{ROOT}/"), public
    path = public.removeprefix(ROOT).replace("&amp;", "&")
    accept = {"Accept": "application/json" if path.endswith("/events") else "*/*"}
    return await client.get(path, headers=accept)


async def test_every_address_on_a_page_is_found(
    context: Context, client: httpx.AsyncClient
) -> None:
    over, running = [await a_stored_debate(client) for _ in range(2)]
    await play(context, over, "DEAEBC", "DEBEBC")
    link = (await a_link(client, running)).removeprefix(BEHIND["ROUNDTABLE_PUBLIC_URL"])

    for path in ("/", f"/debates/{over}", f"/debates/{running}", link, "/s/x", "/debates/x"):
        page = (await client.get(path, headers=BROWSER)).text
        addresses = ADDRESS.findall(page)
        found = {one: (await found_at(client, one)).status_code for one in addresses}
        assert len(found) > 1
        assert set(found.values()) <= {200, 303}, found


async def test_the_form_leads_to_the_debate_that_it_starts(client: httpx.AsyncClient) -> None:
    form = read_page((await client.get("/")).text).fields
    asked = {"question": "Is it?", "options": "Yes\nNo"}

    started = await client.post(FORM_PATH, data=form | asked)
    back = await client.get(FORM_PATH)

    assert (await found_at(client, started.headers["location"])).status_code == 200
    assert back.headers["location"] == f"{ROOT}/"
