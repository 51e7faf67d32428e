"""Receivers on loopback as endpoints, what is due to them, and those who send it, for tests.

`registered` makes an endpoint that can be signed for, `due` lets deliveries be due to it, `ended` a
debate that owes them; `attempted` and `over` wait for what a worker makes of one.
"""

import asyncio
import dataclasses
from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec.structs import replace
from typing_extensions import override

from service import ids
from service.context import Context
from service.domain.debate import Debate
from service.domain.delivery import Answer, Delivery, DeliveryStatus
from service.domain.endpoints import Endpoint
from service.domain.lifecycle import cancel
from service.webhooks.phases import Limits
from service.webhooks.sender import Sender
from tests.support.debates import a_panel
from tests.support.deliveries import BODY, a_test_delivery, reloaded
from tests.support.endpoints import WEBHOOKS_ON, an_endpoint
from tests.support.store import a_stored_debate, eventually

TENANT = "public"
HURRIED_S = 0.5
"""How long an attempt of a `Hurried` sender may last."""
NOTHING = timedelta(0)


def webhooks_to(*addresses: str) -> dict[str, str]:
    """Return the variables of a server that may send to these, which are `host:port` each."""
    return {**WEBHOOKS_ON, "ROUNDTABLE_WEBHOOK_ALLOW": ",".join(addresses)}


async def registered(store: Context, url: str, **changes: object) -> Endpoint:
    """Register an endpoint that can be signed for."""
    now = store.clock.now()
    fields = {"id": ids.draw(ids.Prefix.ENDPOINT, now), "tenant": TENANT, "url": url, **changes}
    endpoint = store.webhook_secrets.renewed(an_endpoint(**fields), now=now)
    await store.endpoints.create(endpoint)
    return endpoint


async def due(store: Context, endpoint: Endpoint, count: int = 1) -> list[Delivery]:
    """Let so many deliveries be due to an endpoint that belong to no debate."""
    deliveries = [
        replace(
            a_test_delivery(store, endpoint.id),
            tenant=endpoint.tenant,
            url=endpoint.url,
        )
        for _ in range(count)
    ]
    for delivery in deliveries:
        await store.deliveries.owe(delivery, BODY)
    return deliveries


async def ended(store: Context, **changes: object) -> Debate:
    """Return a debate that was canceled at once: the shortest way to an event that is told."""
    # No worker that has it is to come to its end before.
    slow = {"panel": a_panel(3, model="sim/A?delay=60")}
    debate = await a_stored_debate(store, **{**slow, **changes})
    return await store.debates.decide(
        debate.spec.tenant, debate.spec.id, lambda d: cancel(d, now=store.clock.now())
    )


async def attempted(store: Context, delivery: Delivery, times: int = 1) -> Delivery:
    """Wait until so many attempts are written down."""

    async def made() -> bool:
        return len((await reloaded(store, delivery)).attempts) >= times

    await eventually(made)
    return await reloaded(store, delivery)


async def over(store: Context, delivery: Delivery) -> Delivery:
    """Wait until nothing is to come of a delivery any more."""

    async def is_over() -> bool:
        return (await reloaded(store, delivery)).status is not DeliveryStatus.PENDING

    await eventually(is_over)
    return await reloaded(store, delivery)


async def make_due(store: Context, delivery: Delivery) -> None:
    """Let its job be due now, whatever time it waits for."""
    job, prefix = store.queue.delivery_job(delivery), store.keys.prefix
    for lane in ("deliver:", "retry:"):
        if await store.redis.zadd(f"{prefix}{lane}delayed", {job.id: 0}, xx=True, ch=True):
            await store.redis.publish(f"{prefix}{lane}wake", job.id)


class Moved:
    """A clock that goes on as another does, from wherever it is put."""

    def __init__(self, store: Context) -> None:
        self._clock = store.clock
        self._ahead = NOTHING

    def now(self) -> datetime:
        return self._clock.now() + self._ahead

    def move_to(self, moment: datetime) -> None:
        """Let it be that time, unless it is later already."""
        self._ahead += max(moment - self.now(), NOTHING)

    def over(self, store: Context) -> Context:
        """Return the store with this clock."""
        return dataclasses.replace(store, clock=self)


class Hurried(Sender):
    """Sends as a worker does, but gives an attempt no more than a moment of its loop's time."""

    def __init__(self, store: Context) -> None:
        super().__init__(
            store.settings.webhook_allow,
            limits=Limits(attempt_s=HURRIED_S),
            clock=asyncio.get_running_loop().time,
        )

    @override
    async def send(
        self, url: str, headers: Mapping[str, str], body: bytes, *, began: float | None = None
    ) -> Answer:
        return await super().send(url, headers, body)


class Broken:
    """A sender with a bug."""

    async def send(self, *_arguments: object, began: float) -> Answer:
        message = f"a bug of ours, {began:g} s after the start of this machine"
        raise RuntimeError(message)
