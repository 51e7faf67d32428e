"""What holds for every request, whatever the framework inside would do: the outermost layer.

A request gets its id, is let in or not, finds its path exactly or not at all, and has its body
taken in. HEAD is GET without the body; OPTIONS and 405 tell all methods; every error is a problem.
"""

import re
import secrets
from collections.abc import Mapping
from typing import cast

import structlog
from litestar.types import (
    ASGIApp,
    HTTPScope,
    Message,
    Receive,
    ReceiveMessage,
    Scope,
    Send,
)

from service.api.errors import ClientGoneError, MethodNotAllowedError
from service.api.intake import take_in
from service.api.loopback import LoopbackRules
from service.api.paths import Paths
from service.api.problems import problem_reply
from service.api.reply import Reply
from service.api.schemas import REQUEST_ID
from service.domain.errors import RoundtableError, UnknownResourceError

WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
WELL_FORMED = re.compile(REQUEST_ID.removesuffix("$") + r"\Z")


class Gate:
    """Wraps the application."""

    def __init__(self, app: ASGIApp, paths: Paths, rules: LoopbackRules) -> None:
        self._app = app
        self._paths = paths
        self._rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request; start-up and shutdown pass through, sockets are closed."""
        kind = str(scope["type"])
        if kind == "http":
            await self._serve(cast("HTTPScope", scope), receive, send)
        elif kind == "websocket":
            await send({"type": "websocket.close", "code": 1000, "reason": None})
        else:
            await self._app(scope, receive, send)

    async def _serve(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        fields = [
            (name.decode("latin-1"), text.decode("latin-1")) for name, text in scope["headers"]
        ]
        headers = dict(reversed(fields))
        request_id = _request_id(headers)
        send = _signed(send, request_id)
        if scope["method"] == "HEAD":
            send, receive = _bodiless(send, receive)
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                self._rules.check(scope["path"], fields)
                method = self._method(scope)
                if method == "OPTIONS":
                    allow = ", ".join(self._paths.methods(scope["path"]))
                    await Reply(status=204, headers={"Allow": allow})(scope, receive, send)
                    return
                if method in WITH_BODY:
                    receive = await take_in(receive, headers)
            except ClientGoneError:
                return
            except RoundtableError as error:
                await problem_reply(error, scope["path"], request_id)(scope, receive, send)
                return
            state = {**scope.get("state", {}), "request_id": request_id}
            inner = cast("HTTPScope", {**scope, "method": method, "state": state})
            await self._app(inner, receive, send)

    def _method(self, scope: HTTPScope) -> str:
        """Return the method to serve, or raise that there is no such path or method."""
        method, methods = str(scope["method"]), self._paths.methods(scope["path"])
        if not methods:
            message = f"There is nothing at {scope['path'][:200]}."
            raise UnknownResourceError(message)
        if method not in methods:
            allow = ", ".join(methods)
            message = f"This path has no {method[:20]}; it has {allow}."
            raise MethodNotAllowedError(message, allow=allow)
        return "GET" if method == "HEAD" else method


def _request_id(headers: Mapping[str, str]) -> str:
    given = headers.get("x-request-id", "")
    return given if WELL_FORMED.match(given) else f"req_{secrets.token_hex(12)}"


def _signed(send: Send, request_id: str) -> Send:
    async def signed(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = [(b"x-request-id", request_id.encode()), (b"x-content-type-options", b"nosniff")]
            message["headers"] = [*message["headers"], *own]
        await send(message)

    return signed


def _bodiless(send: Send, receive: Receive) -> tuple[Send, Receive]:
    """Send headers only; to what would go on streaming the reader seems to have hung up."""
    started = False

    async def headers_only(message: Message) -> None:
        nonlocal started
        if message["type"] == "http.response.start":
            started = True
            await send(message)
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def hung_up() -> ReceiveMessage:
        return {"type": "http.disconnect"} if started else await receive()

    return headers_only, hung_up
