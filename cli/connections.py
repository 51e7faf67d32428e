"""A connection to a client of the API, and when it is given up.

A client that takes nothing of what it is sent keeps the handler that serves it waiting, and what
is to be sent to it in memory. Nothing that a handler could do ends that: closing waits until all
is sent. So the connection is aborted here, whatever it was serving; who reads an event stream
resumes where it was. What the kernel keeps for a client is bounded likewise, where it can.
"""

import asyncio
import contextlib
import resource
import socket
from typing import ClassVar

from typing_extensions import override

from cli.protocol import Protocol
from service.telemetry import logger

log = logger(__name__)

TAKEN_WITHIN_S = 30.0
"""How long a client may leave untaken what it is sent."""
OPTIONS = {
    "TCP_NODELAY": 1,  # as uvloop has it; else a body waits 40 ms until its head is acknowledged
    "TCP_USER_TIMEOUT": round(1000 * TAKEN_WITHIN_S),  # ms until what was sent is acknowledged
    "TCP_NOTSENT_LOWAT": 2**17,  # bytes that wait to be sent; the rest is left to us
}
MOST_FILES = 2**16
OTHER_FILES = 256
"""How many files are not for clients: without connections to the store nobody is served."""
TELL_AGAIN_S = 10.0


class Connection(Protocol):
    """Serves one client, as long as it takes what it is sent."""

    taken_within_s = TAKEN_WITHIN_S

    _giving_up: asyncio.TimerHandle | None = None
    _told_at_s: ClassVar[float] = -TELL_AGAIN_S

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self.most():
            transport.abort()
            self._tell_refused()

    @staticmethod
    def most() -> int:
        """Return how many clients may be connected at a time."""
        files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        if files == resource.RLIM_INFINITY:
            return MOST_FILES
        return max(files - OTHER_FILES, files // 2)

    @override
    def pause_writing(self) -> None:
        super().pause_writing()
        self._giving_up = self.loop.call_later(self.taken_within_s, self.transport.abort)

    @override
    def resume_writing(self) -> None:
        super().resume_writing()
        self._go_on()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._go_on()
        super().connection_lost(exc)

    def _tell_refused(self) -> None:
        now_s = self.loop.time()
        if now_s >= Connection._told_at_s + TELL_AGAIN_S:
            Connection._told_at_s = now_s
            log.warning(
                "connections_refused",
                open=len(self.connections),
                remedy="Raise the limit of open files (ulimit -n), or run more API processes.",
            )

    def _go_on(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None


def prepare(listener: socket.socket) -> None:
    """Let the kernel send at once, keep little for who is slow, and give up who has vanished.

    The connections that the listener accepts inherit it. Not every system can.
    """
    for name, value in OPTIONS.items():
        if hasattr(socket, name):
            listener.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def allow_many_connections() -> None:
    """Let this process have as many files as it may, each connection being one.

    Many systems allow 1,024 until a process asks for more.
    """
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if most == resource.RLIM_INFINITY else min(most, MOST_FILES)
    if resource.RLIM_INFINITY != now < wanted:
        # Some systems allow fewer than they say.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
