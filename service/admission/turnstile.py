"""The counts that all workers share, as this process passes them: nothing is left half counted.

Where there is room enough nothing is counted at all. Who is canceled while asking was perhaps admitted all the same; then that is taken back as soon as
it is known.
"""

import asyncio
import contextlib

from service.admission.errands import Errands
from service.admission.passage import NEVER_SENT
from service.admission.slots import Slots
from service.admission.watch import Watch
from service.domain.errors import StoreUnavailableError
from service.domain.limits import UNCOUNTED, Admitted, Parting, Verdict
from service.store.clock import Clock
from service.store.provider_limits import Candidate, ProviderLimits


class Turnstile:
    """Asks for admission and takes leave."""

    def __init__(self, store: ProviderLimits, clock: Clock) -> None:
        self.slots = Slots(store)
        self.errands = Errands()
        self._store = store
        self._clock = clock
        self._watch = Watch(store, clock)

    async def ask(self, call: Candidate) -> Verdict:
        """Ask once; raises `StoreUnavailableError` when there is no answer."""
        if not await self._watch.counts(call):
            return UNCOUNTED
        asking = self.errands.start(self._store.admit(call))
        try:
            verdict = await asyncio.shield(asking)
        except asyncio.CancelledError:
            _ = self.errands.start(self._take_back(call, asking))
            raise
        if isinstance(verdict, Admitted) and call.limits.concurrency is not None:
            self.slots.hold(call.account, call.nonce)
        return verdict

    def leave(
        self, call: Candidate, admitted: Admitted, parting: Parting, scarce_s: float = 0.0
    ) -> asyncio.Task[None]:
        """Give back the slot of a call, and tell what it has told, whoever is canceled."""
        if scarce_s:
            self._watch.heed(call, scarce_s)
        return self.errands.start(self._leave(call, admitted, parting, scarce_s))

    async def _leave(
        self, call: Candidate, admitted: Admitted, parting: Parting, scarce_s: float = 0.0
    ) -> None:
        await self.slots.let_go(call.account, call.nonce)
        # What an outage swallows comes right by itself: slots end, minutes pass.
        with contextlib.suppress(StoreUnavailableError):
            now = self._clock.now()
            await self._store.leave(call, admitted, parting, now=now, scarce_s=scarce_s)

    async def _take_back(self, call: Candidate, asking: asyncio.Task[Verdict]) -> None:
        with contextlib.suppress(StoreUnavailableError):
            verdict = await asking
            if isinstance(verdict, Admitted):
                await self._leave(call, verdict, NEVER_SENT)
