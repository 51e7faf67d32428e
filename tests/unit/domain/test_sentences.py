import pytest
from hypothesis import given, strategies as st

from service.domain.sentences import (
    DANGLING,
    Excerpt,
    count_words,
    excerpt,
    isolated,
    quoted,
    sentences,
)

PROSE = st.text(
    st.one_of(st.sampled_from(" .,;:!?。，\n\"'()“”模型데عربที่e\u0301a1-"), st.characters()),
    max_size=120,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        (" \n ", 0),
        ("One two, three.", 3),
        ("state-of-the-art", 1),
        ("模型权重", 2),
        ("模型权", 2),
        ("模型。权重！", 2),
        ("GPT 的模型", 3),
        ("ประเทศไทย", 5),
        ("نعم، كلها", 2),
        ("모델 가중치", 2),
    ],
)
def test_words_are_counted_in_any_script(text: str, expected: int) -> None:
    assert count_words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("First. Second! Third?", ("First.", "Second!", "Third?")),
        ("No mark at the end", ("No mark at the end",)),
        ("It costs 3.5 million. That is much.", ("It costs 3.5 million.", "That is much.")),
        ("Use it, e.g. for audits. Then stop.", ("Use it, e.g. for audits.", "Then stop.")),
        ("The U.S. Senate met. It left.", ("The U.S. Senate met.", "It left.")),
        ("Ask Dr. Smith (cf. Jones). Or not.", ("Ask Dr. Smith (cf. Jones).", "Or not.")),
        ("Wait... what? and so on. Yes.", ("Wait... what? and so on.", "Yes.")),
        ("He said “Stop.” Nobody did.", ("He said “Stop.”", "Nobody did.")),
        ("Take plan B. The rest follows.", ("Take plan B.", "The rest follows.")),
        ("模型可以公开。数据不行！为什么？", ("模型可以公开。", "数据不行！", "为什么？")),
        ("「公開する。」理由は二つ。", ("「公開する。」", "理由は二つ。")),
        ("هل هذا آمن؟ لا أعتقد ذلك.", ("هل هذا آمن؟", "لا أعتقد ذلك.")),
        ("यह सुरक्षित है। यह सस्ता है।", ("यह सुरक्षित है।", "यह सस्ता है।")),
        ("A title\n\nA first line\nA second.", ("A title", "A first line", "A second.")),
        ("- One item.\n* Another.\n1. Third one.", ("One item.", "Another.", "Third one.")),
        ("# Heading\n> Quoted text.", ("Heading", "Quoted text.")),
        ("... !!! ?", ()),
        ("", ()),
    ],
)
def test_sentences_are_found_in_any_script(text: str, expected: tuple[str, ...]) -> None:
    assert sentences(text) == expected


def test_a_sentence_within_the_limit_stays_whole() -> None:
    assert excerpt("One two three.", 3) == Excerpt(text="One two three.", cut=False)


def test_a_long_sentence_is_cut_at_the_end_of_a_clause() -> None:
    long = "Weights help auditors, data helps rivals, and code helps everybody who can read it."

    assert excerpt(long, 9).text == "Weights help auditors, data helps rivals"


def test_a_sentence_without_clauses_is_cut_after_a_word() -> None:
    long = "Weights help all auditors who ever want to look inside a model"

    assert excerpt(long, 6).text == "Weights help all auditors who"


def test_a_sentence_in_a_script_without_spaces_is_cut_at_a_clause_or_character() -> None:
    long = "公开权重有助于审计，公开数据则帮助竞争者复制整个训练过程"

    assert excerpt(long, 8).text == "公开权重有助于审计"
    assert excerpt("公开权重有助于审计人员检查整个模型", 4).text == "公开权重有助"


def test_a_cut_never_parts_a_letter_from_its_vowel_sign() -> None:
    thai = "\u0e17\u0e35\u0e48" * 6

    assert excerpt(thai, 3).text == "\u0e17\u0e35\u0e48"


@given(PROSE, st.integers(min_value=2, max_value=35))
def test_every_excerpt_is_a_verbatim_span_within_the_limit(text: str, limit: int) -> None:
    for sentence in sentences(text):
        found = excerpt(sentence, limit)

        assert sentence in text
        assert found.text
        assert sentence.startswith(found.text)
        assert found.cut == (found.text != sentence)
        assert count_words(found.text) <= limit
        if found.cut:
            assert len(found.in_quotes().split()) <= max(limit, len(found.text.split()) + 1)


@given(PROSE)
def test_sentences_leave_out_nothing_that_has_a_letter(text: str) -> None:
    def letters(of: str) -> list[str]:
        return [character for character in of if character.isalpha()]

    assert letters("".join(sentences(text))) == letters(text)


def test_quotation_marks_show_a_cut_outside() -> None:
    assert Excerpt(text="Half of it", cut=True).in_quotes() == "“Half of it” …"
    assert Excerpt(text="All of it.", cut=False).in_quotes() == "“All of it.”"


def test_a_quote_within_a_quote_has_other_marks() -> None:
    assert quoted("“No” keeps a way back.") == "‘“No” keeps a way back.’"


def test_only_text_that_could_turn_a_line_around_is_isolated() -> None:
    assert isolated("Yes, all") == "Yes, all"
    assert isolated("不，完全不行") == "不，完全不行"
    assert quoted("نعم!") == "“\u2068نعم!\u2069”"
    assert isolated("a\u202eb") == "\u2068a\u202eb\u2069"


def test_a_cut_does_not_end_in_a_mark_that_leads_on() -> None:
    assert excerpt("One two (three four five", 3).text[-1] not in DANGLING
