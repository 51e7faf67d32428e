"""Who is told of debates: registered endpoints, and the address that a debate brings itself.

What can be sent is in `SENT`; who is told of what is decided here, from what was so when it
happened. A new type of notice is an event and its place in `SENT`.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from service.domain.debate import DebateWebhook
from service.domain.delivery import GONE, Answer
from service.domain.events import (
    TERMINAL_EVENTS,
    DebateStarted,
    Event,
    ResponseCompleted,
    RoundCompleted,
    type_of,
)

BY_DEFAULT: tuple[str, ...] = tuple(type_of(event) for event in TERMINAL_EVENTS)
"""Types that are sent to whoever names none: how a debate ended."""
SENT: tuple[str, ...] = (
    *BY_DEFAULT,
    *(type_of(event) for event in (DebateStarted, RoundCompleted, ResponseCompleted)),
)
"""Types that can be subscribed to."""
TEST = "endpoint.test"
"""Sent on demand, to one endpoint; it belongs to no debate."""

OLD_SECRET_FOR = timedelta(hours=24)
"""How long the secret before a rotation still signs."""
FAILING_FOR = timedelta(days=5)
"""After how long without a single success an endpoint is disabled. As long without any attempt says
nothing of it: what was known of its failures is forgotten."""
MOST_ENDPOINTS = 100
"""Of a tenant."""


class EndpointStatus(StrEnum):
    """Whether anything is sent to an endpoint."""

    ENABLED = "enabled"
    DISABLED = "disabled"


class DisabledReason(StrEnum):
    """Why nothing is sent to an endpoint.

    `gone`: it answered 410; `failing`: it has only failed for five days; `by_request`: its owner
    wanted so.
    """

    GONE = "gone"
    FAILING = "failing"
    BY_REQUEST = "by_request"


class SealedSecret(msgspec.Struct, frozen=True, kw_only=True):
    """A secret as it is kept."""

    sealed: bytes
    created_at: datetime
    signs_until: datetime | None = None
    """None for the one in force."""


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """Somewhere that a tenant wants to be told of its debates."""

    id: str
    tenant: str
    url: str
    events: tuple[str, ...]
    description: str | None
    created_at: datetime
    secrets: tuple[SealedSecret, ...]
    """The one in force first."""
    disabled_reason: DisabledReason | None = None

    @property
    def status(self) -> EndpointStatus:
        """Return whether anything is sent to it."""
        return EndpointStatus.DISABLED if self.disabled_reason else EndpointStatus.ENABLED


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """Where one event is to be sent."""

    url: str
    endpoint_id: str | None = None
    """None for the debate's own address."""


def recipients(
    event: Event, webhook: DebateWebhook | None, endpoints: Iterable[Endpoint]
) -> tuple[Recipient, ...]:
    """Return who is to be told of an event: the debate's own address first, then endpoints."""
    name = type_of(type(event))
    own = [Recipient(url=webhook.url)] if webhook and name in webhook.events else []
    registered = (
        Recipient(url=endpoint.url, endpoint_id=endpoint.id)
        for endpoint in endpoints
        if name in endpoint.events and endpoint.disabled_reason is None
    )
    return (*own, *registered)


def rotated(
    secrets: tuple[SealedSecret, ...], sealed: bytes, now: datetime
) -> tuple[SealedSecret, ...]:
    """Return the secrets after a rotation: the new one, and for a day the one before."""
    new = SealedSecret(sealed=sealed, created_at=now)
    return (new, *(replace(old, signs_until=now + OLD_SECRET_FOR) for old in secrets[:1]))


def reason_to_disable(
    answer: Answer, failing_since: datetime | None, *, now: datetime
) -> DisabledReason | None:
    """Return why nothing more is to be sent to an endpoint after an attempt; None if all is well.

    `failing_since` is since when it has only failed, this attempt included.
    """
    if answer.status_code == GONE:
        return DisabledReason.GONE
    if failing_since is not None and now - failing_since >= FAILING_FOR:
        return DisabledReason.FAILING
    return None


def signing(secrets: tuple[SealedSecret, ...], now: datetime) -> tuple[SealedSecret, ...]:
    """Return the secrets that sign what is sent now, the one in force first."""
    return tuple(s for s in secrets if s.signs_until is None or now < s.signs_until)
