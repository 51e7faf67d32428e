"""Endpoints, and what their secrets are sealed with, for tests of webhooks."""

from datetime import UTC, datetime

from msgspec.structs import replace

from service import ids
from service.domain.endpoints import BY_DEFAULT, Endpoint

WEBHOOKS_ON = {"ROUNDTABLE_SECRET_KEY": "of these tests alone"}
"""The variables of a server that serves webhooks."""
WEBHOOKS_OFF = {"ROUNDTABLE_SECRET_KEY": ""}
REGISTERED_AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
URL = "https://hooks.example.com/roundtable"


def an_endpoint(**changes: object) -> Endpoint:
    """Return an endpoint of acme's, with these fields changed."""
    endpoint = Endpoint(
        id=ids.draw(ids.Prefix.ENDPOINT, REGISTERED_AT),
        tenant="acme",
        url=URL,
        events=BY_DEFAULT,
        description=None,
        created_at=REGISTERED_AT,
        secrets=(),
    )
    return replace(endpoint, **changes)
