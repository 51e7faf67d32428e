"""What is sent and returned, as JSON Schema: from msgspec, which enforces and writes it."""

import inspect
from collections.abc import Iterable
from typing import Any

import msgspec

from service.api.document.nodes import SCHEMAS, Json
from service.api.document.routes import Operation
from service.resources.schemas import DeltaEvent, EndpointTest, Problem, WebhookEvent

EVENT_FRAME: Json = {
    "title": "EventFrame",
    "type": "object",
    "description": "A frame of the stream. Its `data` is an `Event` as JSON, or with `deltas=true`"
    " a `DeltaEvent`: `object` in it says which.",
    "required": ["event", "data"],
    "properties": {
        "id": {
            "type": "string",
            "pattern": "^[0-9]{1,16}$",
            "description": "Sequence of the event, to resume after; a delta has none.",
        },
        "event": {"type": "string", "description": "Type of the event."},
        "data": {
            "type": "string",
            "description": "What happened, as JSON.",
            "contentMediaType": "application/json",
            "contentSchema": {
                "oneOf": [{"$ref": f"{SCHEMAS}Event"}, {"$ref": f"{SCHEMAS}DeltaEvent"}],
                "discriminator": {
                    "propertyName": "object",
                    "mapping": {
                        "event": f"{SCHEMAS}Event",
                        "event.delta": f"{SCHEMAS}DeltaEvent",
                    },
                },
            },
        },
    },
}
"""One frame of server-sent events: nothing that JSON could be decoded into."""


def schema_components(operations: Iterable[Operation]) -> Json:
    """Return the schemas of all that the operations read and return."""
    described = [operation.described for operation in operations]
    queries = {one.query for one in described}
    shown = [
        *(one.body for one in described if one.body),
        *(struct for one in described for struct in one.replies.values() if struct),
        # Not shown themselves, but for the enumerations that parameters refer to.
        *queries,
        DeltaEvent,
        WebhookEvent,
        EndpointTest,
        Problem,
    ]
    _, components = msgspec.json.schema_components(shown, ref_template=f"{SCHEMAS}{{name}}")
    hidden = {query.__name__ for query in queries}
    return {
        name: _polished(schema)
        for name, schema in sorted(components.items())
        if name not in hidden
    }


def properties_of(struct: type) -> Json:
    """Return the schemas of a Struct's fields by their names."""
    _, components = msgspec.json.schema_components([struct], ref_template=f"{SCHEMAS}{{name}}")
    properties: Json = _polished(components[struct.__name__])["properties"]
    return properties


def _polished(schema: Any) -> Any:  # noqa: ANN401 - any JSON
    """Say of every enumeration what type its values have, and of one value that it is the one."""
    if isinstance(schema, list):
        return [_polished(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    polished = {key: _polished(value) for key, value in schema.items()}
    if isinstance(schema.get("description"), str):
        polished["description"] = inspect.cleandoc(schema["description"])
    if "enum" in schema and all(isinstance(value, str) for value in schema["enum"]):
        polished = {"type": "string", **polished}
        if len(polished["enum"]) == 1:
            polished["const"] = polished.pop("enum")[0]
    return polished
