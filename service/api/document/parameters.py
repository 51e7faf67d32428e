"""What an operation is given beside its body: in its path, its query and its headers."""

from service.api.document.examples import SHARE_ID
from service.api.document.header_fields import EVERYWHERE
from service.api.document.json_schemas import properties_of
from service.api.document.nodes import Json
from service.api.document.routes import Operation
from service.api.document.worked_example import DEBATE_ID
from service.api.document.worked_webhooks import ENDPOINT_ID, delivery
from service.ids import response_id
from service.resources.schemas import ULID

IN_PATH: dict[str, tuple[str, str, str]] = {
    "debate_id": ("dbt", "Id of the debate.", DEBATE_ID),
    "share_id": ("shr", "Id of the share.", SHARE_ID),
    "response_id": ("rsp", "Id of the response.", response_id(DEBATE_ID, 2, "seat_1")),
    "endpoint_id": ("whe", "Id of the endpoint.", ENDPOINT_ID),
    "delivery_id": ("dlv", "Id of the delivery.", delivery().id),
}
"""Prefix, meaning and an example of the ids in paths."""


def parameters_of(operation: Operation) -> list[Json]:
    """Return the parameters of an operation."""
    names = [name for name in IN_PATH if f"{{{name}}}" in operation.path]
    queried = properties_of(operation.described.query)
    headers = (*operation.described.headers, *EVERYWHERE)
    return [
        *({"$ref": f"{PARAMETERS}{name}"} for name in names),
        *(_in_query(*field) for field in queried.items()),
        *({"$ref": f"{PARAMETERS}{name}"} for name in headers),
    ]


def path_components() -> Json:
    """Return the parameters in paths, to refer to."""
    return {
        name: {
            "name": name,
            "in": "path",
            "required": True,
            "description": text,
            "schema": {"type": "string", "pattern": f"^{prefix}{ULID}"},
            "example": example,
        }
        for name, (prefix, text, example) in IN_PATH.items()
    }


def _in_query(name: str, schema: Json) -> Json:
    shown: Json = {
        "name": name,
        "in": "query",
        "required": False,
        "description": schema["description"],
        "schema": {
            key: value for key, value in schema.items() if key not in {"description", "examples"}
        },
    }
    if "examples" in schema:
        shown["example"] = schema["examples"][0]
    if schema.get("type") == "array":
        shown |= {"style": "form", "explode": False}
    return shown


PARAMETERS = "#/components/parameters/"
