"""How requests leave the process: one pooled client for each provider.

The interface is httpx, the connections are aiohttp's: httpx's own pool looks through all its
connections at every request, which costs more than the request itself once many are in flight.
All that concerns sockets, TLS and limits belongs here, and so does the list of what can go wrong
with them.
"""

import ssl
from http.cookiejar import CookieJar, DefaultCookiePolicy

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

MAX_IN_FLIGHT = 1_000
"""Calls to one provider at once; the adapter holds further ones back."""

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
"""Whatever a request or the reading of its reply raises when the other side or the way to it fails."""


def open_client(tls: ssl.SSLContext) -> httpx.AsyncClient:
    """Return a client for one provider; to be closed by who opened it.

    It follows no redirects, so that a key never goes to another host, and ignores the proxy
    variables of the environment. It has no read timeout: a model may think for long before the
    first byte, and every call has a deadline of its own.
    """
    return httpx.AsyncClient(
        transport=AiohttpTransport(verify=tls, client=lambda: _session(tls)),
        timeout=httpx.Timeout(None, connect=CONNECT_S),
        follow_redirects=False,
        trust_env=False,
        # A call is bound to its key, never to what another call was given.
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        # Compressed, a few kilobytes could unfold to more than the cap on a body in one piece.
        headers={
            "accept": "application/json",
            "accept-encoding": "identity",
            "user-agent": "roundtable",
        },
    )


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
