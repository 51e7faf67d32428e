"""What a server sends is made safe before it reaches a terminal."""

import msgspec
import pytest

from cli.reading import read
from service.resources.schemas import Problem, Round
from tests.support.debates import the_reference_case
from tests.support.watched import events_of


def test_a_resource_is_read_with_every_text_in_it_made_printable() -> None:
    event = events_of(the_reference_case())[-2]
    sent = msgspec.json.encode(event.data.urls).replace(b"/v1", b"\\u001b[2J\\n/v1")

    shown = read(sent, type(event.data.urls))

    assert shown.self.startswith("[2J /v1/")


def test_what_is_not_the_resource_is_an_error() -> None:
    with pytest.raises(msgspec.ValidationError):
        read(b'{"object": "debate"}', Round)
    with pytest.raises(msgspec.DecodeError):
        read(b"<html>", Problem)
