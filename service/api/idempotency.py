"""Repeating a POST safely: the layer between the gate and the handlers that keeps their replies.

With an Idempotency-Key a request holds the key while it is being answered. A reply that would be
the same again is stored before it is sent, and given to whoever repeats the request; any other
frees the key. Handlers need not know of it. One that stores its reply itself, in one step with
its effect, has its operation in `KEEP_THEIR_OWN`; one whose reply holds a secret, in `SECRET`.
"""

import hashlib
from collections.abc import Awaitable, Callable
from typing import TypeAlias, cast

import msgspec
from litestar.handlers import HTTPRouteHandler
from litestar.types import (
    ASGIApp,
    HTTPResponseBodyEvent,
    HTTPResponseStartEvent,
    HTTPScope,
    Message,
    Receive,
    Scope,
    Send,
)
from msgspec.structs import replace

from service import ids
from service.api.areas import shown
from service.api.calls import ApiRequest
from service.api.debate_replies import repeated
from service.api.headers import idempotency_key
from service.api.reply import Reply, encode
from service.domain.errors import SecretLostError, StoreUnavailableError
from service.resources.schemas import Problem
from service.store.idempotency import Hold, StoredReply, digest, fingerprint, reply_purpose
from service.telemetry import logger

log = logger(__name__)

KEEP_THEIR_OWN = frozenset({"createDebate", "forkDebate"})
"""Operations of which no request is ever in flight: their effect and their reply are one."""

SECRET = frozenset(
    {
        *("createWebhookEndpoint", "rotateWebhookEndpointSecret", "rotateWebhookSecret"),
        "createShare",
    }
)
"""Operations whose replies are sealed when they are stored."""

KEPT_HEADERS = frozenset({b"content-type", b"cache-control", b"location", b"x-should-retry"})
LARGEST = 1 << 20
"""Bytes of a body that is stored; a request with a larger reply is carried out each time."""

FAULTS, CONFLICT = 400, 409

Settle: TypeAlias = Callable[[StoredReply | None], Awaitable[None]]


class Repeats:
    """Wraps a handler."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a POST once for each Idempotency-Key; all else passes through."""
        # The gate lets nothing else in here.
        scope = cast("HTTPScope", scope)
        if scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        request = ApiRequest(scope, receive, send)
        key = idempotency_key(request.headers.getall("idempotency-key", []))
        if key is None:
            scope["state"].update(fingerprint=None, operation=ids.nonce())
            await self._app(scope, receive, send)
            return
        mark, body = fingerprint("POST", scope["path"], key), await request.body()
        operation = _operation(request.tenant, mark, body)
        scope["state"].update(fingerprint=mark, operation=operation)
        if _name(scope) in KEEP_THEIR_OWN:
            earlier = await request.context.idempotency.find(request.tenant, mark, body)
            answer = self._app if earlier is None else _again(earlier, request)
            await answer(scope, receive, send)
        else:
            await self._serve_once(request, mark, body)

    async def _serve_once(self, request: ApiRequest, mark: str, body: bytes) -> None:
        store, tenant = request.context.idempotency, request.tenant
        hold = Hold(body_digest=digest(body), token=ids.nonce())
        scope, receive, send = request.scope, request.receive, request.send
        earlier = await _held(request, mark, hold)
        if earlier is not None:
            await _again(earlier, request)(scope, receive, send)
            return
        sealing = request.context.sealing if _name(scope) in SECRET else None

        async def settle(reply: StoredReply | None) -> None:
            if reply is not None and sealing is not None:
                body = sealing.seal(reply.body, reply_purpose(tenant, mark))
                reply = replace(reply, body=body, sealed=True)
            try:
                await store.keep(tenant, mark, hold, reply)
            except StoreUnavailableError:
                # What was done is done and said: the hold ends by itself.
                log.warning("reply_not_kept", path=shown(scope["path"]))

        replying = _Replying(send, settle, hold.body_digest)
        try:
            await self._app(scope, receive, replying)
        finally:
            if not replying.settled:
                await settle(None)


class _Replying:
    """A `send` that lets a reply go when it is stored: who repeats at once must find it."""

    def __init__(self, send: Send, settle: Settle, body_digest: bytes) -> None:
        self.settled = False
        self._send = send
        self._settle = settle
        self._body_digest = body_digest
        self._start: HTTPResponseStartEvent | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        if self._start is not None and message["type"] == "http.response.body":
            await self._settle(_kept(self._start, message, self._body_digest))
            self.settled = True
            await self._send(self._start)
            self._start = None
        await self._send(message)


async def _held(request: ApiRequest, mark: str, hold: Hold) -> StoredReply | None:
    """Hold a key, or return the reply that an earlier request with it got, opened.

    One that no key opens any more is forgotten: whoever repeats the request wants its secret, and
    only carrying it out anew gives one.
    """
    store, tenant = request.context.idempotency, request.tenant
    earlier = await store.hold(tenant, mark, hold)
    if earlier is None or not earlier.sealed:
        return earlier
    try:
        body = request.context.sealing.open(earlier.body, reply_purpose(tenant, mark))
    except SecretLostError:
        await store.keep(tenant, mark, earlier, None)
        return await _held(request, mark, hold)
    return replace(earlier, body=body)


def _name(scope: HTTPScope) -> str:
    return str(cast("HTTPRouteHandler", scope["route_handler"]).operation_id)


def _kept(
    start: HTTPResponseStartEvent, rest: HTTPResponseBodyEvent, body_digest: bytes
) -> StoredReply | None:
    """Return what to store of a reply; None when it is better to ask anew.

    That is so for a fault, for a conflict that says when to try again, and for what is too large.
    """
    headers, status = dict(start["headers"]), start["status"]
    lasts = status < FAULTS or (status == CONFLICT and b"retry-after" not in headers)
    if not lasts or rest["more_body"] or len(rest["body"]) > LARGEST:
        return None
    kept = {name.decode(): text.decode() for name, text in headers.items() if name in KEPT_HEADERS}
    return StoredReply(body_digest=body_digest, status=status, headers=kept, body=rest["body"])


def _again(stored: StoredReply, request: ApiRequest) -> Reply:
    """Return a stored reply; a problem names the request that it answers now."""
    if stored.status >= FAULTS:
        problem = msgspec.json.decode(stored.body, type=Problem)
        problem = replace(problem, request_id=request.id)
        stored = replace(stored, body=encode(problem))
    return repeated(stored)


def _operation(tenant: str, mark: str, body: bytes) -> str:
    return hashlib.sha256(f"{tenant}\n{mark}\n".encode() + body).hexdigest()
