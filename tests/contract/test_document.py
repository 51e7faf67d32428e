"""The published document: valid, fresh, and about the routes that there are."""

import json
from pathlib import Path

import pytest
from litestar.routes import HTTPRoute
from openapi_spec_validator import validate

from service.api.app import document, routed
from service.api.operations import OPERATIONS
from service.api.problems import MEDIA_TYPE
from service.domain.endpoints import SENT, TEST
from tests.support.openapi import Document

COMMITTED = Path(__file__).parents[2] / "openapi" / "openapi.json"
WHEN_KEYED = {"400", "401", "403", "429", "500", "503"}
WITH_BODY = {"408", "413", "415"}


@pytest.fixture(scope="module")
def published() -> Document:
    return Document(document())


def test_the_document_is_valid_openapi(published: Document) -> None:
    validate(published.content)


def test_the_committed_document_is_fresh(published: Document) -> None:
    committed = json.loads(COMMITTED.read_text())

    # As texts: in the same order, too.
    assert json.dumps(committed) == json.dumps(published.content), (
        "run `make openapi` and commit openapi/openapi.json"
    )


def test_the_document_is_always_the_same() -> None:
    assert json.dumps(document()) == json.dumps(document())


def test_every_operation_is_described_and_routed() -> None:
    routed_names = {
        handler.operation_id
        for route in routed(None).routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if handler.include_in_schema and handler.operation_id
    }

    assert routed_names == set(OPERATIONS)


def test_every_operation_has_a_name_of_its_own(published: Document) -> None:
    names = [operation["operationId"] for operation in published.operations()]

    assert len(set(names)) == len(names) > 0


def test_a_key_is_needed_under_v1_and_nowhere_else(published: Document) -> None:
    for path, methods in published.content["paths"].items():
        for operation in methods.values():
            assert operation["security"] == ([{"apiKey": []}] if path.startswith("/v1/") else [])


def test_every_operation_documents_what_can_go_wrong(published: Document) -> None:
    for path, methods in published.content["paths"].items():
        for method, operation in methods.items():
            expected = {"400", "405", "500"}
            expected |= WHEN_KEYED if path.startswith("/v1/") else set()
            expected |= WITH_BODY if "requestBody" in operation else set()
            expected |= {"404"} if "{" in path else set()
            expected |= {"409"} if method == "post" else set()

            assert set(operation["responses"]) >= expected, operation["operationId"]


def test_every_error_is_a_problem_with_its_headers(published: Document) -> None:
    for operation in published.operations():
        for status, node in operation["responses"].items():
            reply = published.resolved(node)
            headers = set(reply["headers"])
            assert "X-Request-Id" in headers
            if int(status) >= 400:
                assert list(reply["content"]) == [MEDIA_TYPE]
                schema = reply["content"][MEDIA_TYPE]["schema"]
                assert schema == {"$ref": "#/components/schemas/Problem"}
            if status in {"429", "503"}:
                assert "Retry-After" in headers
            if status == "401":
                assert "WWW-Authenticate" in headers
            if status == "405":
                assert "Allow" in headers


def test_every_operation_takes_a_request_id_and_a_trace(published: Document) -> None:
    for operation in published.operations():
        names = [published.resolved(node)["name"] for node in operation["parameters"]]
        assert {"X-Request-Id", "traceparent"} <= set(names)


def test_every_link_leads_to_an_operation_and_gives_it_what_its_path_needs(
    published: Document,
) -> None:
    paths = {
        operation["operationId"]: path
        for path, methods in published.content["paths"].items()
        for operation in methods.values()
    }
    links = [
        link
        for operation in published.operations()
        for reply in operation["responses"].values()
        for link in published.resolved(reply).get("links", {}).values()
    ]

    assert links
    for link in links:
        needed = {part[1:-1] for part in paths[link["operationId"]].split("/") if "{" in part}
        assert needed <= set(link["parameters"])


def test_every_type_of_event_that_is_sent_is_a_webhook(published: Document) -> None:
    webhooks = published.content["webhooks"]

    assert list(webhooks) == [*SENT, TEST]
    for name, node in webhooks.items():
        sent = published.resolved(node)["post"]["requestBody"]["content"]["application/json"]
        assert sent["example"]["type"] == name


def test_no_request_schema_has_a_default(published: Document) -> None:
    schemas = published.content["components"]["schemas"]

    with_defaults = [
        f"{name}.{field}"
        for name, schema in schemas.items()
        for field, described in schema.get("properties", {}).items()
        if "default" in described
    ]

    assert with_defaults == []


def test_every_body_refuses_fields_that_it_does_not_know(published: Document) -> None:
    bodies = {
        schema["$ref"].rpartition("/")[2]
        for operation in published.operations()
        if "requestBody" in operation
        for schema in [operation["requestBody"]["content"]["application/json"]["schema"]]
    }
    schemas = published.content["components"]["schemas"]
    read = [name for name in schemas if name in bodies or name.endswith("Request")]

    assert [name for name in read if schemas[name]["additionalProperties"] is not False] == []


def test_whatever_is_read_or_returned_says_what_it_is(published: Document) -> None:
    schemas = published.content["components"]["schemas"]

    assert [name for name, schema in schemas.items() if not schema.get("description")] == []
