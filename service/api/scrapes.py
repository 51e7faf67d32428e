"""The page of numbers for Prometheus; it is for operators, and not described."""

from litestar import get

from service.api.calls import ApiRequest
from service.api.queries import read_query
from service.api.reply import NO_STORE, Reply
from service.api.requests import NoQuery


@get("/metrics", operation_id="getMetrics", include_in_schema=False)
async def scrape(request: ApiRequest) -> Reply:
    """Return all numbers as they are now, in the text format that is asked for."""
    read_query(request.query, NoQuery)
    media_type, body = await request.exposition.page(request.header("accept"))
    return Reply(status=200, headers={"Content-Type": media_type, **NO_STORE}, body=body)


HANDLERS = (scrape,)
