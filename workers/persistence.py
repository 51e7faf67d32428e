"""Writing what must not be lost, through an outage of the store."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from service.domain.errors import StoreUnavailableError

Result = TypeVar("Result")

FIRST_PAUSE_S = 0.05
LONGEST_PAUSE_S = 1.0
LAST_ATTEMPT_S = 0.5
"""How long a write that is under way may go on when it is canceled."""


async def persist(write: Callable[[], Awaitable[Result]]) -> Result:
    """Repeat a write until the store takes it: what it says has been paid for.

    Every write of the store may be sent twice. However long an outage lasts, only who cancels this
    ends it: the round at its time, the loss of the job, a worker that has to stop.
    """
    pause_s = FIRST_PAUSE_S
    while True:
        try:
            return await _to_its_end(write())
        except StoreUnavailableError:
            await asyncio.sleep(pause_s)
        pause_s = min(2 * pause_s, LONGEST_PAUSE_S)


async def _to_its_end(write: Awaitable[Result]) -> Result:
    """Await a write, which a first cancellation lets end: the answer it brings is at hand."""
    writing = asyncio.ensure_future(write)
    try:
        return await asyncio.shield(writing)
    except asyncio.CancelledError:
        await asyncio.wait({writing}, timeout=LAST_ATTEMPT_S)
        raise
    finally:
        if not writing.cancel() and not writing.cancelled():
            writing.exception()  # looked at, so that nobody misses it
