"""Addresses of a name, as the machine finds them: hosts file, name service switch, DNS."""

import asyncio
import contextlib
import socket
import threading
from concurrent.futures import Future
from ipaddress import ip_address
from typing import Protocol

from typing_extensions import override

from service.domain.addresses import Address

MOST_LOOKUPS = 200
"""At once in a process. An attempt gives up after 2 s, the C library perhaps after 30: there must be
room for those that nobody waits for any more, so that a dead name server blocks no others."""


class Resolver(Protocol):
    """Whoever knows the addresses of names."""

    async def addresses(self, host: str) -> tuple[Address, ...]:
        """Return every address of a name, the best first.

        Raises `OSError` or `ValueError` when it has none or cannot be asked for; takes as long
        as it takes.
        """
        ...


class SystemResolver(Resolver):
    """The C library's `getaddrinfo`, each call in a thread of its own.

    A call cannot be broken off. Its thread is a daemon's, so that the end of the process does not
    wait for it; a thread pool's would be waited for.
    """

    def __init__(self, most: int = MOST_LOOKUPS) -> None:
        self._room = asyncio.Semaphore(most)

    @override
    async def addresses(self, host: str) -> tuple[Address, ...]:
        await self._room.acquire()
        lookup: Future[tuple[Address, ...]] = Future()
        loop = asyncio.get_running_loop()
        # Room is made when the call returns, which may be long after its waiter has left.
        lookup.add_done_callback(lambda _: _tell(loop, self._room))
        threading.Thread(target=_look_up, args=(host, lookup), name="lookup", daemon=True).start()
        return await asyncio.wrap_future(lookup)


def _look_up(host: str, lookup: Future[tuple[Address, ...]]) -> None:
    if not lookup.set_running_or_notify_cancel():
        return
    try:
        # As bytes it is not encoded anew. All families, whether or not they can be reached from
        # here: one denied address among them is enough to refuse the name.
        found = socket.getaddrinfo(host.encode("ascii"), None, type=socket.SOCK_STREAM)
        addresses = tuple(ip_address(entry[4][0]) for entry in found)
    except (OSError, ValueError) as error:
        lookup.set_exception(error)
    else:
        lookup.set_result(addresses)


def _tell(loop: asyncio.AbstractEventLoop, room: asyncio.Semaphore) -> None:
    # The loop may have ended long before the call did.
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(room.release)
