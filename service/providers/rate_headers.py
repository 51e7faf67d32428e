"""What is left of a provider's own limits, as the headers of its replies say.

OpenAI and most others send `x-ratelimit-{remaining,reset}-{requests,tokens}`, with times such as
`6m0s` or `120ms`, in seconds, or since 1970; Anthropic `anthropic-ratelimit-*` with RFC 3339
dates; some gateways one count without a name, as the drafts of the IETF have it. A further pair
of names is a row in `REQUESTS` or `TOKENS`. What makes no sense is as if it had not been said.
"""

import math
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from service.domain.limits import LONGEST_WAIT_S, Allowance, Room

MARK = "ratelimit"
"""In the names of all these headers."""

Names = tuple[str, str]
"""Of the header with what is left, and of the one that says until when."""

REQUESTS: tuple[Names, ...] = (
    ("x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"),
    ("anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset"),
    ("x-ratelimit-remaining", "x-ratelimit-reset"),
    ("ratelimit-remaining", "ratelimit-reset"),
)
TOKENS: tuple[Names, ...] = (
    ("x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"),
    ("anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset"),
    ("anthropic-ratelimit-input-tokens-remaining", "anthropic-ratelimit-input-tokens-reset"),
)
OUTPUT_TOKENS: Names = (
    "anthropic-ratelimit-output-tokens-remaining",
    "anthropic-ratelimit-output-tokens-reset",
)
"""Counted apart from what a call reads: of these it matters only that there are none left."""

LONGEST_DURATION_S = 10**7
"""A larger number is a time since 1970: in seconds, or from `MILLISECONDS` on in milliseconds."""
EARLIEST = 10**9
MILLISECONDS = 10**11

_COUNT = re.compile(r"\d{1,12}")
_DURATION = re.compile(r"(?:(\d{1,9}(?:\.\d{1,9})?)(d|h|ms|m|s|us|µs|ns))")
_DRAFT = re.compile(r"(?:[^;]*;)?\s*r=(\d{1,12})\s*;\s*t=(\d{1,9})\s*")
"""`RateLimit: "default";r=50;t=30`, of draft-ietf-httpapi-ratelimit-headers."""

UNITS_S: Mapping[str, float] = {
    "d": 86_400,
    "h": 3_600,
    "m": 60,
    "s": 1,
    "ms": 1e-3,
    "us": 1e-6,
    "µs": 1e-6,
    "ns": 1e-9,
}


def read_allowance(headers: Mapping[str, str], *, now: datetime) -> Allowance | None:
    """Return what these headers say is left; None when they say nothing of use."""
    said = {low: text for name, text in headers.items() if MARK in (low := name.lower())}
    if not said:
        return None
    requests = [_room(said, names, now) for names in REQUESTS]
    requests.append(_draft(said.get("ratelimit", "")))
    tokens = [_room(said, names, now) for names in TOKENS]
    written = _room(said, OUTPUT_TOKENS, now)
    if written is not None and written.left == 0:
        tokens.append(written)
    allowance = Allowance(requests=_tightest(requests), tokens=_tightest(tokens))
    return None if allowance == Allowance() else allowance


def _tightest(rooms: Iterable[Room | None]) -> Room | None:
    known = (room for room in rooms if room is not None)
    return min(known, key=lambda room: (room.left, -room.resets_in_s), default=None)


def _room(said: Mapping[str, str], names: Names, now: datetime) -> Room | None:
    left, reset = (said.get(name, "").strip() for name in names)
    if not _COUNT.fullmatch(left):
        return None
    resets_in_s = _seconds_until(reset, now)
    if resets_in_s is None or resets_in_s <= 0:
        return None
    return Room(left=int(left), resets_in_s=min(resets_in_s, LONGEST_WAIT_S))


def _draft(text: str) -> Room | None:
    match = _DRAFT.fullmatch(text)
    if match is None or int(match[2]) == 0:
        return None
    return Room(left=int(match[1]), resets_in_s=min(float(match[2]), LONGEST_WAIT_S))


def _seconds_until(reset: str, now: datetime) -> float | None:
    duration = _duration_s(reset)
    if duration is not None:
        return duration
    try:
        number = float(reset)
    except ValueError:
        return _until_date(reset, now)
    if not math.isfinite(number) or number <= LONGEST_DURATION_S:
        return number if math.isfinite(number) else None
    if number < EARLIEST:
        return None
    since_1970 = number / 1000 if number >= MILLISECONDS else number
    return since_1970 - now.timestamp()


def _duration_s(text: str) -> float | None:
    """Return a duration as Go writes it, such as `1h2m3.5s`."""
    parts = _DURATION.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        return None
    return sum(float(number) * UNITS_S[unit] for number, unit in parts)


def _until_date(text: str, now: datetime) -> float | None:
    try:
        date = datetime.fromisoformat(text)
        aware = date if date.tzinfo else date.replace(tzinfo=UTC)
        return (aware - now).total_seconds()
    except (ValueError, OverflowError):
        return None
