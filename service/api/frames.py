"""What goes over the wire of an event stream, and the window of it that readers share.

A window holds the last frames of one debate, each under its place: the first ever has 0. It is
bounded, and forgets the oldest; `Place` is where a reader is in it. Nothing here waits.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from service.api.reply import encode
from service.resources.schemas import DeltaEvent, Event

FIRST_FRAME = b"retry: 2000\n\n"
PING = b": ping\n\n"

MOST_FRAMES = 1_024
MOST_BYTES = 2**20
"""The log of a long debate fits in; what leaves the window is read from the log again."""
CHUNK_BYTES = 2**16
"""With how much one reader is sent at a time no more is added."""

DELTA = 0
NOWHERE = -1


class Frame(NamedTuple):
    """An event or a delta as all readers are sent it."""

    sequence: int
    """`DELTA` when it cannot be resumed after."""
    data: bytes


def event_frame(event: Event) -> Frame:
    """Return an event as it goes over the wire."""
    data = b"id: %d\nevent: %s\ndata: %s\n\n" % (
        event.sequence,
        event.type.encode(),
        encode(event),
    )
    return Frame(event.sequence, data)


def delta_frame(event: DeltaEvent) -> Frame:
    """Return a delta as it goes over the wire: without an id."""
    data = b"event: %s\ndata: %s\n\n" % (event.type.encode(), encode(event))
    return Frame(DELTA, data)


class Window:
    """The last frames of a debate."""

    def __init__(self) -> None:
        self.begins = 0
        """The place of the first frame that is in it."""
        self.floor = 0
        """The sequence of the last event that is not in it any more."""
        self._frames: deque[Frame] = deque()
        self._bytes = 0

    @property
    def ends(self) -> int:
        """Return the place of the frame that comes next."""
        return self.begins + len(self._frames)

    def add(self, frames: Iterable[Frame]) -> None:
        """Add frames, and forget as many of the oldest as there are too many."""
        for frame in frames:
            self._frames.append(frame)
            self._bytes += len(frame.data)
        while len(self._frames) > MOST_FRAMES or self._bytes > MOST_BYTES:
            self._forget()

    def clear(self) -> None:
        """Forget all frames."""
        while self._frames:
            self._forget()

    def since(self, place: int) -> Iterator[Frame]:
        """Give the frames from a place on that is not before the window."""
        for backwards in range(place - self.ends, 0):
            yield self._frames[backwards]

    def _forget(self) -> None:
        frame = self._frames.popleft()
        self._bytes -= len(frame.data)
        self.begins += 1
        self.floor = frame.sequence or self.floor


class Place:
    """Where a reader is: which event it has seen last, and which frame it is to see next."""

    def __init__(self, after: int, window: Window) -> None:
        """Begin after the event of that sequence, and with the deltas that are still to come."""
        self.after = after
        self._next = NOWHERE
        self._live_from: int | None = window.ends
        """The place of the first delta to be sent; None until events are no longer missed."""

    def take(self, window: Window) -> bytes | None:
        """Return the frames that follow, about a chunk of them, and go on to after them.

        Empty: there are none yet. None: events follow that have left the window; after they are
        read elsewhere and `after` is that of the last, the window may be asked again.
        """
        if self._next < window.begins:
            if self.after < window.floor:
                # What is read elsewhere may complete a response whose deltas the window still has.
                self._live_from = None
                return None
            if self._live_from is None:
                self._live_from = window.ends
            self._next = window.begins
        taken: list[bytes] = []
        room = CHUNK_BYTES
        for frame in window.since(self._next):
            if room <= 0:
                break
            if self._wants(frame):
                taken.append(frame.data)
                room -= len(frame.data)
                self.after = max(self.after, frame.sequence)
            self._next += 1
        return b"".join(taken)

    def _wants(self, frame: Frame) -> bool:
        if frame.sequence == DELTA:
            return self._live_from is not None and self._next >= self._live_from
        return frame.sequence > self.after
