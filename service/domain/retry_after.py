"""What a `Retry-After` field asks for (RFC 9110, 10.2.3)."""

import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def wait_s(value: str, *, now: datetime) -> float | None:
    """Return the seconds that a field asks to wait, by their number or by a date, if it does."""
    seconds = read_number(value)
    return _until(value, now) if seconds is None else seconds


def read_number(text: str) -> float | None:
    """Return a number, at least 0; some send fractions. None when the text is no finite one."""
    try:
        number = float(text)
    except ValueError:
        return None
    return max(number, 0.0) if math.isfinite(number) else None


def _until(text: str, now: datetime) -> float | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    # A date without a zone is meant as GMT.
    aware = date if date.tzinfo else date.replace(tzinfo=UTC)
    return max((aware - now).total_seconds(), 0.0)
