"""Headers: which there are, what they mean, and on which replies they come.

A request header is a row of `REQUEST_HEADERS`, a header of replies one of `REPLY_HEADERS`.
"""

from collections.abc import Collection
from typing import Any

import msgspec

from service.api.document.nodes import Json, refs
from service.api.document.routes import Operation
from service.api.document.worked_example import DEBATE_ID
from service.resources.schemas import REQUEST_ID


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """What a header means, an example of it, and its form; what is read leniently has none."""

    meaning: str
    example: Any
    schema: Json = msgspec.field(default_factory=lambda: {"type": "string"})


EVERYWHERE = ("X-Request-Id", "traceparent")
"""Request headers of every operation."""

REQUEST_HEADERS: dict[str, Field] = {
    "X-Request-Id": Field(
        meaning="A name of yours for this request: 8 to 128 letters, digits, `_` and `-`. The"
        " reply, its problem document and our logs repeat it; anything else is replaced by one of"
        " ours.",
        example="order-4711-attempt-1",
    ),
    "traceparent": Field(
        meaning="W3C Trace Context: the debate's work and its provider calls become part of your"
        " trace. A malformed one is ignored.",
        example="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    ),
    "Idempotency-Key": Field(
        meaning="Makes it safe to send the request again: the same key and body get the same"
        " reply, for 24 hours. 8 to 255 visible ASCII characters, for instance a UUID.",
        example="0d6b5a2e-8f1c-4f0e-9a51-3f3c1a7f6f10",
        schema={"type": "string", "pattern": "^[!-~]{8,255}$"},
    ),
    "Prefer": Field(
        meaning="`wait=N`: reply when the debate is over, or after N seconds, at most 60. Anything"
        " else is ignored.",
        example="wait=2",
    ),
    "If-None-Match": Field(
        meaning="The `ETag` of the version that you have: 304 when it is still the current one.",
        example='"5c0f8a1e7b7d4d0f9b3a6a52"',
    ),
    "Last-Event-ID": Field(
        meaning="Sequence of the last event that you have read; an `EventSource` sends it by"
        " itself. A malformed one counts as 0.",
        example="3",
    ),
}

REPLY_HEADERS: dict[str, Field] = {
    "X-Request-Id": Field(
        meaning="Name of this request, for questions and logs; a well-formed one of yours is taken"
        " over.",
        example="req_5f2d0c8b7a9e4d1f3b6c8a0e",
        schema={"type": "string", "pattern": REQUEST_ID},
    ),
    "Location": Field(
        meaning="Where the new resource is: an absolute URL where the server knows its own, else a"
        " path.",
        example=f"/v1/debates/{DEBATE_ID}",
        schema={"type": "string", "format": "uri-reference"},
    ),
    "Retry-After": Field(
        meaning="In how many seconds to look, or to try, again.",
        example=1,
        schema={"type": "integer", "minimum": 0},
    ),
    "Preference-Applied": Field(meaning="The preference that was heeded.", example="wait=2"),
    "Idempotency-Replayed": Field(
        meaning="`true` when this is the stored reply to an earlier request with the same key.",
        example="true",
        schema={"type": "string", "const": "true"},
    ),
    "ETag": Field(
        meaning="Version of this representation, for `If-None-Match`.",
        example='"5c0f8a1e7b7d4d0f9b3a6a52"',
    ),
    "X-Should-Retry": Field(
        meaning="`false` where sending the same request again cannot help.",
        example="false",
        schema={"type": "string", "const": "false"},
    ),
    "Allow": Field(
        meaning="All methods of this path, separated by commas.",
        example="GET, HEAD, OPTIONS, POST",
    ),
    "WWW-Authenticate": Field(
        meaning="That a bearer token is asked for, and what is wrong with the one given (RFC 6750).",
        example="Bearer",
    ),
    "RateLimit-Policy": Field(
        meaning="What the key may send: `q` requests in `w` seconds. Absent where there is no"
        " limit.",
        example='"burst";q=600;w=60',
    ),
    "RateLimit": Field(
        meaning="What is left of that: `r` requests; after `t` seconds all of them again. Absent"
        " where there is no limit.",
        example='"burst";r=599;t=60',
    ),
}

CREATED = ("Location", "Retry-After", "Preference-Applied")

HEADERS_OF: dict[tuple[str, int], tuple[str, ...]] = {
    ("createDebate", 202): CREATED,
    ("createDebate", 200): ("Location", "Preference-Applied"),
    ("forkDebate", 202): CREATED,
    ("forkDebate", 200): ("Location", "Preference-Applied"),
    ("getDebate", 200): ("ETag", "Retry-After", "Preference-Applied"),
    ("getDebate", 304): ("ETag", "Retry-After", "Preference-Applied"),
    ("getTranscript", 200): ("ETag", "Retry-After"),
    ("createWebhookEndpoint", 201): ("Location",),
    ("testWebhookEndpoint", 201): ("Location",),
    ("getTranscript", 304): ("ETag", "Retry-After"),
}
"""Headers of a success, by operation and status, beside those that follow from its row."""

LIMITS = ("RateLimit-Policy", "RateLimit")


def parameter_components() -> Json:
    """Return the request headers as parameters to refer to."""
    return {
        name: {
            "name": name,
            "in": "header",
            "required": False,
            "description": field.meaning,
            "schema": field.schema,
            "example": field.example,
        }
        for name, field in REQUEST_HEADERS.items()
    }


def header_components() -> Json:
    """Return the headers of replies to refer to."""
    return {
        name: {"description": field.meaning, "schema": field.schema, "example": field.example}
        for name, field in REPLY_HEADERS.items()
    }


def success_headers(operation: Operation, status: int) -> Json:
    """Return the headers of a success."""
    replayed = "Idempotency-Key" in operation.described.headers
    return refs(
        "headers",
        (
            "X-Request-Id",
            *HEADERS_OF.get((operation.id, status), ()),
            *(("Idempotency-Replayed",) if replayed else ()),
            *(LIMITS if operation.keyed else ()),
        ),
    )


def problem_headers(told: Collection[str], *, counted: bool) -> Json:
    """Return the headers of a problem, of those that its replies have."""
    own = [name for name in REPLY_HEADERS if name in told]
    return refs("headers", ("X-Request-Id", *own, *(LIMITS if counted else ())))
