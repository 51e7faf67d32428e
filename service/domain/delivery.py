"""One notice on its way to one receiver: its attempts, when the next one is, and what ends it.

What an attempt leads to is decided in `after`; the published schedule is `SCHEDULE`. An error code
of an attempt is a member of `AttemptError`.
"""

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from service.domain.errors import DeliveryPendingError
from service.domain.webhook_urls import place_of

SCHEDULE = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""How long after the attempt before each is made: ten, over some 75 hours."""
JITTER = 0.2
"""Of a pause, by which it is longer or shorter, so that what failed together comes back apart."""
ATTEMPT_WITHIN = timedelta(seconds=15)
"""From the beginning of an attempt to the end of its reply."""
OPEN_FOR = timedelta(seconds=20)
"""How long an attempt that was begun may be under way, though nobody tells of its end."""
LONGEST_RETRY_AFTER = timedelta(hours=24)
KEPT_FOR = timedelta(days=30)
"""How long a delivery is kept after its last attempt."""
MOST_ATTEMPTS = 100
"""That are kept of a delivery, the latest; only redeliveries make that many."""

PENDING = "The delivery is still pending; its next attempt comes by itself."
GONE = 410
"""The status that says that nobody is there any more."""


class DeliveryStatus(StrEnum):
    """What has become of a delivery.

    `pending`: an attempt is due or under way; `delivered`: the receiver has taken it; `failed`:
    it will not be tried again by itself; `canceled`: its debate or its endpoint is gone.
    """

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELED = "canceled"


class AttemptError(StrEnum):
    """Why an attempt failed.

    `dns_error`: the name has no address, or none was found in time; `blocked_address`: it has one
    that must not be called; `connect_timeout`, `connection_error`, `tls_error`: there was no
    connection, or it broke; `read_timeout`: no answer within 15 s; `http_status`: an answer that
    is not 2xx; `redirect`: one that points elsewhere, which is not followed; `interrupted`: it is
    not known what came of it.
    """

    DNS_ERROR = "dns_error"
    BLOCKED_ADDRESS = "blocked_address"
    CONNECT_TIMEOUT = "connect_timeout"
    CONNECTION_ERROR = "connection_error"
    TLS_ERROR = "tls_error"
    READ_TIMEOUT = "read_timeout"
    HTTP_STATUS = "http_status"
    REDIRECT = "redirect"
    INTERRUPTED = "interrupted"


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came of sending something once; of the reply's body nothing is kept."""

    status_code: int | None = None
    """None where no reply came."""
    error_code: AttemptError | None = None
    """None where the receiver has taken it."""
    latency_ms: int = 0
    retry_after_s: float | None = None
    """When the receiver wants to be asked again, if it said so with a status that may."""


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One request that was made for a delivery, as it is kept."""

    number: int
    """From 1, through redeliveries."""
    at: datetime
    status_code: int | None
    error_code: AttemptError | None
    latency_ms: int


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One event for one receiver."""

    id: str
    tenant: str
    event_id: str | None
    """None until the event has its place in the log: see `DeliveryStore`."""
    sequence: int | None = None
    """That place; None as well for what belongs to no debate."""
    event_type: str
    debate_id: str | None
    """None for what belongs to no debate."""
    endpoint_id: str | None
    """None for the debate's own address."""
    url: str
    created_at: datetime
    status: DeliveryStatus = DeliveryStatus.PENDING
    next_attempt_at: datetime | None = None
    """None when none is due by itself."""
    attempts: tuple[Attempt, ...] = ()
    first: int = 1
    """Number of the first attempt since it was created or, later, asked for again."""

    @property
    def number(self) -> int:
        """Return the number of the attempt that is due or under way."""
        return self.attempts[-1].number + 1 if self.attempts else 1

    @property
    def line(self) -> str:
        """Return with which others it waits in line: those for the same receiver."""
        return self.endpoint_id or f"{self.tenant}/{place_of(self.url) or ''}"


def after(delivery: Delivery, answer: Answer, *, began_at: datetime, now: datetime) -> Delivery:
    """Return the delivery after an attempt: delivered, given up, or with the time of the next."""
    attempt = Attempt(
        number=delivery.number,
        at=began_at,
        status_code=answer.status_code,
        error_code=answer.error_code,
        latency_ms=answer.latency_ms,
    )
    made = replace(
        delivery, attempts=(*delivery.attempts, attempt)[-MOST_ATTEMPTS:], next_attempt_at=None
    )
    if answer.error_code is None:
        return replace(made, status=DeliveryStatus.DELIVERED)
    place = attempt.number - delivery.first + 1
    if answer.status_code == GONE or place >= len(SCHEDULE):
        return replace(made, status=DeliveryStatus.FAILED)
    pause = max(_pause(made, place), _asked_for(answer))
    return replace(made, next_attempt_at=now + pause)


def again(delivery: Delivery, *, now: datetime) -> Delivery:
    """Return the delivery as it is when it is asked for again: due now, with a whole schedule.

    Raises `DeliveryPendingError` while attempts of it are still to come.
    """
    if delivery.status is DeliveryStatus.PENDING:
        raise DeliveryPendingError(PENDING)
    return replace(
        delivery, status=DeliveryStatus.PENDING, next_attempt_at=now, first=delivery.number
    )


def called_off(delivery: Delivery) -> Delivery | None:
    """Return the delivery without any further attempt; None when there was none to come."""
    if delivery.status is not DeliveryStatus.PENDING:
        return None
    return replace(delivery, status=DeliveryStatus.CANCELED, next_attempt_at=None)


def kept_until(delivery: Delivery) -> datetime:
    """Return until when a delivery is kept of which nothing is to come any more."""
    latest = delivery.attempts[-1].at if delivery.attempts else delivery.created_at
    return latest + KEPT_FOR


def _pause(delivery: Delivery, place: int) -> timedelta:
    """Return how long to wait after the attempt at that place of the schedule, from 1."""
    digest = hashlib.sha256(f"{delivery.id}:{delivery.number}".encode()).digest()
    share = int.from_bytes(digest[:4]) / 0xFFFFFFFF
    return SCHEDULE[place] * (1 - JITTER + 2 * JITTER * share)


def _asked_for(answer: Answer) -> timedelta:
    asked = timedelta(seconds=answer.retry_after_s or 0)
    return min(asked, LONGEST_RETRY_AFTER)
