"""The operation that gives out the description of the API."""

from litestar import get

from service.api.calls import ApiRequest
from service.api.queries import read_query
from service.api.reply import Reply, json_reply
from service.api.requests import NoQuery

FOR_A_WHILE = {"Cache-Control": "public, max-age=300"}


@get("/openapi.json", include_in_schema=False)
async def openapi_json(request: ApiRequest) -> Reply:
    """Return the OpenAPI document of this server."""
    read_query(request.query, NoQuery)
    return json_reply(request.app.state["document"], headers=FOR_A_WHILE)


HANDLERS = (openapi_json,)
