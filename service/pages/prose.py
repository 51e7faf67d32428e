"""What a model wrote as HTML: its Markdown, of which nothing can load, link, run or look like ours.

Everything that was written is seen: what a model means as a heading, a link, an image, HTML or an
entity stands there as it was typed, and where Markdown would hide a word, or costs too much, the
text stands as it is. Quoted passages are found in the text before it becomes HTML: a character
that nobody uses marks both ends of each, goes through Markdown like a letter, and is then replaced
by elements around every piece of text between the two, so that these never cross another element.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

import msgspec
import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup, escape

from service.domain.plain_text import printable

MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
    ["code", "heading", "lheading", "link", "image", "autolink", "reference", "hr", "entity"]
)
TAGS = {"p", "br", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote"}
ATTRIBUTES = {"ol": {"start"}}

LONGEST = 20_000
"""Characters of a text above which its Markdown is left as it is: ten times what is asked for."""
MOST_SIGNS = 500
"""Likewise, of lines and of what may mean something in Markdown."""
SIGN = re.compile(r"[*_`\\\n>]")
DEEPEST = int(MARKDOWN.options["maxNesting"])

EDGES = range(0x100000, 0x10FFFE)
"""The ends of passages, two characters for each: a plane of Unicode that belongs to nobody."""
EDGE = re.compile(f"([{chr(EDGES[0])}-{chr(EDGES[-1])}])")
TAG = re.compile("(<[^>]*>)")
LEAD = re.compile(r"[\W_]*(?:\d{1,9}[.)]\s[\W_]*)*")
"""What may begin a passage and has a meaning in Markdown, which an edge before it would take."""


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A passage that a quote jumps to."""

    id: str
    quote: str
    """The passage, word for word as it stands in the text."""


def prose(text: str, marks: Sequence[Mark] = ()) -> Markup:
    """Return a text as HTML; each mark's passage is a `<mark>` of that id.

    Where a passage is not found, or nothing of it is left, its id stands at the beginning.
    """
    said = printable(_edged(EDGE.sub("", text), marks))
    html = nh3.clean(_rendered(said), tags=TAGS, attributes=ATTRIBUTES)
    return Markup(_marked(html.strip(), marks))  # noqa: S704 - cleaned


def _rendered(said: str) -> str:
    if len(said) > LONGEST or sum(1 for _ in SIGN.finditer(said)) > MOST_SIGNS:
        return _plain(said)
    tokens = MARKDOWN.parse(said)
    # The parser leaves out what stands deeper.
    if any(token.level + token.nesting >= DEEPEST for token in tokens):
        return _plain(said)
    return str(MARKDOWN.renderer.render(tokens, MARKDOWN.options, {}))


def _plain(said: str) -> str:
    """Return a text in paragraphs and lines."""
    paragraphs = re.split(r"\n[ \n]*\n", str(escape(said.strip())))
    return "".join(f"<p>{one.replace(chr(10), '<br>')}</p>" for one in paragraphs)


def _fence(
    _: RendererHTML, tokens: Sequence[Token], at: int, _options: OptionsDict, _env: EnvType
) -> str:
    """Return a fenced block with what its first line says: a language, or anything."""
    token = tokens[at]
    first = f"{token.info.strip()}\n" if token.info.strip() else ""
    return f"<pre><code>{escape(first + token.content)}</code></pre>"


MARKDOWN.add_render_rule("fence", _fence)


def _edged(text: str, marks: Sequence[Mark]) -> str:
    """Return the text with an edge before and behind each passage that is in it."""
    edges: list[tuple[int, str]] = []
    for n, mark in enumerate(marks):
        span = _span(text, EDGE.sub("", mark.quote))
        if span is not None:
            edges += [(span[0], chr(EDGES[2 * n])), (span[1], chr(EDGES[2 * n + 1]))]
    pieces, at = [], 0
    for where, edge in sorted(edges):
        pieces += [text[at:where], edge]
        at = where
    return "".join([*pieces, text[at:]])


def _span(text: str, quote: str) -> tuple[int, int] | None:
    """Return where a passage stands, from its first letter or digit to its last one."""
    at = text.find(quote)
    lead = LEAD.match(quote)
    begin = lead.end() if lead else 0
    end = len(quote)
    while end > begin and not _is_of_a_word(quote[end - 1]):
        end -= 1
    return (at + begin, at + end) if at >= 0 and end > begin else None


def _is_of_a_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")


def _marked(html: str, marks: Sequence[Mark]) -> str:
    """Return HTML with elements in place of the edges."""
    marking = Marking(marks)
    body = "".join(
        piece if piece.startswith("<") else "".join(marking.of(piece)) for piece in TAG.split(html)
    )
    return f"{''.join(marking.left())}{body}"


class Marking:
    """Where one is between the edges, going through HTML from its beginning."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        self._waiting = {n: f'<mark id="{escape(mark.id)}">' for n, mark in enumerate(marks)}
        """The opening tags that have not been written yet."""
        self._inside: list[int] = []

    def of(self, text: str) -> Iterator[str]:
        """Yield a piece of text between two tags, with the marks it belongs to around it."""
        for piece in EDGE.split(text):
            if EDGE.fullmatch(piece):
                self._cross(ord(piece) - EDGES[0])
            elif not self._inside or not piece.strip():
                yield piece
            else:
                begun = [self._waiting.pop(n) for n in self._inside if n in self._waiting]
                opening = begun or ["<mark>"]
                yield f"{''.join(opening)}{piece}{'</mark>' * len(opening)}"

    def left(self) -> Iterator[str]:
        """Yield, empty, the marks that stand nowhere."""
        return (f"{opening}</mark>" for opening in self._waiting.values())

    def _cross(self, edge: int) -> None:
        n, ends = divmod(edge, 2)
        self._inside = [one for one in self._inside if one != n] + ([] if ends else [n])
