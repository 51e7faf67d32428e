"""From what is known of endpoints, secrets and deliveries to what the API returns of them."""

from datetime import datetime

from msgspec.structs import asdict

from service.domain.delivery import Delivery
from service.domain.endpoints import Endpoint, SealedSecret, signing
from service.domain.signing import secret_text
from service.resources import schemas


def present_endpoint(endpoint: Endpoint) -> schemas.WebhookEndpoint:
    """Return an endpoint; never with its secret."""
    return schemas.WebhookEndpoint(
        id=endpoint.id,
        url=endpoint.url,
        events=endpoint.events,
        description=endpoint.description,
        status=endpoint.status,
        disabled_reason=endpoint.disabled_reason,
        created_at=endpoint.created_at,
    )


def present_new_secret(endpoint: Endpoint, secret: bytes) -> schemas.WebhookEndpointWithSecret:
    """Return an endpoint with its secret, which is new."""
    shown = asdict(present_endpoint(endpoint))
    return schemas.WebhookEndpointWithSecret(**shown, secret=secret_text(secret))


def present_secret(
    kept: tuple[SealedSecret, ...], secret: bytes, now: datetime
) -> schemas.WebhookSecret:
    """Return a tenant's secret, and until when the one before it signs as well."""
    _, *former = signing(kept, now)
    return schemas.WebhookSecret(
        secret=secret_text(secret),
        created_at=kept[0].created_at,
        former_signs_until=former[0].signs_until if former else None,
    )


def present_delivery(delivery: Delivery) -> schemas.Delivery:
    """Return a delivery that has its event; nothing of what was sent, nor of what came back."""
    assert delivery.event_id is not None  # noqa: S101 - what is stored has one
    return schemas.Delivery(
        id=delivery.id,
        event_id=delivery.event_id,
        event_type=delivery.event_type,
        debate_id=delivery.debate_id,
        endpoint_id=delivery.endpoint_id,
        url=delivery.url,
        status=delivery.status,
        attempts=tuple(
            schemas.DeliveryAttempt(
                number=attempt.number,
                at=attempt.at,
                status_code=attempt.status_code,
                error_code=attempt.error_code,
                latency_ms=attempt.latency_ms,
            )
            for attempt in delivery.attempts
        ),
        next_attempt_at=delivery.next_attempt_at,
        created_at=delivery.created_at,
    )
