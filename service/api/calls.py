"""What every handler is given, and what is said of it in the description of the API.

A handler is described where it stands: path, name and docstring by Litestar's own decorator, what
it reads and returns by `described`. Something else that all handlers need is a property of
`ApiRequest`.
"""

from collections.abc import Mapping
from typing import cast

import msgspec
from litestar import Request
from litestar.datastructures import State

from service.api.requests import NoQuery
from service.context import Context

TENANT = "anonymous"
"""Whose debates these are, as long as callers have no keys."""


class ApiRequest(Request[None, None, State]):
    """A request to a handler."""

    @property
    def context(self) -> Context:
        """Return what the server was given."""
        return cast("Context", self.app.state["context"])

    @property
    def base(self) -> str:
        """Return what URLs in replies begin with: never anything that the client has sent."""
        return self.context.settings.public_url or ""

    @property
    def tenant(self) -> str:
        """Return whose debates the caller may see."""
        return TENANT

    @property
    def query(self) -> bytes:
        """Return the raw query string."""
        return self.scope["query_string"]

    def header(self, name: str) -> str | None:
        """Return a header, all its lines joined by commas; None when it is absent."""
        lines = self.headers.getall(name, [])
        return ", ".join(lines) if lines else None


class Described(msgspec.Struct, frozen=True, kw_only=True):
    """What the description of the API says of an operation beside its path and docstring."""

    replies: Mapping[int, type[msgspec.Struct] | None]
    """What each success returns: a Struct, or None for no body."""
    query: type[msgspec.Struct] = NoQuery
    body: type[msgspec.Struct] | None = None
    body_required: bool = False
    headers: tuple[str, ...] = ()
    """Request headers that the operation reads."""
    problems: tuple[int, ...] = ()
    """Statuses of its own errors; those that any operation can have go without saying."""


def described(operation: Described) -> dict[str, Described]:
    """Return the `opt` of a handler."""
    return {"described": operation}
