"""A debate that was shared, as somebody without a key meets it; and links that open nothing."""

import pytest
from playwright.async_api import Browser, expect

from tests.support.api import a_context, a_key, a_namespace, a_stored_debate, calling
from tests.support.browsing import Viewer, looking_at
from tests.support.shares import a_link
from tests.support.workers import a_worker

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHONES = [Viewer(width=360), Viewer(width=360, scheme="dark")]
QUICK = {"panel": [{"model": "sim/A"}] * 3, "protocol": {"max_rounds": 1}}


async def test_a_shared_debate_is_watched_to_its_end_without_a_key(
    chromium: Browser, valkey_url: str
) -> None:
    async with (
        a_context(valkey_url, a_namespace()) as context,
        calling(context, await a_key(context)) as owner,
    ):
        link = await a_link(owner, await a_stored_debate(owner, **QUICK))
        async with looking_at(chromium, f"{owner.base_url}{link}") as sight:
            news = sight.page.locator("[data-news]")
            await expect(news).to_have_text("The debate has not begun yet.")

            async with a_worker(context):
                await expect(news).to_contain_text("The debate is over")

            await sight.is_up_to_date()
            sight.is_clean()
            paths = {request.url.removeprefix(str(owner.base_url)) for request in sight.asked}

    assert [path for path in paths if not path.lstrip("/").startswith(("s/", "static/"))] == []


@pytest.mark.parametrize("viewer", PHONES, ids=["light", "dark"])
async def test_a_link_that_opens_nothing_says_so_to_everyone(
    chromium: Browser, valkey_url: str, viewer: Viewer
) -> None:
    async with (
        a_context(valkey_url, a_namespace()) as context,
        calling(context) as client,
        looking_at(chromium, f"{client.base_url}/s/mistyped", viewer) as sight,
    ):
        await expect(sight.page.locator("main")).to_contain_text("This link opens nothing")
        await sight.fits()
        await sight.is_accessible()
