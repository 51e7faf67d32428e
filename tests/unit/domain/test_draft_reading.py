"""Reading a draft: tolerant in form, and nothing makes it raise."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import example, given, strategies as st

from service.domain.draft_reading import (
    MOST_CITATIONS,
    MOST_SENTENCES,
    QUOTE_LENGTH,
    TEXT_LENGTH,
    read_draft,
)
from service.domain.drafts import Draft, DraftCitation, Sentence
from service.domain.replies import MAX_TEXT, Finish, Refusal, Unreadable

CITED = {"response": "P3@2", "quote": "words of it"}
SAID = {"text": "It holds.", "citations": [CITED]}
WHOLE: Mapping[str, object] = {
    "overview": [SAID, {"text": "[P3] agrees.", "citations": [CITED, CITED]}],
    "positions": [{"participant": "P3", **SAID}],
    "strongest_arguments": [{"option": "keep_it", **SAID}],
    "turning_points": [{"turn": "T1", **SAID}],
}
ITS_PLACES = [
    "overview 1",
    "overview 2",
    "positions P3",
    "strongest_arguments keep_it",
    "turning_points T1",
]


def read(text: str, finish: Finish = Finish.STOP) -> Draft:
    draft = read_draft(text, finish=finish)
    assert isinstance(draft, tuple), draft
    return draft


def places(said: object) -> list[str]:
    text = said if isinstance(said, str) else json.dumps(said)
    return [sentence.at for sentence in read(text)]


def test_a_draft_is_read_by_its_four_keys() -> None:
    draft = read(json.dumps(WHOLE))

    assert [sentence.at for sentence in draft] == ITS_PLACES
    assert draft[1] == Sentence(
        at="overview 2",
        text="[P3] agrees.",
        citations=(DraftCitation(response="P3@2", quote="words of it"),) * 2,
    )


@pytest.mark.parametrize(
    "form",
    [
        "Here it is:\n\n```json\n{}\n```\nI hope that this helps.",
        '<think>{{"overview": ["No, rather not."]}}</think>{}',
        "\ufeff{}",
        '{{"summary": {}}}',
        '{{"result": {{"draft": [{}]}}}}',
    ],
)
def test_what_stands_around_a_draft_is_passed_over(form: str) -> None:
    draft = form.replace("{{", "{").replace("}}", "}").replace("{}", json.dumps(WHOLE))

    assert places(draft) == ITS_PLACES


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ({"Overview": SAID}, ["overview 1"]),
        ({"overview": "It holds."}, ["overview 1"]),
        ({"overview": [SAID, "It holds."]}, ["overview 1", "overview 2"]),
        ({"overview": [None, {"text": " "}, SAID]}, ["overview 3"]),
        ({"positions": [{"participant": "[p3]", **SAID}]}, ["positions P3"]),
        ({"positions": {"[P3]": SAID, "P4": "It holds."}}, ["positions P3", "positions P4"]),
        ({"positions": [SAID, "It holds."]}, []),
        ({"strongestArguments": [{"option": "[b] No", **SAID}]}, ["strongest_arguments b"]),
        ({"turning points": [{"turn": "t1", **SAID}]}, ["turning_points T1"]),
        ({"turning_points": [{"turn": 1, **SAID}]}, ["turning_points 1"]),
        ({"headline": SAID, "overview": [SAID]}, ["overview 1"]),
        ({"a": {"b": {"c": {"overview": [SAID]}}}}, ["overview 1"]),
        ({"a": {"b": {"c": {"d": {"overview": [SAID]}}}}}, []),
        ({"positions": [{"participant": "?", **SAID}]}, []),
    ],
)
def test_a_place_is_found_however_it_is_written(said: object, at: list[str]) -> None:
    reading = read_draft(json.dumps(said), finish=Finish.STOP)

    found = [sentence.at for sentence in reading] if isinstance(reading, tuple) else []
    assert found == at


@pytest.mark.parametrize(
    ("at", "place"),
    [
        ("overview 2", "overview 2"),
        ("overview[2]", "overview 2"),
        ("Positions: [p3]", "positions P3"),
        ("position P3", "positions P3"),
        ("strongest_arguments B", "strongest_arguments B"),
        ("turning point T1", "turning_points T1"),
    ],
)
def test_a_mended_sentence_says_where_it_belongs(at: str, place: str) -> None:
    assert places({"sentences": [{"at": at, **SAID}]}) == [place]
    assert places([{"at": at, **SAID}]) == [place]


@pytest.mark.parametrize("at", ["", "overview", "headline 1", 2, None, {"overview": 2}])
def test_a_mended_sentence_without_a_place_is_passed_over(at: object) -> None:
    assert places({"sentences": [{"at": at, **SAID}, {"at": "overview 1", **SAID}]}) == [
        "overview 1"
    ]


def test_the_first_of_two_sentences_at_a_place_counts() -> None:
    twice = {"positions": [{"participant": "P3", "text": text} for text in ("First.", "Second.")]}

    assert [sentence.text for sentence in read(json.dumps(twice))] == ["First."]


@pytest.mark.parametrize(
    ("citations", "read_as"),
    [
        ({"response": "[P3@2]", "quote": "a b c"}, [("P3@2", "a b c")]),
        ([{"response": "p3 @ 2", "quote": "a b c"}], [("P3@2", "a b c")]),
        (["P3@2", CITED], [("P3@2", ""), ("P3@2", "words of it")]),
        ([{"quote": "a b c"}, None], [("", "a b c"), ("", "")]),
        ([{"response": "P3@2"}, {"response": 7, "quote": ["a"]}], [("P3@2", ""), ("7", "a")]),
        (None, [("", "")]),
        ([], []),
    ],
)
def test_no_citation_is_left_out_since_a_text_counts_them(
    citations: object, read_as: list[tuple[str, str]]
) -> None:
    said = {"overview": [{"text": "It holds.", "citations": citations}]}

    (sentence,) = read(json.dumps(said))

    assert [(cited.response, cited.quote) for cited in sentence.citations] == read_as


def test_what_is_too_much_is_treated_as_absent() -> None:
    cited = {"response": "P3@2", "quote": "q" * (QUOTE_LENGTH + 1)}
    said = {"text": "t" * (TEXT_LENGTH + 1), "citations": [cited] * (MOST_CITATIONS + 1)}

    first, *others = read(json.dumps({"overview": [said, *["More."] * MOST_SENTENCES]}))

    assert len(first.text) == TEXT_LENGTH
    assert {len(each.quote) for each in first.citations} == {QUOTE_LENGTH}
    assert len(first.citations) == MOST_CITATIONS
    assert len(others) == MOST_SENTENCES - 1


def test_a_reply_that_is_too_long_is_not_read() -> None:
    reading = read_draft(json.dumps(WHOLE) + " " * MAX_TEXT, finish=Finish.STOP)

    assert isinstance(reading, Unreadable)


@pytest.mark.parametrize("end", range(0, len(json.dumps(WHOLE)), 7))
def test_a_reply_that_was_cut_off_is_unreadable(end: int) -> None:
    reading = read_draft(json.dumps(WHOLE)[:end], finish=Finish.LENGTH)

    assert reading == Unreadable(
        fault="The reply was cut off before it was complete.", truncated=True
    )


def test_a_draft_that_was_complete_when_the_room_ended_is_read() -> None:
    assert len(read(json.dumps(WHOLE), Finish.LENGTH)) == len(ITS_PLACES)


def test_a_draft_that_lacks_its_last_bracket_is_read() -> None:
    assert places(json.dumps(WHOLE)[:-1]) == ITS_PLACES


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "no JSON object"),
        ("The debate was long.", "no JSON object"),
        ('{"overview": []}', "no JSON object"),
        ('{"argument": "Weights leak.", "vote": "A"}', "no JSON object"),
        ('{"overview": [{"text": "It', "could not be read"),
    ],
)
def test_a_reply_without_sentences_says_why(text: str, fault: str) -> None:
    reading = read_draft(text, finish=Finish.STOP)

    assert isinstance(reading, Unreadable)
    assert fault in reading.fault
    assert not reading.truncated


@pytest.mark.parametrize(
    ("text", "finish", "refusal", "reason"),
    [
        ("I can't help with that.", Finish.STOP, None, "I can't help with that."),
        ("", Finish.STOP, "Not allowed.", "Not allowed."),
        ("{}", Finish.REFUSAL, "Not allowed.", "Not allowed."),
        ("No.", Finish.REFUSAL, None, "No."),
        ("", Finish.REFUSAL, None, "The provider withheld the answer."),
    ],
)
def test_a_refusal_is_told_from_garbage(
    text: str, finish: Finish, refusal: str | None, reason: str
) -> None:
    assert read_draft(text, finish=finish, refusal=refusal) == Refusal(reason=reason)


def test_a_draft_beside_a_refusal_counts() -> None:
    reading = read_draft(json.dumps(WHOLE), finish=Finish.STOP, refusal="Not allowed.")

    assert isinstance(reading, tuple)


SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=30)
KEYS = st.sampled_from(["overview", "positions", "sentences", "at", "text", "citations", "turn"])
ODD = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(ODD.map(json.dumps) | st.text(), st.sampled_from(Finish), st.none() | st.text())
@example('{"overview":[{"text":"\ud800 a"}]}', Finish.STOP, None)
@example("[" * 10_000, Finish.STOP, None)
@example('{"overview":' * 1_000, Finish.LENGTH, None)
def test_nothing_makes_the_reader_raise(text: str, finish: Finish, refusal: str | None) -> None:
    reading = read_draft(text, finish=finish, refusal=refusal)

    if isinstance(reading, tuple):
        assert reading
        assert len({sentence.at for sentence in reading}) == len(reading)
        json.dumps([sentence.text for sentence in reading]).encode()
