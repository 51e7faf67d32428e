"""Nothing that callers or models write runs, loads, leads elsewhere or passes for the page's own."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.support.api import a_context, a_namespace, calling
from tests.support.browsing import WITHOUT_SCRIPTS, Sight, Viewer, looking_at
from tests.support.hostile_debates import TRAP, a_hostile_request, says_it_all
from tests.support.model_server import ModelServer
from tests.support.workers import a_worker

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHONE = Viewer(width=360)
WIDTHS = (360, 768, 1_440)

OURS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "link",
        "script",
        "body",
        "header",
        "main",
        "nav",
        "footer",
    ),
    *("article", "section", "aside", "div", "h1", "h2", "h3", "h4", "h5", "p", "br", "hr", "pre"),
    *(
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "blockquote",
        "figure",
        "figcaption",
        "details",
        "summary",
    ),
    *("table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("a", "abbr", "b", "bdi", "code", "del", "em", "i", "ins", "mark", "q", "s", "small", "span"),
    *("strong", "time", "wbr", "button"),
    *("svg", "g", "circle", "desc", "line", "path", "rect", "text", "tspan", "use"),
}
"""Elements that the page is made of, Markdown of models included."""
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066\u2067\u200b\u2060\ufeff]")
"""What commands a screen, turns what follows, or cannot be seen."""

LOOK = """() => {
  const all = [...document.querySelectorAll("*")];
  const of = (name) => all.flatMap((one) => one.getAttribute(name) ?? []);
  const twice = (values) => values.filter((one, at) => values.indexOf(one) !== at);
  return {
    trapped: window.trapped ?? null,
    tags: [...new Set(all.map((one) => one.localName))],
    handlers: all.flatMap((one) => one.getAttributeNames()).filter((name) => /^on|^style$/.test(name)),
    ids: twice(of("id")),
    links: [...of("href"), ...of("src"), ...of("action"), ...of("xlink:href")],
    headings: document.querySelectorAll("h1").length,
    news: document.querySelectorAll("[data-news]").length,
    mains: document.querySelectorAll("main").length,
    scripts: document.scripts.length,
  };
}"""


async def test_the_largest_and_worst_debate_is_a_page_like_any_other(
    chromium: Browser, gallery: str
) -> None:
    async with looking_at(chromium, f"{gallery}hostile", PHONE) as sight:
        await sight.is_accessible(contrast=False)
        for width in WIDTHS:
            await sight.seen_by(Viewer(width=width))
            await sight.fits()
        await sight.unfold()
        for width in WIDTHS:
            await sight.seen_by(Viewer(width=width))
            await sight.fits()

        await is_harmless(sight)


async def test_without_scripts_it_fits_as_well(chromium: Browser, gallery: str) -> None:
    async with looking_at(chromium, f"{gallery}hostile", WITHOUT_SCRIPTS) as sight:
        await sight.fits()

        sight.is_clean()


async def test_what_came_through_models_and_a_store_is_as_harmless_from_start_to_end(
    chromium: Browser, valkey_url: str
) -> None:
    async with ModelServer({"mallory": says_it_all, "scribe": says_it_all}) as server:
        variables = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "sk-of-a-test"}
        async with (
            a_context(valkey_url, a_namespace(), variables) as context,
            calling(context) as client,
        ):
            created = await client.post("/v1/debates", json=a_hostile_request())
            url = f"{client.base_url}/debates/{created.json()['id']}"
            async with looking_at(chromium, url, PHONE) as sight, a_worker(context):
                news = sight.page.locator("[data-news]")
                await expect(news).to_contain_text("debate is over")

                await sight.unfold()
                await sight.fits()
                await sight.is_accessible(contrast=False)
                await is_harmless(sight)


async def is_harmless(sight: Sight) -> None:
    found = await sight.page.evaluate(LOOK)

    assert found.pop("trapped") is None
    assert set(found.pop("tags")) <= OURS
    links = [link for link in found.pop("links") if not link.startswith(("#", "/"))]
    assert found == {
        "handlers": [],
        "ids": [],
        "headings": 1,
        "news": 1,
        "mains": 1,
        "scripts": 1,
    }
    assert links == []
    assert UNSEEN.findall(await sight.page.content()) == []
    assert TRAP not in sight.hosts
    sight.is_clean()
