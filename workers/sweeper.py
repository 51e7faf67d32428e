"""Looking after what nobody works on: lost jobs, passed deadlines, ended retention."""

import contextlib
from collections.abc import Iterator
from datetime import datetime

from service.context import Context
from service.domain.errors import StoreUnavailableError, UnknownResourceError
from service.domain.lifecycle import enforce_deadline
from service.telemetry import logger

log = logger(__name__)

BATCH = 100
"""Debates looked at in one pass; those looked at go to the back of the schedule."""


async def sweep(store: Context) -> None:
    """Make one pass over what is due.

    Raises `StoreUnavailableError` during an outage; the next pass takes up the rest.
    """
    now = store.clock.now()
    for tenant, debate_id in await store.schedule.due_for_check(now, BATCH):
        with _apart(debate_id):
            await store.schedule.put_off(tenant, debate_id, now=now)
            await _look_after(store, tenant, debate_id, now)
    for tenant, debate_id in await store.schedule.due_for_removal(now, BATCH):
        with _apart(debate_id):
            await store.schedule.put_off(tenant, debate_id, now=now)
            await _remove(store, tenant, debate_id)


async def _look_after(store: Context, tenant: str, debate_id: str, now: datetime) -> None:
    try:
        debate = await store.debates.decide(
            tenant, debate_id, lambda debate: enforce_deadline(debate, now=now)
        )
    except UnknownResourceError:
        await store.schedule.forget(tenant, debate_id)
    else:
        await store.schedule.requeue(debate, now=now)


async def _remove(store: Context, tenant: str, debate_id: str) -> None:
    try:
        await store.debates.remove(await store.debates.load(tenant, debate_id))
    except UnknownResourceError:
        await store.schedule.forget(tenant, debate_id)


@contextlib.contextmanager
def _apart(debate_id: str) -> Iterator[None]:
    """Keep what is wrong with one debate from ending the care for all others."""
    try:
        yield
    except StoreUnavailableError:
        raise
    except Exception:
        log.exception("debate_not_looked_after", debate=debate_id)
