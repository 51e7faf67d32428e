"""Reading request headers, the odd ones above all."""

import pytest
from hypothesis import given, strategies as st

from service.api.headers import (
    idempotency_key,
    matches,
    preferred,
    sequence_after,
    wait_seconds,
)
from service.domain.errors import InvalidRequestError

OFFERED = ("text/event-stream", "application/json")


@pytest.mark.parametrize(
    ("prefer", "seconds"),
    [
        (None, None),
        ("", None),
        ("wait=10", 10),
        ("WAIT = 10", 10),
        ('wait="10"', 10),
        ("respond-async, wait=7", 7),
        ("wait=7, respond-async", 7),
        ("wait=61", 60),
        ("wait=" + "9" * 5_000, 60),
        ("wait=007", 7),
        ("wait=0", None),
        ("wait=-1", None),
        ("wait=1.5", None),
        ("wait=soon", None),
        ("wait", None),
        ("await=10", None),
    ],
)
def test_a_wait_is_read_or_ignored(prefer: str | None, seconds: int | None) -> None:
    assert wait_seconds(prefer) == seconds


@pytest.mark.parametrize("key", ["12345678", '"12345678"', " 12345678 ", "~" * 255])
def test_a_key_is_taken_without_its_quotes(key: str) -> None:
    assert idempotency_key([key]) == key.strip().strip('"')


@pytest.mark.parametrize("keys", [[""], ["1234567"], ["a b c d e f"], ["x" * 256], ["k" * 8] * 2])
def test_a_key_that_cannot_be_used_is_a_fault(keys: list[str]) -> None:
    with pytest.raises(InvalidRequestError):
        idempotency_key(keys)


def test_no_key_is_no_fault() -> None:
    assert idempotency_key([]) is None


@pytest.mark.parametrize(
    ("last_event_id", "sequence"),
    [(None, 0), ("", 0), ("7", 7), (" 7 ", 7), ("-1", 0), ("1.0", 0), ("٣", 0), ("9" * 40, 0)],
)
def test_a_malformed_event_id_counts_as_zero(last_event_id: str | None, sequence: int) -> None:
    assert sequence_after(last_event_id) == sequence


@pytest.mark.parametrize(
    ("if_none_match", "known"),
    [
        (None, False),
        ('"a"', True),
        ('W/"a"', True),
        ('"b", "a"', True),
        ("*", True),
        ('"b"', False),
        ("a", False),
    ],
)
def test_a_known_version_matches(if_none_match: str | None, *, known: bool) -> None:
    assert matches(if_none_match, '"a"') is known


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        (None, "text/event-stream"),
        ("*/*", "text/event-stream"),
        ("application/json", "application/json"),
        ("application/json, */*;q=0.5", "application/json"),
        ("text/*, application/json;q=0.9", "text/event-stream"),
        ("text/event-stream;q=0, */*", "application/json"),
        ("text/html", None),
        ("", "text/event-stream"),
        ("*/*;q=0", None),
    ],
)
def test_the_best_liked_media_type_is_given(accept: str | None, given: str | None) -> None:
    assert preferred(accept, OFFERED) == given


@given(st.text())
def test_no_lenient_header_raises(text: str) -> None:
    wait_seconds(text)
    sequence_after(text)
    matches(text, '"a"')
    preferred(text, OFFERED)
