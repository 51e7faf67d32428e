"""Which methods each path has: what routing alone knows, and only in part.

Litestar takes `/v1/debates/` for `/v1/debates`, and lists neither HEAD nor OPTIONS. This table is
made from its routes and is exact. Beside each method stands what is served there: the name of the
operation, and the scope that it takes.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from service.domain.access import Scope

PARAMETER = re.compile(r"\{[^}]*\}")


class Served(NamedTuple):
    """What a method of a path does."""

    operation: str
    scope: Scope


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """What can be done with a path."""

    path: str | None
    """With its parameters in braces; None for no such path."""
    methods: tuple[str, ...]
    served: Mapping[str, Served]
    """By all methods but HEAD and OPTIONS."""

    def operation(self, method: str) -> str:
        """Return the name of what a method does; `none` where that is nothing."""
        served = self.served.get("GET" if method == "HEAD" else method)
        return served.operation if served else "none"


NO_ROUTE = Route(path=None, methods=(), served={})


class Paths:
    """The paths of the API and their methods."""

    def __init__(self, routes: Mapping[str, Mapping[str, Served]]) -> None:
        """Take the methods by path, parameters in braces, each with what it does."""
        self._fixed = {
            path: _route(path, served) for path, served in routes.items() if "{" not in path
        }
        self._patterns = tuple(
            (re.compile(_pattern(path)), _route(path, served))
            for path, served in routes.items()
            if "{" in path
        )

    def find(self, path: str) -> Route:
        """Return what can be done with a path: nothing when there is no such path."""
        if path in self._fixed:
            return self._fixed[path]
        matching = (route for pattern, route in self._patterns if pattern.fullmatch(path))
        return next(matching, NO_ROUTE)


def _route(path: str, served: Mapping[str, Served]) -> Route:
    own = {*served, "OPTIONS"}
    methods = sorted(own | {"HEAD"} if "GET" in own else own)
    return Route(path=path, methods=tuple(methods), served=served)


def _pattern(path: str) -> str:
    return "[^/]+".join(re.escape(piece) for piece in PARAMETER.split(path))
