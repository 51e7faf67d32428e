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

MOST_LOOKUPS = 1_000
"""At once in a process, each of another name. An attempt gives up after 2 s, the C library perhaps
after 30: there must be room for those that nobody waits for any more, so that dead name servers, be
they of all receivers that a tenant names, block no others."""


class Resolver(Protocol):
    """Whoever knows the addresses of names."""

    async def addresses(self, host: str) -> tuple[Address, ...]:
        """Return every address of a name, the best first.

        Raises `OSError` or `ValueError` when it has none or cannot be asked for; takes as long
        as it takes.
        """
        ...


class SystemResolver(Resolver):
    """The C library's `getaddrinfo`, each call in a thread of its own; an address is its own answer.

    A call cannot be broken off. Its thread is a daemon's, so that the end of the process does not
    wait for it; a thread pool's would be waited for. Attempts at one name that are made at the same
    time share one call: what hangs is asked for once.
    """

    def __init__(self, most: int = MOST_LOOKUPS) -> None:
        self._room = asyncio.Semaphore(most)
        self._under_way: dict[str, asyncio.Task[tuple[Address, ...]]] = {}

    @override
    async def addresses(self, host: str) -> tuple[Address, ...]:
        with contextlib.suppress(ValueError):
            return (ip_address(host),)
        if host not in self._under_way:
            lookup = asyncio.create_task(self._looked_up(host), name="lookup")
            self._under_way[host] = lookup
            lookup.add_done_callback(lambda _: self._under_way.pop(host))
        # Who leaves does not end it for the others, nor for the thread that is at it.
        return await asyncio.shield(self._under_way[host])

    async def _looked_up(self, host: str) -> tuple[Address, ...]:
        async with self._room:
            lookup: Future[tuple[Address, ...]] = Future()
            threading.Thread(
                target=_look_up, args=(host, lookup), name="lookup", daemon=True
            ).start()
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
