"""The JSON schema that a reply should follow: the strictest subset that every provider takes.

One object, every key required, nothing besides, no bounds; "or null" is said with `anyOf`, which
all of them know; the parts of any reply's schema are here. The argument comes before the vote, so that the reason is there before the
choice. What a new key means is said to the model in `wording`.
"""

from collections.abc import Collection, Iterable

from service.domain.debate import OptionId

Schema = dict[str, object]


def reply_schema(
    options: Collection[OptionId], codes: Collection[str], *, allow_abstain: bool
) -> Schema:
    """Return the schema for these option ids and, in an informed round, these codes."""
    option = one_of(options)
    code = one_of(codes)
    properties: Schema = {
        "argument": {"type": "string"},
        "vote": _or_null(option) if allow_abstain else option,
        "confidence": _or_null({"type": "integer"}),
        "second_choice": _or_null(option),
        "strongest_objection": _or_null({"type": "string"}),
        "would_change_mind": _or_null({"type": "string"}),
    }
    if codes:
        properties |= {
            "responds_to": {"type": "array", "items": code},
            "change_reason": _or_null({"type": "string"}),
            "persuaded_by": _or_null(code),
            "new_information": _or_null({"type": "boolean"}),
        }
    return object_of(properties)


def object_of(properties: Schema) -> Schema:
    """Return the schema of an object with these keys, every one of them and no other."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def list_of(items: Schema) -> Schema:
    """Return the schema of a list of objects with these keys."""
    return {"type": "array", "items": object_of(items)}


def one_of(values: Iterable[str]) -> Schema:
    """Return the schema of a word out of these."""
    return {"type": "string", "enum": list(values)}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}
