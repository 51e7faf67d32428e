"""What is published of each operation beside its path and its handler's docstring.

A new operation is a row here, under the `operation_id` of its handler; then `make openapi`.
"""

from collections.abc import Mapping

import msgspec

from service.api.problems import ENDED
from service.api.requests import (
    AddNote,
    CancelDebate,
    CreateDebate,
    CreateShare,
    ForkDebate,
    GetDebateQuery,
    ListDebatesQuery,
    ListResponsesQuery,
    NoQuery,
    RecordAnswer,
    StreamEventsQuery,
)
from service.api.transcripts import HTML, MARKDOWN
from service.api.webhook_requests import (
    CreateWebhookEndpoint,
    ListWebhookDeliveriesQuery,
    ListWebhookEndpointsQuery,
    NoBody,
    UpdateWebhookEndpoint,
)
from service.domain.access import Scope
from service.resources import schemas

WEBHOOKS, WEBHOOK_SECRET = "/v1/webhook-", "/v1/webhook-secret"


class Described(msgspec.Struct, frozen=True, kw_only=True):
    """What an operation reads and what it returns."""

    tag: str
    summary: str
    replies: Mapping[int, type[msgspec.Struct] | None]
    """What each success returns; None for no body."""
    texts: tuple[str, ...] = ()
    """Other media types in which a 200 is given, as text."""
    query: type[msgspec.Struct] = NoQuery
    body: type[msgspec.Struct] | None = None
    body_required: bool = False
    headers: tuple[str, ...] = ()
    """Request headers that the operation reads."""
    problems: tuple[str, ...] = ()
    """Codes of its own errors; those that follow from its path, headers and body go without."""
    scope: Scope | None = None
    """What a key has to allow; None: what its method and path say (see `scope_of`)."""


def scope_of(operation: str, method: str, path: str) -> Scope:
    """Return the scope that an operation takes, be it described here or not."""
    row = OPERATIONS.get(operation)
    if row is not None and row.scope is not None:
        return row.scope
    if path.startswith(WEBHOOKS) and (method != "GET" or path.startswith(WEBHOOK_SECRET)):
        return Scope.WEBHOOKS_WRITE
    return Scope.DEBATES_READ if method == "GET" else Scope.DEBATES_WRITE


UNUSABLE = ("unknown_model", "model_not_configured", "price_unknown", "not_available")
"""What can be wrong with the body of a create beside its form."""

FORBIDDEN_URL = "webhook_url_forbidden"

OPERATIONS: dict[str, Described] = {
    "createDebate": Described(
        tag="Debates",
        summary="Create a debate",
        replies={202: schemas.Debate, 200: schemas.Debate},
        body=CreateDebate,
        body_required=True,
        headers=("Prefer", "Idempotency-Key"),
        problems=(*UNUSABLE, FORBIDDEN_URL, "too_many_active_debates"),
    ),
    "listDebates": Described(
        tag="Debates",
        summary="List debates",
        replies={200: schemas.DebateList},
        query=ListDebatesQuery,
        problems=("not_found",),
    ),
    "getDebate": Described(
        tag="Debates",
        summary="Get a debate",
        replies={200: schemas.Debate, 304: None},
        query=GetDebateQuery,
        headers=("Prefer", "If-None-Match"),
        problems=("not_found",),
    ),
    "forkDebate": Described(
        tag="Debates",
        summary="Fork a debate",
        replies={202: schemas.Debate, 200: schemas.Debate},
        body=ForkDebate,
        body_required=True,
        headers=("Prefer", "Idempotency-Key"),
        problems=(
            "not_found",
            "debate_in_progress",
            *UNUSABLE,
            FORBIDDEN_URL,
            "too_many_active_debates",
        ),
    ),
    "cancelDebate": Described(
        tag="Debates",
        summary="Cancel a debate",
        replies={200: schemas.Debate},
        body=CancelDebate,
        headers=("Idempotency-Key",),
        problems=("not_found", "debate_already_finished"),
    ),
    "deleteDebate": Described(
        tag="Debates",
        summary="Delete a debate",
        replies={204: None},
        problems=("not_found", "debate_in_progress"),
    ),
    "addNote": Described(
        tag="Debates",
        summary="Add a moderator's note",
        replies={201: schemas.Note},
        body=AddNote,
        body_required=True,
        headers=("Idempotency-Key",),
        problems=("not_found", "debate_already_finished", "too_many_notes"),
    ),
    "recordAnswer": Described(
        tag="Debates",
        summary="Record the right answer",
        replies={200: schemas.Debate},
        body=RecordAnswer,
        body_required=True,
        headers=("Idempotency-Key",),
        problems=("not_found", "debate_in_progress", *ENDED.values()),
    ),
    "createShare": Described(
        tag="Sharing",
        summary="Share a debate",
        replies={201: schemas.NewShare},
        body=CreateShare,
        headers=("Idempotency-Key",),
        problems=("not_available", "not_found", "too_many_shares"),
    ),
    "listShares": Described(
        tag="Sharing",
        summary="List the links of a debate",
        replies={200: schemas.ShareList},
        problems=("not_found",),
    ),
    "deleteShare": Described(
        tag="Sharing",
        summary="End a link",
        replies={204: None},
        problems=("not_found",),
    ),
    "listRounds": Described(
        tag="Ledger",
        summary="List the rounds of a debate",
        replies={200: schemas.RoundList},
        problems=("not_found",),
    ),
    "listResponses": Described(
        tag="Ledger",
        summary="List the responses of a debate",
        replies={200: schemas.ResponseList},
        query=ListResponsesQuery,
        problems=("not_found",),
    ),
    "getResponse": Described(
        tag="Ledger",
        summary="Get a response",
        replies={200: schemas.PanelResponse},
        problems=("not_found",),
    ),
    "getSummary": Described(
        tag="Ledger",
        summary="Get the summary of a debate",
        replies={200: schemas.Summary},
        problems=("not_found", "summary_not_ready", *ENDED.values()),
    ),
    "getTranscript": Described(
        tag="Ledger",
        summary="Get the transcript of a debate",
        replies={200: schemas.Transcript, 304: None},
        texts=(MARKDOWN, HTML),
        headers=("If-None-Match",),
        problems=("not_found", "not_acceptable"),
    ),
    "streamEvents": Described(
        tag="Events",
        summary="Stream the events of a debate",
        replies={200: schemas.EventList, 204: None},
        query=StreamEventsQuery,
        headers=("Last-Event-ID",),
        problems=("not_found", "not_acceptable"),
    ),
    "estimateDebate": Described(
        tag="Debates",
        summary="Estimate a debate",
        scope=Scope.DEBATES_READ,
        replies={200: schemas.Estimate},
        body=CreateDebate,
        body_required=True,
        headers=("Idempotency-Key",),
        problems=(*UNUSABLE, FORBIDDEN_URL),
    ),
    "listModels": Described(
        tag="Models",
        summary="List the models",
        replies={200: schemas.ModelList},
    ),
    "createWebhookEndpoint": Described(
        tag="Webhooks",
        summary="Create a webhook endpoint",
        replies={201: schemas.WebhookEndpointWithSecret},
        body=CreateWebhookEndpoint,
        body_required=True,
        headers=("Idempotency-Key",),
        problems=("not_available", FORBIDDEN_URL, "too_many_endpoints"),
    ),
    "listWebhookEndpoints": Described(
        tag="Webhooks",
        summary="List webhook endpoints",
        replies={200: schemas.WebhookEndpointList},
        query=ListWebhookEndpointsQuery,
        problems=("not_available", "not_found"),
    ),
    "getWebhookEndpoint": Described(
        tag="Webhooks",
        summary="Get a webhook endpoint",
        replies={200: schemas.WebhookEndpoint},
        problems=("not_available", "not_found"),
    ),
    "updateWebhookEndpoint": Described(
        tag="Webhooks",
        summary="Change a webhook endpoint",
        replies={200: schemas.WebhookEndpoint},
        body=UpdateWebhookEndpoint,
        body_required=True,
        problems=("not_available", FORBIDDEN_URL, "not_found"),
    ),
    "deleteWebhookEndpoint": Described(
        tag="Webhooks",
        summary="Delete a webhook endpoint",
        replies={204: None},
        problems=("not_available", "not_found"),
    ),
    "rotateWebhookEndpointSecret": Described(
        tag="Webhooks",
        summary="Rotate the secret of a webhook endpoint",
        replies={200: schemas.WebhookEndpointWithSecret},
        body=NoBody,
        headers=("Idempotency-Key",),
        problems=("not_available", "not_found"),
    ),
    "testWebhookEndpoint": Described(
        tag="Webhooks",
        summary="Test a webhook endpoint",
        replies={201: schemas.Delivery},
        body=NoBody,
        headers=("Idempotency-Key",),
        problems=("not_available", "not_found", "endpoint_disabled"),
    ),
    "getWebhookSecret": Described(
        tag="Webhooks",
        summary="Get the secret of debates' own webhooks",
        replies={200: schemas.WebhookSecret},
        problems=("not_available",),
    ),
    "rotateWebhookSecret": Described(
        tag="Webhooks",
        summary="Rotate the secret of debates' own webhooks",
        replies={200: schemas.WebhookSecret},
        body=NoBody,
        headers=("Idempotency-Key",),
        problems=("not_available",),
    ),
    "listWebhookDeliveries": Described(
        tag="Webhooks",
        summary="List deliveries",
        replies={200: schemas.DeliveryList},
        query=ListWebhookDeliveriesQuery,
        problems=("not_available", "not_found"),
    ),
    "getWebhookDelivery": Described(
        tag="Webhooks",
        summary="Get a delivery",
        replies={200: schemas.Delivery},
        problems=("not_available", "not_found"),
    ),
    "redeliverWebhook": Described(
        tag="Webhooks",
        summary="Send a delivery again",
        replies={202: schemas.Delivery},
        body=NoBody,
        headers=("Idempotency-Key",),
        problems=(
            "not_available",
            "not_found",
            "endpoint_disabled",
            "delivery_pending",
            "delivery_emptied",
        ),
    ),
    "getLiveness": Described(
        tag="Health",
        summary="Is the server alive?",
        replies={200: schemas.Health},
    ),
    "getReadiness": Described(
        tag="Health",
        summary="Can the server serve?",
        replies={200: schemas.Health},
        problems=("stopping", "queue_unavailable"),
    ),
}
