"""How requests leave the process: one pool of connections for each provider.

The interface is httpx, the connections are aiohttp's: httpx's own pool looks through all its
connections at every request, which costs more than the request itself once many are in flight.
All that concerns sockets, TLS and limits belongs here, and so does the list of what can go wrong
with them.
"""

import ssl
from collections.abc import AsyncIterable

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

MAX_IN_FLIGHT = 1_000
"""Calls to one provider at once; `ModelClient` holds further ones back."""

CONNECT_S = 5
KEEPALIVE_S = 60

# A little above what is in flight, so that nothing ever queues in the pool.
_MAX_CONNECTIONS = MAX_IN_FLIGHT + 24

CONNECTION_ERRORS: tuple[type[Exception], ...] = (
    httpx.HTTPError,
    # What the transport does not translate, such as a malformed status line.
    aiohttp.ClientError,
    OSError,
)
"""What a request or the reading of its reply raises when the other side or the way to it fails."""

EXTENSIONS = {"timeout": {"connect": CONNECT_S}}
"""For every request. It has no read timeout: a model may think for long before the first byte, and
one that was cut off and asked again would never come to its end. Every call has a deadline."""

HEADERS = {
    "accept": "application/json",
    # Compressed, a few kilobytes could unfold to more than the cap on a body in one piece.
    "accept-encoding": "identity",
    "user-agent": "roundtable",
}
"""Of every request."""


def open_transport(tls: ssl.SSLContext) -> AiohttpTransport:
    """Return the connections to one provider; whoever opens them closes them.

    A client over them would add 0.3 ms to every call, for what is not wanted here: redirects,
    which could take a key to another host, cookies, which could tie one call to the next, and
    the proxy variables of the environment.
    """
    return AiohttpTransport(verify=tls, client=lambda: _session(tls))


def pieces_of(response: httpx.Response) -> AsyncIterable[bytes]:
    """Return the body as it arrives, unpacked where a server compresses unasked."""
    if "content-encoding" in response.headers:
        return response.aiter_bytes()
    assert isinstance(response.stream, httpx.AsyncByteStream)  # noqa: S101 - the transport's own
    return response.stream


def was_never_sent(error: Exception) -> bool:
    """Return whether a connection error came before anything could be sent."""
    return isinstance(error.__cause__, aiohttp.ClientConnectorError)


def tls_context() -> ssl.SSLContext:
    """Return a context to be shared by all clients: it takes 50 ms to build."""
    return httpx.create_ssl_context(trust_env=False)


def _session(tls: ssl.SSLContext) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            limit=_MAX_CONNECTIONS,
            keepalive_timeout=KEEPALIVE_S,
            ssl=tls,
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
    )
