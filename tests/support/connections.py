"""Connections at the server's end, for tests that cut them or look at what they hold."""

import asyncio
from typing import ClassVar

from typing_extensions import override

from cli.connections import Connection


class Watched(Connection):
    """Can be found while it is open."""

    _open: ClassVar[set["Watched"]] = set()

    @classmethod
    def streams(cls) -> list["Watched"]:
        """Return the connections whose latest request was for events."""
        return [one for one in Watched._open if b"/events" in getattr(one, "url", b"")]

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        Watched._open.add(self)
        super().connection_made(transport)

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        Watched._open.discard(self)
        super().connection_lost(exc)


class Impatient(Watched):
    """Gives up soon a client that takes nothing."""

    taken_within_s = 0.3


class Patient(Watched):
    """Gives up a client that takes nothing, but not so soon."""

    taken_within_s = 2.0


class Few(Watched):
    """Is one of three at most."""

    @staticmethod
    @override
    def most() -> int:
        return 3
