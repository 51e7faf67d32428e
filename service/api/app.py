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
from service.api.request_spans import note_problem
from service.domain.errors import UnknownResourceError
from service.exposition import Exposition
from service.settings import is_loopback
from service.shards import Shards
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


def create_app(shards: Shards, *others: HTTPRouteHandler) -> ASGIApp:
    """Return the application; the caller opened the shards and closes them after serving.

    Handlers of others are served beside our own, and not described.
    """
    settings = shards.registry.settings
    people = start_page.HANDLERS if settings.start_page else ()
    operators = scrapes.HANDLERS if is_loopback(settings.host) else ()
    app = routed(shards, *people, *operators, *others)
    app.state["published"] = published.publish(describe(app, settings.public_url or "/"))
    app.state["feeds"] = {context.shard: Feeds(context) for context in shards}
    app.state["pages"] = KeptPages()
    return _gated(app, shards, health.readiness(shards))


def create_operators_app(shards: Shards, readiness: health.Readiness) -> ASGIApp:
    """Return what is served at the port for operators: metrics and probes, and nothing else."""
    app = _assembled(shards, OF_OPERATORS)
    paths = ", ".join(sorted(path for handler in OF_OPERATORS for path in handler.paths))
    return _gated(app, shards, readiness, NOTHING_ELSE.format(paths=paths))


def routed(shards: Shards | None, *others: HTTPRouteHandler) -> Litestar:
    """Return the handlers on their paths; without shards they can be described, not called."""
    return _assembled(shards, (*chain.from_iterable(group.HANDLERS for group in GROUPS), *others))


def document() -> Json:
    """Return the OpenAPI document."""
    return describe(routed(None))


def _assembled(shards: Shards | None, handlers: Sequence[HTTPRouteHandler]) -> Litestar:
    return Litestar(
        route_handlers=handlers,
        request_class=ApiRequest,
        middleware=[Repeats],
        state=State({"shards": shards}),
        exception_handlers={Exception: _problem},
        openapi_config=None,
        logging_config=None,
        # The gate limits bodies, with a better message.
        request_max_body_size=None,
    )


def _gated(
    app: Litestar, shards: Shards, readiness: health.Readiness, nothing_else: str | None = None
) -> ASGIApp:
    registry = shards.registry
    figures = {str(context.shard): context.figures for context in shards}
    app.state["readiness"] = readiness
    app.state["exposition"] = Exposition(registry.metrics, figures)
    doorkeeper = Doorkeeper(registry.settings, registry.key_ring, registry.clock)
    return Gate(app, Paths(_served(app)), doorkeeper, shards, nothing_else)


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
    note_problem(request.scope["state"]["span"], error)
    accept = ", ".join(request.headers.getall("accept", [])) or None
    shards, request_id = request.app.state["shards"], request.scope["state"]["request_id"]
    reply = error_reply(error, path, accept, request_id, root=shards.registry.settings.root)
    headers = dict(reply.headers)
    # Of what is text Litestar says the charset itself.
    media_type = headers.pop("Content-Type").removesuffix("; charset=utf-8")
    return Response(reply.body, status_code=reply.status, headers=headers, media_type=media_type)


NOTHING_ELSE = "This port is for operators and serves {paths}; the API has a port of its own."
