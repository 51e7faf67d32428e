"""What one API process remembers of keys, so that not every request asks Redis.

Nothing is remembered for longer than a revocation may take to be felt, unless the registry is away;
but that there are keys at all, which never changes back.
"""

from collections.abc import Callable

from service.domain.access import ApiKey
from service.domain.key_text import digest, is_key
from service.store.api_keys import ApiKeys
from service.store.clock import elapsed_s
from service.store.remembered import MOST, Remembered

UNKNOWN_S = 1.0
"""For how long a key that was not found is refused unasked: one may be tried before it is made."""
NO_KEYS_S = 2.0
"""For how long callers without a key are served unasked."""


class KeyRing:
    """The keys of one store, as one process knows them."""

    def __init__(self, api_keys: ApiKeys, elapsed: Callable[[], float] = elapsed_s) -> None:
        self._api_keys = api_keys
        self._elapsed = elapsed
        self._known = Remembered(self._found, elapsed=elapsed)
        self._unknown: dict[str, float] = {}
        self._any = False
        self._asked_until = 0.0

    async def find(self, text: str) -> ApiKey | None:
        """Return what is kept of a key, whatever it is still good for; None for no such key.

        Raises `StoreUnavailableError` when Redis has to be asked and does not answer.
        """
        if not is_key(text):
            return None
        mark = digest(text)
        if self._unknown.get(mark, 0.0) > self._elapsed():
            return None
        try:
            return await self._known.get(mark)
        except _UnknownError:
            return None

    async def any(self) -> bool:
        """Return whether a key was ever made; `StoreUnavailableError` as above."""
        now = self._elapsed()
        if not self._any and self._asked_until <= now:
            self._any = await self._api_keys.exist()
            self._asked_until = now + NO_KEYS_S
        return self._any

    async def _found(self, mark: str) -> ApiKey:
        now = self._elapsed()
        self._unknown.pop(mark, None)
        key = await self._api_keys.find(mark)
        if key is None:
            # Apart from the others, which no number of guesses may push out.
            if len(self._unknown) >= MOST:
                del self._unknown[next(iter(self._unknown))]
            self._unknown[mark] = now + UNKNOWN_S
            raise _UnknownError
        self._any = True
        return key


class _UnknownError(Exception):
    """There is no such key."""
