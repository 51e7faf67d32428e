"""The start page in a browser: it takes anybody from a question to a debate."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.support.api import a_context, a_namespace, a_stored_debate, calling, serving
from tests.support.browsing import WITHOUT_SCRIPTS, Viewer, looking_at

pytestmark = pytest.mark.asyncio(loop_scope="session")

VIEWERS = [
    Viewer(width=width, scheme=scheme)
    for width in (360, 768, 1_440)
    for scheme in ("light", "dark")
]
KEYED = {"ROUNDTABLE_START_PAGE": "on", "OPENAI_API_KEY": "sk-x", "ANTHROPIC_API_KEY": "sk-y"}
LONG = "Donaudampfschifffahrtsgesellschaft" * 20
HEAVIEST = 100_000
MOST_TABS = 60
REFUSED = "error: Failed to load resource: the server responded with a status of 400"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def start(valkey_url: str) -> AsyncIterator[str]:
    """Serve a start page that offers models and lists a debate; gives its address."""
    async with a_context(valkey_url, a_namespace(), KEYED) as context, serving(context) as url:
        async with calling(context) as client:
            await a_stored_debate(client, question=f"{LONG} <script>alert(1)</script> למה?")
        yield f"{url}/"


async def tab_to(page: Page, place: str) -> None:
    """Press the tab key until something has the focus."""
    for _ in range(MOST_TABS):
        await page.keyboard.press("Tab")
        if await page.locator(f"{place}:focus").count():
            return
    pytest.fail(f"The tab key does not lead to {place}.")


async def test_the_start_page_is_whole_for_every_viewer(chromium: Browser, start: str) -> None:
    async with looking_at(chromium, start) as sight:
        await sight.page.get_by_label("Models that I choose").check()
        await sight.unfold()
        for viewer in VIEWERS:
            await sight.seen_by(viewer)

            await sight.fits()
            await sight.is_accessible()

        assert await sight.weight() < HEAVIEST
        sight.is_clean()


async def test_faults_are_whole_for_every_viewer_and_lead_to_their_fields(
    chromium: Browser, start: str
) -> None:
    async with looking_at(chromium, start) as sight:
        page = sight.page
        await page.get_by_label("Options").fill(f"{LONG}\nNo\nno")
        await page.get_by_text("Start the debate").click()
        await expect(page.get_by_role("alert")).to_contain_text("Question: This must not be empty")
        await expect(page.get_by_label("Question")).to_be_focused()
        await expect(page.get_by_label("Options")).to_have_value(f"{LONG}\nNo\nno")
        for viewer in VIEWERS:
            await sight.seen_by(viewer)

            await sight.fits()
            await sight.is_accessible()

        await page.get_by_role("link", name="Options: Line 3").click()
        await page.keyboard.press("End")
        await page.keyboard.type("!")
        await expect(page.get_by_label("Options")).to_be_focused()
        assert all(fault.startswith(REFUSED) for fault in sight.faults), sight.faults


@pytest.mark.parametrize("viewer", [Viewer(width=360), WITHOUT_SCRIPTS])
async def test_a_keyboard_is_enough_to_start_a_debate(
    chromium: Browser, start: str, viewer: Viewer
) -> None:
    async with looking_at(chromium, start, viewer) as sight:
        page = sight.page
        await tab_to(page, "#question")
        await page.keyboard.type("Is a hot dog a sandwich?")
        await tab_to(page, "#options")
        await page.keyboard.type("Yes")
        await page.keyboard.press("Enter")
        await page.keyboard.type("No")
        await tab_to(page, "[name=panel]")
        await page.keyboard.press("ArrowDown")
        await tab_to(page, "button")
        await page.keyboard.press("Enter")

        await page.wait_for_url("**/debates/dbt_*")
        await expect(page.locator("main")).to_contain_text("Is a hot dog a sandwich?")


async def test_a_form_that_is_found_again_by_going_back_leads_to_the_same_debate(
    chromium: Browser, start: str
) -> None:
    async with looking_at(chromium, f"{start}?example=true") as sight:
        page = sight.page
        await page.get_by_text("Start the debate").click()
        await page.wait_for_url("**/debates/dbt_*")
        first = page.url
        await page.go_back()

        await page.get_by_text("Start the debate").click()

        await page.wait_for_url("**/debates/dbt_*")
        assert page.url == first


async def test_models_are_shown_to_whoever_wants_to_choose(chromium: Browser, start: str) -> None:
    async with looking_at(chromium, start) as sight:
        models = sight.page.locator(".models")
        await expect(models).to_be_hidden()

        await sight.page.get_by_label("Models that I choose").check()

        await expect(models).to_be_visible()
