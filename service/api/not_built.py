"""Operations that are designed but not built: refused as such, never answered as unknown.

When one is built, its line here goes.
"""

from litestar.handlers import HTTPRouteHandler
from litestar.types import Method

from service.api.calls import ApiRequest
from service.api.reply import Reply
from service.domain.errors import Fault, FaultIn, InvalidRequestError

DEBATE = "/v1/debates/{debate_id:str}"

NOT_BUILT: tuple[tuple[Method, str], ...] = (
    ("POST", f"{DEBATE}/share"),
    ("GET", f"{DEBATE}/share"),
    ("DELETE", f"{DEBATE}/share/{{share_id:str}}"),
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
