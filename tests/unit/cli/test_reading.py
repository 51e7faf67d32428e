"""What a server sends is made safe before it reaches a terminal."""

import json

import msgspec
import pytest
from hypothesis import given, strategies as st

from cli.reading import harmless, read
from service.resources.schemas import Problem, Round
from tests.support.debates import the_reference_case
from tests.support.watched import events_of

COMMANDS = "\x1b\x07\x7f\x9b\u202e\u2066\u2028\u200b\U000e0041"
"""What a terminal may obey, or nobody sees."""


def test_a_resource_is_read_with_every_text_in_it_made_printable() -> None:
    event = events_of(the_reference_case())[-2]
    sent = msgspec.json.encode(event.data.urls).replace(b"/v1", b"\\u001b[2J\\n/v1")

    shown = read(sent, type(event.data.urls))

    assert shown.self.startswith("[2J /v1/")


def test_nothing_turns_the_direction_of_what_is_read() -> None:
    event = events_of(the_reference_case())[-2]
    marked = "\u202e\u2066\u2068/v1\u2069\u202c"
    sent = msgspec.json.encode(event.data.urls).replace(b"/v1", marked.encode())

    assert read(sent, type(event.data.urls)) == event.data.urls


def test_what_is_not_the_resource_is_an_error() -> None:
    with pytest.raises(msgspec.ValidationError):
        read(b'{"object": "debate"}', Round)
    with pytest.raises(msgspec.DecodeError):
        read(b"<html>", Problem)


@given(st.text())
def test_json_is_laid_out_so_that_it_says_the_same_and_commands_nothing(text: str) -> None:
    shown = harmless(msgspec.json.encode({text: text}))

    assert json.loads(shown) == {text: text}
    assert not set(COMMANDS) & set(shown)


def test_what_commands_a_terminal_is_escaped_in_json() -> None:
    shown = harmless(json.dumps([COMMANDS], ensure_ascii=False).encode())

    assert json.loads(shown) == [COMMANDS]
    assert not set(COMMANDS) & set(shown)


def test_what_is_no_json_is_an_error() -> None:
    with pytest.raises(msgspec.DecodeError):
        harmless(b"<html>")
