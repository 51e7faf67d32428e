"""The operation by which the right answer is told, once it is known.

What follows from it is in `service.domain.panel_report`.
"""

from litestar import post
from litestar.params import FromPath

from service.api.bodies import fault_at, read_body
from service.api.calls import ApiRequest
from service.api.debate_replies import load
from service.api.reply import Reply, json_reply
from service.api.requests import RecordAnswer
from service.domain.errors import InvalidRequestError
from service.domain.lifecycle import record_answer as record
from service.resources.present import present_debate


@post("/v1/debates/{debate_id:str}/answer", operation_id="recordAnswer")
async def record_answer(request: ApiRequest, debate_id: FromPath[str]) -> Reply:
    """Tell which option was right, once that is known.

    The debate then shows in `answer` whether its decision was, and `roundtable report` tells how
    often each panel and each model is. A later answer takes the place of an earlier one, and the
    same one changes nothing. It is not an event, since the events of a debate end with it, and it
    does not prolong how long the debate is kept. Only a completed debate takes one; a fork has an
    answer of its own.
    """
    body = await read_body(request, RecordAnswer)
    debate = await load(request, debate_id)
    options = [option.id for option in debate.spec.options]
    if body.option not in options:
        detail = f"There is no such option; there are {', '.join(options)}."
        raise InvalidRequestError((fault_at("option", detail=detail),))
    clock = request.context.clock
    after = await request.context.debates.decide(
        request.tenant,
        debate_id,
        lambda debate: record(debate, body.option, now=clock.now()),
    )
    return json_reply(present_debate(after, request.base))


HANDLERS = (record_answer,)
