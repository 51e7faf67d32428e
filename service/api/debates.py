"""The operations on whole debates: create, list, get, cancel, delete.

A new operation is a handler here and its place in `HANDLERS`.
"""

from datetime import UTC, datetime

from litestar import delete, get, post
from litestar.params import FromPath

from service.api import headers
from service.api.bodies import read_body
from service.api.calls import ApiRequest
from service.api.creation import asked_debate
from service.api.debate_replies import (
    accept,
    applied,
    entity_tag,
    load,
    state_headers,
    whole,
)
from service.api.queries import read_query
from service.api.reply import PRIVATE, Reply, json_reply
from service.api.requests import (
    CancelDebate,
    GetDebateQuery,
    ListDebatesQuery,
    NoQuery,
    chosen,
)
from service.api.waiting import until_terminal
from service.domain.errors import DebateInProgressError
from service.domain.lifecycle import cancel
from service.resources import schemas
from service.resources.present import present_debate

PAGE = 20


@post("/v1/debates", operation_id="createDebate")
async def create_debate(request: ApiRequest) -> Reply:
    """Put a question to a panel.

    The debate and its first job are stored before the reply, a 202 with its `Location`. With
    `Prefer: wait=N` the reply comes as soon as the debate is over, then as a 200, or after N
    seconds. Sent again with the same `Idempotency-Key`, the same request gets the same reply.
    """
    return await accept(request, await asked_debate(request))


@get("/v1/debates", operation_id="listDebates")
async def list_debates(request: ApiRequest) -> Reply:
    """List debates, newest first; `next_cursor` is the `starting_after` of the next page.

    A cursor is a debate: where that has been deleted meanwhile, begin anew.
    """
    query = read_query(request.query, ListDebatesQuery)
    debates, has_more = await request.context.debates.page(
        request.tenant,
        limit=chosen(query.limit, PAGE),
        status=chosen(query.status, None),
        starting_after=chosen(query.starting_after, None),
        created_after=_since(chosen(query.created_after, None)),
    )
    page = schemas.DebateList(
        data=tuple(present_debate(debate, request.base) for debate in debates),
        has_more=has_more,
        next_cursor=debates[-1].spec.id if has_more and debates else None,
    )
    return json_reply(page)


@get("/v1/debates/{debate_id:str}", operation_id="getDebate")
async def get_debate(request: ApiRequest, debate_id: FromPath[str]) -> Reply:
    """Return a debate as it is now, or with `Prefer: wait=N` as soon as it is over."""
    query = read_query(request.query, GetDebateQuery)
    debate = await load(request, debate_id)
    wait_s = headers.wait_seconds(request.header("prefer"))
    if wait_s is not None:
        debate = await until_terminal(request.context, request.feeds, debate, wait_s)
    include = frozenset[str](chosen(query.include, ()))
    tag = entity_tag(debate, include, request.base)
    extra = {"ETag": tag, **state_headers(debate), **applied(wait_s)}
    if headers.matches(request.header("if-none-match"), tag):
        return Reply(status=304, headers={"Cache-Control": PRIVATE, **extra})
    return json_reply(await whole(request, debate, include), headers=extra)


@post("/v1/debates/{debate_id:str}/cancel", operation_id="cancelDebate")
async def cancel_debate(request: ApiRequest, debate_id: FromPath[str]) -> Reply:
    """End a debate at once; what was said until then stays readable.

    Canceling a canceled debate changes nothing and is no error.
    """
    await read_body(request, CancelDebate, absent=b"{}")
    await load(request, debate_id)
    clock = request.context.clock
    debate = await request.context.debates.decide(
        request.tenant, debate_id, lambda debate: cancel(debate, now=clock.now())
    )
    return json_reply(present_debate(debate, request.base))


@delete(
    "/v1/debates/{debate_id:str}",
    operation_id="deleteDebate",
    # Litestar allows no return type for a 204; the reply itself is one.
    status_code=200,
)
async def delete_debate(request: ApiRequest, debate_id: FromPath[str]) -> Reply:
    """Remove a finished debate and everything that belongs to it."""
    read_query(request.query, NoQuery)
    removed = False
    while not removed:
        debate = await load(request, debate_id)
        if not debate.state.status.terminal:
            message = "The debate is still at work; cancel it or wait for its end first."
            raise DebateInProgressError(message)
        removed = await request.context.debates.remove(debate)
    return Reply(status=204, headers={})


def _since(created_after: datetime | None) -> datetime | None:
    """Return the time within those that an id can hold."""
    return created_after and min(max(created_after, FIRST), LAST)


FIRST = datetime(1970, 1, 1, tzinfo=UTC)
LAST = datetime(9999, 1, 1, tzinfo=UTC)

HANDLERS = (create_debate, list_debates, get_debate, cancel_debate, delete_debate)
