"""What one process remembers of what it has asked the registry, so that not every request asks.

While the registry does not answer, what was true a minute ago is taken for true.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import msgspec

from service.domain.errors import StoreUnavailableError
from service.store.clock import elapsed_s

Value = TypeVar("Value")

KNOWN_S = 5.0
"""For how long an answer is taken for what it was: after a change no longer."""
OUTAGE_S = 60.0
"""For how long at most, while there is no other answer to be had."""
PATIENCE_S = 0.25
"""How long who has an answer waits for a newer one."""
MOST = 10_000


class Known(msgspec.Struct, Generic[Value], frozen=True, kw_only=True):
    """An answer, and when it was asked for."""

    value: Value
    asked_at: float


class Remembered(Generic[Value]):
    """Answers by the name of what was asked for."""

    def __init__(
        self,
        ask: Callable[[str], Awaitable[Value]],
        known_s: Callable[[Value], float] = lambda _: KNOWN_S,
        *,
        elapsed: Callable[[], float] = elapsed_s,
    ) -> None:
        """Ask by that; `known_s` is for how long an answer is good."""
        self._ask = ask
        self._known_s = known_s
        self._elapsed = elapsed
        self._known: dict[str, Known[Value]] = {}
        self._asking: dict[str, asyncio.Task[Value]] = {}

    async def get(self, name: str) -> Value:
        """Return the answer, as it is or as it was a short time ago.

        Raises `StoreUnavailableError` when the store has to be asked and does not answer.
        """
        known, now = self._known.get(name), self._elapsed()
        if known is not None and now < known.asked_at + self._known_s(known.value):
            return known.value
        asking = self._asking.get(name) or self._start(name, now)
        if known is None or now >= known.asked_at + OUTAGE_S:
            # Of those who wait together one may hang up.
            return await asyncio.shield(asking)
        await asyncio.wait({asking}, timeout=PATIENCE_S)
        answered = asking.done() and not asking.cancelled()
        if not answered or isinstance(asking.exception(), StoreUnavailableError):
            return known.value
        return asking.result()

    def _start(self, name: str, now: float) -> asyncio.Task[Value]:
        asking = asyncio.create_task(self._answer(name, now), name="remembered")
        self._asking[name] = asking
        asking.add_done_callback(lambda done: self._end(name, done))
        return asking

    async def _answer(self, name: str, now: float) -> Value:
        value = await self._ask(name)
        self._known.pop(name, None)
        if len(self._known) >= MOST:
            del self._known[next(iter(self._known))]
        self._known[name] = Known(value=value, asked_at=now)
        return value

    def _end(self, name: str, asking: asyncio.Task[Value]) -> None:
        del self._asking[name]
        if not asking.cancelled():
            # Whoever waits is told; perhaps nobody does any more.
            asking.exception()
