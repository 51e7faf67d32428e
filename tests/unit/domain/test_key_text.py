"""The text of a key, and what is noticed of one that is not quite it."""

import re

import pytest
from hypothesis import given, strategies as st

from service.domain.key_text import (
    ALPHABET,
    PREFIX,
    RANDOM_CHARACTERS,
    digest,
    ending,
    is_key,
    key_of,
)

RANDOM = st.text(ALPHABET, min_size=RANDOM_CHARACTERS, max_size=RANDOM_CHARACTERS)
KEY = key_of("0123456789ABCDEFabcdef01234567")


@given(RANDOM)
def test_every_key_is_known_as_one(characters: str) -> None:
    key = key_of(characters)

    assert is_key(key)
    assert re.fullmatch(r"rt_live_[0-9A-Za-z]{36}", key)


@given(RANDOM, st.data())
def test_one_wrong_character_is_noticed(characters: str, data: st.DataObject) -> None:
    key = key_of(characters)
    place = data.draw(st.integers(len(PREFIX), len(key) - 1))
    other = data.draw(st.sampled_from(ALPHABET.replace(key[place], "")))

    assert not is_key(key[:place] + other + key[place + 1 :])


@pytest.mark.parametrize(
    "text",
    ["", PREFIX, KEY[:-1], KEY + "0", KEY + "\n", f" {KEY}", KEY.upper(), "rt_test_" + KEY[8:]],
)
def test_a_key_is_whole_and_alone(text: str) -> None:
    assert not is_key(text)


@given(st.text())
def test_no_text_is_too_odd_to_be_looked_at(text: str) -> None:
    assert not is_key(text)


def test_what_is_kept_of_a_key_does_not_tell_it() -> None:
    assert KEY not in digest(KEY)
    assert len(digest(KEY)) == 64
    assert ending(KEY) == KEY[-4:]
