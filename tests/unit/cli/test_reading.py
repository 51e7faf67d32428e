"""What a server sends is made safe before it reaches a terminal."""

import msgspec
import pytest
from hypothesis import given, strategies as st

from cli.reading import printable, read
from service.api.schemas import Problem, Round
from tests.support.debates import the_reference_case
from tests.support.watched import events_of


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("bell\x07 and \x9b1mmore", "bell and 1mmore"),
        ("two\nlines\tand a tab\u2028", "two lines and a tab "),
        ("left \u202etfel\u202c", "left tfel"),
        ("한국어 العربية ümläut 👩‍🔬", "한국어 العربية ümläut 👩‍🔬"),
    ],
)
def test_what_could_command_a_terminal_is_dropped(sent: str, shown: str) -> None:
    assert printable(sent) == shown


@given(st.text())
def test_nothing_printable_moves_the_cursor(text: str) -> None:
    assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in printable(text))


def test_a_resource_is_read_with_every_text_in_it_made_printable() -> None:
    event = events_of(the_reference_case())[-2]
    sent = msgspec.json.encode(event.data.urls).replace(b"/v1", b"\\u001b[2J/v1")

    assert "\x1b" not in str(read(sent, type(event.data.urls)))


def test_what_is_not_the_resource_is_an_error() -> None:
    with pytest.raises(msgspec.ValidationError):
        read(b'{"object": "debate"}', Round)
    with pytest.raises(msgspec.DecodeError):
        read(b"<html>", Problem)
