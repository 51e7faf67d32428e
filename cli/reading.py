"""The API's resources read from what a server sent, made safe to print on a terminal.

What can be read are the Structs of `service.resources.schemas`; there is nothing to add here.
"""

import json
import unicodedata
from typing import TypeVar

import msgspec

from service.domain.plain_text import printable

Resource = TypeVar("Resource")

ISOLATES = str.maketrans("", "", "\u2068\u2069")
"""What keeps a text from turning the line around it is nothing that terminals know or need."""

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of characters that a terminal may obey, and that nobody sees."""


def read(body: bytes, kind: type[Resource]) -> Resource:
    """Read a resource with every text in it made printable.

    Raises `msgspec.DecodeError` when it is no JSON, `msgspec.ValidationError` when it is not that
    resource.
    """
    return msgspec.convert(_printable(msgspec.json.decode(body)), kind)


def harmless(body: bytes) -> str:
    """Lay JSON out, every character escaped that could command a terminal: it says the same.

    Raises `msgspec.DecodeError` when it is no JSON.
    """
    text = msgspec.json.format(body).decode()
    return "".join(map(_escaped, text))


def _escaped(character: str) -> str:
    if character == "\n" or unicodedata.category(character) not in UNSEEN:
        return character
    return json.dumps(character)[1:-1] if character != "\x7f" else "\\u007f"


def _printable(value: object) -> object:
    match value:
        case str():
            return printable(value).replace("\n", " ").translate(ISOLATES)
        case list():
            return [_printable(item) for item in value]
        case dict():
            return {key: _printable(item) for key, item in value.items()}
        case _:
            return value
