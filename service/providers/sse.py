"""Server-sent events as they arrive: from pieces of any size to the data of each event.

Of the format (WHATWG HTML, 9.2) only `data` is read. Model providers repeat in it what an event's
type says, and none of them resumes a stream.
"""

_DATA = b"data:"
_SPACE = b" "


class EventParser:
    """Takes the bytes of one stream and gives back the data of every event that is complete."""

    def __init__(self) -> None:
        self._rest = b""
        self._lines: list[bytes] = []
        self._held = 0

    @property
    def pending(self) -> int:
        """Return the bytes held back for an event that is not complete yet."""
        return len(self._rest) + self._held

    def feed(self, piece: bytes) -> list[bytes]:
        """Return the data of the events that end in this piece, in order."""
        *lines, self._rest = (self._rest + piece).split(b"\n")
        return self._dispatched(lines)

    def close(self) -> list[bytes]:
        """Return what the end of the stream completes: its last event may lack the blank line."""
        lines, self._rest = [self._rest, b""], b""
        return self._dispatched(lines)

    def _dispatched(self, lines: list[bytes]) -> list[bytes]:
        events = []
        for line in lines:
            if line.startswith(_DATA):
                self._lines.append(line[len(_DATA) :].removeprefix(_SPACE).removesuffix(b"\r"))
                self._held += len(line)
            elif self._lines and line in {b"", b"\r"}:
                events.append(b"\n".join(self._lines))
                self._lines.clear()
                self._held = 0
        return events
