"""Replies are compressed for whoever takes them so, and say so."""

import gzip

import pytest

from service.api.compression import FEWEST_BYTES, compressed
from service.api.headers import accepts_gzip
from service.api.reply import Reply

LONG = b"All work and no play. " * FEWEST_BYTES
TAGGED = {"ETag": '"1"', "Vary": "Accept"}


@pytest.mark.parametrize(
    ("accept_encoding", "takes"),
    [
        (None, False),
        ("", False),
        ("identity", False),
        ("br", False),
        ("gzip", True),
        ("GZIP", True),
        ("gzip, deflate, br, zstd", True),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", True),
        ("gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("*", True),
        ("*;q=0", False),
        (";;,,=gzip", False),
    ],
)
def test_who_takes_gzip_says_so(accept_encoding: str | None, *, takes: bool) -> None:
    assert accepts_gzip(accept_encoding) is takes


def test_a_long_reply_is_compressed() -> None:
    reply = compressed(Reply(status=200, headers=TAGGED, body=LONG), "gzip")

    assert gzip.decompress(reply.body) == LONG
    assert reply.headers == {
        "ETag": 'W/"1"',
        "Vary": "Accept, Accept-Encoding",
        "Content-Encoding": "gzip",
    }


def test_who_does_not_take_it_gets_it_as_it_is_and_is_told_that_it_varies() -> None:
    reply = compressed(Reply(status=200, headers=TAGGED, body=LONG), None)

    assert reply.body == LONG
    assert reply.headers == {"ETag": '"1"', "Vary": "Accept, Accept-Encoding"}


@pytest.mark.parametrize(("status", "body"), [(200, LONG[: FEWEST_BYTES - 1]), (304, b"")])
def test_what_is_short_is_not_compressed_and_has_the_same_tag(status: int, body: bytes) -> None:
    reply = compressed(Reply(status=status, headers=TAGGED, body=body), "gzip")

    assert reply.body == body
    assert reply.headers == {"ETag": 'W/"1"', "Vary": "Accept, Accept-Encoding"}


def test_what_has_no_version_gets_none() -> None:
    reply = compressed(Reply(status=200, headers={}, body=LONG), "gzip")

    assert reply.headers == {"Vary": "Accept-Encoding", "Content-Encoding": "gzip"}
