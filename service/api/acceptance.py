"""How a new debate begins, whatever it is made from: stored with the reply to repeat, in one step."""

from collections.abc import Awaitable, Callable

from service.api import headers
from service.api.calls import ApiRequest
from service.api.debate_replies import accepted, created, repeated
from service.api.reply import Reply
from service.domain.debate import Debate
from service.store.idempotency import fingerprint


async def accept(request: ApiRequest, asked: Callable[[ApiRequest], Awaitable[Debate]]) -> Reply:
    """Store the debate that is `asked` for, and reply; or repeat the reply to the same request."""
    context, body = request.context, await request.body()
    key = headers.idempotency_key(request.headers.getall("idempotency-key", []))
    mark = fingerprint("POST", request.scope["path"], key) if key else None
    earlier = await context.idempotency.find(request.tenant, mark, body) if mark else None
    if earlier is not None:
        return repeated(earlier)
    debate = await asked(request)
    reply = accepted(debate, body, request.base)
    earlier = await context.debates.create(debate, reply, fingerprint=mark)
    return repeated(earlier) if earlier else await created(request, debate, reply)
