"""HTML as a strict reader takes it: every element closed where it was opened, and what is in it."""

from html.parser import HTMLParser

import msgspec
from typing_extensions import override

VOID = frozenset({"br", "link", "meta"})


class Element(msgspec.Struct, frozen=True):
    tag: str
    attributes: dict[str, str | None]

    @property
    def id(self) -> str | None:
        return self.attributes.get("id")

    @property
    def part(self) -> str | None:
        return self.attributes.get("data-part")


class Reading(HTMLParser):
    """What a document or a piece of one says; fails where elements or live parts are not nested."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.text = ""
        self.texts: dict[str, str] = {}
        """What stands in each element that has an id."""
        self._open: list[Element] = []
        self.feed(str(html))
        self.close()
        assert not self._open

    @property
    def ids(self) -> list[str]:
        """Return all ids, in their order."""
        return [one.id for one in self.elements if one.id]

    @property
    def parts(self) -> list[str]:
        """Return the names of all live parts, in their order."""
        return [one.part for one in self.elements if one.part]

    @property
    def links(self) -> set[str]:
        """Return which ids are linked to."""
        targets = (one.attributes.get("href") for one in self.elements)
        return {target[1:] for target in targets if target and target.startswith("#")}

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.elements.append(element)
        assert not (element.part and any(one.part for one in self._open))
        if element.id:
            self.texts[element.id] = ""
        if tag not in VOID:
            self._open.append(element)

    @override
    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag

    @override
    def handle_data(self, data: str) -> None:
        self.text += data
        for element in self._open:
            if element.id:
                self.texts[element.id] += data
