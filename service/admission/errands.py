"""Small tasks that outlive whoever started them: they end by themselves, and soon."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from service.ending import end

Result = TypeVar("Result")

FINISH_S = 1.0
"""How long the last of them may take when all is over."""


class Errands:
    """The tasks of one process."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, errand: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        """Let it run, whatever becomes of the caller."""
        task = asyncio.create_task(errand)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def finish(self) -> None:
        """Wait until all have ended, or end them."""
        if self._running:
            await asyncio.wait(self._running, timeout=FINISH_S)
        await end(*self._running)
