"""One request and its reply over a connection, in HTTP/1.1 as h11 reads and writes it.

Nothing is followed, kept or unpacked, and of a reply no more is read than `MOST_READ`.
"""

from collections.abc import Mapping

import h11
import msgspec

from service.domain.webhook_urls import Target
from service.webhooks.agent import USER_AGENT
from service.webhooks.connecting import Connection

MOST_READ = 64 * 1024
"""Bytes of a reply, with its headers; h11 takes 16 kB of headers."""

FIXED_HEADERS = {
    "user-agent": USER_AGENT,
    "content-type": "application/json",
    "accept": "*/*",
    "accept-encoding": "identity",
    "connection": "close",
}
"""Of every request; one connection carries one."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A POST."""

    target: Target
    headers: Mapping[str, str]
    """Beside those that every request has; names in lower case."""
    body: bytes


class Exchange:
    """One request on a connection of its own; its methods are called once, in their order.

    Each raises `OSError` or `h11.RemoteProtocolError` when the connection or the reply breaks.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._http = h11.Connection(h11.CLIENT)
        self._left = MOST_READ

    def written(self, request: Request) -> bytes:
        """Return the request as it is sent, path and query byte for byte as they were named."""
        fields = {
            "host": request.target.authority,
            **FIXED_HEADERS,
            **request.headers,
            "content-length": str(len(request.body)),
        }
        events = (
            h11.Request(method="POST", target=request.target.path, headers=list(fields.items())),
            h11.Data(data=request.body),
            h11.EndOfMessage(),
        )
        return b"".join(self._http.send(event) or b"" for event in events)

    async def ask(self, written: bytes) -> None:
        """Send the request."""
        await self._connection.write(written)

    async def head(self) -> h11.Response:
        """Return status and headers of the reply, after any provisional ones."""
        while not isinstance(event := await self._next(), h11.Response):
            if event is None:
                raise h11.RemoteProtocolError("More than 64 KiB came before the reply did.")
        return event

    async def skim(self) -> None:
        """Read on to the end of the reply, or to what is read of one, and throw it away."""
        while not isinstance(await self._next(), h11.EndOfMessage | None):
            pass

    async def _next(self) -> h11.Event | None:
        """Return what comes next; None when as much was read as is read of a reply."""
        while not isinstance(event := self._http.next_event(), h11.Event):
            if not self._left:
                return None
            data = await self._connection.read(self._left)
            self._left -= len(data)
            self._http.receive_data(data)
        return event
