"""The page of a debate, in whatever state, is for everyone: on a phone, in the dark, on paper."""

import pytest
from playwright.async_api import Browser, expect

from tests.support.browsing import WITHOUT_SCRIPTS, Viewer, looking_at
from tests.support.gallery import GALLERY

pytestmark = pytest.mark.asyncio(loop_scope="session")

WIDTHS = (360, 768, 1_440)
LIGHT_PHONE, DARK_DESK = Viewer(width=360), Viewer(width=1_440, scheme="dark")
VIEWERS = [
    *(Viewer(width=width, scheme="light") for width in WIDTHS),
    *(Viewer(width=width, scheme="dark") for width in WIDTHS),
]
OF_ALL_COLORS = ("degraded", "running")
"""Pages that between them show everything that has a color of its own."""
HEAVIEST = 100_000
WHITE = "rgb(255, 255, 255)"
FOLDED_AWAY = """() => [...document.querySelectorAll("details > :not(summary)")]
  .filter((one) => !one.checkVisibility()).map((one) => one.outerHTML.slice(0, 200))"""


async def test_a_page_is_whole_for_every_viewer(chromium: Browser, gallery: str) -> None:
    async with looking_at(chromium, f"{gallery}reference") as sight:
        for viewer in VIEWERS:
            await sight.seen_by(viewer)
            await sight.fits()
        await sight.unfold()
        for viewer in VIEWERS:
            await sight.seen_by(viewer)
            await sight.fits()
            await sight.is_accessible(contrast=viewer.width == min(WIDTHS))

        sight.is_clean()


@pytest.mark.parametrize("name", sorted(set(GALLERY) - {"reference", "hostile"}))
async def test_whatever_its_state_everything_on_a_page_is_whole(
    chromium: Browser, gallery: str, name: str
) -> None:
    async with looking_at(chromium, f"{gallery}{name}", LIGHT_PHONE) as sight:
        await sight.unfold()
        await sight.fits()
        await sight.is_accessible()

        await sight.seen_by(DARK_DESK)
        await sight.fits()
        if name in OF_ALL_COLORS:
            await sight.is_accessible()

        sight.is_clean()


@pytest.mark.parametrize("name", ["reference", "fork"])
async def test_a_page_is_light_and_loads_nothing_from_elsewhere(
    chromium: Browser, gallery: str, name: str
) -> None:
    async with looking_at(chromium, f"{gallery}{name}") as sight:
        await sight.page.wait_for_load_state()

        assert await sight.weight() < HEAVIEST
        sight.is_clean()


@pytest.mark.parametrize("name", ["reference", "degraded", "failed", "hostile"])
async def test_without_scripts_a_page_says_the_same(
    chromium: Browser, gallery: str, name: str
) -> None:
    url = f"{gallery}{name}"
    async with looking_at(chromium, url) as sight:
        with_scripts = await sight.text()

    async with looking_at(chromium, url, WITHOUT_SCRIPTS) as sight:
        assert await sight.text() == with_scripts
        await sight.fits()
        sight.is_clean()


@pytest.mark.parametrize("name", ["queued", "running", "summarizing"])
async def test_without_scripts_a_page_says_that_it_has_to_be_loaded_again(
    chromium: Browser, gallery: str, name: str
) -> None:
    async with looking_at(chromium, f"{gallery}{name}") as sight:
        await expect(sight.page.get_by_text("Reload this page")).to_be_hidden()

    async with looking_at(chromium, f"{gallery}{name}", WITHOUT_SCRIPTS) as sight:
        await expect(sight.page.get_by_text("Reload this page")).to_be_visible()
        sight.is_clean()


@pytest.mark.parametrize("name", ["reference", "running"])
async def test_on_paper_everything_is_unfolded_and_dark_on_white(
    chromium: Browser, gallery: str, name: str
) -> None:
    async with looking_at(chromium, f"{gallery}{name}", DARK_DESK) as sight:
        await sight.page.emulate_media(media="print")

        assert await sight.page.evaluate(FOLDED_AWAY) == []
        await expect(sight.page.locator("body")).to_have_css("background-color", WHITE)
        await expect(sight.page.get_by_text("Reload this page")).to_be_hidden()
        assert (await sight.page.pdf()).startswith(b"%PDF-")
        sight.is_clean()
