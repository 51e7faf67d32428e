"""Which methods each path has: what routing alone knows, and only in part.

Litestar takes `/v1/debates/` for `/v1/debates`, and lists neither HEAD nor OPTIONS. This table is
made from its routes and is exact.
"""

import re
from collections.abc import Iterable, Mapping

PARAMETER = re.compile(r"\{[^}]*\}")


class Paths:
    """The paths of the API and their methods."""

    def __init__(self, routes: Mapping[str, Iterable[str]]) -> None:
        """Take the methods by path, parameters in braces."""
        self._fixed = {path: _all(methods) for path, methods in routes.items() if "{" not in path}
        self._patterns = tuple(
            (re.compile(_pattern(path)), _all(methods))
            for path, methods in routes.items()
            if "{" in path
        )

    def methods(self, path: str) -> tuple[str, ...]:
        """Return the methods of a path; none when there is no such path."""
        if path in self._fixed:
            return self._fixed[path]
        matching = (methods for pattern, methods in self._patterns if pattern.fullmatch(path))
        return next(matching, ())


def _all(methods: Iterable[str]) -> tuple[str, ...]:
    own = set(methods) | {"OPTIONS"}
    return tuple(sorted(own | {"HEAD"} if "GET" in own else own))


def _pattern(path: str) -> str:
    return "[^/]+".join(re.escape(piece) for piece in PARAMETER.split(path))
