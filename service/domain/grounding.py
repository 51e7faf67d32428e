"""Stand-in until the checker is merged: the shapes that it shares with the writer's side."""

import msgspec

from service.domain.debate import Citation, Verification
from service.domain.drafts import Sentence


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence that holds."""

    at: str
    text: str
    citations: tuple[Citation, ...]
    words: int


class Faulty(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence that does not."""

    sentence: Sentence
    faults: tuple[str, ...]


class Grounded(msgspec.Struct, frozen=True, kw_only=True):
    """What checking a draft came to."""

    held: dict[str, Held]
    faulty: dict[str, Faulty]
    repaired: int = 0

    @property
    def verification(self) -> Verification:
        """Return the figures."""
        checked = len(self.held) + len(self.faulty)
        return Verification(checked=checked, repaired=self.repaired, dropped=len(self.faulty))
