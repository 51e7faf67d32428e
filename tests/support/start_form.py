"""The start page as its reader meets it: the form and what stands beside its fields, the list.

`browsing` serves it and gives a client; `read_page` reads a page as a browser does, so that a test
can send its form on; `FORM` is one that is filled in.
"""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx
from typing_extensions import override

from service.context import Context
from tests.support.api import serving
from tests.support.patience import PATIENCE_S

FORM = {
    "question": "Is it?",
    "options": "Yes\r\nNo",
    "panel": "simulated",
    "rounds": "3",
    "once": "drawn-once",
}

Attributes = dict[str, str | None]

VOID = {"input", "link", "meta", "br"}


@contextlib.asynccontextmanager
async def browsing(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    """Serve the API; give a client that, as a browser does, asks for pages."""
    headers = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    async with (
        serving(context) as url,
        httpx.AsyncClient(
            base_url=url, headers=headers, timeout=PATIENCE_S, trust_env=False
        ) as client,
    ):
        yield client


@dataclass
class Page:
    """What a test looks at."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    """What would be sent: names, and the texts of each."""
    offered: dict[str, list[str]] = field(default_factory=dict)
    """What can be chosen, by the name of the field."""
    invalid: list[str] = field(default_factory=list)
    """The fields that are marked so, in their order."""
    described_by: dict[str, list[str]] = field(default_factory=dict)
    focused: str | None = None
    texts: dict[str, str] = field(default_factory=dict)
    """What stands in each element that has an id."""
    ids: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    """Where each link leads, by its text."""
    alert: str = ""
    action: str = ""

    def said_of(self, name: str) -> str:
        """Return what describes a field."""
        return " ".join(self.texts[one] for one in self.described_by[name])


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._open: list[tuple[str, Attributes, list[str]]] = []
        self._select = ""

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        page, name = self.page, given.get("name") or ""
        if "id" in given:
            page.ids.append(str(given["id"]))
        if tag == "form":
            page.action = f"{given['method']} {given['action']}"
        if tag in {"input", "textarea", "select"}:
            self._described(name, given)
        if tag == "select":
            self._select = name
        if tag == "option" or given.get("type") in {"radio", "checkbox"}:
            self._choice(self._select if tag == "option" else name, given)
        elif tag == "input":
            page.fields[name] = [given.get("value") or ""]
        if tag not in VOID:
            self._open.append((tag, given, []))

    @override
    def handle_data(self, data: str) -> None:
        for _, _, texts in self._open:
            texts.append(data)

    @override
    def handle_endtag(self, tag: str) -> None:
        opened, given, texts = self._open.pop()
        assert opened == tag, f"{opened} is closed by {tag}"
        text = "".join(texts)
        plain = " ".join(text.split())
        if tag == "textarea":
            # The first line break after the tag is none of the text.
            self.page.fields[str(given["name"])] = [text.removeprefix("\n")]
        if tag == "a":
            self.page.links[plain] = str(given["href"])
        if given.get("role") == "alert":
            self.page.alert = plain
        if "id" in given:
            self.page.texts[str(given["id"])] = plain
        if tag == "fieldset" and given.get("aria-describedby"):
            self.page.described_by["panel"] = str(given["aria-describedby"]).split()

    def _described(self, name: str, given: Attributes) -> None:
        if "aria-invalid" in given:
            self.page.invalid.append(name)
        if "autofocus" in given:
            self.page.focused = name
        if describing := given.get("aria-describedby"):
            self.page.described_by[name] = describing.split()

    def _choice(self, name: str, given: Attributes) -> None:
        value = given.get("value") or ""
        self.page.offered.setdefault(name, []).append(value)
        if "checked" in given or "selected" in given:
            self.page.fields.setdefault(name, []).append(value)


def read_page(html: str) -> Page:
    """Read a page; fails where an element is closed by another."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert not reader._open, reader._open  # noqa: SLF001 - its own
    assert len(set(reader.page.ids)) == len(reader.page.ids), reader.page.ids
    return reader.page
