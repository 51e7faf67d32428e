"""A page in which no text is more than text, that loads nothing and runs nothing."""

from base64 import b64encode
from collections import Counter
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from typing_extensions import override

from service.api.transcript_page import POLICY, page
from service.domain.extractive import extractive_summary
from service.domain.plain_text import one_line, printable
from service.domain.transcript import Facts, Heading, Paragraph, Quote, transcript
from tests.support.debates import NOW
from tests.support.hostile import ENDLESS, HOSTILE, TEXTS, a_debate_of
from tests.support.summaries import ended

PAGE = ["html", "head", "meta", "meta", "title", "style", "body", "main"]
WITHOUT_END = {"meta"}


class Reading(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: set[tuple[str, str | None]] = set()
        self.texts: list[tuple[str, str]] = []
        self.odd: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= set(attrs)
        if tag not in WITHOUT_END:
            self._open.append(tag)

    @override
    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    @override
    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self._open[-1], data))

    @override
    def handle_comment(self, data: str) -> None:
        self.odd.append(data)

    @override
    def unknown_decl(self, data: str) -> None:
        self.odd.append(data)

    @override
    def handle_pi(self, data: str) -> None:
        self.odd.append(data)


@pytest.mark.parametrize("text", [*HOSTILE, *ENDLESS], ids=range(len(HOSTILE) + len(ENDLESS)))
def test_no_known_trick_breaks_out_of_its_place(text: str) -> None:
    blocks = (Heading(1, text), Paragraph(text), Facts(((text, text),)), Quote(text))

    read = Reading(page(text, blocks))

    assert read.tags == [*PAGE, "h1", "p", "dl", "dt", "dd", "blockquote"]
    assert read.odd == []
    assert {name for name, _ in read.attributes} == {"lang", "charset", "name", "content", "dir"}
    shown = [one for one in read.texts if one[0] != "style"]
    line, lines = one_line(text), printable(text).strip()
    assert shown == [
        *((tag, line) for tag in ("title", "h1", "p", "dt", "dd") if line),
        *([("blockquote", lines)] if lines else []),
    ]


@given(TEXTS)
@example("")
def test_no_text_changes_what_a_page_is_made_of(text: str) -> None:
    debate = ended(a_debate_of(text))
    blocks = transcript(debate, extractive_summary(debate, now=NOW))

    read = Reading(page("Title", blocks))

    kinds = Counter(type(block) for block in blocks)
    tags = Counter(read.tags[len(PAGE) :])
    rows = sum(len(block.rows) for block in blocks if isinstance(block, Facts))
    assert tags["h1"] + tags["h2"] + tags["h3"] == kinds[Heading]
    assert (tags["p"], tags["dl"], tags["blockquote"]) == (
        kinds[Paragraph],
        kinds[Facts],
        kinds[Quote],
    )
    assert tags["dt"] == tags["dd"] == rows
    assert set(tags) <= {"h1", "h2", "h3", "p", "dl", "dt", "dd", "blockquote"}


def test_the_policy_allows_the_style_of_the_page_and_nothing_else() -> None:
    (style,) = [text for tag, text in Reading(page("Title", ())).texts if tag == "style"]

    digest = b64encode(sha256(style.encode()).digest()).decode()

    assert f"default-src 'none'; style-src 'sha256-{digest}';" in POLICY
    assert "unsafe" not in POLICY
    assert "url(" not in style
    assert "@import" not in style
