"""Pages as people meet them: looked at with a real Chromium, which keeps a record of all that goes on.

`a_chromium` starts one; `looking_at` opens a page in a context of its own, which knows nothing of
others. A `Sight` says what it has seen: faults of any kind, what was asked for, and how a reader at
that width, in that light, would find it. Chromium that is missing fails a test in CI; elsewhere the
test is skipped, and says so.
"""

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator
from typing import Literal, NoReturn
from urllib.parse import urlsplit

import msgspec
import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Dialog,
    Download,
    Page,
    Request,
    Response,
    async_playwright,
    expect,
)

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE_MS = 60_000
"""For what a page is waited for; the machine may be busy with other tests."""
HEIGHT = 900

expect.set_options(timeout=PATIENCE_MS)

BEYOND = """() => [...document.querySelectorAll("body, body *")].filter((element) => {
  const box = element.getBoundingClientRect(), drawing = element.ownerSVGElement;
  return box.width && (box.right > innerWidth + 1 || box.left < -1) && !element.closest(".unseen")
    && !(drawing && getComputedStyle(drawing).overflow === "hidden");
}).map((element) => element.outerHTML.slice(0, 200))"""
"""What reaches beyond the window on either side, whether or not one could scroll there."""
ANEW = """async () => {
  const page = new DOMParser().parseFromString(await (await fetch("")).text(), "text/html");
  const [now, then] = [page, document].map((one) => one.querySelector("main"));
  return now.isEqualNode(then) || [now.innerHTML, then.innerHTML];
}"""
"""Whether the page is as if it were loaded now."""
UNFOLD = "document.querySelectorAll('details').forEach((details) => { details.open = true; })"


@contextlib.asynccontextmanager
async def a_chromium() -> AsyncIterator[Browser]:
    """Start a browser, without a window; it runs until the block ends."""
    found = next(filter(None, map(shutil.which, NAMES)), None) or _missing()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        try:
            yield browser
        finally:
            await browser.close()


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody looks at a page."""

    width: int = 1_440
    scheme: Literal["light", "dark"] = "light"
    scripts: bool = True
    """Whether the page's own scripts run; those of the test always do."""


AT_A_DESK = Viewer()
WITHOUT_SCRIPTS = Viewer(scripts=False)


class Sight:
    """A page, and what has gone on in it."""

    def __init__(self, page: Page, viewer: Viewer) -> None:
        self.page = page
        self.viewer = viewer
        self.faults: list[str] = []
        """What a page must not do: errors, dialogs, downloads, further windows."""
        self.asked: list[Request] = []
        """Everything that the page has asked for, itself included, in that order."""
        self._answered: list[Response] = []
        self._keep_a_record()

    @property
    def hosts(self) -> set[str]:
        """Return where it has asked for something."""
        return {urlsplit(request.url).netloc for request in self.asked}

    def asked_for(self, ending: str) -> int:
        """Return how often it has asked for a path that ends so."""
        return sum(urlsplit(request.url).path.endswith(ending) for request in self.asked)

    async def weight(self) -> int:
        """Return the bytes of all that was loaded, as they are once they are unpacked."""
        bodies = await asyncio.gather(*(one.body() for one in self._answered if one.ok))
        return sum(map(len, bodies))

    async def text(self) -> str:
        """Return all text of the page, seen or folded away, with single spaces."""
        words = await self.page.locator("main").text_content() or ""
        return " ".join(words.split())

    async def fits(self) -> None:
        """Fail where anything reaches beyond the window."""
        width = await self.page.evaluate("document.documentElement.scrollWidth")
        beyond = await self.page.evaluate(BEYOND)
        assert (width, beyond) == (self.viewer.width, []), beyond[:5]

    async def seen_by(self, viewer: Viewer) -> None:
        """Look at it through other eyes, without loading it anew; scripts stay as they are."""
        await self.page.set_viewport_size({"width": viewer.width, "height": HEIGHT})
        await self.page.emulate_media(color_scheme=viewer.scheme, reduced_motion="reduce")
        self.viewer = viewer

    async def unfold(self) -> None:
        """Open all details."""
        await self.page.evaluate(UNFOLD)

    async def is_up_to_date(self) -> None:
        """Fail where it differs from the page as it would be loaded now."""
        assert await self.page.evaluate(ANEW) is True

    async def is_accessible(self, *, contrast: bool = True) -> None:
        """Fail where axe-core finds a violation, of whatever rule and impact; of contrast, AAA.

        Contrast takes it most of its time; a large page of colors seen elsewhere can do without.
        """
        rules = {f"color-contrast{each}": {"enabled": contrast} for each in ("", "-enhanced")}
        options = {"resultTypes": ["violations"], "rules": rules}
        found = await Axe().run(self.page, options=options)
        assert found.violations_count == 0, found.generate_report()

    def is_clean(self) -> None:
        """Fail when anything went wrong, or anything was loaded from anywhere else."""
        assert not self.faults, self.faults
        assert self.hosts == {urlsplit(self.page.url).netloc}, self.hosts

    def _keep_a_record(self) -> None:
        page, context = self.page, self.page.context
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("dialog", self._dismiss)
        page.on("download", self._refuse)
        page.on("popup", lambda other: self.faults.append(f"window: {other.url}"))
        page.on("crash", lambda _: self.faults.append("crash"))
        context.on("request", self._ask)
        context.on("response", self._answer)

    def _ask(self, request: Request) -> None:
        self.asked.append(request)

    def _answer(self, response: Response) -> None:
        self._answered.append(response)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning", "assert"}:
            self.faults.append(f"{message.type}: {message.text}")

    async def _dismiss(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        await dialog.dismiss()

    async def _refuse(self, download: Download) -> None:
        self.faults.append(f"download: {download.url}")
        await download.cancel()


@contextlib.asynccontextmanager
async def looking_at(
    browser: Browser, url: str, viewer: Viewer = AT_A_DESK
) -> AsyncIterator[Sight]:
    """Open a page, and close it when the block ends."""
    context = await browser.new_context(
        viewport={"width": viewer.width, "height": HEIGHT},
        color_scheme=viewer.scheme,
        java_script_enabled=viewer.scripts,
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE_MS)
    try:
        sight = Sight(await context.new_page(), viewer)
        await sight.page.goto(url)
        yield sight
    finally:
        await context.close()


def _missing() -> NoReturn:
    message = "NOT RUN: Chromium is missing; `apt-get install chromium` brings it"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
