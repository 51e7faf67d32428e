"""The port to whoever collects traces, and what stands in for it where nobody does.

A span is one thing that took time: a request that was served, a job, a call to another server.
What is noted of it are ids, codes and counts, by the names of OpenTelemetry's conventions or below
`roundtable.`; never a question, an argument, a prompt, a reply, a key or the path of a receiver.
"""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Generic, Protocol, Self, TypeAlias, TypeVar

from msgspec.structs import replace

from service.domain.errors import (
    LeaseLostError,
    ProviderError,
    StoreUnavailableError,
    UnknownResourceError,
)
from service.domain.tracing import Trace

Fact: TypeAlias = str | int | float | bool | Sequence[str]
Facts: TypeAlias = Mapping[str, Fact]

Place_co = TypeVar("Place_co", bound=Trace | None, covariant=True)

SPAN_BYTES = 8
CANCELED = "canceled"
INTERNAL = "internal_error"
CODES: Mapping[type[BaseException], str] = {
    LeaseLostError: "lease_lost",
    StoreUnavailableError: "queue_unavailable",
    UnknownResourceError: "not_found",
}
"""What is said of errors that have no code of their own."""


class Span(Protocol[Place_co]):
    """One thing that takes time, from entering its block to leaving it."""

    @property
    def trace(self) -> Place_co:
        """Return the trace as it goes on below this span."""
        ...

    def note(self, facts: Facts) -> None:
        """Add what has become known."""
        ...

    def fail(self, code: str) -> None:
        """Say that it has failed; an error that leaves the block says so by itself."""
        ...


class Tracer(Protocol):
    """Tells of spans; `name` and `facts` are what is known as one begins."""

    def request(
        self, name: str, caller: Trace | None, facts: Facts
    ) -> AbstractContextManager[Span[Trace | None]]:
        """Tell of a request that is served, below the caller's span if it has named one.

        Its `trace` is the caller's own where nothing is told, None where there is none.
        """
        ...

    def job(self, name: str, debate: Trace, facts: Facts) -> AbstractContextManager[Span[Trace]]:
        """Tell of a job of a debate; calls that are made meanwhile stand below it."""
        ...

    def call(self, name: str, within: Trace, facts: Facts) -> AbstractContextManager[Span[Trace]]:
        """Tell of a call to another server; its `trace` is what that server is sent."""
        ...


def failure_code(error: BaseException) -> str:
    """Return the code of what a span has failed with."""
    match error:
        case ProviderError():
            return error.code
        case asyncio.CancelledError():
            # Who cancels may say why.
            return str(error.args[0]) if error.args else CANCELED
        case _:
            return CODES.get(type(error), INTERNAL)


class Untraced:
    """Tells nobody; calls name spans of their own all the same, as they always have."""

    def request(self, _name: str, caller: Trace | None, _facts: Facts) -> "Untold[Trace | None]":
        """Leave the request's trace as it came."""
        return Untold(caller)

    def job(self, _name: str, debate: Trace, _facts: Facts) -> "Untold[Trace]":
        """Leave the debate's trace as it is."""
        return Untold(debate)

    def call(self, _name: str, within: Trace, _facts: Facts) -> "Untold[Trace]":
        """Name a span that nobody is told of."""
        return Untold(replace(within, parent=secrets.token_hex(SPAN_BYTES)))


class Untold(Generic[Place_co]):
    """A span that nobody is told of."""

    def __init__(self, trace: Place_co) -> None:
        self.trace = trace

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        pass

    def note(self, _facts: Facts) -> None:
        """Do nothing."""

    def fail(self, _code: str) -> None:
        """Do nothing."""


UNTRACED: Tracer = Untraced()
