"""A debate watched from the moment it is asked for to its end; nobody loads the page again."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from service.context import Context
from tests.support.api import a_context, a_namespace, a_request, calling
from tests.support.browsing import Sight, looking_at
from tests.support.puppets import Puppets
from tests.support.speakers import a_ballot
from tests.support.workers import Recording, a_worker

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROUND_1 = "Round 1 of 2 is under way."
ROUND_2 = "Round 1 of 2 is over: Majority: Yes, all (2 of 3). Round 2 of 2 is under way."
SUMMED_UP = "All rounds are over: Unanimous: Yes, all (3 of 3). The summary is being written."
OVER = "The debate is over: Unanimous: Yes, all (3 of 3)."
LISTEN = """() => {
  const line = document.querySelector("[data-news]");
  window.heard = [line.textContent];
  new MutationObserver(() => window.heard.push(line.textContent))
    .observe(line, { characterData: true, childList: true, subtree: true });
}"""
"""What somebody hears who cannot see the page."""
SLOW_PANEL = [{"model": f"sim/{votes}?delay=0.3"} for votes in ("A", "B>A", "A")]


@contextlib.asynccontextmanager
async def asked(chromium: Browser, context: Context, **changes: object) -> AsyncIterator[Sight]:
    """Ask for a debate that no worker has taken yet, and look at its page."""
    async with calling(context) as client:
        created = await client.post("/v1/debates", json=a_request(**changes))
        page = f"{client.base_url}/debates/{created.json()['id']}"
        async with looking_at(chromium, page) as sight:
            yield sight


async def test_a_debate_is_watched_from_the_queue_to_its_end(
    chromium: Browser, valkey_url: str
) -> None:
    provider = Recording()
    first = provider.held["seat_1"] = asyncio.Event()
    async with (
        a_context(valkey_url, a_namespace()) as context,
        asked(chromium, context, panel=SLOW_PANEL, protocol={"max_rounds": 2}) as sight,
    ):
        line = sight.page.locator("[data-news]")
        await sight.page.evaluate(LISTEN)

        async with a_worker(context, provider):
            await expect(line).to_have_text(ROUND_1)
            second = provider.held["seat_1"] = asyncio.Event()
            first.set()
            await expect(line).to_have_text(ROUND_2)
            second.set()
            await expect(line).to_have_text(OVER)

        heard = await sight.page.evaluate("window.heard")
        assert heard[:3] == ["The debate has not begun yet.", ROUND_1, ROUND_2]
        assert heard[3:] in ([OVER], [SUMMED_UP, OVER])
        await sight.is_up_to_date()
        sight.is_clean()


async def test_what_seats_write_is_read_along(chromium: Browser, valkey_url: str) -> None:
    puppets = Puppets()
    async with (
        a_context(valkey_url, a_namespace()) as context,
        asked(
            chromium, context, panel=[{"model": "sim/A"}] * 3, protocol={"max_rounds": 1}
        ) as sight,
        a_worker(context, puppets),
    ):
        page = sight.page
        at_work = page.locator("[data-writing]")
        await expect(at_work).to_have_count(3)

        ballot = a_ballot("A", "It can be checked by anyone who looks at it, and at all of it.")
        puppets.say(("seat_1", 1), ballot[:50])
        await expect(page.locator("[data-writing=seat_1]")).to_contain_text("It can be checked")

        puppets.say(("seat_1", 1), ballot[50:])
        puppets.finish(("seat_1", 1))
        await expect(at_work).to_have_count(2)
        await expect(page.locator("main")).to_contain_text("and at all of it")

        puppets.vote(("seat_2", 1), "B")
        puppets.vote(("seat_3", 1), "B")
        await expect(page.locator("[data-news]")).to_contain_text("debate is over")
        await expect(at_work).to_have_count(0)
        sight.is_clean()


async def test_a_debate_that_was_over_already_is_not_followed(
    chromium: Browser, valkey_url: str
) -> None:
    async with (
        a_context(valkey_url, a_namespace()) as context,
        asked(chromium, context, protocol={"max_rounds": 1}) as sight,
        a_worker(context),
    ):
        await expect(sight.page.locator("[data-news]")).to_contain_text("debate is over")
        before = sight.asked_for("/events")

        await sight.page.reload()
        await sight.page.wait_for_load_state("networkidle")

        assert sight.asked_for("/events") == before == 1
        sight.is_clean()
