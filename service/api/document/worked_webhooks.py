"""An endpoint that is told of the worked example, and what is sent to it: for the document's examples."""

from datetime import timedelta
from functools import cache

from msgspec.structs import replace

from service import ids
from service.api.document.worked_example import CREATED_AT, completed
from service.domain.delivery import Answer, AttemptError, Delivery, after, again
from service.domain.endpoints import BY_DEFAULT, TEST, Endpoint, SealedSecret, rotated
from service.domain.events import type_of

ENDPOINT_ID = "whe_01m6dqs9m0hs2k7v4n9c1x5zre"
SECRET = bytes(range(32))
"""By which the examples are signed; nobody's, for it is written here."""
REGISTERED = {
    "url": "https://hooks.example.com/roundtable",
    "description": "Tells the ticket system",
}
"""The body of a create."""


@cache
def kept() -> tuple[SealedSecret, ...]:
    """Return the secrets of a tenant that has just rotated."""
    at = completed().log[-1].created_at
    first = SealedSecret(sealed=b"", created_at=at - timedelta(days=90))
    return rotated((first,), b"", at)


@cache
def endpoint() -> Endpoint:
    """Return the endpoint as it is registered."""
    return Endpoint(
        id=ENDPOINT_ID,
        tenant="anonymous",
        url=REGISTERED["url"],
        events=BY_DEFAULT,
        description=REGISTERED["description"],
        created_at=CREATED_AT,
        secrets=(),
    )


def updated() -> Endpoint:
    """Return the endpoint when only completed debates matter, and its description is gone."""
    return replace(endpoint(), events=("debate.completed",), description=None)


@cache
def delivery() -> Delivery:
    """Return what is sent of the end of the debate, refused once."""
    logged = completed().log[-1]
    debate_id, name = completed().debate.spec.id, type_of(type(logged.event))
    owed = Delivery(
        id=ids.delivery_id(debate_id, name, ENDPOINT_ID, logged.created_at),
        tenant="anonymous",
        event_id=ids.event_id(debate_id, logged.sequence, logged.created_at),
        event_type=name,
        debate_id=debate_id,
        endpoint_id=ENDPOINT_ID,
        url=endpoint().url,
        created_at=logged.created_at,
        next_attempt_at=logged.created_at,
    )
    refused = Answer(status_code=503, error_code=AttemptError.HTTP_STATUS, latency_ms=212)
    began_at = logged.created_at + timedelta(milliseconds=30)
    return after(owed, refused, began_at=began_at, now=began_at + timedelta(milliseconds=212))


def redelivered() -> Delivery:
    """Return it when it was taken, and is asked for again."""
    taken_at = delivery().next_attempt_at or delivery().created_at
    taken = after(
        delivery(), Answer(status_code=204, latency_ms=87), began_at=taken_at, now=taken_at
    )
    return again(taken, now=taken_at + timedelta(hours=1))


def tested() -> Delivery:
    """Return a test of the endpoint."""
    at = completed().log[-1].created_at
    return replace(
        delivery(),
        id=ids.delivery_id("", TEST, ENDPOINT_ID, at),
        event_id=ids.event_id("", 1, at),
        event_type=TEST,
        debate_id=None,
        attempts=(),
        next_attempt_at=at,
    )
