"""A receiver that costs next to nothing: it takes every webhook, and counts.

    with a_receiver() as receiver:
        ...  # send to f"{receiver.url}/somewhere"
        receiver.count()

It runs in a process of its own, on loopback, on a port that was free; leaving the block ends it,
and so does the end of whoever started it. A POST is answered with 204, at once, and a GET with what
has come so far. HTTP is read just well enough for well-behaved senders.
"""

import contextlib
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from urllib.parse import urlsplit

import msgspec
import uvloop
from typing_extensions import override

from bench.model_server import Exchange, a_server, serve

PATIENCE_S = 30
ID = b"webhook-id:"
CLOSE = b"connection: close"
TAKEN = b"HTTP/1.1 204 No Content\r\nDate: Mon, 02 Nov 2026 09:00:00 GMT\r\n\r\n"


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """What has come."""

    requests: int = 0
    deliveries: int = 0
    """Requests with another path or `webhook-id` than all before."""
    first_s: float = 0
    """When the first request was complete, on the monotonic clock that all processes share."""
    last_s: float = 0

    @property
    def per_s(self) -> float:
        """Return how many came a second, between the first and the last."""
        return (self.requests - 1) / (self.last_s - self.first_s)


class Receiver(msgspec.Struct, frozen=True, kw_only=True):
    """A running receiver."""

    url: str
    """Without a path and without a slash at the end."""

    def count(self) -> Count:
        """Ask what has come."""
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=PATIENCE_S)
        with contextlib.closing(connection) as client:
            client.request("GET", "/")
            return msgspec.json.decode(client.getresponse().read(), type=Count)


@contextmanager
def a_receiver() -> Iterator[Receiver]:
    """Start one for the length of a block."""
    with a_server(__name__) as server:
        yield Receiver(url=server.url)


class Book:
    """What all connections together have taken."""

    def __init__(self) -> None:
        self._requests = 0
        self._deliveries: set[bytes] = set()
        self._first_s = self._last_s = 0.0

    def note(self, head: bytes) -> None:
        """Count one request."""
        self._requests += 1
        self._last_s = time.monotonic()
        self._first_s = self._first_s or self._last_s
        path, *fields = head.split(b"\r\n")
        self._deliveries.add(path + next(filter(_is_id, fields), b""))

    def count(self) -> Count:
        """Return what has come so far."""
        return Count(
            requests=self._requests,
            deliveries=len(self._deliveries),
            first_s=self._first_s,
            last_s=self._last_s,
        )


class Connection(Exchange):
    """One sender's connection."""

    def __init__(self, book: Book) -> None:
        super().__init__()
        self._book = book

    @override
    def asked(self, head: bytes, body: bytes) -> None:
        if head.startswith(b"POST "):
            self._book.note(head)
            self.write(TAKEN)
        else:
            counted = msgspec.json.encode(self._book.count())
            self.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(counted))
            self.write(counted)
        if CLOSE in head.lower():
            self.close()


def _is_id(field: bytes) -> bool:
    return field.lower().startswith(ID)


if __name__ == "__main__":
    book = Book()
    uvloop.run(serve(socket.socket(fileno=int(sys.argv[1])), lambda: Connection(book)))
