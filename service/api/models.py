"""The operation that says which models a seat can name."""

from collections.abc import Mapping

from litestar import get

from service.api.calls import ApiRequest
from service.api.queries import read_query
from service.api.reply import Reply, json_reply
from service.api.requests import NoQuery
from service.context import Context
from service.domain.circuit import CircuitState
from service.providers.catalogue import ModelEntry
from service.resources import schemas


@get("/v1/models", operation_id="listModels")
async def list_models(request: ApiRequest) -> Reply:
    """List the models that a seat can name, configured here or not.

    An id that ends in `*` stands for any model of that provider, those listed before it and
    others; one with braces is the pattern of a simulated model.
    """
    read_query(request.query, NoQuery)
    context = request.context
    await context.discoveries.refresh()
    complaints = await context.circuits.read(now=context.clock.now())
    data = tuple(
        schemas.Model(
            id=entry.id,
            provider=entry.provider,
            display_name=entry.display_name,
            context_window=entry.context_window,
            max_output_tokens=entry.max_output_tokens,
            prices=_prices(entry),
            structured_output=entry.structured_output,
            configured=entry.configured,
            simulated=entry.simulated,
            circuit=_circuit(context, entry, complaints),
        )
        for entry in context.catalogue.list()
    )
    return json_reply(schemas.ModelList(data=data, has_more=False, next_cursor=None))


def _circuit(
    context: Context, entry: ModelEntry, complaints: Mapping[str, CircuitState]
) -> CircuitState | None:
    if not entry.configured:
        return None
    account = context.accounts.get(entry.provider)
    return complaints.get(account.id, CircuitState.CLOSED) if account else CircuitState.CLOSED


def _prices(entry: ModelEntry) -> schemas.Price | None:
    if entry.price is None:
        return None
    return schemas.Price(
        input_usd=entry.price.input_usd,
        cached_input_usd=entry.price.cached_input_usd,
        cache_write_usd=entry.price.cache_write_usd,
        output_usd=entry.price.output_usd,
        as_of=entry.as_of,
    )


HANDLERS = (list_models,)
