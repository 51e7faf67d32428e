"""A local receiver at its address: taking that, and showing what arrives there."""

import asyncio
import socket
from collections.abc import Callable

from cli.deliveries import Arrival
from cli.http_server import Server, listen
from cli.receiver import Receiver
from service.domain.errors import SettingsError
from service.ending import end
from service.settings import is_loopback

BACKLOG = 128

Show = Callable[[Arrival], None]


def take_place(host: str, port: int) -> socket.socket:
    """Take an address of loopback, where connections wait until they are served.

    Raises `SettingsError` for one that others could reach, `AddressInUseError` when it is taken.
    """
    if not is_loopback(host):
        raise SettingsError(
            f"{host} can be reached from other machines: a receiver to try webhooks out listens on"
            " loopback only, such as 127.0.0.1."
        )
    listener = listen(host, port)
    listener.listen(BACKLOG)
    return listener


async def receive(receiver: Receiver, listener: socket.socket, show: Show) -> None:
    """Show whatever arrives, until canceled."""
    serving = asyncio.create_task(Server(receiver, listener).serve([listener]), name="receiver")
    try:
        while True:
            show(await receiver.arrivals.get())
    finally:
        await end(serving)
