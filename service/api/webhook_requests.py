"""What can be asked about webhooks: bodies and query strings, as `requests` has all others."""

from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from service.api.requests import NO_NUL, NOT_BLANK, SentEvents, WebhookUrl
from service.domain.delivery import DeliveryStatus
from service.domain.endpoints import EndpointStatus
from service.resources.schemas import LONGEST_DESCRIPTION, ULID

Description = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=LONGEST_DESCRIPTION,
        pattern=NOT_BLANK,
        description="What the endpoint is for, in your words. Default: none.",
        examples=["Tells the ticket system"],
    ),
]


class CreateWebhookEndpoint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where to send events of all debates, and which."""

    url: WebhookUrl
    events: SentEvents | UnsetType = UNSET
    description: Description | UnsetType = UNSET


class UpdateWebhookEndpoint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be different; what is left out stays as it is."""

    url: WebhookUrl | UnsetType = UNSET
    events: (
        Annotated[
            SentEvents,
            Meta(description="Types of events that are sent from now on, none twice."),
        ]
        | UnsetType
    ) = UNSET
    description: Annotated[
        Description | UnsetType | None,
        Meta(description="What the endpoint is for, in your words; null takes it away."),
    ] = UNSET
    status: (
        Annotated[
            EndpointStatus,
            Meta(
                description="`disabled` ends all sending, and what is still to be sent is canceled;"
                " `enabled` begins it again, with what happens from then on.",
                examples=["enabled"],
            ),
        ]
        | UnsetType
    ) = UNSET


class NoBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nothing to say: an empty object, or no body at all."""


class ListWebhookEndpointsQuery(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """Which endpoints to list."""

    limit: (
        Annotated[
            int,
            Meta(
                ge=1,
                le=100,
                description="Endpoints on a page, at most. Default: 20.",
                examples=[20],
            ),
        ]
        | UnsetType
    ) = UNSET
    starting_after: (
        Annotated[
            str,
            Meta(
                pattern=NO_NUL,
                description="Id of an endpoint: the page begins with the next older one.",
                examples=["whe_01m6dqs9m0hs2k7v4n9c1x5zre"],
            ),
        ]
        | UnsetType
    ) = UNSET


class ListWebhookDeliveriesQuery(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """Which deliveries to list."""

    debate: (
        Annotated[
            str,
            Meta(
                pattern=f"^dbt{ULID}",
                description="Only deliveries about this debate.",
                examples=["dbt_01m6dqs9m03zq8w6v5m2r9xhd7"],
            ),
        ]
        | UnsetType
    ) = UNSET
    endpoint: (
        Annotated[
            str,
            Meta(
                pattern=f"^whe{ULID}",
                description="Only deliveries to this endpoint, which may have been deleted.",
                examples=["whe_01m6dqs9m0hs2k7v4n9c1x5zre"],
            ),
        ]
        | UnsetType
    ) = UNSET
    status: (
        Annotated[
            DeliveryStatus,
            Meta(description="Only deliveries with this status.", examples=["failed"]),
        ]
        | UnsetType
    ) = UNSET
    limit: (
        Annotated[
            int,
            Meta(
                ge=1,
                le=100,
                description="Deliveries on a page, at most. Default: 20.",
                examples=[20],
            ),
        ]
        | UnsetType
    ) = UNSET
    starting_after: (
        Annotated[
            str,
            Meta(
                pattern=NO_NUL,
                description="Id of a delivery: the page begins with the next older one.",
                examples=["dlv_01m6dqs9m04b7d2s6f9h3k5m8p"],
            ),
        ]
        | UnsetType
    ) = UNSET
