"""What the service will send by itself: the webhooks, and the callbacks of a create.

Every type of event is described; an event's docstring says what it tells.
"""

import inspect

from service.api.document.examples import shown_events
from service.api.document.header_fields import Field
from service.api.document.nodes import Json, as_sent, refs, schema_ref
from service.api.reply import JSON
from service.domain.events import EVENTS
from service.resources.schemas import Event

NOT_YET = (
    "Designed, and not sent by this version: endpoints cannot be registered yet, and a create that"
    " names a `webhook` is refused with `not_available`. Until then, follow the event stream."
)

SIGNED = (
    "Signed as [Standard Webhooks](https://www.standardwebhooks.com) say. Sent at least once, in no"
    " promised order: `sequence` tells it, and `webhook-id` is the same on every attempt."
)

HEADERS: dict[str, Field] = {
    "webhook-id": Field(
        meaning="Id of the event, the same on every attempt.",
        example="evt_01m6dqs9m05p9y7k2c4w8e3xtb",
    ),
    "webhook-timestamp": Field(
        meaning="When this attempt was made, in seconds since 1970.", example="1793610012"
    ),
    "webhook-signature": Field(
        meaning="`v1,` and the base64 of the HMAC-SHA256 of id, timestamp and body, joined by"
        " dots; several are separated by spaces while a secret is being rotated.",
        example="v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
    ),
}

ANSWERS: Json = {
    "2XX": {"description": "The event is taken; it is not sent again."},
    "410": {"description": "Nobody is there any more: the endpoint is disabled."},
    "default": {"description": "The event is sent again later, for three days."},
}


def webhooks() -> Json:
    """Return what is sent to endpoints, by type of event.

    They refer to `path_items`: of webhooks written out, openapi-generator makes a client that does
    not compile.
    """
    return refs("pathItems", EVENTS)


def path_items() -> Json:
    """Return the requests that webhooks refer to."""
    return {name: {"post": _notice(name)} for name in EVENTS}


def callbacks() -> Json:
    """Return what is sent to the address that a create names."""
    sent = {
        "operationId": "debateCallback",
        "summary": "An event of this debate",
        "description": f"{NOT_YET}\n\n{SIGNED}",
        "security": [],
        "parameters": _parameters(),
        "requestBody": _body("debate.completed"),
        "responses": ANSWERS,
    }
    return {"debateEvents": {"{$request.body#/webhook/url}": {"post": sent}}}


def _notice(name: str) -> Json:
    meaning = inspect.getdoc(EVENTS[name]) or ""
    words = name.replace(".", " ").split()
    return {
        "operationId": f"on{''.join(word.title() for word in words)}",
        "tags": ["Events"],
        "summary": f"{' '.join(words).capitalize()}",
        "description": f"{meaning}\n\n{NOT_YET}\n\n{SIGNED}",
        "security": [],
        "parameters": _parameters(),
        "requestBody": _body(name),
        "responses": ANSWERS,
    }


def _parameters() -> list[Json]:
    return [
        {
            "name": name,
            "in": "header",
            "required": True,
            "description": field.meaning,
            "schema": field.schema,
            "example": field.example,
        }
        for name, field in HEADERS.items()
    ]


def _body(name: str) -> Json:
    example = as_sent(shown_events()[name])
    return {"required": True, "content": {JSON: {"schema": schema_ref(Event), "example": example}}}
