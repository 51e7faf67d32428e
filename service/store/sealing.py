"""Secrets at rest: sealed with the first text of `ROUNDTABLE_SECRET_KEY`, opened with any of them.

Fernet does not bind what it seals to a place. So each purpose has keys of its own, derived from
those texts: what was sealed for one endpoint opens for no other. A new kind of secret is a new
form of `purpose`, and has its place in `resealing`.
"""

import base64
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from service.domain.errors import SecretKeyMissingError, SecretLostError

KEY_BYTES = 32


class Sealing:
    """Seals and opens with these texts; with none it is off, and refuses both."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = tuple(keys)

    def check(self) -> None:
        """Raise `SecretKeyMissingError` when there is nothing to seal with."""
        if not self._keys:
            raise SecretKeyMissingError(MISSING)

    def seal(self, content: bytes, purpose: str) -> bytes:
        """Return what can be opened for that purpose only."""
        return self._fernets(purpose)[0].encrypt(content)

    def open(self, sealed: bytes, purpose: str) -> bytes:
        """Return what was sealed; `SecretLostError` when it was not with these keys, or not this."""
        try:
            return MultiFernet(self._fernets(purpose)).decrypt(sealed)
        except InvalidToken:
            raise SecretLostError(LOST) from None

    def reseal(self, sealed: bytes, purpose: str) -> bytes | None:
        """Return the same, sealed with the first key; None when it is already.

        Raises as `open` does.
        """
        first, *_ = self._fernets(purpose)
        try:
            first.decrypt(sealed)
        except InvalidToken:
            return first.encrypt(self.open(sealed, purpose))
        return None

    def _fernets(self, purpose: str) -> list[Fernet]:
        self.check()
        return [Fernet(_derived(key, purpose)) for key in self._keys]


def _derived(key: str, purpose: str) -> bytes:
    hkdf = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"{INFO}{purpose}".encode())
    return base64.urlsafe_b64encode(hkdf.derive(key.encode()))


INFO = "roundtable sealing v1|"
MISSING = (
    "Webhooks are off on this server: its operator has to set ROUNDTABLE_SECRET_KEY, with which"
    " their secrets are encrypted."
)
LOST = (
    "The secret was encrypted with a key that is not in ROUNDTABLE_SECRET_KEY any more; put that"
    " key back, or rotate the secret."
)
