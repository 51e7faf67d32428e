"""Ending tasks for certain.

Python 3.11's `wait_for`, by which the Redis client sends, can lose a cancellation
(https://github.com/python/cpython/issues/86296), so that one `cancel()` is not enough.
"""

import asyncio
from typing import Any

CANCEL_AGAIN_S = 0.5


async def end(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks until all of them have ended, whatever they end with."""
    while running := {task for task in tasks if not task.done()}:
        for task in running:
            task.cancel()
        await asyncio.wait(running, timeout=CANCEL_AGAIN_S)
