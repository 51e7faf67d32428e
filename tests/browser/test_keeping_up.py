"""A page that changes is shown as it has become, and whoever reads it is not disturbed."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from service.context import Context
from tests.support.browsing import looking_at
from tests.support.stage import Stage
from tests.support.store import eventually

pytestmark = pytest.mark.asyncio(loop_scope="session")

Played = tuple[Stage, str]

LONG = "".join(f"<p>line {n}</p>" for n in range(200))
CARD = """<h2>{title}</h2>
<article id="seat_1"><p>First</p><details id="earlier"><summary>Earlier</summary>
<p id="passage">What was said before.</p></details></article>{more}
<p id="end"><a id="link" href="#passage">jump</a> {end}</p>"""


@pytest_asyncio.fixture(loop_scope="session")
async def played(context: Context) -> AsyncIterator[Played]:
    stage = Stage()
    async with stage.served(context) as url:
        yield stage, url


async def test_what_has_changed_is_shown(chromium: Browser, played: Played) -> None:
    stage, url = played
    stage.html = CARD.format(title="Before", more="", end="of two")
    async with looking_at(chromium, url) as sight:
        await stage.is_followed_by()

        more = "<article id='seat_2'><p class='new' dir='auto'>Second</p></article>"
        stage.html = CARD.format(title="After", more=more, end="of three")
        stage.news, stage.title = "Round 1 of 3 is over.", "Another title"
        stage.tell("round.completed")

        await expect(sight.page.get_by_role("status")).to_have_text("Round 1 of 3 is over.")
        await sight.is_up_to_date()
        assert await sight.page.title() == "Another title"
        sight.is_clean()


async def test_what_is_gone_is_gone(chromium: Browser, played: Played) -> None:
    stage, url = played
    stage.html = "<p>one</p><ul id='x'><li>two</li></ul><p>three</p><!-- four --><h2>five</h2>"
    async with looking_at(chromium, url) as sight:
        await stage.is_followed_by()

        stage.html, stage.news = "<h2>five</h2><p class='b'>six</p>", "Changed."
        stage.tell("note.added")

        await expect(sight.page.get_by_role("status")).to_have_text("Changed.")
        assert await sight.page.locator("main > :not([data-news], h1)").all_inner_texts() == [
            "five",
            "six",
        ]
        sight.is_clean()


async def test_a_reader_is_not_disturbed(chromium: Browser, played: Played) -> None:
    stage, url = played
    stage.html = CARD.format(title="Before", more=LONG, end="of two")
    async with looking_at(chromium, url) as sight:
        page = sight.page
        await stage.is_followed_by()
        await page.locator("summary").click()
        await page.evaluate("getSelection().selectAllChildren(document.querySelector('#passage'))")
        await page.locator("#link").focus()
        before = await page.locator("#end").bounding_box()

        more = f"<p>much</p><p>more</p>{LONG}"
        stage.html, stage.news = CARD.format(title="After", more=more, end="of two"), "Changed."
        stage.tell("response.completed", response={"participant": "seat_1", "round": 1})
        await expect(page.get_by_role("status")).to_have_text("Changed.")

        after = await page.locator("#end").bounding_box()
        assert await page.locator("details").get_attribute("open") is not None
        assert await page.evaluate("document.activeElement.id") == "link"
        assert await page.evaluate("`${getSelection()}`.trim()") == "What was said before."
        assert before is not None
        assert after is not None
        assert after["y"] == pytest.approx(before["y"], abs=1)
        sight.is_clean()


async def test_details_that_a_reader_has_closed_stay_closed(
    chromium: Browser, played: Played
) -> None:
    stage, url = played
    stage.html = "<details open><summary>Now</summary>1</details>"
    async with looking_at(chromium, url) as sight:
        await stage.is_followed_by()
        await sight.page.locator("summary").click()

        stage.html = "<details open><summary>Now</summary>2</details>"
        stage.tell("round.started")

        await expect(sight.page.locator("details")).to_contain_text("2")
        assert await sight.page.locator("details").get_attribute("open") is None


async def test_what_a_reader_has_opened_is_known_by_what_is_in_it(
    chromium: Browser, played: Played
) -> None:
    stage, url = played
    earlier = "<details><summary>Round {n}</summary><p id='r{n}'>{n}</p></details>"
    stage.html = earlier.format(n=1)
    async with looking_at(chromium, url) as sight:
        await stage.is_followed_by()
        await sight.page.locator("summary").click()

        stage.html = earlier.format(n=2) + earlier.format(n=1)
        stage.tell("round.completed")

        await expect(sight.page.locator("details")).to_have_count(2)
        await expect(sight.page.locator("#r2")).to_be_hidden()
        await expect(sight.page.locator("#r1")).to_be_visible()


async def test_what_happens_at_once_is_fetched_once(chromium: Browser, played: Played) -> None:
    stage, url = played
    async with looking_at(chromium, url) as sight:
        await stage.is_followed_by()
        asked = stage.pages

        for number in range(50):
            stage.news = f"Event {number}."
            stage.tell("response.completed", response={"participant": "seat_1", "round": 1})

        await expect(sight.page.get_by_role("status")).to_have_text("Event 49.")
        assert stage.pages - asked <= 3


async def test_what_is_being_written_is_only_ever_text(chromium: Browser, played: Played) -> None:
    stage, url = played
    stage.html = "".join(f"<p data-writing='seat_{n}' hidden></p>" for n in (1, 2, 3))
    async with looking_at(chromium, url) as sight:
        first, second, third = await sight.page.locator("[data-writing]").all()
        await stage.is_followed_by()

        stage.write("<img src=x onerror=alert(1)>")
        stage.write("<script>alert(2)</script>", index=1)
        stage.write("and so on", participant="seat_2", index=7)
        stage.write("unknown", participant='seat_9"], [x="')

        await expect(first).to_have_text("<img src=x onerror=alert(1)><script>alert(2)</script>")
        await expect(second).to_have_text("… and so on")
        await expect(first).to_be_visible()
        await expect(third).to_be_hidden()
        assert await first.locator("*").count() == 0
        sight.is_clean()


async def test_another_attempt_is_written_anew_and_ends_with_the_response(
    chromium: Browser, played: Played
) -> None:
    stage, url = played
    stage.html = "<p data-writing='seat_1'></p><p id='other'>1</p>"
    async with looking_at(chromium, url) as sight:
        writing = sight.page.locator("[data-writing]")
        await stage.is_followed_by()
        stage.write("One that was broken off", round=2)
        stage.write("Another", round=2, attempt=2)
        await expect(writing).to_have_text("Another")

        stage.html = "<p data-writing='seat_1'></p><p id='other'>2</p>"
        stage.tell("response.completed", response={"participant": "seat_1", "round": 1})
        await expect(sight.page.locator("#other")).to_have_text("2")
        await expect(writing).to_have_text("Another")

        stage.tell("response.completed", response={"participant": "seat_1", "round": 2})
        await expect(writing).to_have_text("")


async def test_when_it_is_over_nothing_is_asked_for_any_more(
    chromium: Browser, played: Played
) -> None:
    stage, url = played
    async with looking_at(chromium, url) as sight:
        await stage.is_followed_by()
        stage.news = "The debate is over."

        stage.end()

        await expect(sight.page.get_by_role("status")).to_have_text("The debate is over.")
        await stage.is_followed_by(0)
        asked = (stage.pages, stage.streams)
        await sight.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        await sight.page.clock.install()
        await sight.page.clock.fast_forward(120_000)
        assert (stage.pages, stage.streams) == asked
        sight.is_clean()


async def test_what_was_over_already_is_not_followed(chromium: Browser, played: Played) -> None:
    stage, url = played
    stage.over = True

    async with looking_at(chromium, url) as sight:
        await sight.page.wait_for_load_state("networkidle")

        assert (stage.pages, stage.streams) == (1, 0)
        sight.is_clean()


async def test_after_a_connection_was_lost_what_was_missed_is_shown(
    chromium: Browser, played: Played
) -> None:
    stage, url = played
    async with looking_at(chromium, url) as sight:
        await stage.is_followed_by()

        stage.news = "This happened meanwhile."
        stage.cut()

        await expect(sight.page.get_by_role("status")).to_have_text("This happened meanwhile.")
        assert stage.streams == 2
        sight.is_clean()


@pytest.mark.parametrize("status", [429, 503])
async def test_a_stream_that_was_refused_is_asked_for_again(
    chromium: Browser, played: Played, status: int
) -> None:
    stage, url = played
    stage.silenced = status
    async with looking_at(chromium, url) as sight:
        await sight.page.wait_for_load_state("networkidle")

        stage.silenced, stage.news = 0, "Here it is."
        await stage.is_followed_by()

        await expect(sight.page.get_by_role("status")).to_have_text("Here it is.")


async def test_a_connection_that_stays_lost_is_told_until_it_is_back(
    chromium: Browser, played: Played
) -> None:
    stage, url = played
    async with looking_at(chromium, url) as sight:
        line = sight.page.get_by_role("status")
        await sight.page.clock.install()
        await sight.page.reload()
        await stage.is_followed_by()
        stage.refused = stage.silenced = 503
        asked = stage.streams
        stage.cut()

        async def is_refused() -> bool:
            return stage.streams > asked

        await eventually(is_refused)
        await expect(line).to_have_text("It has begun.")
        await sight.page.clock.fast_forward(9_000)
        await expect(line).to_contain_text("The connection is lost")
        await expect(line).to_have_class("warning")
        await sight.is_accessible()

        stage.refused = stage.silenced = 0
        await sight.page.clock.fast_forward(120_000)
        await stage.is_followed_by()
        await sight.page.clock.fast_forward(1_000)
        await expect(line).to_have_text("It has begun.")
        await expect(line).to_have_class("unseen")


async def test_a_page_that_can_be_read_no_more_says_so_and_stays(
    chromium: Browser, played: Played
) -> None:
    stage, url = played
    stage.html = "<h2>As it was</h2>"
    async with looking_at(chromium, url) as sight:
        await stage.is_followed_by()

        stage.refused = 404
        stage.tell("round.started")

        await expect(sight.page.get_by_role("status")).to_contain_text("no longer be read")
        await expect(sight.page.get_by_role("heading", level=2)).to_have_text("As it was")
        await stage.is_followed_by(0)


async def test_a_page_that_nobody_sees_keeps_no_connection(
    chromium: Browser, played: Played
) -> None:
    stage, url = played
    async with looking_at(chromium, url) as sight:
        await stage.is_followed_by()
        await sight.page.evaluate(
            "Object.defineProperty(document, 'hidden', {value: true, writable: true})"
        )
        await sight.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        await stage.is_followed_by(0)

        stage.news = "This happened meanwhile."
        await sight.page.evaluate("document.hidden = false")
        await sight.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

        await expect(sight.page.get_by_role("status")).to_have_text("This happened meanwhile.")


async def test_a_link_opens_what_it_leads_to(chromium: Browser, played: Played) -> None:
    stage, url = played
    stage.html = CARD.format(title="A page", more=LONG, end="")
    stage.over = True
    async with looking_at(chromium, url) as sight:
        passage, details = sight.page.locator("#passage"), sight.page.locator("details")

        for _ in range(2):
            await sight.page.locator("#link").click()
            await expect(passage).to_be_in_viewport()
            await details.evaluate("details => { details.open = false }")
        await sight.page.goto("about:blank")
        await sight.page.goto(f"{url}#passage")
        await expect(passage).to_be_in_viewport()
