"""Pages of resources."""

from typing import Annotated

import msgspec
from msgspec import Meta

from service.domain.debate import MOST_ROUNDS
from service.resources.schemas.debates import Debate
from service.resources.schemas.events import Event
from service.resources.schemas.ledger import PanelResponse, Round
from service.resources.schemas.models import Model
from service.resources.schemas.terms import (
    LARGEST_PAGE,
    NEXT,
    PAGE,
    DebateId,
    DeliveryId,
    EndpointId,
    HasMore,
    ResponseId,
)
from service.resources.schemas.webhooks import Delivery, WebhookEndpoint


class DebateList(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="list"):
    """A page of debates, newest first."""

    data: Annotated[tuple[Debate, ...], Meta(max_length=PAGE)]
    has_more: HasMore
    next_cursor: Annotated[DebateId | None, NEXT]


class ResponseList(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="list"):
    """A page of responses, by round, then seat."""

    data: Annotated[tuple[PanelResponse, ...], Meta(max_length=PAGE)]
    has_more: HasMore
    next_cursor: Annotated[ResponseId | None, NEXT]


class RoundList(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="list"):
    """The rounds begun so far."""

    data: Annotated[tuple[Round, ...], Meta(max_length=MOST_ROUNDS)]
    has_more: HasMore
    next_cursor: Annotated[str | None, NEXT]


class EventList(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="list"):
    """A page of events, oldest first."""

    data: Annotated[tuple[Event, ...], Meta(max_length=LARGEST_PAGE)]
    has_more: HasMore
    next_cursor: Annotated[Annotated[str, Meta(pattern="^[0-9]{1,16}$")] | None, NEXT]


class WebhookEndpointList(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="list"
):
    """A page of endpoints, newest first."""

    data: Annotated[tuple[WebhookEndpoint, ...], Meta(max_length=PAGE)]
    has_more: HasMore
    next_cursor: Annotated[EndpointId | None, NEXT]


class DeliveryList(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="list"):
    """A page of deliveries, newest first."""

    data: Annotated[tuple[Delivery, ...], Meta(max_length=PAGE)]
    has_more: HasMore
    next_cursor: Annotated[DeliveryId | None, NEXT]


class ModelList(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="list"):
    """The models of this server."""

    data: tuple[Model, ...]
    has_more: HasMore
    next_cursor: Annotated[str | None, NEXT]
