"""The API's resources read from what a server sent, made safe to print on a terminal.

What can be read are the Structs of `service.resources.schemas`; there is nothing to add here.
"""

from typing import TypeVar

import msgspec

from service.domain.plain_text import printable

Resource = TypeVar("Resource")


def read(body: bytes, kind: type[Resource]) -> Resource:
    """Read a resource with every text in it made printable.

    Raises `msgspec.DecodeError` when it is no JSON, `msgspec.ValidationError` when it is not that
    resource.
    """
    return msgspec.convert(_printable(msgspec.json.decode(body)), kind)


def _printable(value: object) -> object:
    match value:
        case str():
            return printable(value).replace("\n", " ")
        case list():
            return [_printable(item) for item in value]
        case dict():
            return {key: _printable(item) for key, item in value.items()}
        case _:
            return value
