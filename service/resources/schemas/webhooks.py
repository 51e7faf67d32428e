"""Where events are sent, with which secrets, and what came of it."""

from typing import Annotated

import msgspec
from msgspec import Meta

from service.domain.delivery import MOST_ATTEMPTS, AttemptError, DeliveryStatus
from service.domain.endpoints import SENT, TEST, DisabledReason, EndpointStatus
from service.resources.schemas.terms import (
    LONGEST_DESCRIPTION,
    Count,
    DebateId,
    DeliveryId,
    EndpointId,
    EventId,
    Time,
    Url,
)

Secret = Annotated[
    str,
    Meta(
        pattern="^whsec_[A-Za-z0-9+/]{43}=$",
        description="What signs what is sent: `whsec_` and the base64 of 32 bytes, as the libraries"
        " of Standard Webhooks take it. Keep it as you keep passwords.",
    ),
]


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
        Annotated[str, Meta(min_length=1, max_length=LONGEST_DESCRIPTION)] | None,
        Meta(description="In its owner's words."),
    ]
    status: EndpointStatus
    disabled_reason: Annotated[
        DisabledReason | None, Meta(description="Why nothing is sent; null while it is enabled.")
    ]
    created_at: Time


class WebhookEndpointWithSecret(WebhookEndpoint, frozen=True, kw_only=True):
    """An endpoint whose secret is new, which is told this once."""

    secret: Secret


class WebhookSecret(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="webhook_secret"
):
    """What signs for the addresses that creates and forks name in `webhook`."""

    secret: Secret
    created_at: Time
    former_signs_until: Annotated[
        Time | None,
        Meta(
            description="Until when the secret before this one signs as well, so that nothing is"
            " refused while receivers change theirs; null when there is none any more."
        ),
    ]


class DeliveryAttempt(msgspec.Struct, frozen=True, kw_only=True):
    """One request that was made, and what came of it."""

    number: Annotated[int, Meta(ge=1, description="From 1, through redeliveries.")]
    at: Annotated[Time, Meta(description="When it was begun.")]
    status_code: Annotated[
        Annotated[int, Meta(ge=100, le=999)] | None,
        Meta(description="Of the reply; null where none came. Of its body nothing is kept."),
    ]
    error_code: Annotated[
        AttemptError | None, Meta(description="Why it failed; null where it was taken.")
    ]
    latency_ms: Annotated[Count, Meta(description="Until the reply, or until it failed.")]


class Delivery(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="delivery"):
    """One event on its way to one receiver; kept for 30 days after its last attempt."""

    id: DeliveryId
    event_id: Annotated[EventId, Meta(description="Also the `webhook-id` of every attempt.")]
    event_type: Annotated[str, Meta(extra_json_schema={"enum": [*SENT, TEST]})]
    debate_id: Annotated[DebateId | None, Meta(description="Null for a test.")]
    endpoint_id: Annotated[
        EndpointId | None, Meta(description="Null for the address that the debate named itself.")
    ]
    url: Annotated[Url, Meta(description="Where it is sent.")]
    status: DeliveryStatus
    attempts: Annotated[
        tuple[DeliveryAttempt, ...],
        Meta(max_length=MOST_ATTEMPTS, description="The latest, oldest first."),
    ]
    next_attempt_at: Annotated[
        Time | None, Meta(description="When it is tried next; null when it is not, by itself.")
    ]
    created_at: Time
