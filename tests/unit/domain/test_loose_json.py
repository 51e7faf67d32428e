"""What is strict JSON is read in one go, and as the reader of all the rest would read it."""

import json

import pytest
from hypothesis import example, given, strategies as st

from service.domain.loose_json import Members, Word, scan

ODD = st.text(alphabet="ab\"\\\n“”/*#{}[],，:：`' \ud83d\ude00é\0", max_size=12)
KEYS = st.sampled_from(["vote", "argument", "k_1", "two words", "“", "", "x" * 40, "a\nb", "é"])
VALUES = st.recursive(
    ODD | st.integers() | st.floats() | st.booleans() | st.none(),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(KEYS, inside, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(KEYS, VALUES, min_size=1, max_size=4),
    st.sampled_from(["escaped", "as it is"]),
    st.sampled_from([None, 0, 2]),
)
@example({"vote": "B", "argument": 'so "he" // said'}, "as it is", None)
def test_an_object_is_read_as_it_is_behind_prose(
    value: dict[str, object], letters: str, indent: int | None
) -> None:
    text = json.dumps(value, ensure_ascii=letters == "escaped", indent=indent)

    alone, behind = scan(text), scan(f"- {text}")

    assert [each.value for each in alone.found] == [each.value for each in behind.found]
    assert [each.end for each in alone.found] == [each.end - 2 for each in behind.found]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 7.20, "b": -1e5}', (("a", Word("7.20")), ("b", Word("-1e5")))),
        ('{"a": true, "b": [null]}', (("a", Word("true")), ("b", (Word("null"),)))),
        ('{"a": 1, "a": "1"}', (("a", Word("1")), ("a", "1"))),
        ('{"a": {}}', (("a", Members(())),)),
        (r'{"a": "\ud83d\ude00\/\n"}', (("a", "😀/\n"),)),
    ],
)
def test_numbers_words_and_repeated_keys_stay_as_they_are_written(
    text: str, value: tuple[tuple[str, object], ...]
) -> None:
    assert [each.value.pairs for each in scan(text).found] == [value]


@pytest.mark.parametrize(
    "text",
    [
        '{"a": ' + "[" * 20 + "]" * 20 + "}",
        '{"a": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"a": ' + "9" * 70 + "}",
        '{"two words": 1}',
        '{"a": "\ud83d"}',
        "{}",
        '{"a": "1"} and {"b": "2"}',
    ],
)
def test_what_is_not_plainly_one_object_is_left_to_the_reader(text: str) -> None:
    alone, behind = scan(text), scan(f"- {text}")

    assert [each.value for each in alone.found] == [each.value for each in behind.found]
