"""How much work something may be, whatever else the machine has to do meanwhile."""

import contextlib
import time
from collections.abc import Iterator


@contextlib.contextmanager
def at_most(*, cpu_s: float) -> Iterator[None]:
    """Fail when the block has kept this thread's processor busy for longer."""
    began = time.thread_time()
    yield
    assert time.thread_time() - began < cpu_s
