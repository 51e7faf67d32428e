"""Markdown in which no text is more than text, as a real parser reads it."""

from collections import Counter

import pytest
from hypothesis import example, given
from markdown_it import MarkdownIt
from markdown_it.token import Token

from service.domain.extractive import extractive_summary
from service.domain.markdown import markdown
from service.domain.plain_text import one_line
from service.domain.transcript import Facts, Heading, Paragraph, Quote, transcript
from tests.support.debates import NOW
from tests.support.effort import at_most
from tests.support.hostile import ENDLESS, HOSTILE, TEXTS, a_debate_of
from tests.support.summaries import ended

PARSERS = {
    "CommonMark": MarkdownIt("commonmark"),
    "with tables and strikethrough": MarkdownIt("commonmark").enable(["table", "strikethrough"]),
}
PLAIN = {"text", "softbreak", "hardbreak", "strong_open", "strong_close", "text_special"}


def structure(parser: MarkdownIt, text: str) -> list[str]:
    """Return what a parser makes of a text, but for the paragraphs within block quotes."""
    found, quoted = [], 0
    for token in parser.parse(text):
        quoted += token.nesting if token.type.startswith("blockquote") else 0
        if quoted and token.type.startswith("paragraph"):
            continue
        if token.type == "inline":
            assert {child.type for child in token.children or ()} <= PLAIN
            # Each text is one run; how many pieces it is read in says nothing.
            strong = [c.type for c in token.children or () if c.type.startswith("strong")]
            found += [] if quoted else [*strong, "inline"]
        else:
            found.append(token.type)
    return found


def shown(token: Token) -> str:
    return "".join(
        "\n" if child.type in {"softbreak", "hardbreak"} else child.content
        for child in token.children or ()
    )


@pytest.mark.parametrize("parser", PARSERS.values(), ids=PARSERS)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_known_trick_breaks_out_of_its_place(parser: MarkdownIt, text: str) -> None:
    blocks = (
        Heading(2, text),
        Paragraph(text),
        Facts(((text, text), ("x", text))),
        Quote(text),
        Facts((("x", "y"),)),
    )
    plain = (
        Heading(2, "x"),
        Paragraph("x"),
        Facts((("x", "x"), ("x", "x"))),
        Quote("x"),
        Facts((("x", "y"),)),
    )
    start = 0 if one_line(text) else 2

    assert structure(parser, markdown(blocks[start:])) == structure(
        parser, markdown(plain[start:])
    )


@pytest.mark.parametrize("text", ENDLESS, ids=range(len(ENDLESS)))
def test_a_text_without_end_is_written_down_in_no_time(text: str) -> None:
    blocks = (Heading(2, text), Facts(((text, text),)), Paragraph(text), Quote(text)) * 20

    with at_most(cpu_s=15):
        written = markdown(blocks)

    assert written.count("- **") == 20


@given(TEXTS)
@example("")
def test_no_text_changes_what_a_transcript_is_made_of(text: str) -> None:
    debate = ended(a_debate_of(text))
    blocks = transcript(debate, extractive_summary(debate, now=NOW))
    parser = PARSERS["with tables and strikethrough"]

    read = Counter(token.type for token in parser.parse(markdown(blocks)))

    rows = [row for block in blocks if isinstance(block, Facts) for row in block.rows]
    kinds = Counter(type(block) for block in blocks)
    assert read["heading_open"] == kinds[Heading]
    assert read["blockquote_open"] == kinds[Quote]
    assert read["bullet_list_open"] == kinds[Facts]
    assert read["list_item_open"] == len(rows)
    assert {kind.removesuffix("_open").removesuffix("_close") for kind in read} <= {
        *("heading", "paragraph", "bullet_list", "list_item", "blockquote", "inline"),
    }


@given(TEXTS)
def test_a_text_reads_as_it_was_written(text: str) -> None:
    parser = PARSERS["CommonMark"]
    inline = [
        t for t in parser.parse(markdown([Facts((("x", text),)), Quote(text)])) if t.children
    ]

    assert shown(inline[0]) == f"x: {one_line(text)}".strip()
    read = [line for token in inline[1:] for line in shown(token).split("\n")]
    assert " ".join(" ".join(read).split()) == one_line(text)


def test_a_quotation_keeps_its_lines_and_paragraphs() -> None:
    assert (
        markdown([Quote("One.\nTwo.\n\n\n- Three.\n")]) == "> One.\\\n> Two.\n>\n>\n> \\- Three.\n"
    )


def test_addresses_are_not_made_into_links() -> None:
    written = markdown([Paragraph("See https://a.example, www.b.example and c@d.example.")])

    assert written == "See https\\://a.example, www\\.b.example and c\\@d.example.\n"


def test_an_id_can_be_copied_as_it_stands() -> None:
    assert markdown([Facts((("Debate", "dbt_01 on sim/A>B?delay=1"),))]) == (
        "- **Debate:** dbt_01 on sim/A>B?delay=1\n"
    )
