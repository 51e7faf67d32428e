"""What every handler is given: the request, and through it the context and the caller.

Something else that all handlers need is a property of `ApiRequest`.
"""

from collections.abc import Awaitable, Callable
from typing import cast

from litestar import Request
from litestar.datastructures import State
from typing_extensions import override

from service.api.feeds import Feeds
from service.api.kept_pages import KeptPages
from service.context import Context
from service.domain.access import Caller
from service.domain.errors import RoundtableError, StoreUnavailableError
from service.domain.tracing import Trace
from service.exposition import Exposition
from service.shards import Shards
from service.tracing.tracer import Facts, Span


class ApiRequest(Request[None, None, State]):
    """A request to a handler."""

    @property
    def shards(self) -> Shards:
        """Return what the server was given."""
        return cast("Shards", self.app.state["shards"])

    @property
    def context(self) -> Context:
        """Return the shard of the caller; of a path that is nobody's, the registry."""
        return cast("Context", self.scope["state"]["context"])

    @property
    def readiness(self) -> Callable[[], Awaitable[None]]:
        """Return what tells whether this process can do its work."""
        return cast("Callable[[], Awaitable[None]]", self.app.state["readiness"])

    @property
    def exposition(self) -> Exposition:
        """Return what those who read the numbers of this process share."""
        return cast("Exposition", self.app.state["exposition"])

    @property
    def feeds(self) -> Feeds:
        """Return what those who follow debates of the caller's shard in this process share."""
        return self.feeds_of(self.context)

    @property
    def pages(self) -> KeptPages:
        """Return what those who look at debates in this process share."""
        return cast("KeptPages", self.app.state["pages"])

    @property
    def base(self) -> str:
        """Return what URLs in replies begin with: never anything that the client has sent."""
        return self.context.settings.public_url or ""

    @property
    def root(self) -> str:
        """Return what paths in pages begin with."""
        return self.context.settings.root

    @property
    def caller(self) -> Caller:
        """Return on whose behalf the request is served."""
        return cast("Caller", self.scope["state"]["caller"])

    def feeds_of(self, context: Context) -> Feeds:
        """Return the same of any shard."""
        return cast("dict[int, Feeds]", self.app.state["feeds"])[context.shard]

    async def is_admitted(self) -> bool:
        """Return whether the caller would still be let in here; yes while the store cannot tell."""
        admit = cast("Callable[[], Awaitable[Caller]]", self.scope["state"]["admit"])
        try:
            if await admit() != self.caller:
                return False
        except StoreUnavailableError:
            return True
        except RoundtableError:
            return False
        return await self.shards.is_of(self.tenant, self.context)

    @property
    def tenant(self) -> str:
        """Return whose debates the caller may see."""
        return self.caller.tenant

    @override
    async def body(self) -> bytes:
        """Return the body, which the gate has taken in."""
        return cast("bytes", self.scope["state"]["body"])

    @property
    def id(self) -> str:
        """Return the id of the request."""
        return cast("str", self.scope["state"]["request_id"])

    @property
    def trace(self) -> Trace | None:
        """Return the trace that the request belongs to, if any, as it goes on from here."""
        return cast("Span[Trace | None]", self.scope["state"]["span"]).trace

    def note(self, facts: Facts) -> None:
        """Tell whoever collects traces what has become known of the request."""
        cast("Span[Trace | None]", self.scope["state"]["span"]).note(facts)

    @property
    def fingerprint(self) -> str | None:
        """Return the name under which a reply is kept; None without an Idempotency-Key."""
        return cast("str | None", self.scope["state"]["fingerprint"])

    @property
    def operation(self) -> str:
        """Return what names this POST, and any repetition of it under its Idempotency-Key.

        What is made by a request can derive its id from it, so as to be made once.
        """
        return cast("str", self.scope["state"]["operation"])

    @property
    def query(self) -> bytes:
        """Return the raw query string."""
        return self.scope["query_string"]

    def header(self, name: str) -> str | None:
        """Return a header, all its lines joined by commas; None when it is absent."""
        lines = self.headers.getall(name, [])
        return ", ".join(lines) if lines else None
