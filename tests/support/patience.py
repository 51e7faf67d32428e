"""Waiting that a machine which stands still, as a busy one does for seconds, does not cut short.

Tests run in a `PatientLoop`, whose time goes by beats, and a beat that took long counts no more
than a slow one: so no timeout in a test's own process, be it the test's, a client's or the
product's, is over because of such a stall. What waits without a loop counts how often it has
looked, by `comes_true`. No test says how long something may take on the clock of the wall.
"""

import asyncio
import selectors
import time
from collections.abc import Callable, Coroutine
from typing import TypeVar

from typing_extensions import override

PATIENCE_S = 30.0
"""For what comes in no time: how long until it is clear that it never will."""
BEAT_S = 0.05
SLOW_BEAT_S = 0.1
POLL_S = 0.02

Result = TypeVar("Result")


class Beats(selectors.DefaultSelector):
    """Sleeps for a beat at most, however long there is nothing to do."""

    @override
    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        return super().select(BEAT_S if timeout is None else min(timeout, BEAT_S))


class PatientLoop(asyncio.SelectorEventLoop):
    """A loop in whose time whatever lies between two looks at the clock is a slow beat at most."""

    def __init__(self) -> None:
        self._looked_s = self._told_s = time.monotonic()
        super().__init__(Beats())

    @override
    def time(self) -> float:
        now_s = time.monotonic()
        self._told_s += min(now_s - self._looked_s, SLOW_BEAT_S)
        self._looked_s = now_s
        return self._told_s


def patiently(work: Coroutine[None, None, Result]) -> Result:
    """Do it in a loop of its own, for fixtures that last longer than the loop of a test."""
    with asyncio.Runner(loop_factory=PatientLoop) as runner:
        return runner.run(work)


def comes_true(holds: Callable[[], bool], within_s: float = PATIENCE_S) -> bool:
    """Look until that is so; return whether it was, within as many looks as take so long."""
    for _ in range(round(within_s / POLL_S)):
        if holds():
            return True
        time.sleep(POLL_S)
    return holds()
