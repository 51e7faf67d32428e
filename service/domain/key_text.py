"""The text of an API key: `rt_live_`, random characters, and a checksum of these.

The checksum tells a mistyped or truncated key from one that may exist, so that the store is not
asked about every text that somebody sends; it protects nothing. What is stored is the digest.
"""

import hashlib
import re
import string
import zlib

PREFIX = "rt_live_"
ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
RANDOM_CHARACTERS = 30
"""178 bits: more than anybody tries."""
CHECK_CHARACTERS = 6
"""As many base62 digits as 32 bits take."""
ENDING_CHARACTERS = 4

FORM = re.compile(
    rf"{PREFIX}([0-9A-Za-z]{{{RANDOM_CHARACTERS}}})([0-9A-Za-z]{{{CHECK_CHARACTERS}}})"
)


def key_of(characters: str) -> str:
    """Return the key with these random characters, of which there are `RANDOM_CHARACTERS`."""
    return f"{PREFIX}{characters}{_checksum(characters)}"


def is_key(text: str) -> bool:
    """Return whether a text is a key, of this store or of another."""
    found = FORM.fullmatch(text)
    return found is not None and _checksum(found[1]) == found[2]


def digest(key: str) -> str:
    """Return what is kept of a key; nothing leads back from it."""
    return hashlib.sha256(key.encode()).hexdigest()


def ending(key: str) -> str:
    """Return the last characters of a key."""
    return key[-ENDING_CHARACTERS:]


def _checksum(characters: str) -> str:
    value, digits = zlib.crc32(characters.encode()), []
    for _ in range(CHECK_CHARACTERS):
        value, digit = divmod(value, len(ALPHABET))
        digits.append(ALPHABET[digit])
    return "".join(reversed(digits))
