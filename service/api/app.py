"""Putting the API together: handlers, errors, and the gate around them.

A new group of operations is a module with `HANDLERS` and its line in `GROUPS`.
"""

from collections.abc import Sequence
from itertools import chain
from typing import Any

from litestar import Litestar, Request, Response
from litestar.datastructures import State
from litestar.exceptions import ClientException, NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from litestar.types import ASGIApp

from service.api import (
    answers,
    debate_pages,
    debates,
    estimates,
    events,
    forks,
    health,
    ledger,
    models,
    notes,
    published,
    scrapes,
    shared_pages,
    shares,
    start_page,
    transcripts,
    webhook_deliveries,
    webhook_endpoints,
    webhook_secret,
)
from service.api.allowance import Allowance
from service.api.areas import shown
from service.api.asgi import Gate
from service.api.auth import Doorkeeper
from service.api.calls import ApiRequest
from service.api.document.assembly import describe
from service.api.document.nodes import Json
from service.api.error_replies import error_reply
from service.api.errors import MalformedRequestError
from service.api.feeds import Feeds
from service.api.idempotency import Repeats
from service.api.kept_pages import KeptPages
from service.api.operations import scope_of
from service.api.paths import Paths, Served
from service.api.problems import is_our_fault
from service.context import Context
from service.domain.errors import UnknownResourceError
from service.exposition import Exposition
from service.settings import is_loopback
from service.telemetry import logger

log = logger(__name__)

AnyRequest = Request[Any, Any, Any]

GROUPS = (
    debates,
    forks,
    notes,
    answers,
    shares,
    estimates,
    ledger,
    transcripts,
    events,
    models,
    webhook_endpoints,
    webhook_secret,
    webhook_deliveries,
    health,
    published,
    debate_pages,
    shared_pages,
)


OF_OPERATORS = (*health.HANDLERS, *scrapes.HANDLERS)

SHARD = "1"
"""The name of the one store."""


def create_app(context: Context, *others: HTTPRouteHandler) -> ASGIApp:
    """Return the application; the caller opened the context and closes it after serving.

    Handlers of others are served beside our own, and not described.
    """
    settings = context.settings
    people = start_page.HANDLERS if settings.start_page else ()
    operators = scrapes.HANDLERS if is_loopback(settings.host) else ()
    app = routed(context, *people, *operators, *others)
    app.state["published"] = published.publish(describe(app, settings.public_url or "/"))
    app.state["feeds"] = Feeds(context)
    app.state["pages"] = KeptPages()
    return _gated(app, context, health.readiness(context))


def create_operators_app(context: Context, readiness: health.Readiness) -> ASGIApp:
    """Return what is served at the port for operators: metrics and probes, and nothing else."""
    return _gated(_assembled(context, OF_OPERATORS), context, readiness)


def routed(context: Context | None, *others: HTTPRouteHandler) -> Litestar:
    """Return the handlers on their paths; without a context they can be described, not called."""
    return _assembled(context, (*chain.from_iterable(group.HANDLERS for group in GROUPS), *others))


def document() -> Json:
    """Return the OpenAPI document."""
    return describe(routed(None))


def _assembled(context: Context | None, handlers: Sequence[HTTPRouteHandler]) -> Litestar:
    return Litestar(
        route_handlers=handlers,
        request_class=ApiRequest,
        middleware=[Repeats],
        state=State({"context": context}),
        exception_handlers={Exception: _problem},
        openapi_config=None,
        logging_config=None,
        # The gate limits bodies, with a better message.
        request_max_body_size=None,
    )


def _gated(app: Litestar, context: Context, readiness: health.Readiness) -> ASGIApp:
    app.state["readiness"] = readiness
    app.state["exposition"] = Exposition(context.metrics, {SHARD: context.figures})
    settings, metrics = context.settings, context.metrics
    return Gate(
        app,
        Paths(_served(app)),
        Doorkeeper(settings, context.key_ring, context.clock),
        Allowance(settings, context.rate_limits, metrics),
        metrics=metrics,
        root=settings.root,
    )


def _served(app: Litestar) -> dict[str, dict[str, Served]]:
    """Return what each method of each path does."""
    return {
        route.path_format: {
            method: _operation(handler, method, route.path_format)
            for handler in route.route_handlers
            for method in handler.http_methods
            if method != "OPTIONS"
        }
        for route in app.routes
        if isinstance(route, HTTPRoute)
    }


def _operation(handler: HTTPRouteHandler, method: str, path: str) -> Served:
    scope = scope_of(str(handler.operation_id), method, path)
    return Served(operation=str(handler.operation_id or path), scope=scope)


def _problem(request: AnyRequest, error: Exception) -> Response[bytes]:
    path = request.scope["path"]
    if isinstance(error, NotFoundException):
        error = UnknownResourceError(f"There is nothing at {shown(path)[:200]}.")
    elif isinstance(error, ClientException):
        error = MalformedRequestError(f"{error.detail}.")
    if is_our_fault(error):
        log.error("request_failed", path=shown(path), exc_info=error)
    accept = ", ".join(request.headers.getall("accept", [])) or None
    context, request_id = request.app.state["context"], request.scope["state"]["request_id"]
    reply = error_reply(error, path, accept, request_id, root=context.settings.root)
    headers = dict(reply.headers)
    # Of what is text Litestar says the charset itself.
    media_type = headers.pop("Content-Type").removesuffix("; charset=utf-8")
    return Response(reply.body, status_code=reply.status, headers=headers, media_type=media_type)
