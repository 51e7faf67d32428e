"""What the service sends by itself: the webhooks, and the callbacks of a create and a fork.

Every type that is sent has a row in `MEANINGS`; an event's docstring says what it tells. Bodies and
signatures of the examples are made by what makes those that are sent.
"""

import inspect
from collections.abc import Mapping
from datetime import timedelta
from functools import cache

import msgspec
from msgspec.structs import replace

from service import ids
from service.api.document.examples import happened
from service.api.document.nodes import Json, refs, schema_ref
from service.api.document.worked_example import CREATED_AT
from service.api.document.worked_webhooks import SECRET, endpoint
from service.api.reply import JSON
from service.domain import signing
from service.domain.delivery import ATTEMPT_WITHIN, JITTER, LONGEST_RETRY_AFTER, SCHEDULE
from service.domain.endpoints import (
    BY_DEFAULT,
    FAILING_FOR,
    OLD_SECRET_FOR,
    SENT,
    TEST,
)
from service.domain.events import EVENTS
from service.domain.headlines import listed
from service.domain.tracing import begin_trace, call_headers
from service.resources import schemas
from service.resources.notices import debate_notice, endpoint_test
from service.resources.present_webhooks import present_endpoint
from service.webhooks.agent import USER_AGENT

SPAN_ID = "00f067aa0ba902b7"

ENDPOINT = present_endpoint(endpoint())

MEANINGS: Mapping[str, str] = {
    **{name: inspect.getdoc(EVENTS[name]) or name for name in SENT},
    TEST: "You have asked for a test of this endpoint.",
}

HEADERS: Mapping[str, tuple[str, Json]] = {
    signing.ID: (
        "Id of the event: the same on every attempt, and on a redelivery.",
        {"type": "string", "pattern": f"^evt{schemas.ULID}"},
    ),
    signing.TIMESTAMP: (
        "When this attempt was made, in seconds since 1970.",
        {"type": "string", "pattern": "^[0-9]{10,}$"},
    ),
    signing.SIGNATURE: (
        (
            "`v1,` and the base64 of the HMAC-SHA256 of id, timestamp and body, joined by dots;"
            " after a rotation, for a day, a second one by the secret before."
        ),
        {"type": "string", "pattern": "^v1,[A-Za-z0-9+/]{43}=( v1,[A-Za-z0-9+/]{43}=)?$"},
    ),
    "traceparent": (
        "W3C Trace Context: the trace that the debate belongs to. A `tracestate` is passed on.",
        {"type": "string"},
    ),
    "user-agent": ("Who sends it.", {"type": "string", "const": USER_AGENT}),
}


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A request by example."""

    body: bytes
    headers: Mapping[str, str]


def webhooks() -> Json:
    """Return what is sent to endpoints, by type of event.

    They refer to `path_items`: of webhooks written out, openapi-generator makes a client that does
    not compile.
    """
    return refs("pathItems", MEANINGS)


def path_items() -> Json:
    """Return the requests that webhooks refer to."""
    return {name: {"post": _notice(name)} for name in MEANINGS}


def callbacks(operation_id: str) -> Json:
    """Return what is sent to the address that the body of a create or a fork names.

    It is written out: openapi-python-client reads no callback that is referred to.
    """
    sent = {
        "operationId": f"{operation_id}Callback",
        "summary": "An event of this debate",
        "description": "The same as endpoints are sent, of the types that `webhook.events` names,"
        f" signed by the secret that `GET /v1/webhook-secret` returns. {_signed()}",
        **_request("debate.completed"),
    }
    return {"debateEvents": {"{$request.body#/webhook/url}": {"post": sent}}}


def _notice(name: str) -> Json:
    words = name.replace(".", " ").split()
    return {
        "operationId": f"on{''.join(word.title() for word in words)}",
        "tags": ["Webhooks"],
        "summary": f"{' '.join(words).capitalize()}",
        "description": f"{MEANINGS[name]}\n\n{_subscribed(name)} {_signed()}",
        **_request(name),
    }


def _subscribed(name: str) -> str:
    if name == TEST:
        return "Sent once for each request, whatever the endpoint is subscribed to."
    if name in BY_DEFAULT:
        return "Sent by default; every debate has exactly one such end."
    return "Sent to those who name it in `events`."


def _signed() -> str:
    return (
        "The example's headers are of its body, written without spaces, and of the secret"
        f" `{signing.secret_text(SECRET)}`."
    )


def _request(name: str) -> Json:
    body = schemas.EndpointTest if name == TEST else schemas.WebhookEvent
    example = msgspec.json.decode(shown()[name].body)
    return {
        "security": [],
        "parameters": [
            {
                "name": header,
                "in": "header",
                "required": True,
                "description": meaning,
                "schema": schema,
                "example": shown()[name].headers[header],
            }
            for header, (meaning, schema) in HEADERS.items()
        ],
        "requestBody": {
            "required": True,
            "content": {JSON: {"schema": schema_ref(body), "example": example}},
        },
        "responses": ANSWERS,
    }


@cache
def shown() -> Mapping[str, Shown]:
    """Return a request of each type that is sent."""
    return {name: _shown(name) for name in MEANINGS}


def _shown(name: str) -> Shown:
    if name == TEST:
        at, trace = CREATED_AT, begin_trace(ENDPOINT.id)
        event_id = ids.event_id(ENDPOINT.id, 1, at)
        body = endpoint_test(ENDPOINT, event_id, at)
    else:
        debate, logged = happened()[name]
        at = logged.created_at
        event_id = ids.event_id(debate.spec.id, logged.sequence, at)
        body, trace = debate_notice(debate, logged, ""), debate.spec.trace
    signed = signing.request_headers([SECRET], event_id, at, body)
    traced = call_headers(replace(trace, parent=SPAN_ID))
    return Shown(body=body, headers={**signed, **traced, "user-agent": USER_AGENT})


def _spelled(time: timedelta) -> str:
    """Write a time that is a whole number of hours, minutes or seconds."""
    for unit, length in UNITS.items():
        if time % length == timedelta(0):
            return f"{time // length} {unit}"
    raise ValueError(time)


UNITS = {"h": timedelta(hours=1), "min": timedelta(minutes=1), "s": timedelta(seconds=1)}

_AGAIN = "It is sent again later, as the schedule says."
_WHEN_ASKED = (
    f"{_AGAIN} A `Retry-After`, in seconds or as a date, is heeded, up to"
    f" {_spelled(LONGEST_RETRY_AFTER)}."
)
_RETRY_AFTER: Json = {
    "Retry-After": {
        "description": "In how many seconds, or from when on, to send it again.",
        "schema": {"type": "string"},
        "example": "120",
    }
}

ANSWERS: Json = {
    "2XX": {
        "description": "The event is taken, and not sent again. What the body says is thrown away."
    },
    "3XX": {
        "description": f"Not followed: a failure. {_AGAIN} Give the endpoint its new address instead."
    },
    "410": {
        "description": "Nobody is there any more: the event is not sent again, and the endpoint is"
        " disabled, with the reason `gone`."
    },
    **{
        status: {"description": _WHEN_ASKED, "headers": _RETRY_AFTER}
        for status in ("429", "502", "503", "504")
    },
    "default": {
        "description": f"A failure, as no answer within {_spelled(ATTEMPT_WITHIN)} is. {_AGAIN}"
    },
}

ABOUT = f"""\
Requests that are sent to you when something happens in your debates, as \
[Standard Webhooks](https://www.standardwebhooks.com): to endpoints that you register, and to the \
`webhook` of a single debate.

**Verify** before you believe. Take the bytes of the body as they came. The key is what is left of \
the secret after `{signing.PREFIX}`, decoded from base64. The base64 of the HMAC-SHA256 of \
`{{webhook-id}}.{{webhook-timestamp}}.{{body}}`, after `v1,`, has to be one of the signatures in \
`webhook-signature` (compare in constant time), and the timestamp no more than \
{_spelled(signing.TOLERANCE)} off. Every library for Standard Webhooks does that. Both the new and \
the old secret sign for {_spelled(OLD_SECRET_FOR)} after a rotation.

**Answer** 2xx within {_spelled(ATTEMPT_WITHIN)}, and do the work after that. Everything else is a \
failure, and the event is sent again: {len(SCHEDULE)} attempts in all, the first at once, the others \
{listed([_spelled(pause) for pause in SCHEDULE[1:]])} after the one before, each pause up to \
{JITTER:.0%} shorter or longer. An endpoint that has only failed for {FAILING_FOR.days} days is \
disabled.

**Handle each event once**, by its `webhook-id`: it is sent at least once, at times to a receiver \
that has it already, and always as the same bytes. No order is promised; `sequence` tells the order \
within a debate.
"""
