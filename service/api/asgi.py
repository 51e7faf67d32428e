"""What holds for every request, whatever the framework inside would do: the outermost layer.

A request gets its id, is let in or not, finds its path exactly or not at all, needs the scope for
it, has its body taken in, and is given the shard of its caller. HEAD is GET without the body; OPTIONS and 405 tell all methods;
every error is a problem, and to a person a page.
"""

import re
import secrets
import time
from collections.abc import Mapping
from functools import partial
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

from service.api.allowance import counted
from service.api.areas import area_of, is_guarded, shown
from service.api.auth import Doorkeeper
from service.api.error_replies import error_reply
from service.api.errors import (
    ClientGoneError,
    ElsewhereError,
    InsufficientScopeError,
    MethodNotAllowedError,
)
from service.api.intake import take_in
from service.api.loopback import Headers
from service.api.paths import Paths, Route
from service.api.problems import is_our_fault
from service.api.reply import Reply
from service.api.request_spans import note_problem, request_told
from service.domain.access import Caller
from service.domain.errors import UnknownResourceError
from service.domain.tracing import Trace
from service.metrics.table import HTTP_REQUEST_SECONDS, HTTP_REQUESTS
from service.resources.schemas import REQUEST_ID
from service.shards import Shards
from service.telemetry import logger
from service.tracing.tracer import Span

log = logger(__name__)

WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
WELL_FORMED = re.compile(REQUEST_ID.removesuffix("$") + r"\Z")
OF_A_DEBATE = re.compile(r"(?:/v1)?/debates/(dbt_[0-9a-z]{26})(?:/|\Z)")


class Gate:
    """Wraps the application."""

    def __init__(
        self,
        app: ASGIApp,
        paths: Paths,
        doorkeeper: Doorkeeper,
        shards: Shards,
        nothing_else: str | None = None,
    ) -> None:
        """Take what it wraps and asks.

        `nothing_else` is said of other paths to everybody, as if there were no areas with rules.
        """
        self._app = app
        self._paths = paths
        self._doorkeeper = doorkeeper
        self._shards = shards
        self._nothing_else = nothing_else
        self._root = shards.registry.settings.root
        self._tracer = shards.registry.tracer
        self._metrics = shards.registry.metrics

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
        route = self._paths.find(scope["path"])
        own = {
            "X-Request-Id": request_id,
            "X-Content-Type-Options": "nosniff",
            **area_of(scope["path"]).headers,
        }
        told = request_told(self._tracer, scope, route, fields, request_id)
        with (
            told as span,
            structlog.contextvars.bound_contextvars(request_id=request_id, **_trace(span)),
        ):
            send = self._counting(_signed(send, own, span), route.operation(scope["method"]))
            if scope["method"] == "HEAD":
                send, receive = _bodiless(send, receive)
            try:
                self._check_place(route)
                caller = await self._doorkeeper.admit(scope["path"], fields)
                own |= await self._counted(scope["path"], caller, span)
                method = _method(scope, route, caller)
                if method == "OPTIONS":
                    allow = ", ".join(route.methods)
                    await Reply(status=204, headers={"Allow": allow})(scope, receive, send)
                    return
                body = await take_in(receive, headers) if method in WITH_BODY else b""
                # Not before: a body takes its time, and a tenant may have moved meanwhile.
                context = await self._shards.of(caller.tenant)
            except ClientGoneError:
                return
            except Exception as error:
                if is_our_fault(error):
                    log.exception("request_failed", path=shown(scope["path"]))
                note_problem(span, error)
                accept = _accept(fields)
                reply = error_reply(error, scope["path"], accept, request_id, root=self._root)
                await reply(scope, receive, send)
                return
            own_state = {
                "request_id": request_id,
                "caller": caller,
                "context": context,
                "admit": partial(self._doorkeeper.admit, scope["path"], fields),
                "body": body,
                "span": span,
            }
            state = {**scope.get("state", {}), **own_state}
            inner = cast("HTTPScope", {**scope, "method": method, "state": state})
            await self._app(inner, receive, send)

    def _check_place(self, route: Route) -> None:
        if self._nothing_else and not route.methods:
            raise ElsewhereError(self._nothing_else)

    async def _counted(
        self, path: str, caller: Caller, span: Span[Trace | None]
    ) -> dict[str, str]:
        """Count the request; return what every reply to it says of what is left."""
        if not is_guarded(path):
            return {}
        span.note({"roundtable.tenant": caller.tenant})
        structlog.contextvars.bind_contextvars(tenant=caller.tenant, **_known(path, caller))
        return await counted(caller, await self._shards.of(caller.tenant))

    def _counting(self, send: Send, operation: str) -> Send:
        """Count the request when its answer begins, which may go on for as long as a debate."""
        began_s = time.monotonic()

        async def counting(message: Message) -> None:
            if message["type"] == "http.response.start":
                took_s = time.monotonic() - began_s
                self._metrics.count(HTTP_REQUESTS, operation, str(message["status"]))
                self._metrics.observe(HTTP_REQUEST_SECONDS, took_s, operation)
            await send(message)

        return counting


def _method(scope: HTTPScope, route: Route, caller: Caller) -> str:
    """Return the method to serve, or raise that there is no such path or method.

    Raises `InsufficientScopeError` when it is not for this caller.
    """
    method = str(scope["method"])
    if not route.methods:
        message = f"There is nothing at {shown(scope['path'])[:200]}."
        raise UnknownResourceError(message)
    if method not in route.methods:
        allow = ", ".join(route.methods)
        message = f"This path has no {method[:20]}; it has {allow}."
        raise MethodNotAllowedError(message, allow=allow)
    method = "GET" if method == "HEAD" else method
    served = route.served.get(method)
    if served is not None and served.scope not in caller.scopes:
        raise InsufficientScopeError(served.scope)
    return method


def _known(path: str, caller: Caller) -> dict[str, str]:
    """Return what else log lines say of a request: whose key, and which debate it is about."""
    found = OF_A_DEBATE.match(path)
    return {
        **({"key": caller.key_id} if caller.key_id else {}),
        **({"debate": found[1]} if found else {}),
    }


def _request_id(headers: Mapping[str, str]) -> str:
    given = headers.get("x-request-id", "")
    return given if WELL_FORMED.match(given) else f"req_{secrets.token_hex(12)}"


def _accept(fields: Headers) -> str | None:
    return ", ".join(text for name, text in fields if name == "accept") or None


def _trace(span: Span[Trace | None]) -> dict[str, str]:
    """Return what log lines say of the trace that a request belongs to."""
    return {"trace_id": span.trace.id} if span.trace else {}


def _signed(send: Send, own: Mapping[str, str], span: Span[Trace | None]) -> Send:
    """Let a reply have the headers that are there when it starts, and no others of their names.

    Its span gets to know the status.
    """

    async def signed(message: Message) -> None:
        if message["type"] == "http.response.start":
            added = {name.lower().encode(): text.encode() for name, text in own.items()}
            others = [field for field in message["headers"] if field[0] not in added]
            message["headers"] = [*others, *added.items()]
            span.note({"http.response.status_code": message["status"]})
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
