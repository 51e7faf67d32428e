"""The suspects that one worker process tries: jobs that have been broken off too often.

Whatever shard and lane they are of, no more are claimed until each has got on or ended: when the
process dies, it was one of these or something new.
"""

import contextlib
from collections.abc import Collection, Iterable, Iterator

from service.domain.jobs import Claim


class Suspects:
    """Those of all loops of one process; each asks it before it claims."""

    def __init__(self) -> None:
        self._tried = set[Claim]()
        self._somebody_claims = False

    @contextlib.contextmanager
    def turn(self) -> Iterator[bool]:
        """Say whether suspects may be claimed now; while they may, nobody else is told so."""
        may = not (self._tried or self._somebody_claims)
        self._somebody_claims |= may
        try:
            yield may
        finally:
            self._somebody_claims &= not may

    def of(self, claims: Iterable[Claim]) -> Collection[Claim]:
        """Return those of some claims that are being tried."""
        return self._tried.intersection(claims)

    def begin(self, claims: Iterable[Claim]) -> None:
        """Take note of what was claimed: of each that is to be tried."""
        self._tried.update(claim for claim in claims if claim.company)

    def clear_all(self) -> None:
        """Take note that nothing is claimed any more."""
        self._tried.clear()

    def clear(self, claims: Iterable[Claim]) -> None:
        """Take note that these have got on or ended."""
        self._tried.difference_update(claims)
