"""The OpenAPI 3.1 document, made from the routes and the Structs that are served.

Paths and descriptions come from the handlers, what they read and return from `operations`,
schemas from msgspec, so they say what the decoder enforces and the encoder writes. What headers
and problems mean is in the tables here.
"""

import inspect
from importlib.metadata import version
from typing import Any

import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from service.api.operations import OPERATIONS, Described
from service.api.problems import MEDIA_TYPE as PROBLEM_JSON
from service.api.reply import JSON
from service.api.requests import CreateDebate
from service.api.schemas import REQUEST_ID, ULID, DeltaEvent, EventList, Problem
from service.api.streaming import EVENT_STREAM

Json = dict[str, Any]

SCHEMAS = "#/components/schemas/"
HEADER_REFS = "#/components/headers/"

TAGS = {
    "Debates": "Starting debates, speaking to them, reading how they ended, ending and removing them.",
    "Ledger": "What was said and voted, round by round, and the account of it.",
    "Events": "Following a debate as it happens.",
    "Models": "Which models can sit on a panel here.",
    "Health": "For load balancers and orchestrators.",
}

PATH_PARAMETERS: dict[str, tuple[str, str]] = {
    "debate_id": ("dbt", "Id of the debate."),
    "response_id": ("rsp", "Id of the response."),
}
"""Prefix and meaning of the ids in paths."""

REQUEST_HEADERS = {
    "Idempotency-Key": "Makes it safe to send the request again: the same key and body get the"
    " same reply, for 24 hours. 8 to 255 visible ASCII characters.",
    "Prefer": "`wait=N`: reply when the debate is over, or after N seconds, at most 60.",
    "If-None-Match": "The version that you have; 304 when it is still the current one.",
    "Last-Event-ID": "Sequence of the last event that you have read.",
}

HEADER_SCHEMAS: dict[str, Json] = {
    "Idempotency-Key": {"type": "string", "pattern": "^[!-~]{8,255}$"},
}
"""Of request headers that are not read leniently."""

EVENT_FRAME: Json = {
    "type": "object",
    "description": "A frame of the stream: its `data` is an `Event` as JSON, or with `deltas=true`"
    " a `DeltaEvent`.",
    "required": ["event", "data"],
    "properties": {
        "id": {
            "type": "string",
            "description": "Sequence of the event, to resume after; a delta has none.",
        },
        "event": {"type": "string", "description": "Type of the event."},
        "data": {
            "type": "string",
            "contentMediaType": "application/json",
            "contentSchema": {
                "oneOf": [{"$ref": f"{SCHEMAS}Event"}, {"$ref": f"{SCHEMAS}DeltaEvent"}]
            },
        },
    },
}

REPLY_HEADERS = {
    "X-Request-Id": "Id of this request; a well-formed one that you send is taken over.",
    "Location": "Where the debate is.",
    "Retry-After": "In how many seconds to look again.",
    "Preference-Applied": "The preference that was heeded.",
    "Idempotency-Replayed": "`true` when this is the stored reply to an earlier request.",
    "ETag": "Version of this representation, for `If-None-Match`.",
    "X-Should-Retry": "`false` where sending the request again cannot help.",
}

HEADERS_OF: dict[tuple[str, int], tuple[str, ...]] = {
    (made, status): names
    for made in ("createDebate", "forkDebate")
    for status, names in (
        (202, ("Location", "Retry-After", "Preference-Applied", "Idempotency-Replayed")),
        (200, ("Location", "Preference-Applied")),
    )
} | {
    ("getDebate", 200): ("ETag", "Retry-After", "Preference-Applied"),
    ("getDebate", 304): ("ETag", "Retry-After", "Preference-Applied"),
    ("getTranscript", 200): ("ETag", "Retry-After"),
    ("getTranscript", 304): ("ETag", "Retry-After"),
}
"""Headers of a success, by operation and status, beside those of every reply."""

SUCCESSES = {
    200: "Done; this is what was asked for.",
    201: "Done; this is what was added.",
    202: "The debate is stored and will be run.",
    204: "Done; there is nothing to return.",
    304: "Nothing has changed since the version that you have.",
}

PROBLEMS: dict[int, tuple[str, tuple[str, ...]]] = {
    400: ("The request has faults; `errors` lists every one.", ()),
    403: ("The request came from elsewhere, and this server has no API keys.", ()),
    404: ("There is no such thing.", ()),
    406: ("None of the media types that you accept can be given.", ()),
    408: ("The body came too slowly.", ()),
    409: ("The request does not fit the state that it met.", ("Retry-After", "X-Should-Retry")),
    413: ("The body is larger than 1 MiB.", ()),
    415: ("The body is not plain JSON.", ()),
    500: ("Something went wrong on the server.", ()),
    503: ("The store cannot be reached; try again after `Retry-After`.", ("Retry-After",)),
}
"""What a status means, and the headers that come with it."""

ALWAYS_POSSIBLE = (400, 403, 500, 503)
WITH_BODY = (408, 413, 415)

CREATE_EXAMPLE: Json = {
    "question": "Should frontier models be open sourced?",
    "options": [
        {"id": "A", "label": "Yes"},
        {"id": "B", "label": "Only the weights"},
        {"id": "C", "label": "No"},
    ],
    "panel": [{"model": "sim/A>B"}, {"model": "sim/B"}, {"model": "sim/C"}],
    "protocol": {"max_rounds": 2},
}


def describe(app: Litestar) -> Json:
    """Return the document of an application."""
    operations = _operations(app)
    paths: Json = {}
    for operation in operations:
        described = _operation(operation, operations)
        paths.setdefault(operation.path, {})[operation.method] = described
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Roundtable",
            "version": version("roundtable"),
            "summary": "A debate service for backends.",
            "description": INTRODUCTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/", "description": "The server that gave out this document."}],
        "security": [],
        "tags": [{"name": name, "description": text} for name, text in TAGS.items()],
        "paths": paths,
        "components": {"schemas": _schemas(operations), "headers": _headers()},
    }


class _Operation(msgspec.Struct, frozen=True, kw_only=True):
    """A handler on its path."""

    method: str
    path: str
    handler: HTTPRouteHandler
    described: Described

    @property
    def id(self) -> str:
        return str(self.handler.operation_id)


def _operations(app: Litestar) -> tuple[_Operation, ...]:
    return tuple(
        _Operation(
            method=method.lower(),
            path=route.path_format,
            handler=handler,
            described=OPERATIONS[handler.operation_id],
        )
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if handler.operation_id in OPERATIONS
        for method in sorted(handler.http_methods)
    )


def _operation(operation: _Operation, operations: tuple[_Operation, ...]) -> Json:
    handler, described = operation.handler, operation.described
    shown: Json = {
        "operationId": operation.id,
        "tags": [described.tag],
        "summary": described.summary,
        "description": inspect.getdoc(handler.fn),
        "parameters": _parameters(operation),
    }
    if described.body is not None:
        content: Json = {"schema": _ref(described.body)}
        if described.body is CreateDebate:
            content["example"] = CREATE_EXAMPLE
        shown["requestBody"] = {
            "required": described.body_required,
            "content": {JSON: content},
        }
    with_body = WITH_BODY if described.body else ()
    problems = sorted({*ALWAYS_POSSIBLE, *with_body, *described.problems})
    shown["responses"] = {
        **{str(s): _success(operation, s, operations) for s in sorted(described.replies)},
        **{str(status): _problem(status) for status in problems},
    }
    return shown


def _parameters(operation: _Operation) -> list[Json]:
    in_path = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": text,
            "schema": {"type": "string", "pattern": f"^{prefix}{ULID}"},
        }
        for name, (prefix, text) in PATH_PARAMETERS.items()
        if f"{{{name}}}" in operation.path
    ]
    properties = _properties(operation.described.query)
    in_query = [_query_parameter(*field) for field in properties.items()]
    in_headers = [
        {
            "name": name,
            "in": "header",
            "required": False,
            "description": REQUEST_HEADERS[name],
            "schema": HEADER_SCHEMAS.get(name, {"type": "string"}),
        }
        for name in operation.described.headers
    ]
    return [*in_path, *in_query, *in_headers]


def _query_parameter(name: str, schema: Json) -> Json:
    shown: Json = {
        "name": name,
        "in": "query",
        "required": False,
        "description": schema["description"],
        "schema": {key: value for key, value in schema.items() if key != "description"},
    }
    if schema.get("type") == "array":
        shown |= {"style": "form", "explode": False}
    return shown


def _success(operation: _Operation, status: int, operations: tuple[_Operation, ...]) -> Json:
    struct = operation.described.replies[status]
    own = HEADERS_OF.get((operation.id, status), ())
    shown: Json = {
        "description": SUCCESSES[status],
        "headers": _header_refs(("X-Request-Id", *own)),
    }
    if struct is not None:
        shown["content"] = {JSON: {"schema": _ref(struct)}}
        texts = operation.described.texts
        shown["content"] |= {text: {"schema": {"type": "string"}} for text in texts}
    if struct is EventList:
        shown["content"][EVENT_STREAM] = {"schema": EVENT_FRAME}
    if operation.id == "createDebate":
        shown["links"] = {
            other.id: {
                "operationId": other.id,
                "parameters": {"debate_id": "$response.body#/id"},
            }
            for other in operations
            if "{debate_id}" in other.path and "{response_id}" not in other.path
        }
    return shown


def _problem(status: int) -> Json:
    text, own = PROBLEMS[status]
    return {
        "description": text,
        "headers": _header_refs(("X-Request-Id", *own)),
        "content": {PROBLEM_JSON: {"schema": _ref(Problem)}},
    }


def _schemas(operations: tuple[_Operation, ...]) -> Json:
    described = [operation.described for operation in operations]
    queries = {one.query for one in described}
    shown = [
        *(one.body for one in described if one.body),
        *(struct for one in described for struct in one.replies.values() if struct),
        # Not shown themselves, but for the enumerations that parameters refer to.
        *queries,
        DeltaEvent,
        Problem,
    ]
    _, components = msgspec.json.schema_components(shown, ref_template=f"{SCHEMAS}{{name}}")
    hidden = {query.__name__ for query in queries}
    return {
        name: _polished(schema)
        for name, schema in sorted(components.items())
        if name not in hidden
    }


def _properties(struct: type) -> Json:
    _, components = msgspec.json.schema_components([struct], ref_template=f"{SCHEMAS}{{name}}")
    properties: Json = _polished(components[struct.__name__])["properties"]
    return properties


def _polished(schema: Any) -> Any:  # noqa: ANN401 - any JSON
    """Say of every enumeration what type its values have, as generators want to know."""
    if isinstance(schema, list):
        return [_polished(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    polished = {key: _polished(value) for key, value in schema.items()}
    if "enum" in schema and all(isinstance(value, str) for value in schema["enum"]):
        polished = {"type": "string", **polished}
    return polished


def _headers() -> Json:
    shown = {
        name: {"description": text, "schema": {"type": "string"}}
        for name, text in REPLY_HEADERS.items()
    }
    shown["X-Request-Id"]["schema"] = {"type": "string", "pattern": REQUEST_ID}
    shown["Retry-After"]["schema"] = {"type": "integer", "minimum": 0}
    return shown


def _header_refs(names: tuple[str, ...]) -> Json:
    return {name: {"$ref": f"{HEADER_REFS}{name}"} for name in names}


def _ref(struct: type) -> Json:
    return {"$ref": f"{SCHEMAS}{struct.__name__}"}


INTRODUCTION = """\
Post a question, the options that can be voted for and a panel of models. Every model votes and \
argues blind, then reads the others and may change its mind, round by round. Poll the debate, \
wait for it, or follow its events; then read the vote ledger, every response and the summary.

A tie is reported as a tie, a failed call is never a vote, and every fact in a summary comes from \
the ledger.

Bodies are JSON in UTF-8 and are read strictly: unknown fields are refused. Errors are problem \
documents (RFC 9457) that list every fault. Times are RFC 3339 in UTC. What is not known is null.
"""
