"""What the modules of the document share: what a part of it is, and how parts refer to others."""

from collections.abc import Iterable
from typing import Any

import msgspec

Json = dict[str, Any]

SCHEMAS = "#/components/schemas/"


def schema_ref(struct: type) -> Json:
    """Refer to what a Struct is published as."""
    return {"$ref": f"{SCHEMAS}{struct.__name__}"}


def refs(kind: str, names: Iterable[str]) -> Json:
    """Refer to components of a kind, each under its own name."""
    return {name: {"$ref": f"#/components/{kind}/{name}"} for name in names}


def as_sent(value: object) -> Any:  # noqa: ANN401 - any JSON
    """Return a value as a client reads it."""
    return msgspec.json.decode(msgspec.json.encode(value))
