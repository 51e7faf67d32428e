"""Small tasks that outlive whoever started them: they end by themselves, and soon."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from service.domain.errors import StoreUnavailableError
from service.ending import end
from service.telemetry import logger

log = logger(__name__)

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
        task.add_done_callback(self._ended)
        return task

    async def finish(self) -> None:
        """Wait until all have ended, or end them."""
        if self._running:
            await asyncio.wait(self._running, timeout=FINISH_S)
        await end(*self._running)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None and not isinstance(error, StoreUnavailableError):
            # Nobody may wait for it: at the end its connection can be closed under it.
            log.warning("errand_failed", error=repr(error))
