"""What request headers ask for: waiting, repeating safely, comparing, media types.

Headers that are read leniently (`Prefer`, `Last-Event-ID`, `X-Request-Id`) never cause an error.
"""

import re
from collections.abc import Iterable, Sequence

from service.domain.errors import Fault, FaultIn, InvalidRequestError

LONGEST_WAIT_S = 60
WAIT = re.compile(r'(?:^|[,;])\s*wait\s*=\s*"?0*([0-9]+)"?\s*(?=$|[,;])', re.IGNORECASE)
KEY = re.compile(r"[\x21-\x7E]{8,255}")
SEQUENCE = re.compile(r"[0-9]{1,15}")
QUALITY = re.compile(r"q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)
HUGE = 3
"""More digits than any wait that can be granted."""


def wait_seconds(prefer: str | None) -> int | None:
    """Return how long to wait for the end of a debate; None when that is not asked for."""
    found = WAIT.search(prefer or "")
    if found is None:
        return None
    digits = found[1]
    seconds = LONGEST_WAIT_S if len(digits) > HUGE else min(int(digits), LONGEST_WAIT_S)
    return seconds or None


def idempotency_key(values: Sequence[str]) -> str | None:
    """Return the idempotency key of a request, if it has one.

    Raises `InvalidRequestError` for a key that cannot be used.
    """
    if not values:
        return None
    key = values[0].strip()
    if len(key) > 1 and key[0] == key[-1] == '"':
        key = key[1:-1]
    if len(values) > 1 or not KEY.fullmatch(key):
        raise InvalidRequestError((BAD_KEY,))
    return key


def sequence_after(last_event_id: str | None) -> int:
    """Return the sequence after which to resume; what is malformed counts as 0."""
    text = (last_event_id or "").strip()
    return int(text) if SEQUENCE.fullmatch(text) else 0


def matches(if_none_match: str | None, etag: str) -> bool:
    """Return whether the client has this version already."""
    known = [tag.strip().removeprefix("W/") for tag in (if_none_match or "").split(",")]
    return etag in known or "*" in known


def preferred(accept: str | None, offered: Sequence[str]) -> str | None:
    """Return which of the offered media types the client likes best; None for none of them.

    Among equals the first offered wins.
    """
    ranges = [_media_range(part) for part in (accept or "*/*").split(",")]
    graded = [(_quality(media_type, ranges), media_type) for media_type in offered]
    best = max(quality for quality, _ in graded)
    return next((media_type for quality, media_type in graded if quality == best > 0), None)


def accepts_gzip(accept_encoding: str | None) -> bool:
    """Return whether a client takes a body that was compressed by gzip."""
    codings = dict(map(_media_range, (accept_encoding or "").split(",")))
    return codings.get("gzip", codings.get("*", 0.0)) > 0


def _quality(media_type: str, ranges: Iterable[tuple[str, float]]) -> float:
    main = media_type.partition("/")[0]
    by_range = dict(ranges)
    for wanted in (media_type, f"{main}/*", "*/*"):
        if wanted in by_range:
            return by_range[wanted]
    return 0.0


def _media_range(part: str) -> tuple[str, float]:
    media_range, *parameters = (piece.strip() for piece in part.split(";"))
    for parameter in parameters:
        quality = QUALITY.fullmatch(parameter)
        if quality:
            return media_range.lower(), float(quality[1])
    return media_range.lower(), 1.0


BAD_KEY = Fault(
    where=FaultIn.HEADER,
    code="validation_failed",
    name="Idempotency-Key",
    detail="An Idempotency-Key is given once and has 8 to 255 visible ASCII characters.",
)
