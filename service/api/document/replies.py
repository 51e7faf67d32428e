"""What an operation returns when it has done what was asked: bodies, headers, and where to go on.

A link is a row of `LINKS`; whoever is given a debate can go on to everything that is its own.
"""

from collections.abc import Mapping

from service.api.document.examples import example_of
from service.api.document.header_fields import success_headers
from service.api.document.json_schemas import EVENT_FRAME
from service.api.document.nodes import Json, schema_ref
from service.api.document.routes import Operation
from service.api.paths import PARAMETER
from service.api.reply import JSON
from service.api.streaming import EVENT_STREAM
from service.resources.schemas import EventList

SUCCESSES = {
    200: "Done; this is what was asked for.",
    201: "Done; this is what was made.",
    202: "It is stored and will be done, whatever becomes of this connection.",
    204: "Done; there is nothing to return.",
    304: "Nothing has changed since the version that you have.",
}

NEW_DEBATES = ("createDebate", "forkDebate")
"""Operations that give out a debate which has just been made."""

LINKS: Mapping[str, Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "listDebates": {
        "getDebate": ("getDebate", {"debate_id": "$response.body#/data/0/id"}),
        "nextPage": ("listDebates", {"starting_after": "$response.body#/next_cursor"}),
    },
    "listResponses": {
        "getResponse": (
            "getResponse",
            {
                "debate_id": "$request.path.debate_id",
                "response_id": "$response.body#/data/0/id",
            },
        ),
        "nextPage": (
            "listResponses",
            {
                "debate_id": "$request.path.debate_id",
                "starting_after": "$response.body#/next_cursor",
            },
        ),
    },
    "addNote": {
        "getTranscript": ("getTranscript", {"debate_id": "$response.body#/debate_id"}),
    },
    "createShare": {
        "deleteShare": (
            "deleteShare",
            {"debate_id": "$response.body#/debate_id", "share_id": "$response.body#/id"},
        ),
    },
    "listShares": {
        "deleteShare": (
            "deleteShare",
            {
                "debate_id": "$request.path.debate_id",
                "share_id": "$response.body#/data/0/id",
            },
        ),
    },
    "createWebhookEndpoint": {
        name: (name, {"endpoint_id": "$response.body#/id"})
        for name in (
            "getWebhookEndpoint",
            "updateWebhookEndpoint",
            "deleteWebhookEndpoint",
            "rotateWebhookEndpointSecret",
            "testWebhookEndpoint",
        )
    },
    "listWebhookEndpoints": {
        "getWebhookEndpoint": (
            "getWebhookEndpoint",
            {"endpoint_id": "$response.body#/data/0/id"},
        ),
        "nextPage": ("listWebhookEndpoints", {"starting_after": "$response.body#/next_cursor"}),
    },
    "testWebhookEndpoint": {
        "getWebhookDelivery": ("getWebhookDelivery", {"delivery_id": "$response.body#/id"}),
        "redeliverWebhook": ("redeliverWebhook", {"delivery_id": "$response.body#/id"}),
    },
    "listWebhookDeliveries": {
        "getWebhookDelivery": (
            "getWebhookDelivery",
            {"delivery_id": "$response.body#/data/0/id"},
        ),
        "nextPage": ("listWebhookDeliveries", {"starting_after": "$response.body#/next_cursor"}),
    },
    "redeliverWebhook": {
        "getWebhookDelivery": ("getWebhookDelivery", {"delivery_id": "$response.body#/id"}),
    },
    "getResponse": {
        "getDebate": ("getDebate", {"debate_id": "$response.body#/debate_id"}),
    },
}
"""By operation and name: the operation that a reply leads to, and what of it that is given."""


def success_replies(operation: Operation, operations: tuple[Operation, ...]) -> Json:
    """Return the successes of an operation by status."""
    links = _links(operation, operations)
    return {
        str(status): {
            "description": SUCCESSES[status],
            "headers": success_headers(operation, status),
            **_content(operation, status),
            **({"links": links} if links and operation.described.replies[status] else {}),
        }
        for status in sorted(operation.described.replies)
    }


def _content(operation: Operation, status: int) -> Json:
    struct = operation.described.replies[status]
    if struct is None:
        return {}
    schemas = {JSON: schema_ref(struct)}
    schemas |= {text: {"type": "string"} for text in operation.described.texts}
    if struct is EventList:
        schemas[EVENT_STREAM] = EVENT_FRAME
    return {
        "content": {
            media_type: {
                "schema": schema,
                "example": example_of(operation.id, status, media_type),
            }
            for media_type, schema in schemas.items()
        }
    }


def _links(operation: Operation, operations: tuple[Operation, ...]) -> Json:
    if operation.id in NEW_DEBATES:
        return {
            other.id: _link(other.id, {"debate_id": "$response.body#/id"})
            for other in operations
            if PARAMETER.findall(other.path) == ["{debate_id}"]
        }
    rows = LINKS.get(operation.id, {})
    return {name: _link(other, given) for name, (other, given) in rows.items()}


def _link(operation_id: str, parameters: Mapping[str, str]) -> Json:
    return {"operationId": operation_id, "parameters": dict(parameters)}
