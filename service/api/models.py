"""The operation that says which models a seat can name."""

from litestar import get

from service.api import schemas
from service.api.calls import ApiRequest
from service.api.queries import read_query
from service.api.reply import Reply, json_reply
from service.api.requests import NoQuery


@get("/v1/models", operation_id="listModels")
async def list_models(request: ApiRequest) -> Reply:
    """List the models that a seat can name, configured here or not.

    An id that ends in `*` stands for any model of that provider; one with braces is the pattern of
    a simulated model.
    """
    read_query(request.query, NoQuery)
    data = tuple(
        schemas.Model(
            id=entry.id,
            provider=entry.provider,
            display_name=entry.display_name,
            context_window=entry.context_window,
            prices=None,
            structured_output=entry.structured_output,
            configured=entry.configured,
            simulated=entry.simulated,
            circuit=None,
        )
        for entry in request.context.catalogue.list()
    )
    return json_reply(schemas.ModelList(data=data, has_more=False, next_cursor=None))


HANDLERS = (list_models,)
