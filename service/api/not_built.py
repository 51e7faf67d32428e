"""Operations that are designed but not built: refused as such, never answered as unknown.

When one is built, its line here goes.
"""

from litestar.handlers import HTTPRouteHandler
from litestar.types import Method

from service.api.calls import ApiRequest
from service.api.reply import Reply
from service.domain.errors import Fault, FaultIn, InvalidRequestError

DEBATE = "/v1/debates/{debate_id:str}"
ENDPOINTS = "/v1/webhook-endpoints"
DELIVERIES = "/v1/webhook-deliveries"

NOT_BUILT: tuple[tuple[Method, str], ...] = (
    ("POST", f"{DEBATE}/share"),
    ("GET", f"{DEBATE}/share"),
    ("DELETE", f"{DEBATE}/share/{{share_id:str}}"),
    ("POST", f"{DEBATE}/answer"),
    ("POST", ENDPOINTS),
    ("GET", ENDPOINTS),
    ("GET", f"{ENDPOINTS}/{{endpoint_id:str}}"),
    ("PATCH", f"{ENDPOINTS}/{{endpoint_id:str}}"),
    ("DELETE", f"{ENDPOINTS}/{{endpoint_id:str}}"),
    ("POST", f"{ENDPOINTS}/{{endpoint_id:str}}/rotate-secret"),
    ("POST", f"{ENDPOINTS}/{{endpoint_id:str}}/test"),
    ("GET", "/v1/webhook-secret"),
    ("POST", "/v1/webhook-secret/rotate"),
    ("GET", DELIVERIES),
    ("GET", f"{DELIVERIES}/{{delivery_id:str}}"),
    ("POST", f"{DELIVERIES}/{{delivery_id:str}}/redeliver"),
)


async def refuse(request: ApiRequest) -> Reply:
    """Say that the operation is not available yet."""
    detail = f"{request.scope['method']} {request.scope['path']} is not available yet."
    fault = Fault(where=FaultIn.PATH, code="not_available", detail=detail)
    raise InvalidRequestError((fault,))


def handlers() -> tuple[HTTPRouteHandler, ...]:
    """Return a handler for each, none of them part of the described API."""
    return tuple(
        HTTPRouteHandler(path, http_method=method, status_code=400, include_in_schema=False)(
            refuse
        )
        for method, path in NOT_BUILT
    )
