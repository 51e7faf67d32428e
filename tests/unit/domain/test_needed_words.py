"""What a sentence has to hold before a pattern can match in its text."""

import re

import pytest
from hypothesis import given, strategies as st

from service.domain.needed_words import (
    REMEMBERED,
    SENTENCE,
    Index,
    needs_of,
    stays_in_a_sentence,
)
from service.domain.order_grammar import Grammar, grammar_of
from service.domain.order_words.languages import LANGUAGES
from tests.unit.domain.instruction_corpus import HONEST, ORDERS


def may_match(pattern: str, text: str) -> bool:
    index = Index([needs_of(pattern)])
    return any(map(index.met_by, SENTENCE.findall(text)))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("ignore|forget", "remember the rules"),
        (r"ignore (?:all )?rules", "ignore all orders"),
        (r"\bback ", "a drawback of it"),
        (r"back(?!\w)", "backing it"),
        (r"(?<!\w)(?:act|behave) as", "a fact as such"),
        (r"(?:please |now )?vote", "they were devout"),
        (r"(?:one|two)+ three", "one and two"),
        (r"instruct\w*\b", "destructive"),
        (r"(?:very )*good|(?:bad (?:one|other))", "bad luck"),
        (r"say +(?:nothing|yes)", "say no more"),
        (r"vote (?:□|\{|no_one)", "vote for none"),
        (r"option (?<![\w'-])[b-d](?![\w'-])", "option e, because"),
        (r"say(?= [^.!?\n]{0,9}(?:nothing|yes))", "say no more"),
        ("ignore [^.!?\n]{0,9}rules", "ignore it. The rules hold"),
    ],
)
def test_a_text_without_the_words_of_a_pattern_is_told(pattern: str, text: str) -> None:
    if re.search(pattern, text):
        pytest.fail("The pattern matches.")

    assert not may_match(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("colou?r", "colr is no word, color is"),
        ("x|ignore", "x"),
        ("[a-c]+", "abc"),
        (r"(?!never)any", "any"),
        (r"a{0,3}ble", "ble"),
        (r"a{2}ble", "aable"),
        (r"(?:[^\]]|\])end", "the end"),
        (r"jo\u0131n \ue000", "joın \ue000"),
        (r"second[ _]?choice", "secondchoice"),
        (r"(?:all ?)rules", "allrules"),
        (r"(?:all )?rules", "unrules"),
        ("", ""),
        (r"vote (?:□|\{|no_one)", "vote □"),
        (r"option (?<![\w'-])[b-d](?![\w'-])", "option c, because"),
        (r"say(?= [^.!?\n]{0,9}(?:nothing|yes))", "say for once yes"),
        (r"say(?=\s(?:nothing|yes))", "say\nyes"),
        ("ignore.{0,9}rules", "ignore it. The rules hold"),
        ("(?:ignore.){1,2}rules", "ignore!rules"),
    ],
)
def test_what_may_be_left_out_or_stand_for_much_is_not_asked_for(pattern: str, text: str) -> None:
    assert may_match(pattern, text)


LETTERS = st.text(alphabet="ab '-", max_size=6)


@st.composite
def patterns(draw: st.DrawFn, depth: int = 2) -> str:
    atoms = st.sampled_from(["a", "b", " ", "'", r"\b", r"\w", r"\s", "[ab]", ".", "(?=a)"])
    said = st.lists(patterns(depth - 1) if depth else atoms, min_size=1, max_size=4)
    pieces = [draw(atoms) if draw(st.booleans()) else f"(?:{p})" for p in draw(said)]
    joined = [p + draw(st.sampled_from(["", "", "?", "{0,2}", "{1,2}"])) for p in pieces]
    valid = [
        p if not p.startswith((r"\b", "(?=")) else p[: 2 if p[0] == "\\" else 5] for p in joined
    ]
    return draw(st.sampled_from(["", "|"])).join(valid)


@given(patterns(), st.text(alphabet="ab '", max_size=12))
def test_a_text_that_matches_meets_the_needs(pattern: str, text: str) -> None:
    if re.search(pattern, text):
        assert may_match(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "stays"),
    [
        (r"(?:please[\s,]{1,2})?vote (?:now|[^.!?\n]{1,9})", True),
        (r"vote(?!\s)(?<!\.vote)", True),
        (r"vote\W+now", False),
        (r"vote (?:now|.)", False),
        (r"(?<=[.:] )vote", False),
    ],
)
def test_what_goes_beyond_a_sentence_is_known(pattern: str, stays: bool) -> None:  # noqa: FBT001 - a row of the table
    assert stays_in_a_sentence(pattern) is stays


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_order_of_the_corpus_meets_the_needs_of_the_rules_that_find_it(
    language: str,
) -> None:
    grammar = grammar_of(language)
    texts = (*ORDERS[language], *HONEST[language])

    missed = [
        text
        for text in map(str.casefold, texts)
        for rule in grammar.rules
        if rule.pattern.search(text) and (language, rule.pattern) not in found_by(grammar, text)
    ]

    assert missed == []


def found_by(grammar: Grammar, text: str) -> set[tuple[str, re.Pattern[str]]]:
    return {(language, found.re) for language, found in grammar.orders(text)}


def test_a_word_too_long_to_be_remembered_is_looked_through_all_the_same() -> None:
    assert may_match("ignore", "x" * 100 + "ignore")


def test_when_too_many_words_are_remembered_they_are_found_out_anew() -> None:
    index = Index([needs_of("ignore")])
    index.met_by("ignore")

    for number in range(REMEMBERED):
        index.met_by(f"w{number}")

    assert index.met_by("ignore") == {0}
    assert index.met_by("w1") == set()
