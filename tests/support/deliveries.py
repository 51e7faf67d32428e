"""Deliveries of tests: who wants to be told, what is owed to them, and the workers that send it.

`enroll` registers an endpoint, `a_test_delivery` builds what belongs to no debate, `owed` returns
all that a tenant is owed, and `attempting` makes an attempt of one whose job is claimed.
"""

from collections.abc import Awaitable
from datetime import datetime
from typing import cast

from service import ids
from service.context import Context
from service.domain.delivery import Answer, AttemptError, Delivery, after
from service.domain.endpoints import TEST, Endpoint
from service.domain.jobs import Claim
from service.store.deliveries import Begun, NotYet, Over
from service.store.leases import Leases
from tests.support.endpoints import URL, an_endpoint

TAKEN = Answer(status_code=204, latency_ms=12)
REFUSED = Answer(status_code=500, error_code=AttemptError.HTTP_STATUS, latency_ms=12)
BODY = b'{"type":"debate.completed"}'


async def enroll(context: Context, **changes: object) -> Endpoint:
    """Register an endpoint of public's that wants to be told of how debates end."""
    now = context.clock.now()
    fields = {"id": ids.draw(ids.Prefix.ENDPOINT, now), "tenant": "public", **changes}
    endpoint = an_endpoint(**fields)
    await context.endpoints.create(endpoint)
    return endpoint


def a_test_delivery(context: Context, endpoint_id: str | None = None) -> Delivery:
    """Return what is sent to an endpoint on demand."""
    now = context.clock.now()
    return Delivery(
        id=ids.draw(ids.Prefix.DELIVERY, now),
        tenant="public",
        event_id=ids.draw(ids.Prefix.EVENT, now),
        event_type=TEST,
        debate_id=None,
        endpoint_id=endpoint_id or ids.draw(ids.Prefix.ENDPOINT, now),
        url=URL,
        created_at=now,
        next_attempt_at=now,
    )


async def an_owed_test(context: Context, endpoint_id: str | None = None) -> Delivery:
    """Return a delivery on demand whose first attempt is due."""
    delivery = a_test_delivery(context, endpoint_id)
    await context.deliveries.owe(delivery, BODY)
    return delivery


async def owed(context: Context, tenant: str = "public", **filters: object) -> list[Delivery]:
    """Return all that a tenant is or was owed, the oldest first."""
    found, more = await context.deliveries.page(tenant, limit=10_000, **filters)  # type: ignore[arg-type]
    assert not more
    return list(reversed(found))


async def reloaded(context: Context, delivery: Delivery) -> Delivery:
    """Return the delivery as it is by now."""
    return await context.deliveries.load(delivery.tenant, delivery.id)


async def begun(
    context: Context, delivery: Delivery, claim: Claim, now: datetime | None = None
) -> Begun | NotYet | Over:
    """Begin an attempt."""
    at = now or context.clock.now()
    return await context.deliveries.begin(delivery, claim, body=BODY, now=at)


async def attempted(
    context: Context,
    lane: Leases,
    answer: Answer,
    *,
    failing: bool | None = None,
    now: datetime | None = None,
) -> Delivery:
    """Make an attempt at the one delivery that is due in a lane; return it as it is after."""
    ((claim,), _) = await lane.claim(1)
    _, tenant, delivery_id = claim.job_id.split("|")
    delivery = await context.deliveries.load(tenant, delivery_id)
    at = now or context.clock.now()
    assert isinstance(await begun(context, delivery, claim, at), Begun)
    told = answer.error_code is not None if failing is None else failing
    outcome = after(delivery, answer, began_at=at, now=at)
    await context.deliveries.settle(outcome, claim, failing=told, now=at)
    return await reloaded(context, delivery)


async def make_all_due(context: Context) -> None:
    """Let the time come at which the next attempts are due."""
    for lane in ("deliver", "retry"):
        key = f"{context.keys.prefix}{lane}:delayed"
        jobs = await cast("Awaitable[list[bytes]]", context.redis.zrange(key, 0, -1))
        for job in jobs:
            await context.redis.zadd(key, {job: 1}, xx=True)


async def is_failing(context: Context, delivery: Delivery) -> bool:
    """Return whether its line is known to fail."""
    return bool(await context.redis.exists(f"{context.keys.prefix}failing:{delivery.line}"))
