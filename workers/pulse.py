"""Whether a worker claims jobs: each of its loops is heard by the store, once in a lease at least."""

import time
from collections.abc import Sequence
from typing import Protocol

from service.domain.errors import StoppingError, StoreUnavailableError


class Heard(Protocol):
    """The loop of one lane."""

    heard_s: float | None
    """When the store has heard it last, by the monotonic clock."""


class Pulse:
    """How one worker is, for whoever asks; it knows nothing before the worker has started."""

    def __init__(self, lease_s: float) -> None:
        self.loops: Sequence[Heard] = ()
        self.stopping = False
        self._lease_s = lease_s

    def check(self, now_s: float | None = None) -> None:
        """Raise `StoppingError` or `StoreUnavailableError` unless all loops claim."""
        if self.stopping:
            raise StoppingError(DRAINING)
        since_s = (time.monotonic() if now_s is None else now_s) - self._lease_s
        heard = [loop.heard_s is not None and loop.heard_s >= since_s for loop in self.loops]
        if not heard or not all(heard):
            raise StoreUnavailableError(NOT_HEARD)


DRAINING = "This worker was told to stop: it ends what it has begun and claims nothing more."
NOT_HEARD = "The store has not heard of this worker for a lease: it claims nothing now."
