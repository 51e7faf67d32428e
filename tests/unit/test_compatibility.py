"""Which changes to an API's description break its clients, and which do not."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.compatibility import breaking_changes

Json = dict[str, Any]
Change = Callable[[Json], object]

DOCUMENT: Json = {
    "security": [],
    "paths": {
        "/things": {
            "post": {
                "operationId": "makeThing",
                "parameters": [
                    {
                        "name": "limit",
                        "in": "query",
                        "schema": {"type": "integer", "minimum": 1, "maximum": 100},
                    },
                    {"$ref": "#/components/parameters/Prefer"},
                ],
                "requestBody": {
                    "required": False,
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Make"}}
                    },
                },
                "responses": {
                    "200": {
                        "headers": {"ETag": {"schema": {"type": "string"}}},
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}
                        },
                    },
                    "202": {"description": "Later."},
                    "404": {"description": "No."},
                },
            },
            "get": {"operationId": "listThings", "responses": {}},
        },
    },
    "components": {
        "parameters": {"Prefer": {"name": "Prefer", "in": "header", "schema": {"type": "string"}}},
        "schemas": {
            "Make": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "minLength": 1, "maxLength": 80},
                    "size": {"anyOf": [{"type": "number"}, {"type": "null"}]},
                    "colour": {"type": "string", "enum": ["red", "blue"]},
                    "tags": {"type": "array", "maxItems": 5, "items": {"type": "string"}},
                },
            },
            "Thing": {
                "type": "object",
                "required": ["object", "id", "state"],
                "properties": {
                    "object": {"type": "string", "const": "thing"},
                    "id": {"type": "string"},
                    "state": {"type": "string", "enum": ["new", "done"]},
                    "size": {"type": ["number", "null"]},
                    "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
                    "notes": {"type": "object", "additionalProperties": {"type": "string"}},
                },
            },
        },
    },
}


def _make(document: Json) -> Json:
    post: Json = document["paths"]["/things"]["post"]
    return post


def _asked(document: Json) -> Json:
    fields: Json = document["components"]["schemas"]["Make"]["properties"]
    return fields


def _told(document: Json) -> Json:
    fields: Json = document["components"]["schemas"]["Thing"]["properties"]
    return fields


def _limit(document: Json) -> Json:
    schema: Json = _make(document)["parameters"][0]["schema"]
    return schema


BREAKING: dict[str, Change] = {
    "GET /things: removed": lambda d: d["paths"]["/things"].pop("get"),
    "POST /things: operationId changed from makeThing": lambda d: _make(d).update(
        operationId="createThing"
    ),
    "POST /things: needs a key": lambda d: _make(d).update(security=[{"apiKey": []}]),
    "POST /things query limit: removed": lambda d: _make(d)["parameters"].pop(0),
    "POST /things query limit: maximum is now 50": lambda d: _limit(d).update(maximum=50),
    "POST /things query limit: minimum is now 2": lambda d: _limit(d).update(minimum=2),
    "POST /things query limit: no longer accepts integer": lambda d: _limit(d).update(
        type="boolean"
    ),
    "POST /things query kind: now required": lambda d: _make(d)["parameters"].append(
        {"name": "kind", "in": "query", "required": True, "schema": {"type": "string"}}
    ),
    "POST /things body: now required": lambda d: _make(d)["requestBody"].update(required=True),
    "POST /things body application/json: removed": lambda d: _make(d).pop("requestBody"),
    "request Make.size: removed": lambda d: _asked(d).pop("size"),
    "request Make.size: no longer accepts null": lambda d: _asked(d).update(
        size={"type": "number"}
    ),
    "request Make.size: now required": lambda d: d["components"]["schemas"]["Make"].update(
        required=["name", "size"]
    ),
    "request Make.colour: no longer accepts blue": lambda d: _asked(d)["colour"].update(
        enum=["red", "green"]
    ),
    "request Make.name: maxLength is now 40": lambda d: _asked(d)["name"].update(maxLength=40),
    "request Make.name: pattern is now ^a": lambda d: _asked(d)["name"].update(pattern="^a"),
    "request Make.name: no longer accepts what is not listed": lambda d: _asked(d)["name"].update(
        enum=["a"]
    ),
    "request Make.tags: items now have to differ": lambda d: _asked(d)["tags"].update(
        uniqueItems=True
    ),
    "request Make.tags[]: maxLength is now 9": lambda d: _asked(d)["tags"]["items"].update(
        maxLength=9
    ),
    "POST /things 202: removed": lambda d: _make(d)["responses"].pop("202"),
    "POST /things 200 ETag: removed": lambda d: _make(d)["responses"]["200"]["headers"].clear(),
    "POST /things 200 application/json: removed": lambda d: _make(d)["responses"]["200"].pop(
        "content"
    ),
    "reply Thing.id: removed": lambda d: _told(d).pop("id"),
    "reply Thing.id: may now be integer": lambda d: _told(d).update(
        id={"anyOf": [{"type": "string"}, {"type": "integer"}]}
    ),
    "reply Thing.state: may now be absent": lambda d: d["components"]["schemas"]["Thing"].update(
        required=["object", "id"]
    ),
    "reply Thing.state: may now be null": lambda d: _told(d)["state"].update(
        type=["string", "null"]
    ),
    "reply Thing.notes.*: may now be integer": lambda d: _told(d)["notes"].update(
        additionalProperties={"type": "integer"}
    ),
    "reply Thing.parts[]: may now be object other": lambda d: _told(d)["parts"].update(
        items={"type": "object", "properties": {"object": {"type": "string", "const": "other"}}}
    ),
}

HARMLESS: dict[str, Change] = {
    "nothing": lambda _: None,
    "a new operation": lambda d: d["paths"].update({"/more": {"get": {"responses": {}}}}),
    "a new optional parameter": lambda d: _make(d)["parameters"].append(
        {"name": "kind", "in": "query", "schema": {"type": "string"}}
    ),
    "a wider limit": lambda d: _limit(d).update(maximum=200),
    "no limit any more": lambda d: _limit(d).pop("maximum"),
    "numbers where there were integers": lambda d: _limit(d).update(type="number"),
    "a new optional field": lambda d: _asked(d).update(shape={"type": "string"}),
    "a field that need not be given any more": lambda d: d["components"]["schemas"]["Make"].pop(
        "required"
    ),
    "a further value in a request": lambda d: _asked(d)["colour"]["enum"].append("green"),
    "a further value in a reply": lambda d: _told(d)["state"]["enum"].append("lost"),
    "one value fewer in a reply": lambda d: _told(d)["state"]["enum"].pop(),
    "a new field in a reply": lambda d: _told(d).update(age={"type": "integer"}),
    "a reply that is never null any more": lambda d: _told(d)["size"].update(type="number"),
    "integers where a reply had numbers": lambda d: _told(d)["size"].update(type="integer"),
    "a field that is always there now": lambda d: d["components"]["schemas"]["Thing"][
        "required"
    ].append("size"),
    "a stricter limit in a reply": lambda d: _told(d)["id"].update(maxLength=30),
    "a new error": lambda d: _make(d)["responses"].update({"429": {"description": "Wait."}}),
    "an error that cannot happen any more": lambda d: _make(d)["responses"].pop("404"),
    "a key that need not be given": lambda d: _make(d).update(security=[{"apiKey": []}, {}]),
    "other words": lambda d: _make(d).update(summary="Make a thing", description="At once."),
    "a component of its own": lambda d: _told(d).update(
        size={"anyOf": [{"type": "number"}, {"type": "null"}], "description": "In metres."}
    ),
}


@pytest.mark.parametrize("found", BREAKING)
def test_what_breaks_a_client_is_found(found: str) -> None:
    changed = copy.deepcopy(DOCUMENT)
    BREAKING[found](changed)

    assert breaking_changes(DOCUMENT, changed) == [found]


@pytest.mark.parametrize("change", HARMLESS)
def test_what_breaks_nobody_is_let_pass(change: str) -> None:
    changed = copy.deepcopy(DOCUMENT)
    HARMLESS[change](changed)

    assert breaking_changes(DOCUMENT, changed) == []
