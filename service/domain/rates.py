"""What a bucket of requests says of the next one: pure arithmetic over its level.

A bucket holds `quota` requests and fills up evenly, all of it in `window_s`. The level is a
fraction: a request needs a whole one.
"""

import math

import msgspec

from service.domain.access import RateLimit

POLICY = "burst"


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one request: whether there was room for it, and the level after it."""

    allowed: bool
    level: float


def policy(limit: RateLimit) -> str:
    """Return what `RateLimit-Policy` says (draft-ietf-httpapi-ratelimit-headers)."""
    return f'"{POLICY}";q={limit.quota};w={limit.window_s}'


def standing(limit: RateLimit, level: float) -> str:
    """Return what `RateLimit` says: whole requests left, and seconds until the bucket is full."""
    return f'"{POLICY}";r={math.floor(level)};t={_filled_in_s(limit, limit.quota - level)}'


def retry_after_s(limit: RateLimit, level: float) -> int:
    """Return in how many whole seconds, at least one, there is room for a request."""
    return max(1, _filled_in_s(limit, 1 - level))


def _filled_in_s(limit: RateLimit, requests: float) -> int:
    return math.ceil(requests * limit.window_s / limit.quota)
