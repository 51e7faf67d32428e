"""What the local model is held to while it writes; pure.

A small model that may write any text repeats itself until its time is over, or writes one word.
llama.cpp's grammar can hold it to prose of a certain length, so every request is given bounds on
its way; Roundtable's own requests name none, as few providers would take them. Which option the
model chooses is left to it.
"""

from collections.abc import Mapping
from typing import Any

MOST_TOKENS = 512
"""A fuse: replies within the other bounds have about 150."""

ARGUMENT = r"^[A-Z][A-Za-z ,.;:?!'()-]{60,240}\.$"
SENTENCE = r"^[A-Z][A-Za-z ,;:'()-]{15,80}\.$"
"""Every other text. English letters only: it is the one language that the model knows."""
MOST_ITEMS = 3


def bounded(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of a chat completion with bounds on all that may be written."""
    asked = (body.get("max_tokens"), body.get("max_completion_tokens"))
    caps = [cap for cap in asked if isinstance(cap, int)]
    held = {**body, "max_tokens": min([*caps, MOST_TOKENS])}
    held.pop("max_completion_tokens", None)
    match body:
        case {"response_format": {"json_schema": {"schema": schema}}}:
            wanted = {"name": "reply", "strict": True, "schema": _held("", schema)}
            held["response_format"] = {"type": "json_schema", "json_schema": wanted}
        case _:
            pass
    return held


def _held(name: str, schema: object) -> object:
    """Hold the schema of that key, and all within it, to the bounds."""
    match schema:
        case {"properties": dict() as properties, **rest}:
            parts = {key: _held(key, part) for key, part in properties.items()}
            return {**rest, "properties": parts}
        case {"anyOf": list() as kinds, **rest}:
            return {**rest, "anyOf": [_held(name, kind) for kind in kinds]}
        case {"type": "string", **rest} if "enum" not in rest:
            return {"type": "string", "pattern": ARGUMENT if name == "argument" else SENTENCE}
        case {"type": "integer"}:
            return {"type": "integer", "minimum": 0, "maximum": 100}
        case {"type": "array", **rest}:
            return {**rest, "type": "array", "maxItems": MOST_ITEMS}
        case _:
            return schema
