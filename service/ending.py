"""Ending tasks for certain.

Python 3.11's `wait_for`, by which the Redis client sends, can lose a cancellation
(https://github.com/python/cpython/issues/86296), so that one `cancel()` is not enough.
"""

import asyncio
from typing import Any

CANCEL_AGAIN_S = 0.5
LEFT_BEHIND_S = 0.5
"""How long tasks that are left may take to tidy up."""


async def end(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks until all of them have ended, whatever they end with."""
    while running := {task for task in tasks if not task.done()}:
        for task in running:
            task.cancel()
        await asyncio.wait(running, timeout=CANCEL_AGAIN_S)


def let_go(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks once and wait for none of them; what they end with is nobody's concern."""
    for task in tasks:
        if task.done():
            _ended_unheard(task)
        # A second cancellation would break off the tidying up after the first.
        elif not task.cancelling():
            task.cancel()
            task.add_done_callback(_ended_unheard)


async def leave(*tasks: asyncio.Task[Any]) -> None:
    """Let tasks go with a moment for their tidying up; who needs longer is left behind."""
    let_go(*tasks)
    if running := {task for task in tasks if not task.done()}:
        await asyncio.wait(running, timeout=LEFT_BEHIND_S)


def _ended_unheard(task: asyncio.Task[Any]) -> None:
    """Take the error of a task that nobody waits for any more, so that it is not complained of."""
    if not task.cancelled():
        task.exception()
