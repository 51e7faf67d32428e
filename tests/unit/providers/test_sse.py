"""Events from a stream of bytes, however they are cut."""

from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from service.providers.sse import EventParser

LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [b"", b"", b"data", b"data:", b"data: ", b"data:  x", b": note", b"event: e", b"id: 1"]
        ),
        st.binary(max_size=8).map(lambda said: b"data: " + said.replace(b"\n", b"")),
    ),
    max_size=12,
)


def events(*pieces: bytes) -> list[bytes]:
    parser = EventParser()
    return [data for piece in pieces for data in parser.feed(piece)] + parser.close()


@given(LINES, st.sampled_from([b"\n", b"\r\n"]), st.lists(st.integers(0, 200)))
def test_where_a_stream_is_cut_makes_no_difference(
    lines: list[bytes], end: bytes, cuts: list[int]
) -> None:
    whole = end.join(lines)
    edges = [0, *sorted(cuts), len(whole)]
    pieces = [whole[a:b] for a, b in pairwise(edges)]

    assert events(*pieces) == events(whole)


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_an_event_may_be_cut_anywhere(end: bytes) -> None:
    whole = end.join([b": hi", b"", b"event: e", b"data: \xf0\x9f\x97\xb3 a", b"data:b", b"", b""])

    for cut in range(len(whole) + 1):
        assert events(whole[:cut], whole[cut:]) == [b"\xf0\x9f\x97\xb3 a\nb"]
    assert events(*(whole[n : n + 1] for n in range(len(whole)))) == [b"\xf0\x9f\x97\xb3 a\nb"]


@given(st.lists(st.binary(max_size=40), max_size=10))
def test_no_bytes_are_an_error_and_none_are_forgotten(pieces: list[bytes]) -> None:
    parser = EventParser()
    for piece in pieces:
        held = parser.pending
        parser.feed(piece)

        assert 0 <= parser.pending <= held + len(piece)
    parser.close()

    assert parser.pending <= sum(map(len, pieces))


def test_what_is_held_back_is_told_whatever_it_is_held_in() -> None:
    parser = EventParser()

    assert parser.feed(b"data: ab\ndata: cd\nda") == []
    assert parser.pending >= len("abcdda")
    assert parser.feed(b"ta: e\n\n") == [b"ab\ncd\ne"]
    assert parser.pending == 0


def test_short_lines_are_counted_at_what_they_cost() -> None:
    parser = EventParser()

    parser.feed(b"data: x\n" * 1_000)

    assert parser.pending >= 7_000
