"""Requests as they are read from a connection: what is none is told so, as the API tells it.

It never reaches the application, so that uvicorn would have to answer it.
"""

import secrets
from http import HTTPStatus
from typing import Any

from typing_extensions import override
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from service.api.errors import (
    HEAD_TOO_LARGE,
    LARGEST_HEAD,
    NO_HTTP,
    HeadersTooLargeError,
    MalformedRequestError,
)
from service.api.problems import problem_reply
from service.domain.errors import RoundtableError

LINGER_S = 1.0
"""How long is listened, and not heeded, to a client that was told that it is not understood."""


class Protocol(HttpToolsProtocol):
    """A connection on which errors are problems, headers have an end, and trailers are none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as uvicorn makes it
        super().__init__(*args, **kwargs)
        self.url = b""
        self._in_head = False
        self._head_size = 0
        self._refused = False
        self._fault: RoundtableError = MalformedRequestError(NO_HTTP)

    @override
    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        went_on = self._in_head
        super().data_received(data)
        if went_on and self._in_head:
            self._head_size += len(data)
            if self._head_size > LARGEST_HEAD:
                self._fault = HeadersTooLargeError(HEAD_TOO_LARGE)
                self.send_400_response(HEAD_TOO_LARGE)

    @override
    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head, self._head_size = True, 0

    @override
    def on_headers_complete(self) -> None:
        self._in_head = False
        size = len(self.url) + sum(len(name) + len(text) for name, text in self.headers)
        if size > LARGEST_HEAD:
            self._fault = HeadersTooLargeError(HEAD_TOO_LARGE)
            raise self._fault
        super().on_headers_complete()
        # Trailers would be put among the headers that the application is given.
        self.headers = []

    @override
    def send_400_response(self, msg: str) -> None:
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
        self._refused = True
        self.loop.call_later(LINGER_S, self.transport.close)
