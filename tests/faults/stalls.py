"""When the machine stood still, as a busy one does for seconds: a fault that nobody has done."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

BEAT_S = 0.1
STALL_S = 0.5


@contextlib.contextmanager
def stalls_noted(note: Callable[[float, float], None]) -> Iterator[None]:
    """Tell of each stall until the block ends: from and until when, in seconds since 1970.

    The beat is a thread's of its own: a loop is late for other reasons, too.
    """
    over = threading.Event()

    def watch() -> None:
        at = time.time()
        while not over.wait(BEAT_S):
            now = time.time()
            if now - at > STALL_S:
                note(at, now)
            at = now

    watching = threading.Thread(target=watch, name="stalls")
    watching.start()
    try:
        yield
    finally:
        over.set()
        watching.join()
