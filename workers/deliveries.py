"""Telling receivers: one attempt a job, and what it leads to.

How an attempt is made is in `service.webhooks`, what follows from its answer in `domain.delivery`.
"""

import time
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace
from structlog.contextvars import bind_contextvars

from service.context import Context
from service.domain.debate import Debate
from service.domain.delivery import (
    Answer,
    AttemptError,
    Delivery,
    DeliveryStatus,
    after,
    called_off,
)
from service.domain.endpoints import DisabledReason, Endpoint, reason_to_disable
from service.domain.errors import (
    SecretKeyMissingError,
    SecretLostError,
    UnknownResourceError,
)
from service.domain.jobs import Claim
from service.domain.signing import request_headers
from service.domain.tracing import Trace, begin_trace, call_headers
from service.metrics.table import DELIVERIES
from service.resources.notices import debate_notice
from service.store.deliveries import Begun, NotYet, Over
from service.telemetry import logger
from service.worker_context import WorkerContext
from workers.persistence import persist
from workers.spans import answered, delivered

log = logger(__name__)

UNSIGNED_FOR = timedelta(minutes=1)
"""How long what cannot be signed is put off: nothing is ever sent without a signature."""


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt that was begun, and what it sends."""

    delivery: Delivery
    endpoint: Endpoint | None
    """None for the debate's own address."""
    trace: Trace
    """Which it belongs to."""
    headers: dict[str, str]
    """What signs it."""
    body: bytes
    at: datetime
    began_s: float
    """By the monotonic clock: after a while nothing is sent any more."""


async def deliver(worker: WorkerContext, claim: Claim, tenant: str, delivery_id: str) -> None:
    """Make the attempt that is due of a delivery, and write down what it leads to.

    Raises `LeaseLostError` when another worker has taken over.
    """
    async with worker.at_desk:
        opened = await _open(worker, claim, tenant, delivery_id)
    if opened is None:
        return
    answer = await _sent(worker, opened)
    async with worker.at_desk:
        await _settle(worker.store, claim, opened, answer)


async def _sent(worker: WorkerContext, opened: Opened) -> Answer:
    """Make an attempt that was begun."""
    delivery = opened.delivery
    name = f"deliver {delivery.event_type}"
    with worker.store.tracer.call(name, opened.trace, delivered(delivery)) as span:
        headers = opened.headers | call_headers(span.trace)
        answer = await worker.sender.send(delivery.url, headers, opened.body, began=opened.began_s)
        span.note(answered(answer))
        if answer.error_code is not None:
            span.fail(answer.error_code)
    return answer


async def interrupt_delivery(
    worker: WorkerContext,
    claim: Claim,
    tenant: str,
    delivery_id: str,
    *,
    broken_off: int,  # noqa: ARG001 - as all jobs
) -> None:
    """Count an attempt of which nobody knows what came of it, and go on by the schedule.

    Raises `LeaseLostError` when another worker has taken over.
    """
    store, now = worker.store, worker.store.clock.now()
    delivery = await store.deliveries.load(tenant, delivery_id)
    bind_contextvars(debate=delivery.debate_id)
    if delivery.status is DeliveryStatus.PENDING:
        answer = Answer(error_code=AttemptError.INTERRUPTED)
        made = after(delivery, answer, began_at=now, now=now)
        await store.deliveries.settle(made, claim, failing=None, now=now)
        _tell(store, made)


async def _open(
    worker: WorkerContext, claim: Claim, tenant: str, delivery_id: str
) -> Opened | None:
    """Begin the attempt that is due; None where none is to be made, or not now."""
    store = worker.store
    delivery = await store.deliveries.load(tenant, delivery_id)
    bind_contextvars(debate=delivery.debate_id)
    endpoint = await _endpoint(store, delivery)
    if delivery.endpoint_id and (endpoint is None or endpoint.disabled_reason):
        await persist(
            lambda: store.deliveries.decide(tenant, delivery_id, called_off, now=store.clock.now())
        )
        return None
    try:
        signing = await store.webhook_secrets.signing(tenant, endpoint, now=store.clock.now())
    except (SecretKeyMissingError, SecretLostError) as error:
        log.error("delivery_not_signed", remedy=str(error))  # noqa: TRY400 - no fault of the code
        await persist(lambda: store.deliveries.put_off(delivery, claim, UNSIGNED_FOR))
        return None
    body, trace = await _content(store, delivery)
    begun, began_s = await _begun(store, claim, delivery, body)
    if not isinstance(begun, Begun):
        return None
    at = store.clock.now()
    return Opened(
        delivery=replace(delivery, url=endpoint.url) if endpoint else delivery,
        endpoint=endpoint,
        trace=trace,
        headers=request_headers(signing, str(delivery.event_id), at, begun.body),
        body=begun.body,
        at=at,
        began_s=began_s,
    )


async def _endpoint(store: Context, delivery: Delivery) -> Endpoint | None:
    """Return the endpoint that it is for; None when it is gone, or when it is for none."""
    if delivery.endpoint_id is None:
        return None
    try:
        return await store.endpoints.load(delivery.tenant, delivery.endpoint_id)
    except UnknownResourceError:
        return None


async def _content(store: Context, delivery: Delivery) -> tuple[bytes, Trace]:
    """Return the body, as it was first sent or anew, and the trace that it belongs to."""
    stored = await store.deliveries.body(delivery.tenant, delivery.id)
    if delivery.debate_id is None or delivery.sequence is None:
        return stored or b"", begin_trace(delivery.id)
    debate = await store.debates.load(delivery.tenant, delivery.debate_id)
    bind_contextvars(request_id=debate.spec.request_id, trace_id=debate.spec.trace.id)
    body = stored or await _rendered(store, debate, delivery.sequence)
    return body, debate.spec.trace


async def _rendered(store: Context, debate: Debate, sequence: int) -> bytes:
    """Return the body, of an event that goes only with its debate."""
    name = debate.spec.tenant, debate.spec.id
    for event in await store.events.read(*name, after=sequence - 1, limit=1):
        return debate_notice(debate, event, store.settings.public_url or "")
    message = f"Debate {debate.spec.id} has been removed meanwhile."
    raise UnknownResourceError(message)


async def _begun(
    store: Context, claim: Claim, delivery: Delivery, body: bytes
) -> tuple[Begun | NotYet | Over, float]:
    """Begin an attempt, or put it off; return what the store says, and when it was last asked."""
    asked_s = 0.0

    async def begin() -> Begun | NotYet | Over:
        nonlocal asked_s
        asked_s = time.monotonic()
        return await store.deliveries.begin(delivery, claim, body=body, now=store.clock.now())

    begun = await persist(begin)
    if isinstance(begun, NotYet):
        delay = begun.until - store.clock.now()
        await persist(lambda: store.deliveries.put_off(delivery, claim, delay))
    return begun, asked_s


async def _settle(store: Context, claim: Claim, opened: Opened, answer: Answer) -> None:
    """Write down what an attempt led to, for the delivery and for its endpoint.

    All of it is one write: the job ends with its first part, and whoever looks at the lease then
    finds it lost and cancels this.
    """
    now, failed = store.clock.now(), answer.error_code is not None
    made = after(opened.delivery, answer, began_at=opened.at, now=now)

    async def write() -> None:
        failing_since = await store.deliveries.settle(made, claim, failing=failed, now=now)
        reason = reason_to_disable(answer, failing_since, now=now)
        if reason and opened.endpoint:
            await _disable(store, opened.endpoint, reason)
        _tell(store, made)

    await persist(write)


async def _disable(store: Context, endpoint: Endpoint, reason: DisabledReason) -> None:
    """Send nothing more to an endpoint; what is still pending for it is called off."""
    name = endpoint.tenant, endpoint.id
    disabled = await store.endpoints.disable(*name, reason, url=endpoint.url)
    if disabled.disabled_reason is None:
        return
    await store.deliveries.call_off(*name)
    log.warning("endpoint_disabled", endpoint=endpoint.id, reason=disabled.disabled_reason)


def _tell(store: Context, delivery: Delivery) -> None:
    attempt = delivery.attempts[-1]
    store.metrics.count(DELIVERIES, attempt.error_code or "delivered")
    log.info(
        "delivery_attempted",
        endpoint=delivery.endpoint_id,
        type=delivery.event_type,
        attempt=attempt.number,
        status_code=attempt.status_code,
        error_code=attempt.error_code,
        latency_ms=attempt.latency_ms,
        status=delivery.status,
        next_attempt_at=delivery.next_attempt_at and delivery.next_attempt_at.isoformat(),
    )
