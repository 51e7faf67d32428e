"""Ids: lower-case ULIDs with a prefix that says what they name.

Where a repeat could happen an id is derived from what it names, so that the same thing has the
same id whoever asks; only what is asked for anew is drawn: debates, API keys, endpoints. A new kind
of id is a prefix in `Prefix`.
"""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from enum import StrEnum

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
TIME_CHARACTERS = 10
RANDOM_CHARACTERS = 16
PATTERN = "^(dbt|rsp|evt|whe|dlv|nte|shr|key)_[0-7][0-9a-hjkmnp-tv-z]{25}$"


class Prefix(StrEnum):
    """What an id names."""

    DEBATE = "dbt"
    RESPONSE = "rsp"
    EVENT = "evt"
    NOTE = "nte"
    API_KEY = "key"
    ENDPOINT = "whe"
    DELIVERY = "dlv"
    SHARE = "shr"


def draw(prefix: Prefix, now: datetime) -> str:
    """Draw a new id; ids drawn later sort after it, to the millisecond."""
    return _ulid(prefix, _time_part(now), secrets.randbits(80))


def response_id(debate_id: str, round_number: int, seat: str) -> str:
    """Return the id of the response of that round and seat."""
    return _within(debate_id, Prefix.RESPONSE, str(round_number), seat)


def note_id(debate_id: str, operation: str) -> str:
    """Return the id of the note that this operation adds, however often it is tried."""
    return _within(debate_id, Prefix.NOTE, operation)


def share_id(debate_id: str, operation: str) -> str:
    """Return the id of the share that this operation makes, however often it is tried."""
    return _within(debate_id, Prefix.SHARE, operation)


def event_id(debate_id: str, sequence: int, created_at: datetime) -> str:
    """Return the id of the event with that sequence in the debate's log."""
    return _ulid(Prefix.EVENT, _time_part(created_at), _digest(debate_id, str(sequence)))


def delivery_id(debate_id: str, event: str, endpoint_id: str | None, at: datetime) -> str:
    """Return the id of what is owed to one endpoint, or to the debate's own address, of one event.

    `event` tells it from all others of the debate: its type, and round and seat if it has any.
    """
    return _ulid(Prefix.DELIVERY, _time_part(at), _digest(debate_id, event, endpoint_id or ""))


def first_after(prefix: Prefix, moment: datetime) -> str:
    """Return a bound below all ids drawn in a later millisecond and above all earlier ones."""
    whole_ms = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    return f"{prefix}_{_time_part(whole_ms + timedelta(milliseconds=1))}"


def nonce() -> str:
    """Draw a short random text that names one attempt at something."""
    return secrets.token_hex(8)


def is_id(text: str, prefix: Prefix) -> bool:
    """Return whether the text has the form of such an id."""
    return re.fullmatch(PATTERN, text) is not None and text.startswith(f"{prefix}_")


def _within(debate_id: str, prefix: Prefix, *parts: str) -> str:
    """Return the id of a part of a debate; it has the debate's time."""
    time_part = debate_id.removeprefix(f"{Prefix.DEBATE}_")[:TIME_CHARACTERS]
    return _ulid(prefix, time_part, _digest(debate_id, *parts))


def _ulid(prefix: Prefix, time_part: str, bits: int) -> str:
    return f"{prefix}_{time_part}{_base32(bits, RANDOM_CHARACTERS)}"


def _time_part(when: datetime) -> str:
    return _base32(round(when.timestamp() * 1000), TIME_CHARACTERS)


def _digest(*parts: str) -> int:
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return int.from_bytes(digest[:10])


def _base32(value: int, length: int) -> str:
    characters = []
    for _ in range(length):
        value, digit = divmod(value, len(ALPHABET))
        characters.append(ALPHABET[digit])
    return "".join(reversed(characters))
