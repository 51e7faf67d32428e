"""Requests as they are read from a connection: what is none is told so, as the API tells it.

It never reaches the application, so that uvicorn would have to answer it.
"""

import asyncio
import secrets
from http import HTTPStatus
from typing import Any

from typing_extensions import override
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from service.api.errors import (
    HEAD_TOO_LARGE,
    LARGEST_HEAD,
    NO_HTTP,
    HeadersTooLargeError,
    MalformedRequestError,
)
from service.api.problems import problem_reply
from service.domain.errors import RoundtableError

HEAD_WITHIN_S = 30.0
"""How long a client may be connected, or go on with what it has begun, without asking anything."""
LINGER_S = 1.0
"""How long is listened, and not heeded, to a client that was told that it is not understood."""


class Protocol(HttpToolsProtocol):
    """A connection on which errors are problems, heads have an end, and trailers are none."""

    head_within_s = HEAD_WITHIN_S

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as uvicorn makes it
        super().__init__(*args, **kwargs)
        self.url = b""
        self._in_head = False
        self._head_size = 0
        self._awaiting_head: asyncio.TimerHandle | None = None
        self._earlier: tuple[RequestResponseCycle, ...] = ()
        """What was asked before the latest request, and is not answered yet."""
        self._refused = False
        self._fault: RoundtableError = MalformedRequestError(NO_HTTP)

    @override
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._have_head()
        super().connection_lost(exc)
        # Of requests sent at once only the latest would hear of it, and a stream before it never.
        self._hang_up()

    @override
    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        went_on = self._in_head
        super().data_received(data)
        if went_on and self._in_head and not self._refused:
            self._head_size += len(data)
            if self._head_size > LARGEST_HEAD:
                self._fault = HeadersTooLargeError(HEAD_TOO_LARGE)
                self.send_400_response(HEAD_TOO_LARGE)
        if self._awaiting_head is None and (self._in_head or not self._unanswered()):
            # With what has come, uvicorn no longer takes the connection for an idle one.
            self._await_head()

    @override
    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head, self._head_size = True, 0

    @override
    def on_headers_complete(self) -> None:
        self._in_head = False
        self._have_head()
        size = len(self.url) + sum(len(name) + len(text) for name, text in self.headers)
        if size > LARGEST_HEAD:
            self._fault = HeadersTooLargeError(HEAD_TOO_LARGE)
            raise self._fault
        self._earlier = self._unanswered()
        super().on_headers_complete()
        # Trailers would be put among the headers that the application is given.
        self.headers = []

    @override
    def send_400_response(self, msg: str) -> None:
        self._refused = True
        self._have_head()
        begun = any(cycle.response_started for cycle in self._unanswered())
        self._hang_up()
        if begun:
            # Whatever was said now would be taken for a part of that reply.
            self.transport.close()
            return
        request_id = f"req_{secrets.token_hex(12)}"
        path = self.url.partition(b"?")[0].decode("latin-1")
        reply = problem_reply(self._fault, path, request_id)
        fields = {
            **{name.decode(): text.decode() for name, text in self.server_state.default_headers},
            **reply.headers,
            "X-Request-Id": request_id,
            "X-Content-Type-Options": "nosniff",
            "Content-Length": str(len(reply.body)),
        }
        lines = [f"{name}: {text}\r\n" for name, text in fields.items()]
        head = f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}\r\n{''.join(lines)}\r\n"
        self.transport.write(head.encode() + reply.body)
        # To close now would reset the connection of who is still sending, reply and all.
        self.transport.write_eof()
        self.loop.call_later(LINGER_S, self.transport.close)

    def _unanswered(self) -> tuple[RequestResponseCycle, ...]:
        latest: RequestResponseCycle | None = self.cycle
        asked = self._earlier if latest is None else (*self._earlier, latest)
        return tuple(cycle for cycle in asked if not cycle.response_complete)

    def _hang_up(self) -> None:
        """Let those who answer requests know that nobody is there to be answered."""
        for cycle in self._unanswered():
            cycle.disconnected = True
            cycle.message_event.set()

    def _await_head(self) -> None:
        self._awaiting_head = self.loop.call_later(self.head_within_s, self.transport.close)

    def _have_head(self) -> None:
        if self._awaiting_head is not None:
            self._awaiting_head.cancel()
            self._awaiting_head = None
