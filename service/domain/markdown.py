"""A transcript as Markdown: CommonMark that says what it says in any dialect of it.

Whatever anybody wrote stands in one place, on one line or in one block quote, with every character
escaped that has a meaning there, so that no text makes a heading, a link, an image, HTML or a
table. Each kind of block is a case of `_written`.
"""

import re
from collections.abc import Iterable

from service.domain.plain_text import one_line, printable
from service.domain.transcript import Block, Facts, Heading, Paragraph, Quote

MARKS = "\\`*[]<&#|~$^{}@"
"""What begins something wherever it stands, in CommonMark or in a dialect; the backslash first."""

UNDERSCORE = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
"""One that may begin or end something; within a word, as in an id, none does."""

HOST = re.compile(r"([wW]{3})\.")
"""What some dialects know an address by, as by `://`, to make a link of it."""

BEGINS_A_BLOCK = re.compile(r"^([0-9]{0,9})([-+:.)>=])")
"""What begins a list or the like where it stands first on a line."""


def markdown(blocks: Iterable[Block]) -> str:
    """Write blocks down."""
    return "\n\n".join(_written(block) for block in blocks) + "\n"


def _written(block: Block) -> str:
    match block:
        case Heading(level=level, text=text):
            return f"{'#' * level} {_inline(text)}"
        case Paragraph(text=text):
            return _line(text)
        case Facts(rows=rows):
            return "\n".join(f"- **{_inline(name)}:** {_inline(text)}" for name, text in rows)
        case Quote(text=text):
            return _quoted(text)


def _quoted(text: str) -> str:
    lines = [_line(line) for line in printable(text).strip().split("\n")]
    pairs = zip(lines, [*lines[1:], ""], strict=True)
    # A backslash at the end of a line keeps the author's line break.
    broken = (f"{line}\\" if line and following else line for line, following in pairs)
    return "\n".join(f"> {line}".rstrip() for line in broken)


def _line(text: str) -> str:
    """Return a text that is a line of its own."""
    return BEGINS_A_BLOCK.sub(r"\1\\\2", _inline(text))


def _inline(text: str) -> str:
    escaped = one_line(text)
    for mark in MARKS:
        escaped = escaped.replace(mark, f"\\{mark}")
    escaped = UNDERSCORE.sub(r"\\_", escaped)
    return HOST.sub(r"\1\\.", escaped.replace("://", r"\://"))
