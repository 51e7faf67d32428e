"""Whether a worker claims jobs: of one shard at least each loop is heard, once in a lease.

A shard that is away keeps nobody from serving the others.
"""

import asyncio
from collections.abc import Sequence
from typing import Protocol

from service.domain.errors import StoppingError, StoreUnavailableError


class Heard(Protocol):
    """The loop of one lane."""

    heard_s: float | None
    """When the store has heard it last, by the clock of the loop."""


class Pulse:
    """How one worker is, for whoever asks; it knows nothing before the worker has started."""

    def __init__(self, lease_s: float) -> None:
        self.loops: Sequence[Sequence[Heard]] = ()
        """Those of each shard."""
        self.stopping = False
        self._lease_s = lease_s

    def check(self, now_s: float | None = None) -> None:
        """Raise `StoppingError` or `StoreUnavailableError` unless all loops of a shard claim."""
        if self.stopping:
            raise StoppingError(DRAINING)
        since_s = (asyncio.get_running_loop().time() if now_s is None else now_s) - self._lease_s
        heard = (
            all(loop.heard_s is not None and loop.heard_s >= since_s for loop in of_a_shard)
            for of_a_shard in self.loops
        )
        if not any(heard):
            raise StoreUnavailableError(NOT_HEARD)


DRAINING = "This worker was told to stop: it ends what it has begun and claims nothing more."
NOT_HEARD = "The store has not heard of this worker for a lease: it claims nothing now."
