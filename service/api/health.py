"""Whether the server is there, and whether it can serve: for probes, without a key."""

import asyncio

from litestar import get

from service.api.calls import ApiRequest
from service.api.queries import read_query
from service.api.reply import Reply, json_reply
from service.api.requests import NoQuery
from service.resources import schemas
from service.store.scripting import answered

READY_WITHIN_S = 2.0
NO_STORE = {"Cache-Control": "no-store"}


@get("/health/live", operation_id="getLiveness")
async def live(request: ApiRequest) -> Reply:
    """Answer as long as the process does."""
    read_query(request.query, NoQuery)
    return json_reply(schemas.Health(status="ok"), headers=NO_STORE)


@get("/health/ready", operation_id="getReadiness")
async def ready(request: ApiRequest) -> Reply:
    """Answer 200 when the store can be reached, else 503."""
    read_query(request.query, NoQuery)
    await answered(asyncio.wait_for(request.context.redis.ping(), READY_WITHIN_S))
    return json_reply(schemas.Health(status="ok"), headers=NO_STORE)


HANDLERS = (live, ready)
