"""Clients of event streams, some thousand in one process: each knows what came to it, and when.

They read HTTP just well enough to find the frames in it.
"""

import asyncio
import contextlib
import re
import time
from collections.abc import Sequence
from functools import partial
from typing import cast
from urllib.parse import urlsplit

from typing_extensions import override

from tests.support.patience import PATIENCE_S

AT_ONCE = 100
"""How many connect at a time."""
LOOK_EVERY_S = 0.002
END_OF_FRAME = b"\n\n"
OK = b"HTTP/1.1 200 OK"
SEQUENCE = re.compile(rb"\nid: (\d+)\n")


class Reader(asyncio.Protocol):
    """One client of one stream."""

    def __init__(self, path: str, after: int = 0) -> None:
        """Ask for the stream at that path, from after the event of that sequence."""
        self.last = after
        """The sequence of the last event that has come."""
        self.arrived_s: dict[int, float] = {}
        """When each event came, on the monotonic clock."""
        self.received = b""
        """What came first: the head of the reply."""
        self.wrong = 0
        """How many events came that do not follow the one before."""
        self.ended = False
        self._request = _request(path, after)
        self._rest = b""
        self._transport: asyncio.Transport | None = None

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._request)

    @override
    def data_received(self, data: bytes) -> None:
        at_s = time.monotonic()
        self.received = self.received or data
        frames, found, rest = (self._rest + data).rpartition(END_OF_FRAME)
        self._rest = rest
        for sequence in SEQUENCE.findall(frames + found):
            self._hear(int(sequence), at_s)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self.ended = True

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.abort()

    def pause(self) -> None:
        """Read nothing more."""
        if self._transport is not None:
            self._transport.pause_reading()

    def _hear(self, sequence: int, at_s: float) -> None:
        self.wrong += sequence != self.last + 1
        self.last = sequence
        self.arrived_s[sequence] = at_s


class Audience:
    """Readers of some streams."""

    def __init__(self, readers: Sequence[Reader]) -> None:
        self.readers = readers

    @property
    def wrong(self) -> int:
        """Return how many events came twice, or after a gap, and how many readers were cut off."""
        return sum(reader.wrong + reader.ended for reader in self.readers)

    @property
    def refused(self) -> int:
        """Return how many were not given a stream."""
        return sum(OK not in reader.received for reader in self.readers)

    async def heard(self, sequence: int, within_s: float = PATIENCE_S) -> bool:
        """Wait until all have had that event; return whether they have in time."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                # Many tell.
                while any(reader.last < sequence for reader in self.readers):  # noqa: ASYNC110
                    await asyncio.sleep(LOOK_EVERY_S)
            return True
        return False

    def close(self) -> None:
        """Let all hang up."""
        for reader in self.readers:
            reader.close()


async def connect(url: str, readers: Sequence[Reader]) -> Audience:
    """Let them ask, and wait until each is answered."""
    address, loop = urlsplit(url), asyncio.get_running_loop()
    async with asyncio.timeout(PATIENCE_S):
        for first in range(0, len(readers), AT_ONCE):
            some = readers[first : first + AT_ONCE]
            await asyncio.gather(
                *(
                    loop.create_connection(
                        partial(_same, one), address.hostname or "", address.port or 0
                    )
                    for one in some
                )
            )
        while not all(reader.received for reader in readers):  # noqa: ASYNC110 - many tell
            await asyncio.sleep(LOOK_EVERY_S)
    return Audience(readers)


def _request(path: str, after: int) -> bytes:
    resuming = f"Last-Event-ID: {after}\r\n" if after else ""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{resuming}\r\n".encode()


def _same(reader: Reader) -> Reader:
    return reader
