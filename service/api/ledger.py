"""The operations on what a debate consists of: its rounds, its responses, its summary.

A new operation is a handler here and its place in `HANDLERS`.
"""

from litestar import get
from litestar.params import FromPath

from service.api.calls import ApiRequest
from service.api.debate_replies import load
from service.api.queries import read_query
from service.api.reply import Reply, json_reply
from service.api.requests import ListResponsesQuery, NoQuery, chosen
from service.domain.debate import Debate, Response, seat_of
from service.domain.errors import NoSummaryError, SummaryNotReadyError, UnknownResourceError
from service.resources import schemas
from service.resources.present import (
    present_response,
    present_rounds,
    present_summary,
    response_id,
)

PAGE = 100


@get("/v1/debates/{debate_id:str}/rounds", operation_id="listRounds")
async def list_rounds(request: ApiRequest, debate_id: FromPath[str]) -> Reply:
    """List the rounds begun so far, each with its tally and who moved."""
    read_query(request.query, NoQuery)
    rounds = present_rounds(await load(request, debate_id))
    return json_reply(schemas.RoundList(data=rounds, has_more=False, next_cursor=None))


@get("/v1/debates/{debate_id:str}/responses", operation_id="listResponses")
async def list_responses(request: ApiRequest, debate_id: FromPath[str]) -> Reply:
    """List what the participants said and voted, by round, then seat."""
    query = read_query(request.query, ListResponsesQuery)
    debate = await load(request, debate_id)
    rest = _following(debate, chosen(query.starting_after, None))
    found = [response for response in rest if _is_wanted(debate, response, query)]
    limit = chosen(query.limit, PAGE)
    data = tuple(present_response(debate, response) for response in found[:limit])
    has_more = len(found) > limit
    cursor = data[-1].id if has_more else None
    return json_reply(schemas.ResponseList(data=data, has_more=has_more, next_cursor=cursor))


@get("/v1/debates/{debate_id:str}/responses/{response_id:str}", operation_id="getResponse")
async def get_response(
    request: ApiRequest, debate_id: FromPath[str], response_id: FromPath[str]
) -> Reply:
    """Return what one participant did in one round."""
    read_query(request.query, NoQuery)
    debate = await load(request, debate_id)
    return json_reply(present_response(debate, debate.responses[_place(debate, response_id)]))


@get("/v1/debates/{debate_id:str}/summary", operation_id="getSummary")
async def get_summary(request: ApiRequest, debate_id: FromPath[str]) -> Reply:
    """Return the written account of a completed debate, every quote with its source."""
    read_query(request.query, NoQuery)
    debate = await load(request, debate_id)
    summary = await request.context.debates.summary(request.tenant, debate_id)
    if summary is not None:
        return json_reply(present_summary(await load(request, debate_id), summary))
    status = debate.state.status
    if status.terminal:
        message = f"The debate is {status}; it has no summary and will get none."
        raise NoSummaryError(message, status=status)
    message = f"The debate is {status}; its summary comes at the end."
    raise SummaryNotReadyError(message)


def _following(debate: Debate, cursor: str | None) -> tuple[Response, ...]:
    return debate.responses if cursor is None else debate.responses[_place(debate, cursor) + 1 :]


def _place(debate: Debate, wanted: str) -> int:
    for place, response in enumerate(debate.responses):
        if response_id(debate, response.ref) == wanted:
            return place
    message = f"There is no response {wanted[:100]} in this debate."
    raise UnknownResourceError(message)


def _is_wanted(debate: Debate, response: Response, query: ListResponsesQuery) -> bool:
    seat = seat_of(response.participant)
    last = max(r.round for r in debate.responses if seat_of(r.participant) == seat)
    return (
        chosen(query.round, response.round) == response.round
        and chosen(query.participant, seat) == seat
        and chosen(query.status, response.status) == response.status
        and chosen(query.final, response.round == last) == (response.round == last)
    )


HANDLERS = (list_rounds, list_responses, get_response, get_summary)
