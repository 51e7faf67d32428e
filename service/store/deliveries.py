"""Deliveries in Redis: what is owed, its attempts, and what becomes of it.

Those that events owe are written with the event (`subscriptions`); here they are read, listed,
attempted and decided on. What an attempt leads to is decided in `domain.delivery`.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import cast

import msgspec
from msgspec.structs import replace
from redis.asyncio import Redis

from service import ids
from service.domain.delivery import KEPT_FOR, OPEN_FOR, Delivery, DeliveryStatus, kept_until
from service.domain.endpoints import FAILING_FOR
from service.domain.errors import (
    DeliveryEmptiedError,
    LeaseLostError,
    StoreUnavailableError,
    UnknownResourceError,
)
from service.domain.jobs import Claim
from service.store.encoding import encode, from_ms, in_ms, job_arguments, to_ms
from service.store.keys import Keys
from service.store.scripting import MAX_CONFLICTS, Scripts, answered
from service.store.subscriptions import DeliveryJobFor, look_at

AT_ONCE = 200
"""Deliveries that are looked at, or called off, in one call: some 20 ms, at most, of the server."""
EMPTIED = "Its debate is gone, and what was sent of it with it."
FIELDS = ["data", "status", "sequence", "at"]

Decision = Callable[[Delivery], Delivery | None]


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt may be made now."""

    body: bytes
    """What is to be signed and sent: what the first attempt has sent."""


class NotYet(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt that another worker has begun may still be under way."""

    until: datetime


class Over(msgspec.Struct, frozen=True, kw_only=True):
    """No attempt is to come any more."""


class DeliveryStore:
    """All deliveries of one namespace; `job_for` names the job of one's next attempt."""

    def __init__(
        self, redis: Redis, scripts: Scripts, keys: Keys, job_for: DeliveryJobFor
    ) -> None:
        self._redis = redis
        self._scripts = scripts
        self._keys = keys
        self._job_for = job_for

    async def load(self, tenant: str, delivery_id: str) -> Delivery:
        """Return a delivery as it is now; `UnknownResourceError` when the tenant has none such."""
        for delivery in await self._read(tenant, [delivery_id]):
            return delivery
        raise _unknown(delivery_id)

    async def page(  # noqa: PLR0913 - filters, each by its name
        self,
        tenant: str,
        *,
        limit: int,
        starting_after: str | None = None,
        debate: str | None = None,
        endpoint: str | None = None,
        status: DeliveryStatus | None = None,
    ) -> tuple[tuple[Delivery, ...], bool]:
        """Return deliveries, newest first, and whether more follow.

        Raises `UnknownResourceError` when `starting_after` names no delivery of this tenant.
        """
        if starting_after is not None:
            everything = self._keys.deliveries(tenant)
            if await answered(self._redis.zscore(everything, starting_after)) is None:
                message = f"There is no delivery {starting_after} to start after."
                raise UnknownResourceError(message)
        if debate is None:
            index = self._keys.deliveries(tenant, endpoint=endpoint, status=status)
            found = await self._listed(index, starting_after, limit + 1)
            return tuple(await self._read(tenant, found[:limit])), len(found) > limit
        # What a debate owes has its bounds: of all that, those that fit are looked for.
        index, last = self._keys.deliveries_of(tenant, debate), starting_after
        fitting: list[Delivery] = []
        while len(fitting) <= limit and (some := await self._listed(index, last, AT_ONCE)):
            fitting += [
                delivery
                for delivery in await self._read(tenant, some)
                if endpoint in {None, delivery.endpoint_id} and status in {None, delivery.status}
            ]
            last = some[-1]
        return tuple(fitting[:limit]), len(fitting) > limit

    async def body(self, tenant: str, delivery_id: str) -> bytes | None:
        """Return what its attempts send; None before the first and after its debate is gone."""
        key = self._keys.delivery(tenant, delivery_id)
        found = self._redis.hget(key, "body")
        return await answered(cast("Awaitable[bytes | None]", found))

    async def owe(self, delivery: Delivery, body: bytes) -> None:
        """Store a new delivery that belongs to no debate, and queue its first attempt."""
        await self._scripts.call(
            "owe",
            [self._key(delivery)],
            [
                _member(delivery.tenant, delivery.id),
                delivery.endpoint_id or "",
                encode(delivery),
                *job_arguments(self._job_for(delivery)),
                to_ms(delivery.created_at),
                to_ms(look_at(delivery.created_at)),
                body,
            ],
        )

    async def begin(
        self, delivery: Delivery, claim: Claim, *, body: bytes, now: datetime
    ) -> Begun | NotYet | Over:
        """Begin an attempt, of which `settle` tells the end; say what is to be done.

        `body` is stored if nothing is yet. Raises `LeaseLostError` when another worker has taken
        over, or when the receiver has begun to fail: then the job waits in the slow lane by now.
        """
        _, payload, expires_ms = job_arguments(self._job_for(delivery))
        answer = await self._scripts.call(
            "open",
            [self._key(delivery)],
            [
                *(claim.job_id, claim.token, body, payload, expires_ms),
                *(to_ms(now), to_ms(now + OPEN_FOR)),
            ],
        )
        match cast("list[bytes | int]", answer):
            case [b"begun", bytes(stored)]:
                return Begun(body=stored)
            case [b"open", int(until)]:
                return NotYet(until=from_ms(until))
            case [b"over"]:
                return Over()
            case _:
                raise LeaseLostError

    async def settle(
        self, delivery: Delivery, claim: Claim, *, failing: bool | None, now: datetime
    ) -> datetime | None:
        """Write what an attempt led to, and with it schedule the next or drop the job.

        `failing` says whether the receiver has failed, None that nothing is known of that. Returns
        since when it has only failed, if it has. Raises `LeaseLostError` when another worker has
        taken over, and `UnknownResourceError`.
        """
        return await self._proceed(
            delivery, claim.token, token=claim.token, failing=failing, now=now
        )

    async def put_off(self, delivery: Delivery, claim: Claim, delay: timedelta) -> None:
        """Give a job back, to be run after a while; no attempt was made, and no try is counted."""
        _, *payload = job_arguments(self._job_for(delivery))
        await self._scripts.call(
            "put_off",
            [self._key(delivery)],
            [claim.job_id, claim.token, *payload, in_ms(delay)],
        )

    async def decide(
        self, tenant: str, delivery_id: str, decision: Decision, *, now: datetime
    ) -> Delivery:
        """Decide on the delivery as it is and write that, again after every conflict.

        Returns the delivery after the decision, or as it is when `decision` returned None. Raises
        `DeliveryEmptiedError` when it would be sent again but what it said is gone.
        """
        key = self._keys.delivery(tenant, delivery_id)
        for _ in range(MAX_CONFLICTS):
            found = self._redis.hget(key, "rev")
            rev = await answered(cast("Awaitable[bytes | None]", found)) or b""
            delivery = await self.load(tenant, delivery_id)
            decided = decision(delivery)
            if decided is None:
                return delivery
            if decided.status is DeliveryStatus.PENDING:
                await self._check_content(delivery)
            try:
                await self._proceed(decided, f"{rev.decode()}:{ids.nonce()}", rev=rev, now=now)
            except _ConflictError:
                continue
            return await self.load(tenant, delivery_id)
        message = f"Delivery {delivery_id} changes too fast to be written; try again."
        raise StoreUnavailableError(message)

    async def call_off(self, tenant: str, endpoint_id: str) -> None:
        """Cancel all that is pending for an endpoint, which takes nothing any more."""
        index = self._keys.deliveries(tenant, endpoint=endpoint_id, status=DeliveryStatus.PENDING)
        last: str | None = None
        while some := await self._listed(index, last, AT_ONCE):
            members = [_member(tenant, delivery_id) for delivery_id in some]
            await self._scripts.call("call_off", [index], [in_ms(KEPT_FOR), *members])
            last = some[-1]

    async def forgive(self, endpoint_id: str) -> None:
        """Forget since when an endpoint has only failed: what there is now has not been tried."""
        await answered(self._redis.delete(self._keys.failing(endpoint_id)))

    async def requeue(self, tenant: str, delivery_id: str, *, now: datetime) -> None:
        """Queue the next attempt at a pending delivery again, if its job was lost."""
        delivery = await self.load(tenant, delivery_id)
        due_at = delivery.next_attempt_at or delivery.created_at
        job = job_arguments(self._job_for(delivery))
        await self._scripts.call("reschedule", [self._key(delivery)], [*job, in_ms(due_at - now)])

    async def _check_content(self, delivery: Delivery) -> None:
        if delivery.debate_id is None:
            return
        spec = self._keys.debate(delivery.tenant, delivery.debate_id).spec
        if not await answered(self._redis.exists(spec)):
            raise DeliveryEmptiedError(EMPTIED)

    async def _proceed(  # noqa: PLR0913 - facts of one decision, each by its name
        self,
        delivery: Delivery,
        operation: str,
        *,
        now: datetime,
        rev: bytes = b"",
        token: str = "",
        failing: bool | None = None,
    ) -> datetime | None:
        due_at = delivery.next_attempt_at
        answer = await self._scripts.call(
            "proceed",
            [self._key(delivery)],
            [
                _member(delivery.tenant, delivery.id),
                rev,
                operation,
                token,
                *job_arguments(self._job_for(delivery)),
                delivery.status,
                encode(delivery),
                in_ms(due_at - now) if due_at else "",
                to_ms(look_at(due_at) if due_at else kept_until(delivery)),
                "" if failing is None else int(failing),
                to_ms(now),
                in_ms(FAILING_FOR),
            ],
        )
        match cast("list[bytes | int]", answer):
            case [b"written", int(since)]:
                return from_ms(since) if since else None
            case [b"conflict"]:
                raise _ConflictError
            case [b"lost"]:
                raise LeaseLostError
            case _:
                raise _unknown(delivery.id)

    async def _listed(self, index: str, starting_after: str | None, most: int) -> list[str]:
        """Return ids from an index, newest first."""
        found = await answered(
            self._redis.zrevrangebylex(
                index, f"({starting_after}" if starting_after else "+", "-", start=0, num=most
            )
        )
        return [delivery_id.decode() for delivery_id in found]

    async def _read(self, tenant: str, delivery_ids: Sequence[str]) -> list[Delivery]:
        """Return those of the deliveries that are still there."""
        # No transaction: up to Redis 7.0 a server whose memory is full refuses to read in one.
        async with self._redis.pipeline(transaction=False) as pipe:
            for delivery_id in delivery_ids:
                pipe.hmget(self._keys.delivery(tenant, delivery_id), FIELDS)
            rows = await answered(pipe.execute())
        return [_decoded(*row) for row in rows if row[0] is not None]

    def _key(self, delivery: Delivery) -> str:
        return self._keys.delivery(delivery.tenant, delivery.id)


class _ConflictError(Exception):
    """The delivery was changed since it was read."""


def _decoded(data: bytes, status: bytes, sequence: bytes | None, at: bytes | None) -> Delivery:
    """Return a delivery as scripts have left it: they cancel, and place its event in the log."""
    delivery = msgspec.msgpack.decode(data, type=Delivery)
    now = DeliveryStatus(status.decode())
    if now is not delivery.status:
        delivery = replace(delivery, status=now, next_attempt_at=None)
    if delivery.debate_id is None or sequence is None or at is None:
        return delivery
    place = int(sequence)
    event_id = ids.event_id(delivery.debate_id, place, from_ms(int(at)))
    return replace(delivery, event_id=event_id, sequence=place)


def _unknown(delivery_id: str) -> UnknownResourceError:
    return UnknownResourceError(f"There is no delivery {delivery_id}.")


def _member(tenant: str, delivery_id: str) -> str:
    """Return the name of a delivery in the set that spans tenants."""
    return f"{tenant}|{delivery_id}"
