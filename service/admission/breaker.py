"""One provider's circuit in this process: who comes while it is open waits for a probe.

What opens and closes it is decided in `service/domain/circuit.py`.
"""

import asyncio
import contextlib
from collections.abc import Callable

from service.domain.circuit import (
    FAILURES_TO_OPEN,
    Circuit,
    CircuitState,
    Closed,
    Entry,
    HalfOpen,
    Open,
    abandoned,
    answered,
    enter,
    failed,
    state_of,
)
from service.domain.errors import Cause, ProviderError
from service.providers.base import ModelReply
from service.store.clock import Clock
from service.telemetry import logger

log = logger(__name__)

SAID: dict[type[Circuit], str] = {
    Closed: "circuit_closed",
    Open: "circuit_opened",
    HalfOpen: "circuit_probed",
}
"""What is logged when a circuit becomes that."""


class Breaker:
    """The circuit, and those who wait for it to close."""

    def __init__(self, provider: str, clock: Clock, on_change: Callable[[], None]) -> None:
        """Be closed; `provider` is the name that people read."""
        self._provider = provider
        self._clock = clock
        self._on_change = on_change
        self._circuit: Circuit = Closed()
        self._changed = asyncio.Event()

    @property
    def state(self) -> CircuitState:
        """Return what is said of it now."""
        return state_of(self._circuit, self._clock.now())

    @property
    def refusal(self) -> ProviderError | None:
        """Return what to tell who has waited in vain; None while it is closed."""
        if isinstance(self._circuit, Closed):
            return None
        return ProviderError(
            f"{self._provider} is not asked since {self._circuit.since:%H:%M:%S} UTC, when"
            f" {FAILURES_TO_OPEN} calls in a row had failed. The last: {self._circuit.reason}",
            unbilled=True,
        )

    def admits(self, entry: Entry) -> bool:
        """Return whether a call that came in as that may still be sent."""
        return entry is Entry.PROBE or isinstance(self._circuit, Closed)

    async def entered(self, patience_s: float) -> Entry:
        """Wait until a call may pass, and say as what.

        Raises `ProviderError` when the circuit is not closed within `patience_s` seconds.
        """
        loop = asyncio.get_running_loop()
        ends = loop.time() + patience_s
        while True:
            circuit, entry = enter(self._circuit, self._clock.now())
            self._become(circuit)
            if entry is not None:
                return entry
            left_s = ends - loop.time()
            if left_s <= 0 and (refusal := self.refusal):
                raise refusal
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(left_s, self._next_probe_in_s(left_s))):
                    await self._changed.wait()

    def ended(self, entry: Entry, call: ModelReply | ProviderError | None) -> None:
        """Take note of how a call ended; None: canceled, or never made."""
        now = self._clock.now()
        if isinstance(call, ModelReply):
            return self._become(answered())
        match call.cause if call else None:
            case Cause.DOWN:
                self._become(failed(self._circuit, entry, now, str(call)))
            case Cause.LIMITED | Cause.REQUEST:
                self._become(answered())
            case None:
                self._become(abandoned(self._circuit, entry, now))
        return None

    def _become(self, circuit: Circuit) -> None:
        if type(circuit) is not type(self._circuit):
            log.info(SAID[type(circuit)], provider=self._provider)
            self._changed.set()
            self._changed = asyncio.Event()
            self._on_change()
        self._circuit = circuit

    def _next_probe_in_s(self, at_most_s: float) -> float:
        if isinstance(self._circuit, Closed):
            return at_most_s
        # A timer may ring a little early.
        return (self._circuit.until - self._clock.now()).total_seconds() + 0.001
