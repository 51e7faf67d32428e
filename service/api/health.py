"""Whether the process is there, and whether it can do its work: for probes, without a key."""

from collections.abc import Awaitable, Callable

from litestar import get

from service.api.calls import ApiRequest
from service.api.queries import read_query
from service.api.reply import NO_STORE, Reply, json_reply
from service.api.requests import NoQuery
from service.domain.errors import StoppingError
from service.resources import schemas
from service.shards import Shards

Readiness = Callable[[], Awaitable[None]]
"""Raises what keeps a process from its work now: `StoppingError` or `StoreUnavailableError`."""


def readiness(shards: Shards) -> Readiness:
    """Return what tells whether an API can serve: any tenant, for which it takes the registry."""
    registry = shards.registry

    async def check() -> None:
        if registry.pokes.closed:
            raise StoppingError(STOPPING)
        await registry.probe.check()

    return check


@get("/health/live", operation_id="getLiveness")
async def live(request: ApiRequest) -> Reply:
    """Answer as long as the process does."""
    read_query(request.query, NoQuery)
    return json_reply(schemas.Health(status="ok"), headers=NO_STORE)


@get("/health/ready", operation_id="getReadiness")
async def ready(request: ApiRequest) -> Reply:
    """Answer 200 when the store can be written, and the server is not about to end; else 503.

    The problem says which it is. The store is looked at once a second at most.
    """
    read_query(request.query, NoQuery)
    await request.readiness()
    return json_reply(schemas.Health(status="ok"), headers=NO_STORE)


HANDLERS = (live, ready)

STOPPING = "This process was told to stop: it ends what it has begun and takes nothing new."
