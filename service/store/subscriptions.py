"""Who is to be told of what happens: what is known of tenants' endpoints, and what a step owes.

A step is written with the deliveries that it owes, so subscription is exact as of the event: it
says by which `rev` of the endpoints it was decided, and a script that finds another one writes
nothing. What is known of a tenant costs nothing to ask, and is read only when it was wrong.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from service import ids
from service.domain.debate import DebateSpec
from service.domain.delivery import Delivery
from service.domain.endpoints import Endpoint, recipients
from service.domain.events import Event, ResponseCompleted, RoundCompleted, type_of
from service.domain.jobs import Job
from service.store.encoding import PAYLOAD_EXPIRES_MS, encode, to_ms
from service.store.endpoints import EndpointStore, Registered
from service.store.scripting import Argument

MOST_TENANTS = 1_000
"""Of whom the endpoints are remembered: those that were needed last."""

LOOK_EVERY = timedelta(minutes=1)
"""How often a delivery that should be under way is looked at, in case its job was lost."""

DeliveryJobFor = Callable[[Delivery], Job]


UNHEARD_OF = Registered(rev=0, endpoints=())


class Subscriptions:
    """What is known of the endpoints of all tenants of a namespace, and the jobs of deliveries."""

    def __init__(
        self, endpoints: EndpointStore, job_for: DeliveryJobFor, most: int = MOST_TENANTS
    ) -> None:
        self._endpoints = endpoints
        self._job_for = job_for
        self._most = most
        self._known: OrderedDict[str, Registered] = OrderedDict()

    def key(self, spec: DebateSpec) -> str:
        """Return the key by which scripts tell whether what is known is still so."""
        return self._endpoints.key(spec.tenant)

    def owed(self, spec: DebateSpec, events: Sequence[Event], at: datetime) -> list[Argument]:
        """Return what scripts take of the deliveries that events of a debate owe, by what is known.

        When such a script answers `outdated`, `refresh`, and ask again.
        """
        known = self._known_of(spec.tenant)
        numbered = [
            (number, delivery)
            for number, event in enumerate(events, start=1)
            for delivery in owed(spec, event, at, known.endpoints)
        ]
        arguments: list[Argument] = [known.rev, len(numbered)]
        if numbered:
            arguments += [PAYLOAD_EXPIRES_MS, to_ms(look_at(at))]
        for number, delivery in numbered:
            arguments += [number, delivery.id, *self._written(delivery)]
        return arguments

    async def refresh(self, tenant: str) -> None:
        """Read the endpoints of a tenant anew."""
        self._known[tenant] = await self._endpoints.all(tenant)
        self._known.move_to_end(tenant)
        if len(self._known) > self._most:
            self._known.popitem(last=False)

    def _known_of(self, tenant: str) -> Registered:
        if tenant not in self._known:
            return UNHEARD_OF
        self._known.move_to_end(tenant)
        return self._known[tenant]

    def _written(self, delivery: Delivery) -> tuple[Argument, ...]:
        job = self._job_for(delivery)
        return delivery.endpoint_id or "", job.id, job.payload, encode(delivery)


def look_at(due_at: datetime) -> datetime:
    """Return when to look whether the job of an attempt was lost that is due then."""
    return due_at + LOOK_EVERY


def owed(
    spec: DebateSpec, event: Event, at: datetime, endpoints: Iterable[Endpoint]
) -> tuple[Delivery, ...]:
    """Return what is owed of an event: one delivery to each who wants to be told of it."""
    return tuple(
        Delivery(
            id=ids.delivery_id(spec.id, _name(event), recipient.endpoint_id, at),
            tenant=spec.tenant,
            event_id=None,
            event_type=type_of(type(event)),
            debate_id=spec.id,
            endpoint_id=recipient.endpoint_id,
            url=recipient.url,
            created_at=at,
            next_attempt_at=at,
        )
        for recipient in recipients(event, spec.webhook, endpoints)
    )


def _name(event: Event) -> str:
    """Return what tells an event from all others of its debate that can be sent."""
    kind = type_of(type(event))
    if isinstance(event, RoundCompleted):
        return f"{kind}:{event.round}"
    if isinstance(event, ResponseCompleted):
        return f"{kind}:{event.response.round}:{event.response.participant}"
    return kind
