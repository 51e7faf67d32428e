"""How long others ask us to wait."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given, strategies as st

from service.domain.retry_after import wait_s

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("", None),
        ("3", 3.0),
        ("1.5", 1.5),
        ("-3", 0.0),
        ("nan", None),
        ("inf", None),
        ("soon", None),
        ("Mon, 02 Nov 99999999999999999999 09:00:00 GMT", None),
        ("Mon, 02 Nov 2026 09:00:00 +99999999999999", None),
        ("Mon, 02 Nov 2026 09:00:30 GMT", 30.0),
        ("Mon, 02 Nov 2026 08:00:00 GMT", 0.0),
        ("Mon, 02 Nov 2026 09:00:30", 30.0),
        ("Monday, 02-Nov-26 09:01:00 GMT", 60.0),
    ],
)
def test_a_number_of_seconds_or_a_date_is_read(value: str, seconds: float | None) -> None:
    assert wait_s(value, now=NOW) == seconds


@given(st.text())
@example("Mon, 02 Nov 0000 09:00:30 GMT")
@example("Mon, 02 Nov 2026 09:00:30 -2359")
@example("1" * 5_000)
def test_any_text_is_a_wait_or_none(value: str) -> None:
    seconds = wait_s(value, now=NOW)

    assert seconds is None or seconds >= 0
