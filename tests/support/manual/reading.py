"""A page of the manual: its blocks, the code within its sentences, its links and their targets."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.support.commands import ROOT

LANGUAGES = frozenset({"sh", "python", "ts", "json", "toml", "text"})
HINTS = (
    "served",
    "stays until",
    "ends",
    "exits",
    "needs",
    "played models",
    "after",
    "saved as",
    "posted to",
    "printed by",
    "picture",
)
COMMENT = re.compile(r"<!-- manual: (?P<hints>.*?) -->\s*", re.DOTALL)
PAGES = (
    Path("README.md"),
    *sorted(path.relative_to(ROOT) for path in (ROOT / "docs").glob("*.md")),
    Path("openapi/README.md"),
)
"""The manual."""
MARKDOWN = MarkdownIt("commonmark").enable("table")


class ManualError(AssertionError):
    """Something in the manual is not so; the message begins with its place."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A block of code."""

    place: str
    """`docs/api.md:12`, where it begins."""
    language: str
    text: str
    hints: Mapping[str, str]
    """By their first words, what follows these."""

    @property
    def fault(self) -> str | None:
        """Say why nobody knows what to do with it, if so."""
        if self.language not in LANGUAGES:
            return f"a block is one of {', '.join(sorted(LANGUAGES))}, not {self.language!r}"
        unknown = ", ".join(self.hints.keys() - set(HINTS))
        return f"tests/support/manual tells of no hint {unknown!r}" if unknown else None


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """Code within a sentence or a table."""

    place: str
    text: str


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page as its reader sees it."""

    path: Path
    """From the project's root."""
    steps: tuple[Step, ...]
    code: tuple[Code, ...]
    links: tuple[Code, ...]
    """Targets of links and pictures, as they are written."""
    anchors: frozenset[str]
    """Of its headings, as GitHub makes them."""


def read_page(path: Path) -> Page:
    """Read a page of the project."""
    return page_of(path, (ROOT / path).read_text(encoding="utf-8"))


def page_of(path: Path, text: str) -> Page:
    """Read a page from its text."""
    tokens = MARKDOWN.parse(text)
    return Page(
        path=path,
        steps=tuple(_steps(path, tokens)),
        code=tuple(_inline(path, tokens, "code_inline")),
        links=tuple(_inline(path, tokens, "link_open", "image")),
        anchors=frozenset(_anchors(tokens)),
    )


def _steps(path: Path, tokens: Sequence[Token]) -> Iterator[Step]:
    before = ""
    for token in tokens:
        if token.type in {"fence", "code_block"}:
            place = _place(path, token)
            language = token.info.strip()
            yield Step(place=place, language=language, text=token.content, hints=_hints(before))
        before = token.content if token.type == "html_block" else ""


def _hints(comment: str) -> dict[str, str]:
    found = COMMENT.fullmatch(comment)
    return dict(_hint(part.strip()) for part in found["hints"].split(";")) if found else {}


def _hint(text: str) -> tuple[str, str]:
    known = (name for name in HINTS if f"{text} ".startswith(f"{name} "))
    name = next(known, text)
    return name, text.removeprefix(name).strip()


def _inline(path: Path, tokens: Sequence[Token], *types: str) -> Iterator[Code]:
    for parent in tokens:
        for token in parent.children or ():
            if token.type in types:
                said = token.content or token.attrs.get("href", "")
                target = token.attrs.get("src", said)
                yield Code(place=_place(path, parent), text=str(target))


def _anchors(tokens: Sequence[Token]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for heading, inline in itertools.pairwise(tokens):
        if heading.type != "heading_open":
            continue
        words = "".join(token.content for token in inline.children or ())
        anchor = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        yield f"{anchor}-{seen[anchor]}" if anchor in seen else anchor
        seen[anchor] = seen.get(anchor, 0) + 1


def _place(path: Path, token: Token) -> str:
    return f"{path}:{token.map[0] + 1}" if token.map else str(path)
