"""Reading the published document as its readers do: what it refers to, and what it shows."""

from collections.abc import Iterable, Iterator
from typing import Any

import jsonschema_rs

Json = dict[str, Any]

DOCUMENT = "urn:document"


class Document:
    """The document, with what it takes to validate against its schemas."""

    def __init__(self, content: Json) -> None:
        self.content = content
        self._registry = jsonschema_rs.Registry([(DOCUMENT, content)])

    def operations(self) -> Iterator[Json]:
        """Yield every operation under `paths`."""
        for methods in self.content["paths"].values():
            yield from methods.values()

    def resolved(self, node: Json) -> Json:
        """Return what a node refers to, or the node itself."""
        while "$ref" in node:
            found: Any = self.content
            for step in node["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            node = found
        return node

    def faults(self, value: Any, schema: Json) -> list[str]:  # noqa: ANN401 - any JSON
        """Return what a schema of the document has against a value."""
        validator = jsonschema_rs.Draft202012Validator(
            _absolute(schema), registry=self._registry, validate_formats=True
        )
        return [
            f"{error.instance_path}: {error.message[:300]}"
            for error in validator.iter_errors(value)
        ]

    def shown(self) -> Iterator[tuple[str, Any, Json]]:
        """Yield every example: where it stands, its value, and the schema that it has to follow."""
        for place, node in _nodes(self.content, ""):
            schema = node.get("schema", node)
            if "schema" in node and "example" in node:
                yield f"{place}/example", node["example"], schema
            examples = node.get("examples", ())
            if isinstance(examples, list):
                yield from ((f"{place}/examples", example, schema) for example in examples)
            elif "schema" in node:
                for name, example in dict(examples).items():
                    yield f"{place}/{name}", self.resolved(example)["value"], schema


def _nodes(node: Any, place: str) -> Iterator[tuple[str, Json]]:  # noqa: ANN401 - any JSON
    """Yield every object in the document but for what is inside examples."""
    parts: Iterable[tuple[Any, Any]] = enumerate(node) if isinstance(node, list) else ()
    if isinstance(node, dict):
        yield place, node
        parts = node.items()
    for key, part in parts:
        if key not in {"example", "examples"}:
            yield from _nodes(part, f"{place}/{key}")


def _absolute(schema: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return a schema whose references name the document, wherever it is looked at from."""
    if isinstance(schema, list):
        return [_absolute(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: f"{DOCUMENT}{value}" if key == "$ref" and value.startswith("#") else _absolute(value)
        for key, value in schema.items()
    }
