"""A transcript as a page: one HTML document that needs nothing else, runs nothing and loads nothing.

Every text is escaped as it is written; the style is the page's own and is named by its digest in
the policy that comes with it. Each kind of block is a case of `_written`.
"""

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from html import escape

from service.domain.plain_text import one_line, printable
from service.domain.transcript import Block, Facts, Heading, Paragraph, Quote

STYLE = """
body { margin: 2rem auto; max-width: 44rem; padding: 0 1rem; font: 1rem/1.55 system-ui, sans-serif;
  color: #1c1c1c; background: #fff; overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.25; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid #ccc; }
blockquote { margin: 1rem 0; padding: 0 1rem; border-inline-start: 3px solid #999;
  white-space: pre-wrap; }
dt { font-weight: 600; text-align: left; }
dd { margin: 0 0 .4rem 1rem; }
@media (prefers-color-scheme: dark) { body { color: #e8e8e8; background: #161616; } }
"""

POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'"
    "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of the page."""


def page(title: str, blocks: Iterable[Block]) -> str:
    """Write blocks down as a document of that title."""
    body = "\n".join(_written(block) for block in blocks)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{_inline(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def _written(block: Block) -> str:
    match block:
        case Heading(level=level, text=text):
            return f'<h{level} dir="auto">{_inline(text)}</h{level}>'
        case Paragraph(text=text):
            return f'<p dir="auto">{_inline(text)}</p>'
        case Facts(rows=rows):
            listed = "\n".join(
                f'<dt dir="auto">{_inline(name)}</dt>\n<dd dir="auto">{_inline(text)}</dd>'
                for name, text in rows
            )
            return f"<dl>\n{listed}\n</dl>"
        case Quote(text=text):
            return f'<blockquote dir="auto">{escape(printable(text).strip())}</blockquote>'


def _inline(text: str) -> str:
    return escape(one_line(text))
