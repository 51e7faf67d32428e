"""The operations that are described: handlers on their paths, and what `OPERATIONS` says of them."""

import inspect

import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from service.api.areas import is_guarded
from service.api.operations import OPERATIONS, Described, scope_of
from service.domain.access import Scope


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """A handler on its path."""

    method: str
    path: str
    handler: HTTPRouteHandler
    described: Described

    @property
    def id(self) -> str:
        """Return the `operationId`."""
        return str(self.handler.operation_id)

    @property
    def description(self) -> str:
        """Return the handler's docstring, which is written for the caller."""
        return inspect.getdoc(self.handler.fn) or ""

    @property
    def keyed(self) -> bool:
        """Return whether it needs an API key."""
        return is_guarded(self.path)

    @property
    def scope(self) -> Scope:
        """Return what that key has to allow."""
        return scope_of(self.id, self.method.upper(), self.path)


def operations_of(app: Litestar) -> tuple[Operation, ...]:
    """Return the described operations of an application, by path."""
    return tuple(
        Operation(
            method=method.lower(),
            path=route.path_format,
            handler=handler,
            described=OPERATIONS[handler.operation_id],
        )
        for route in app.routes
        if isinstance(route, HTTPRoute)
        # In which order a path has its handlers is different in each process.
        for handler in sorted(route.route_handlers, key=lambda one: min(one.http_methods))
        if handler.operation_id in OPERATIONS
        for method in sorted(handler.http_methods)
    )
