"""The API's resources read from what a server sent, made safe to print on a terminal.

What can be read are the Structs of `service.api.schemas`; there is nothing to add here.
"""

import unicodedata
from typing import TypeVar

import msgspec

Resource = TypeVar("Resource")

LINE_BREAKS = "\n\r\t\u2028\u2029"
UNPRINTABLE = frozenset({"Cc", "Cs"})
DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings, overrides and isolates: unclosed, they reach beyond the text that holds them."""


def read(body: bytes, kind: type[Resource]) -> Resource:
    """Read a resource with every text in it made printable.

    Raises `msgspec.DecodeError` when it is no JSON, `msgspec.ValidationError` when it is not that
    resource.
    """
    return msgspec.convert(_printable(msgspec.json.decode(body)), kind)


def printable(text: str) -> str:
    """Drop what could move the cursor, color the screen or turn the reading direction."""
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character in LINE_BREAKS:
        return " "
    unsafe = unicodedata.category(character) in UNPRINTABLE or character in DIRECTIONS
    return "" if unsafe else character


def _printable(value: object) -> object:
    match value:
        case str():
            return printable(value)
        case list():
            return [_printable(item) for item in value]
        case dict():
            return {key: _printable(item) for key, item in value.items()}
        case _:
            return value
