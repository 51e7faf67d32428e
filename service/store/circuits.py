"""Which circuits the workers find not closed: known for as long as a worker keeps saying so.

All are in one hash, a field for each provider's account and worker, so that no worker takes back
what another one has said.
"""

from collections.abc import Awaitable, Mapping
from datetime import datetime
from typing import cast

import msgspec
from redis.asyncio import Redis

from service import ids
from service.domain.circuit import CircuitState
from service.store.encoding import encode, to_ms
from service.store.keys import Keys
from service.store.scripting import answered

KEPT_S = 6.0
"""Some reports of a worker."""

WORST_LAST = tuple(CircuitState)


class Complaint(msgspec.Struct, frozen=True, array_like=True):
    """What one worker says of one circuit, and until when that is to be believed."""

    state: CircuitState
    until_ms: int


class Circuits:
    """What workers report and the API reads."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        """Report as one worker, if at all."""
        self._redis = redis
        self._key = keys.circuits
        self._worker = ids.nonce()

    async def report(self, states: Mapping[str, CircuitState], *, now: datetime) -> None:
        """Tell how circuits are, by account; forgotten after `KEPT_S` seconds."""
        pipeline = self._redis.pipeline(transaction=False)
        until_ms = to_ms(now) + round(KEPT_S * 1000)
        for account, state in states.items():
            field = f"{account}|{self._worker}"
            if state is CircuitState.CLOSED:
                pipeline.hdel(self._key, field)
            else:
                complaint = encode(Complaint(state, until_ms))
                pipeline.hset(self._key, mapping={field: complaint})
                pipeline.pexpire(self._key, round(KEPT_S * 1000))
        await answered(pipeline.execute())

    async def read(self, *, now: datetime) -> dict[str, CircuitState]:
        """Return the worst that a worker finds, by account; those without complaint are left out."""
        worst: dict[str, CircuitState] = {}
        all_of_it = cast("Awaitable[dict[bytes, bytes]]", self._redis.hgetall(self._key))
        for field, blob in (await answered(all_of_it)).items():
            complaint = msgspec.msgpack.decode(blob, type=Complaint)
            account = field.decode().partition("|")[0]
            if complaint.until_ms > to_ms(now):
                known = worst.get(account, CircuitState.CLOSED)
                worst[account] = max(known, complaint.state, key=WORST_LAST.index)
        return worst
