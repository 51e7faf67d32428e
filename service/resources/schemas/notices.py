"""What is sent to receivers: the bodies of webhooks."""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from service.domain.endpoints import SENT
from service.resources.schemas.events import DebateSnapshot
from service.resources.schemas.ledger import ResponseOutline, Round
from service.resources.schemas.terms import EventId, Time
from service.resources.schemas.webhooks import WebhookEndpoint

OMITTABLE: dict[str, object] = {
    "metadata": {},
    "outcome.headline": "",
    "round.headline": "",
    "response.strongest_objection": None,
    "response.would_change_mind": None,
    "response.change_reason": None,
    "response.error.message": "",
}
"""Parts of `WebhookDebate` that may have to be left out, and what stands in their place then."""


class WebhookDebate(DebateSnapshot, frozen=True, kw_only=True):
    """The debate at the moment of the event, and what the event is about."""

    round: Annotated[Round | UnsetType, Meta(description="With `round.completed`.")] = UNSET
    response: Annotated[
        ResponseOutline | UnsetType, Meta(description="With `response.completed`.")
    ] = UNSET
    omitted: Annotated[
        Annotated[
            tuple[Annotated[str, Meta(extra_json_schema={"enum": list(OMITTABLE)})], ...],
            Meta(max_length=len(OMITTABLE), extra_json_schema={"uniqueItems": True}),
        ]
        | UnsetType,
        Meta(
            description="What was left out, the largest first, because the body would have been"
            " larger than 20,000 bytes: it is null or empty here, and in full under `urls`."
            " Only there when something was."
        ),
    ] = UNSET


class WebhookEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened in a debate, as it is sent: the same bytes on every attempt."""

    id: EventId
    type: Annotated[
        str, Meta(description="What happened.", extra_json_schema={"enum": list(SENT)})
    ]
    timestamp: Annotated[Time, Meta(description="When it happened, whenever it is sent.")]
    sequence: Annotated[
        int,
        Meta(ge=1, description="Its place among the events of its debate, sent or not."),
    ]
    data: WebhookDebate


class EndpointTest(msgspec.Struct, frozen=True, kw_only=True):
    """What is sent when a test is asked for."""

    id: EventId
    type: Literal["endpoint.test"]
    timestamp: Annotated[Time, Meta(description="When the test was asked for.")]
    sequence: Annotated[Literal[1], Meta(description="Always 1: it belongs to no debate.")]
    data: WebhookEndpoint
