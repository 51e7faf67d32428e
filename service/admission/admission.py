"""The admission of calls to all providers: one `Gate` each, and what keeps their word.

Simulated models pass without a word to the store, unless the operator limits them.
"""

import asyncio
import contextlib
import math
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Self

from service.admission.breaker import Breaker
from service.admission.gate import Gate
from service.admission.passage import Passage
from service.admission.turnstile import Turnstile
from service.domain.circuit import CircuitState
from service.domain.errors import StoreUnavailableError
from service.domain.model_ids import provider_of
from service.ending import end
from service.providers.accounts import Account
from service.store.circuits import Circuits
from service.store.clock import Clock
from service.store.provider_limits import ProviderLimits

BEAT_S = 1.5
"""How often slots are renewed, and circuits that are not closed are told of."""


class Admission:
    """Lets the calls of one process through."""

    def __init__(
        self,
        accounts: Mapping[str, Account],
        store: ProviderLimits,
        circuits: Circuits,
        clock: Clock,
    ) -> None:
        """Know the accounts by the name of their provider; all others pass at once."""
        self._circuits = circuits
        self._clock = clock
        self._turnstile = Turnstile(store, clock)
        self._stirred = asyncio.Event()
        self._gates = {provider: self._gate(account) for provider, account in accounts.items()}
        self._told_of = set[str]()
        """The accounts whose circuit was not closed when it was last told of."""

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls,
        accounts: Mapping[str, Account],
        store: ProviderLimits,
        circuits: Circuits,
        clock: Clock,
    ) -> AsyncIterator[Self]:
        """Let calls through for as long as the block runs."""
        admission = cls(accounts, store, circuits, clock)
        keeping = asyncio.create_task(admission.keep(), name="admission")
        try:
            yield admission
        finally:
            await end(keeping)
            await admission._turnstile.errands.finish()

    def admitted(
        self,
        model: str,
        *,
        tokens: int,
        within_s: float,
        patience_s: float,
        longest_pause_s: float = math.inf,
    ) -> AbstractAsyncContextManager[Passage]:
        """Wait until the provider of `model` may be sent a call of about so many tokens.

        Inside the block the call is made; its end is told by the block's `ProviderError` or by
        `Passage.answered`. Entering raises `ProviderError`, which costs nothing: `timed_out` when
        limits do not admit the call within `within_s` seconds, none meaning at once or not at
        all, or are known not to for longer than `longest_pause_s`; `provider_unavailable` when
        the circuit is still open after `patience_s` seconds.
        """
        gate = self._gates.get(provider_of(model))
        if gate is None:
            return contextlib.nullcontext(Passage())
        name = model.partition("/")[2]
        return gate.admitted(
            name,
            tokens=tokens,
            within_s=within_s,
            patience_s=patience_s,
            longest_pause_s=longest_pause_s,
        )

    def standing(self, provider: str) -> int:
        """Return how many calls to a provider stand in line in this process."""
        return self._gates[provider].standing

    def _gate(self, account: Account) -> Gate:
        breaker = Breaker(account.display_name, self._clock, self._stirred.set)
        return Gate(account, self._turnstile, breaker, self._clock)

    async def keep(self) -> None:
        """Renew slots and tell of circuits until canceled, through every outage of Redis."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(BEAT_S):
                    await self._stirred.wait()
            self._stirred.clear()
            with contextlib.suppress(StoreUnavailableError):
                await self._turnstile.slots.renew()
                await self._tell()

    async def _tell(self) -> None:
        states = {gate.account.id: gate.breaker.state for gate in self._gates.values()}
        troubled = {account for account, s in states.items() if s is not CircuitState.CLOSED}
        if news := {account: states[account] for account in troubled | self._told_of}:
            await self._circuits.report(news, now=self._clock.now())
            self._told_of = troubled
