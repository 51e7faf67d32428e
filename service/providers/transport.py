"""How requests leave the process: one pool of connections for each provider.

All that concerns sockets, TLS and limits belongs here, and so does the list of what can go wrong
with them.
"""

import ssl
from collections.abc import AsyncIterable, Mapping

import aiohttp
import httpx

MAX_IN_FLIGHT = 1_000
"""Calls to one provider at once; `ModelClient` holds further ones back."""

CONNECT_S = 5
KEEPALIVE_S = 60

# A little above what is in flight, so that nothing ever queues in the pool.
_MAX_CONNECTIONS = MAX_IN_FLIGHT + 24

# Named apart since it is a time-out, too: not of a call, which has a deadline of its own.
NOT_CONNECTED = aiohttp.ServerTimeoutError
"""What a request raises when nobody has taken the connection in time."""

CONNECTION_ERRORS: tuple[type[Exception], ...] = (aiohttp.ClientError, OSError)
"""What a request or the reading of its reply raises when the other side or the way to it fails."""

_TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S)
"""Of every request. It has no read timeout: a model may think for long before the first byte, and
one that was cut off and asked again would never come to its end. Every call has a deadline."""

HEADERS = {
    "accept": "application/json",
    # Compressed, a few kilobytes could unfold to more than the cap on a body in one piece.
    "accept-encoding": "identity",
    "user-agent": "roundtable",
}
"""Of every request."""


def open_transport(tls: ssl.SSLContext) -> aiohttp.ClientSession:
    """Return the connections to one provider; whoever opens them closes them.

    They keep no cookies, which could tie one call to the next, and heed no proxy variables of the
    environment.
    """
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            limit=_MAX_CONNECTIONS,
            keepalive_timeout=KEEPALIVE_S,
            ssl=tls,
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=_TIMEOUT,
        trust_env=False,
    )


async def sent(
    transport: aiohttp.ClientSession,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes | None = None,
) -> aiohttp.ClientResponse:
    """Send a request and return the reply as soon as it begins; whoever takes it leaves its block.

    Nobody is sent on to elsewhere: a redirect could take a key to another host. What a server
    compresses unasked is unpacked.
    """
    return await transport.request(method, url, headers=headers, data=body, allow_redirects=False)


def pieces_of(response: aiohttp.ClientResponse) -> AsyncIterable[bytes]:
    """Return the body as it arrives."""
    return response.content.iter_any()


def was_never_sent(error: Exception) -> bool:
    """Return whether a connection error came before anything could be sent."""
    return isinstance(error, aiohttp.ClientConnectorError)


def tls_context() -> ssl.SSLContext:
    """Return a context to be shared by all clients: it takes 50 ms to build."""
    return httpx.create_ssl_context(trust_env=False)
