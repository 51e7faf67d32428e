"""The published document: valid, fresh, and about the routes that there are."""

import json
from pathlib import Path

from litestar.routes import HTTPRoute
from openapi_spec_validator import validate

from service.api.app import document, routed
from service.api.operations import OPERATIONS

COMMITTED = Path(__file__).parents[2] / "openapi" / "openapi.json"


def test_the_document_is_valid_openapi() -> None:
    validate(document())


def test_the_committed_document_is_fresh() -> None:
    committed = json.loads(COMMITTED.read_text())

    assert committed == document(), "run `make openapi` and commit openapi/openapi.json"


def test_every_operation_is_described_and_routed() -> None:
    routed_names = {
        handler.operation_id
        for route in routed(None).routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if handler.include_in_schema and handler.operation_id
    }

    assert routed_names == set(OPERATIONS)


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [
        operation["operationId"]
        for methods in document()["paths"].values()
        for operation in methods.values()
    ]

    assert len(set(names)) == len(names) > 0


def test_no_request_schema_has_a_default() -> None:
    schemas = document()["components"]["schemas"]

    with_defaults = [
        f"{name}.{field}"
        for name, schema in schemas.items()
        for field, described in schema.get("properties", {}).items()
        if "default" in described
    ]

    assert with_defaults == []
