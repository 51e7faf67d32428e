"""Whoever has a keyboard alone gets everywhere, sees where they are, and gets out again."""

import pytest
from playwright.async_api import Browser, Page

from tests.support.browsing import Viewer, looking_at

pytestmark = pytest.mark.asyncio(loop_scope="session")

MOST_STEPS = 500
STOPS = "a[href], button, summary, input, select, textarea, [tabindex='0']"
WHERE = """(stops) => {
  const focused = document.activeElement;
  if (focused === document.body) return null;
  const style = getComputedStyle(focused), box = focused.getBoundingClientRect();
  return {
    number: [...document.querySelectorAll(stops)].indexOf(focused),
    name: focused.textContent.trim().slice(0, 60),
    marked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    folded: focused.localName === "summary" && !focused.parentElement.open,
  };
}"""
"""The element that has the focus; None where no element has."""


@pytest.mark.parametrize("width", [360, 1_440])
async def test_the_tab_key_leads_to_everything_and_out_again(
    chromium: Browser, gallery: str, width: int
) -> None:
    async with looking_at(chromium, f"{gallery}degraded", Viewer(width=width)) as sight:
        page = sight.page
        reached = []
        for opens in _alternating("Enter", "Space"):
            await page.keyboard.press("Tab")
            found = await page.evaluate(WHERE, STOPS)
            if found is None:
                break
            assert found["marked"], found
            assert found["seen"], found
            reached.append(found["number"])
            if found["folded"]:
                await page.keyboard.press(opens)
                assert not (await page.evaluate(WHERE, STOPS))["folded"], found

        assert reached == sorted(reached)
        assert reached == list(range(await page.locator(STOPS).count()))
        assert await page.locator("details:not([open])").count() == 0
        sight.is_clean()


async def test_a_jump_to_a_quote_takes_the_focus_along(chromium: Browser, gallery: str) -> None:
    async with looking_at(chromium, f"{gallery}reference") as sight:
        for link in await sight.page.locator("main a[href^='#']").all():
            target = await link.get_attribute("href") or ""
            assert await sight.page.locator(target).count() == 1, target
            await link.focus()
            await sight.page.keyboard.press("Enter")

            assert await _is_in_sight(sight.page, target), target


async def _is_in_sight(page: Page, target: str) -> bool:
    box = await page.locator(target).bounding_box()
    size = page.viewport_size
    return bool(box and size and -box["height"] < box["y"] < size["height"])


def _alternating(*keys: str) -> list[str]:
    return [keys[n % len(keys)] for n in range(MOST_STEPS)]
