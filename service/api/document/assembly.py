"""The OpenAPI 3.1 document, made from the routes and the Structs that are served.

Paths and descriptions come from the handlers, what they read and return from `operations`, schemas
from msgspec, problems from `problems`: so it says what the decoder enforces and the encoder
writes. A new tag is a row of `TAGS`.
"""

from importlib.metadata import version

from litestar import Litestar

from service.api.document import examples, notices, problems
from service.api.document.header_fields import header_components, parameter_components
from service.api.document.json_schemas import schema_components
from service.api.document.nodes import Json, schema_ref
from service.api.document.parameters import parameters_of, path_components
from service.api.document.replies import NEW_DEBATES, success_replies
from service.api.document.routes import Operation, operations_of
from service.api.reply import JSON

TAGS = {
    "Debates": "Starting debates, reading how they ended, ending and removing them.",
    "Ledger": "What was said and voted, round by round, and the account of it.",
    "Events": "Following a debate as it happens.",
    "Sharing": "Links by which a debate can be read without a key.",
    "Webhooks": notices.ABOUT,
    "Models": "Which models can sit on a panel here.",
    "Health": "For load balancers and orchestrators.",
}

API_KEY = "apiKey"
SECURITY_SCHEMES: Json = {
    API_KEY: {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "rt_live_...",
        "description": "`Authorization: Bearer rt_live_...`, a key that the operator has given you"
        " (`roundtable keys create`). What it allows is in its scopes; each operation says which it"
        " needs. A server without any keys serves programs on its own machine without.",
    }
}


def describe(app: Litestar, address: str = "/") -> Json:
    """Return the document of an application; `address` is what paths follow."""
    operations = operations_of(app)
    paths: Json = {}
    for operation in operations:
        shown = _operation(operation, operations)
        paths.setdefault(operation.path, {})[operation.method] = shown
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Roundtable",
            "version": version("roundtable"),
            "summary": "A debate service for backends.",
            "description": INTRODUCTION,
            "contact": {"name": "Whoever operates this server"},
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": address, "description": "The server that gave out this document."}],
        "security": [{API_KEY: []}],
        "tags": [{"name": name, "description": text} for name, text in TAGS.items()],
        "paths": paths,
        "webhooks": notices.webhooks(),
        "components": {
            "schemas": schema_components(operations),
            "parameters": {**path_components(), **parameter_components()},
            "headers": header_components(),
            "responses": problems.response_components(),
            "examples": problems.example_components(),
            "pathItems": notices.path_items(),
            "securitySchemes": SECURITY_SCHEMES,
        },
    }


def _operation(operation: Operation, operations: tuple[Operation, ...]) -> Json:
    described = operation.described
    return {
        "operationId": operation.id,
        "tags": [described.tag],
        "summary": described.summary,
        "description": _description(operation),
        "security": [{API_KEY: []}] if operation.keyed else [],
        "parameters": parameters_of(operation),
        **({"requestBody": _body(operation)} if described.body else {}),
        "responses": {
            **success_replies(operation, operations),
            **problems.problem_replies(operation),
        },
        **({"callbacks": notices.callbacks(operation.id)} if operation.id in NEW_DEBATES else {}),
    }


def _description(operation: Operation) -> str:
    needed = f"\n\nNeeds a key with the scope `{operation.scope}`." if operation.keyed else ""
    return f"{operation.description}{needed}"


def _body(operation: Operation) -> Json:
    described = operation.described
    if described.body is None:
        return {}
    example = examples.BODIES.get(operation.id)
    return {
        "required": described.body_required,
        "content": {JSON: {"schema": schema_ref(described.body), "example": example}},
    }


INTRODUCTION = """\
Post a question, the options that can be voted for and a panel of models. Every model votes and \
argues blind, then reads the others and may change its mind, round by round. Poll the debate, \
wait for it, or follow its events; then read the vote ledger, every response and the summary.

A tie is reported as a tie, a failed call is never a vote, and every fact in a summary comes from \
the ledger.

Bodies are JSON in UTF-8 and are read strictly: unknown fields are refused. Errors are problem \
documents (RFC 9457) that list every fault; their `code` is stable. Times are RFC 3339 in UTC. \
What is not known is null. Replies may get more fields, and enumerations more values: ignore what \
you do not know.

Send a POST with an `Idempotency-Key` and it can be repeated safely. Lists come in pages: pass \
`next_cursor` as `starting_after` until it is null. HEAD works wherever GET does.
"""
