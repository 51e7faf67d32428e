"""Connections to addresses that were looked at, and to no others."""

import asyncio
import socket
import ssl
from ipaddress import IPv6Address

import aiohappyeyeballs
import httpx

from service.domain.addresses import Address, is_denied
from service.domain.delivery import AttemptError
from service.domain.webhook_urls import AllowList, Target
from service.webhooks.phases import AttemptFailedError

NEXT_ADDRESS_AFTER_S = 0.25
"""How long one address is waited for before the next is tried beside it (RFC 8305)."""
MOST_TRIED = 20
"""Addresses that one attempt tries, more than balancers have of both families: a name with hundreds
must not make a scan of it."""
BUFFER = 32 * 1024
"""Twice as much may wait to be read; then the other side has to wait."""


class Connection:
    """A connection for one request; whoever opened it closes it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def write(self, data: bytes) -> None:
        """Send bytes; wait while many of them are still on their way."""
        if self._writer.is_closing():
            # Reset since it was made, of which uvloop would make a `RuntimeError`.
            raise ConnectionResetError
        self._writer.write(data)
        await self._writer.drain()

    async def read(self, most: int) -> bytes:
        """Return some of what has arrived, nothing at its end."""
        return await self._reader.read(most)

    def close(self) -> None:
        """End it at once: a peer that does not take its leave is not waited for."""
        self._writer.transport.abort()


def tls_context() -> ssl.SSLContext:
    """Return a context to be shared by all connections: it takes 50 ms to build.

    It trusts the usual authorities, and those that the machine does, or that `SSL_CERT_FILE` and
    `SSL_CERT_DIR` name in their place. A receiver that asks for one handshake after another would
    have us do nothing else.
    """
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    context.options |= ssl.OP_NO_RENEGOTIATION
    return context


async def connect(
    target: Target, addresses: tuple[Address, ...], allow: AllowList, tls: ssl.SSLContext
) -> Connection:
    """Connect to one of the first addresses of a target, unless any of them all is denied.

    The check stands here, right before the sockets are made from the very values it has seen; the
    name is used for the certificate only. Raises `OSError`, of TLS `ssl.SSLError`.
    """
    if target.place not in allow and any(is_denied(address) for address in addresses):
        raise AttemptFailedError(AttemptError.BLOCKED_ADDRESS)
    connected = await aiohappyeyeballs.start_connection(
        [_addr_info(address, target.port) for address in addresses[:MOST_TRIED]],
        happy_eyeballs_delay=NEXT_ADDRESS_AFTER_S,
    )
    secure = target.scheme == "https"
    reader, writer = await asyncio.open_connection(
        sock=connected,
        limit=BUFFER,
        ssl=tls if secure else None,
        server_hostname=target.host if secure else None,
    )
    return Connection(reader, writer)


def _addr_info(address: Address, port: int) -> aiohappyeyeballs.AddrInfoType:
    """Return an address in numbers, as `getaddrinfo` would: nothing is left to be resolved."""
    if isinstance(address, IPv6Address):
        return (
            socket.AF_INET6,
            socket.SOCK_STREAM,
            socket.IPPROTO_TCP,
            "",
            (str(address), port, 0, 0),
        )
    return socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (str(address), port)
