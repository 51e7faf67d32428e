"""Take the picture of a debate's page that stands in the README; run by `make picture`.

The reference case is held by simulated models under the names of those that held it, which the page
says. Needs Chromium, as the tests of the pages do.
"""

import asyncio
from pathlib import Path

import httpx
from playwright.async_api import Browser

from tests.support.api import REFERENCE
from tests.support.browsing import a_chromium
from tests.support.debates import REFERENCE_PANEL
from tests.support.deployments import a_deployment

PICTURE = Path(__file__).parents[1] / "docs" / "pictures" / "debate.png"
WIDTH, MARGIN = 760, 24
"""How wide the page is and what is seen below its last part, in its own pixels."""
LAST = "#votes"
"""The part of the page that the picture ends with."""
SHARPNESS = 1.5
"""Pixels of the picture for each of the page."""
MOST_BYTES = 250_000
HELD_WITHIN_S = 30.0


def hold_the_debate(url: str) -> str:
    """Hold the reference case at a server; return the address of its page."""
    panel = [
        {**asked, "name": published.name}
        for asked, published in zip(REFERENCE["panel"], REFERENCE_PANEL, strict=True)
    ]
    debate = {**REFERENCE, "panel": panel}
    with httpx.Client(base_url=url, timeout=HELD_WITHIN_S, trust_env=False) as client:
        reply = client.post("/v1/debates", json=debate, headers={"Prefer": "wait=20"})
        held = reply.raise_for_status().json()
    if held["status"] != "completed":
        raise RuntimeError(f"The debate is {held['status']} after 20 seconds; try again.")
    return f"{url}/debates/{held['id']}"


async def photograph(browser: Browser, page_url: str) -> bytes:
    """Return the upper part of a page as a PNG."""
    context = await browser.new_context(
        viewport={"width": WIDTH, "height": WIDTH}, device_scale_factor=SHARPNESS
    )
    page = await context.new_page()
    await page.goto(page_url)
    last = await page.locator(LAST).bounding_box()
    if last is None:
        raise RuntimeError(f"The page shows no {LAST}.")
    seen = {"x": 0, "y": 0, "width": WIDTH, "height": last["y"] + last["height"] + MARGIN}
    return await page.screenshot(full_page=True, clip=seen)


async def main() -> None:
    """Write the picture."""
    with a_deployment() as deployment:
        url = await asyncio.to_thread(hold_the_debate, deployment.url)
        async with a_chromium() as browser:
            picture = await photograph(browser, url)
    if len(picture) > MOST_BYTES:
        raise RuntimeError(f"The picture has {len(picture)} bytes; a README takes {MOST_BYTES}.")
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_bytes(picture)


if __name__ == "__main__":
    asyncio.run(main())
