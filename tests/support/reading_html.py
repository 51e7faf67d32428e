"""HTML as a strict reader takes it: every element closed where it was opened, and what is in it."""

from collections.abc import Iterator
from html.parser import HTMLParser

from typing_extensions import override

VOID = frozenset({"br", "input", "link", "meta"})
BLOCKS = frozenset(
    {"article", "blockquote", "details", "div", "dl", "h1", "h2", "h3", "h4", "ol", "p", "pre"}
    | {"section", "table", "ul"}
)
"""Elements before which a browser closes a paragraph that is open."""


class Element:
    """An element, with the elements and the text that are in it."""

    def __init__(self, tag: str, attributes: dict[str, str | None]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Element | str] = []

    @property
    def id(self) -> str | None:
        return self.attributes.get("id")

    @property
    def classes(self) -> list[str]:
        return (self.attributes.get("class") or "").split()

    @property
    def text(self) -> str:
        """Return all text in it, as it stands there."""
        return "".join(one if isinstance(one, str) else one.text for one in self.children)

    @property
    def words(self) -> str:
        """Return all text in it with single spaces."""
        return " ".join(self.text.split())

    def within(self) -> Iterator["Element"]:
        """Yield all elements in it, in their order."""
        for one in self.children:
            if isinstance(one, Element):
                yield one
                yield from one.within()

    def all(self, name: str) -> list["Element"]:
        """Return the elements in it of a tag or, as `.name`, of a class."""
        if name.startswith("."):
            return [one for one in self.within() if name[1:] in one.classes]
        return [one for one in self.within() if one.tag == name]


class Reading(HTMLParser):
    """What a document or a piece of one says; fails where a browser would read anything else."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = str(html)
        self.root = Element("", {})
        self._open = [self.root]
        self.feed(self.html)
        self.close()
        assert self._open == [self.root]
        self.elements = list(self.root.within())

    @property
    def text(self) -> str:
        return self.root.text

    @property
    def ids(self) -> list[str]:
        """Return all ids, in their order."""
        return [one.id for one in self.elements if one.id]

    @property
    def links(self) -> set[str]:
        """Return where links lead."""
        return {one.attributes["href"] or "" for one in self.root.all("a")}

    def by_id(self, place: str) -> Element:
        """Return the element of that id."""
        return next(one for one in self.elements if one.id == place)

    def is_sound(self) -> None:
        """Fail where ids are not unique, or what refers to one leads nowhere."""
        assert len(set(self.ids)) == len(self.ids)
        named = [one.attributes.get("aria-labelledby") for one in self.elements]
        places = {link[1:] for link in self.links if link.startswith("#")}
        assert places.union(*(each.split() for each in named if each)) <= set(self.ids)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        assert len(attributes) == len(attrs), attrs
        assert not (self._open[-1].tag == "p" and tag in BLOCKS), tag
        element = Element(tag, attributes)
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    @override
    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Element(tag, dict(attrs)))

    @override
    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag

    @override
    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)
