"""The slots that the calls of this process hold, kept for as long as the calls last."""

import asyncio
from collections import defaultdict

from service.store.provider_limits import ProviderLimits


class Slots:
    """Which calls have a slot, by account."""

    def __init__(self, store: ProviderLimits) -> None:
        self._store = store
        self._held = defaultdict[str, set[str]](set)
        self._renewing = asyncio.Lock()

    def hold(self, account: str, nonce: str) -> None:
        """Have the slot of a call renewed from now on."""
        self._held[account].add(nonce)

    async def let_go(self, account: str, nonce: str) -> None:
        """Have it renewed no more: once this returns, no renewal can bring it back."""
        async with self._renewing:
            self._held[account].discard(nonce)

    async def renew(self) -> None:
        """Renew all slots."""
        async with self._renewing:
            if held := {account: nonces for account, nonces in self._held.items() if nonces}:
                await self._store.renew(held)
