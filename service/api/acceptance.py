"""How a new debate begins, whatever it is made from: stored with the reply to repeat, in one step."""

from collections.abc import Awaitable, Callable

from service.api.calls import ApiRequest
from service.api.debate_replies import accepted, asked_by, created, repeated
from service.api.reply import Reply
from service.domain.debate import Debate


async def accept(request: ApiRequest, asked: Callable[[ApiRequest], Awaitable[Debate]]) -> Reply:
    """Store the debate that is `asked` for, and reply; or repeat the reply to the same request."""
    debate = asked_by(request, await asked(request))
    reply = accepted(debate, await request.body(), request.base)
    mark = request.fingerprint
    earlier = await request.context.debates.create(debate, reply, fingerprint=mark)
    return repeated(earlier) if earlier else await created(request, debate, reply)
