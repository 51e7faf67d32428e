"""Looking after what nobody works on: lost jobs, passed deadlines, ended retention.

The API and the workers each run `keep_sweeping` beside their work, so that a debate ends in time
where no worker is alive. What one of them has looked at is put off for all others.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import partial

from service.context import Context
from service.domain.errors import StoreUnavailableError, UnknownResourceError
from service.domain.lifecycle import enforce_deadline
from service.store.refusals import told
from service.store.schedule import Name
from service.telemetry import logger

log = logger(__name__)

SWEEP_EVERY_S = 1.0
"""About how late a deadline is enforced at most."""
AT_ONCE = 16
"""Debates, or deliveries, that are cared for side by side."""


async def keep_sweeping(store: Context) -> None:
    """Sweep until canceled, through outages and faults; each is logged when it begins."""
    met: BaseException | None = None
    while True:
        before = met
        (met,) = await asyncio.gather(sweep(store), return_exceptions=True)
        if type(met) is not type(before):
            _tell(met, store.shard)
        await asyncio.sleep(SWEEP_EVERY_S)


async def sweep(store: Context) -> None:
    """Care for everything that is due by now.

    Raises `StoreUnavailableError` during an outage; what was not come to is due again later.
    """
    more = True
    while more:
        # Anew for each look: many may take long, and more become due meanwhile.
        now = store.clock.now()
        due = await store.schedule.due(now)
        await _each(partial(_look_after, store, now), due.unattended)
        await _each(store.debates.discard, due.ended)
        await _each(partial(_send_all_the_same, store, now), due.undelivered)
        more = due.more


async def _look_after(store: Context, now: datetime, tenant: str, debate_id: str) -> None:
    try:
        debate = await store.debates.decide(
            tenant, debate_id, lambda debate: enforce_deadline(debate, now=now)
        )
    except UnknownResourceError:
        await store.debates.discard(tenant, debate_id)
    else:
        await store.schedule.requeue(debate)


async def _send_all_the_same(store: Context, now: datetime, tenant: str, delivery_id: str) -> None:
    with contextlib.suppress(UnknownResourceError):
        await store.deliveries.requeue(tenant, delivery_id, now=now)


async def _each(care: Callable[[str, str], Awaitable[None]], names: Sequence[Name]) -> None:
    """Care for each of those; what is wrong with one ends the care for no other.

    Raises `StoreUnavailableError` when the store could be reached for none of those at once.
    """
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        outcomes = await asyncio.gather(*(care(*name) for name in some), return_exceptions=True)
        away = [error for error in outcomes if isinstance(error, StoreUnavailableError)]
        if len(away) == len(some):
            raise away[0]
        for (_, name), error in zip(some, outcomes, strict=True):
            if error is not None and error not in away:
                log.error("not_looked_after", name=name, exc_info=error)


def _tell(met: BaseException | None, shard: int) -> None:
    if met is None:
        log.info("sweeping_resumed", shard=shard)
    elif isinstance(met, StoreUnavailableError):
        log.warning("sweeping_put_off", shard=shard, reason=told(met))
    else:
        log.error("sweeping_broke_off", shard=shard, exc_info=met)
