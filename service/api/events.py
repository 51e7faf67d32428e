"""The operation that reads a debate's events, as a stream or as pages of JSON."""

from litestar import get
from litestar.params import FromPath
from litestar.types import ASGIApp

from service.api.calls import ApiRequest
from service.api.debate_replies import check_id, load
from service.api.errors import NotAcceptableError
from service.api.headers import preferred, sequence_after
from service.api.queries import read_query
from service.api.reply import JSON, Reply, json_reply
from service.api.requests import StreamEventsQuery, chosen
from service.api.streaming import EVENT_STREAM, EventStream
from service.domain.debate import Debate
from service.domain.errors import Fault, FaultIn, InvalidRequestError
from service.resources import schemas
from service.resources.present_events import present_event

PAGE = 100
VARY = {"Vary": "Accept"}


@get("/v1/debates/{debate_id:str}/events", operation_id="streamEvents")
async def stream_events(request: ApiRequest, debate_id: FromPath[str]) -> ASGIApp:
    """Follow a debate as it happens: every event from the first, then each as it comes.

    The stream ends after the event that ends the debate. A client that was cut off resumes with
    `Last-Event-ID`, without gap or repetition; one that has seen the last event gets a 204. A
    stream in which nothing happens carries a comment every 15 s; a client that takes nothing for
    30 s is cut off, and so is one whose key has ended, within a minute. A fork has events of its
    own only: what it was forked with is in its rounds, responses and transcript. With
    `Accept: application/json` the events are returned as a page, and nothing is waited for.
    """
    query = read_query(request.query, StreamEventsQuery)
    check_id(debate_id)
    resumed_at = sequence_after(request.headers.get("last-event-id"))
    after = max(resumed_at, chosen(query.starting_after, 0))
    deltas = chosen(query.deltas, default=False)
    media_type = preferred(request.header("accept"), (EVENT_STREAM, JSON))
    if media_type == EVENT_STREAM:
        joined = request.feeds.following(request.tenant, debate_id, after=after, deltas=deltas)
        return EventStream(joined, after, request.is_admitted)
    debate = await load(request, debate_id)
    if media_type is None:
        raise NotAcceptableError(OFFERED)
    if deltas:
        raise InvalidRequestError((NOT_IN_A_PAGE,))
    return await _page(request, debate, after, chosen(query.limit, PAGE))


async def _page(request: ApiRequest, debate: Debate, after: int, limit: int) -> Reply:
    context, spec = request.context, debate.spec
    logged = await context.events.read(spec.tenant, spec.id, after=after, limit=limit + 1)
    # Events may have come since it was read, and what they tell of is in it only now.
    debate = await load(request, spec.id)
    data = tuple(present_event(debate, one, request.base) for one in logged[:limit])
    has_more = len(logged) > limit
    cursor = str(data[-1].sequence) if has_more else None
    page = schemas.EventList(data=data, has_more=has_more, next_cursor=cursor)
    return json_reply(page, headers=VARY)


NOT_IN_A_PAGE = Fault(
    where=FaultIn.QUERY,
    code="validation_failed",
    detail=f"Deltas come only in a stream: accept {EVENT_STREAM}, or leave `deltas` out.",
    name="deltas",
)
OFFERED = f"Events are given as {EVENT_STREAM} or as {JSON}; accept one of them."

HANDLERS = (stream_events,)
