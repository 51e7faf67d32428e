"""Which methods each path has: what routing alone knows, and only in part.

Litestar takes `/v1/debates/` for `/v1/debates`, and lists neither HEAD nor OPTIONS. This table is
made from its routes and is exact. Beside each method stands the scope that it takes.
"""

import re
from collections.abc import Mapping

import msgspec

from service.domain.access import Scope

PARAMETER = re.compile(r"\{[^}]*\}")


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """What can be done with a path."""

    path: str | None
    """With its parameters in braces; None for no such path."""
    methods: tuple[str, ...]
    scopes: Mapping[str, Scope]
    """What each method but HEAD and OPTIONS takes."""


NO_ROUTE = Route(path=None, methods=(), scopes={})


class Paths:
    """The paths of the API and their methods."""

    def __init__(self, routes: Mapping[str, Mapping[str, Scope]]) -> None:
        """Take the methods by path, parameters in braces, each with the scope that it takes."""
        self._fixed = {
            path: _route(path, scopes) for path, scopes in routes.items() if "{" not in path
        }
        self._patterns = tuple(
            (re.compile(_pattern(path)), _route(path, scopes))
            for path, scopes in routes.items()
            if "{" in path
        )

    def find(self, path: str) -> Route:
        """Return what can be done with a path: nothing when there is no such path."""
        if path in self._fixed:
            return self._fixed[path]
        matching = (route for pattern, route in self._patterns if pattern.fullmatch(path))
        return next(matching, NO_ROUTE)


def _route(path: str, scopes: Mapping[str, Scope]) -> Route:
    own = {*scopes, "OPTIONS"}
    methods = sorted(own | {"HEAD"} if "GET" in own else own)
    return Route(path=path, methods=tuple(methods), scopes=scopes)


def _pattern(path: str) -> str:
    return "[^/]+".join(re.escape(piece) for piece in PARAMETER.split(path))
