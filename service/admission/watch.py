"""Which calls have to be counted: where the operator sets limits all, elsewhere those of few models.

That a model has become scarce this process knows at once where one of its own calls was told so,
and from other workers by a look at the store: one a second at most, for all calls together.
"""

from datetime import datetime, timedelta

from service.domain.limits import NO_LIMITS
from service.glance import Glance
from service.store.clock import Clock
from service.store.provider_limits import Candidate, ProviderLimits

LOOK_AGAIN_S = 1.0


class Watch:
    """What this process knows to be scarce."""

    def __init__(self, store: ProviderLimits, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._told = dict[str, datetime]()
        """Until when a place is scarce, as calls of this process were told."""
        self._seen = Glance(self._look, kept_s=LOOK_AGAIN_S)

    async def counts(self, call: Candidate) -> bool:
        """Return whether a call has to be counted.

        Raises `StoreUnavailableError` when there is no telling.
        """
        if call.limits != NO_LIMITS:
            return True
        until = self._told.get(call.place)
        if until is not None and until > self._clock.now():
            return True
        return call.place in await self._seen.seen()

    def heed(self, call: Candidate, scarce_s: float) -> None:
        """Take note that calls like this one have to be counted for a while."""
        now = self._clock.now()
        self._told = {place: until for place, until in self._told.items() if until > now}
        until = now + timedelta(seconds=scarce_s)
        self._told[call.place] = max(until, self._told.get(call.place, until))

    async def _look(self) -> frozenset[str]:
        return await self._store.scarce(now=self._clock.now())
