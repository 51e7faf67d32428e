"""Where events are sent."""

from typing import Annotated

import msgspec
from msgspec import Meta

from service.domain.endpoints import SENT, DisabledReason, EndpointStatus
from service.resources.schemas.terms import EndpointId, Time, Url


class WebhookEndpoint(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="webhook_endpoint"
):
    """Somewhere that wants to be told of debates."""

    id: EndpointId
    url: Annotated[Url, Meta(description="Where events are sent.")]
    events: Annotated[
        tuple[Annotated[str, Meta(extra_json_schema={"enum": list(SENT)})], ...],
        Meta(
            min_length=1,
            max_length=len(SENT),
            description="Types of events that are sent.",
            extra_json_schema={"uniqueItems": True},
        ),
    ]
    description: Annotated[
        Annotated[str, Meta(max_length=1_000)] | None, Meta(description="In its owner's words.")
    ]
    status: EndpointStatus
    disabled_reason: Annotated[
        DisabledReason | None, Meta(description="Why nothing is sent; null while it is enabled.")
    ]
    created_at: Time
