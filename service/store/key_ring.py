"""What one API process remembers of keys, so that not every request asks Redis.

Nothing is remembered for longer than a revocation may take to be felt, but that there are keys at
all, which never changes back.
"""

from collections.abc import Callable
from typing import Any

from service.domain.access import ApiKey
from service.domain.key_text import digest, is_key
from service.store.api_keys import ApiKeys
from service.store.clock import elapsed_s

KNOWN_S = 5.0
"""For how long a key that was found is taken for what it was: after a revocation no longer."""
UNKNOWN_S = 1.0
"""For how long a key that was not found is refused unasked: one may be tried before it is made."""
NO_KEYS_S = 2.0
"""For how long callers without a key are served unasked."""
MOST_KEYS = 10_000
"""Of those found, and as many of those not found."""


class KeyRing:
    """The keys of one store, as one process knows them."""

    def __init__(self, api_keys: ApiKeys, elapsed: Callable[[], float] = elapsed_s) -> None:
        self._api_keys = api_keys
        self._elapsed = elapsed
        self._known: dict[str, tuple[ApiKey, float]] = {}
        self._unknown: dict[str, float] = {}
        self._any = False
        self._asked_until = 0.0

    async def find(self, text: str) -> ApiKey | None:
        """Return what is kept of a key, whatever it is still good for; None for no such key.

        Raises `StoreUnavailableError` when Redis has to be asked and does not answer.
        """
        if not is_key(text):
            return None
        mark, now = digest(text), self._elapsed()
        known, until = self._known.get(mark, (None, 0.0))
        if until > now or self._unknown.get(mark, 0.0) > now:
            return known
        key = await self._api_keys.find(mark)
        self._remember(mark, key, now)
        return key

    async def any(self) -> bool:
        """Return whether a key was ever made; `StoreUnavailableError` as above."""
        now = self._elapsed()
        if not self._any and self._asked_until <= now:
            self._any = await self._api_keys.exist()
            self._asked_until = now + NO_KEYS_S
        return self._any

    def _remember(self, mark: str, key: ApiKey | None, now: float) -> None:
        self._known.pop(mark, None)
        self._unknown.pop(mark, None)
        if key is None:
            _make_room(self._unknown)
            self._unknown[mark] = now + UNKNOWN_S
        else:
            self._any = True
            _make_room(self._known)
            self._known[mark] = (key, now + KNOWN_S)


def _make_room(entries: dict[str, Any]) -> None:
    """Forget what was remembered first."""
    if len(entries) >= MOST_KEYS:
        del entries[next(iter(entries))]
