"""What is due: active debates to look at, finished ones to remove, deliveries that were lost.

One sorted set serves deadlines and lost jobs, one serves retention, one both for deliveries; all can
be rebuilt from what they tell of.
"""

from datetime import datetime
from typing import cast

import msgspec

from service import ids
from service.domain.debate import Debate
from service.store.debates import CHECK_EVERY, JobFor
from service.store.encoding import job_arguments, to_ms
from service.store.keys import Keys
from service.store.scripting import Scripts
from service.store.subscriptions import look_at

AT_MOST = 500
"""Debates looked at in one call: a few milliseconds in which the server does nothing else."""

Name = tuple[str, str]
"""Tenant and id, of a debate or a delivery."""


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """What a look at the schedule has found."""

    unattended: tuple[Name, ...]
    """Active debates whose deadline has passed, or whose job is neither queued nor leased."""
    ended: tuple[Name, ...]
    """Finished debates whose retention has ended."""
    undelivered: tuple[Name, ...] = ()
    """Pending deliveries whose job is neither queued nor leased."""
    more: bool
    """Whether more may be due than one look takes in."""


class Schedule:
    """The schedule of one namespace."""

    def __init__(self, scripts: Scripts, keys: Keys, job_for: JobFor) -> None:
        self._scripts = scripts
        self._keys = keys
        self._job_for = job_for

    async def due(self, now: datetime, limit: int = AT_MOST) -> Due:
        """Return what is due, those first that are due longest, and put it off for all others.

        What needs no care is not returned; a debate that is over or gone is dropped, and a delivery
        that has ended is removed when it is due.
        """
        answer = await self._scripts.call(
            "due",
            [self._keys.checks, self._keys.expiring],
            [
                ids.nonce(),
                self._keys.debate("%s", "%s").state,
                to_ms(now),
                to_ms(now + CHECK_EVERY),
                limit,
                to_ms(look_at(now)),
            ],
        )
        more, *names = cast("tuple[int, list[bytes], list[bytes], list[bytes]]", answer)
        unattended, ended, undelivered = (_names(members) for members in names)
        return Due(unattended=unattended, ended=ended, undelivered=undelivered, more=bool(more))

    async def requeue(self, debate: Debate) -> None:
        """Queue the job that the debate waits for again, if it was lost."""
        job = self._job_for(debate)
        if job is not None:
            state = self._keys.debate(debate.spec.tenant, debate.spec.id).state
            await self._scripts.call("requeue", [state], job_arguments(job))


def _names(members: list[bytes]) -> tuple[Name, ...]:
    pairs = (member.decode().partition("|") for member in members)
    return tuple((tenant, name) for tenant, _, name in pairs)
