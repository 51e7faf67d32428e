"""What is due: active debates to look at, finished ones to remove.

One sorted set serves deadlines and lost jobs, one serves retention; both can be rebuilt from the
debates.
"""

from datetime import datetime

from redis.asyncio import Redis

from service.domain.debate import Debate
from service.store.debates import CHECK_EVERY, JobFor, next_check
from service.store.encoding import job_arguments, member, to_ms
from service.store.keys import Keys
from service.store.scripting import Scripts, answered


class Schedule:
    """The schedule of one namespace."""

    def __init__(self, redis: Redis, scripts: Scripts, keys: Keys, job_for: JobFor) -> None:
        self._redis = redis
        self._scripts = scripts
        self._keys = keys
        self._job_for = job_for

    async def due_for_check(self, now: datetime, limit: int) -> list[tuple[str, str]]:
        """Return tenant and id of active debates that should be looked at, longest due first."""
        return await self._due(self._keys.checks, now, limit)

    async def due_for_removal(self, now: datetime, limit: int) -> list[tuple[str, str]]:
        """Return tenant and id of finished debates whose retention has ended."""
        return await self._due(self._keys.expiring, now, limit)

    async def requeue(self, debate: Debate, *, now: datetime) -> None:
        """Queue the debate's job again if it was lost, and note when to look next."""
        spec, job = debate.spec, self._job_for(debate)
        if job is None:
            return
        keys = self._keys.debate(spec.tenant, spec.id)
        await self._scripts.call(
            "requeue",
            [keys.state, self._keys.checks],
            [member(spec), *job_arguments(job), to_ms(next_check(debate, now))],
        )

    async def put_off(self, tenant: str, debate_id: str, *, now: datetime) -> None:
        """Send a due entry to the back before it is looked at: a bad one must not block others."""
        later = {f"{tenant}|{debate_id}": to_ms(now + CHECK_EVERY)}
        for key in (self._keys.checks, self._keys.expiring):
            await answered(self._redis.zadd(key, later, xx=True))

    async def forget(self, tenant: str, debate_id: str) -> None:
        """Drop what is scheduled for a debate that is no more."""
        for key in (self._keys.checks, self._keys.expiring):
            await answered(self._redis.zrem(key, f"{tenant}|{debate_id}"))

    async def _due(self, key: str, now: datetime, limit: int) -> list[tuple[str, str]]:
        found = await answered(
            self._redis.zrangebyscore(key, "-inf", to_ms(now), start=0, num=limit)
        )
        pairs = (entry.decode().partition("|") for entry in found)
        return [(tenant, debate_id) for tenant, _, debate_id in pairs]
