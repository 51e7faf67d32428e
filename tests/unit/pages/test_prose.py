from random import Random

import pytest
from hypothesis import given, strategies as st

from service.domain.excerpts import reading
from service.domain.plain_text import printable
from service.pages.anchors import Passages
from service.pages.prose import ATTRIBUTES, EDGE, TAGS, Mark, prose
from tests.support.hostile import ENDLESS, HOSTILE, TEXTS
from tests.support.random_debates import a_random_debate
from tests.support.reading_html import Reading
from tests.support.summaries import summarized

ALLOWED = TAGS | {"mark"}


def letters(text: str) -> str:
    return "".join(filter(str.isalpha, text))


def words(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def marks_in(text: str, draw: Random) -> list[Mark]:
    """Return marks of passages anywhere in a text, some of them twice, inside others or nowhere."""
    cuts = [sorted(draw.choices(range(len(text) + 1), k=2)) for _ in range(6)]
    quotes = [text[a:b] for a, b in cuts] + ["stands nowhere in it"]
    return [Mark(id=f"q{n}", quote=quote) for n, quote in enumerate([*quotes, *quotes[:2]])]


def checked(text: str, marks: list[Mark]) -> Reading:
    read = Reading(prose(text, marks))
    for one in read.elements:
        assert one.tag in ALLOWED
        allowed = {"id"} if one.tag == "mark" else ATTRIBUTES.get(one.tag, set())
        assert one.attributes.keys() <= allowed
    assert sorted(read.ids) == sorted(mark.id for mark in marks)
    return read


@given(st.one_of(TEXTS, st.lists(TEXTS).map("\n".join)), st.integers())
def test_whatever_was_written_its_words_are_kept_and_nothing_else_gets_in(
    text: str, seed: int
) -> None:
    read = checked(text, marks_in(text, Random(seed)))

    assert letters(read.text) == letters(printable(EDGE.sub("", text)))


@pytest.mark.parametrize("text", HOSTILE)
def test_what_tries_to_be_more_than_text_is_seen_as_text(text: str) -> None:
    read = checked(text, marks_in(text, Random(text)))

    assert letters(read.text) == letters(printable(text))


@pytest.mark.parametrize(
    "text",
    [
        *ENDLESS,
        "*" * 100_000,
        "[" * 100_000,
        "a*" * 9_000,
        "`a``b```c" * 2_000,
        "word " * 10_000,
        "> " * 9_000 + "deep",
        "\n".join(" " * (2 * n) + "- item" for n in range(60)),
        "- item\n" * 2_000,
    ],
    ids=lambda text: f"{len(text)} of {text[:6]!r}",
)
def test_endless_text_is_left_as_it_is(text: str) -> None:
    read = checked(text, [])

    assert letters(read.text) == letters(printable(text))


def test_the_markdown_of_an_argument_is_read() -> None:
    html = prose("Weights are **out** for _good_:\n\n1. nobody can `recall` them\n\n> so they say")

    assert html == (
        "<p>Weights are <strong>out</strong> for <em>good</em>:</p>\n"
        "<ol>\n<li>nobody can <code>recall</code> them</li>\n</ol>\n"
        "<blockquote>\n<p>so they say</p>\n</blockquote>"
    )


def test_a_list_goes_on_from_its_own_number() -> None:
    assert '<ol start="3">' in prose("3. third")


def test_what_a_block_of_code_is_said_to_be_is_seen() -> None:
    html = prose("```python tricks\nx = 1\n```")

    assert html == "<pre><code>python tricks\nx = 1\n</code></pre>"


@pytest.mark.parametrize("text", ["&#x202e;evil", "&lt;b&gt;", "&zwnj;&#0;"])
def test_an_entity_says_what_was_typed(text: str) -> None:
    assert Reading(prose(text)).text == text


@pytest.mark.parametrize(
    ("text", "quote", "html"),
    [
        ("It is out. So be it.", "It is out.", '<p><mark id="q">It is out</mark>. So be it.</p>'),
        (
            "Weights **are** out.",
            "Weights **are** out.",
            '<p><mark id="q">Weights </mark><strong><mark>are</mark></strong><mark> out</mark>.</p>',
        ),
        ("_All_ of it", "_All_", '<p><em><mark id="q">All</mark></em> of it</p>'),
        (
            "1. one\n2. two",
            "1. one\n2. two",
            '<ol>\n<li><mark id="q">one</mark></li>\n<li><mark>two</mark></li>\n</ol>',
        ),
        ("`x` is", "`x` is", '<p><code><mark id="q">x</mark></code><mark> is</mark></p>'),
        ("यह नदी", "यह नदी", '<p><mark id="q">यह नदी</mark></p>'),
        ("nothing", "else", '<mark id="q"></mark><p>nothing</p>'),
        ("*** ...", "...", '<mark id="q"></mark><p>*** ...</p>'),
    ],
)
def test_a_passage_is_marked_from_its_first_letter_to_its_last(
    text: str, quote: str, html: str
) -> None:
    assert prose(text, [Mark(id="q", quote=quote)]) == html


def test_passages_may_overlap_and_repeat() -> None:
    marks = [
        Mark(id="a", quote="one two"),
        Mark(id="b", quote="two three"),
        Mark(id="c", quote="one two"),
    ]

    html = prose("one two three", marks)

    assert html == (
        '<p><mark id="a"><mark id="c">one </mark></mark><mark id="b">two</mark>'
        "<mark> three</mark></p>"
    )


def test_every_quote_of_any_summary_is_found() -> None:
    found = 0
    for seed in range(60):
        debate = a_random_debate(seed)
        passages = Passages(summarized(debate))
        for response in debate.responses:
            marks = passages.marks(response.ref)
            text = reading(debate.spec, response)
            read = checked(text, list(marks))
            assert letters(read.text) == letters(printable(text))
            for mark in marks:
                passage = read.by_id(mark.id).text
                assert passage
                assert words(mark.quote).startswith(words(passage))
                found += 1

    assert found > 400
