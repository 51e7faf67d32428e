"""The operation that reads a debate's events, as a stream or as pages of JSON."""

from litestar import get
from litestar.params import FromPath
from litestar.types import ASGIApp

from service.api.calls import ApiRequest
from service.api.errors import NotAcceptableError
from service.api.headers import preferred, sequence_after
from service.api.queries import read_query
from service.api.readings import Reading, own
from service.api.reply import JSON, Reply, json_reply
from service.api.requests import StreamEventsQuery, chosen
from service.api.streaming import EVENT_STREAM, EventStream
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
    return await give_events(own(request, debate_id))


async def give_events(reading: Reading) -> ASGIApp:
    """Return the events of a debate in the form that is asked for."""
    request = reading.request
    query = read_query(request.query, StreamEventsQuery)
    resumed_at = sequence_after(request.headers.get("last-event-id"))
    after = max(resumed_at, chosen(query.starting_after, 0))
    deltas = chosen(query.deltas, default=False)
    media_type = preferred(request.header("accept"), (EVENT_STREAM, JSON))
    if media_type == EVENT_STREAM:
        joined = reading.following(after=after, deltas=deltas)
        return EventStream(joined, after, reading.is_admitted)
    await reading.debate()
    if media_type is None:
        raise NotAcceptableError(OFFERED)
    if deltas:
        raise InvalidRequestError((NOT_IN_A_PAGE,))
    return await _page(reading, after, chosen(query.limit, PAGE))


async def _page(reading: Reading, after: int, limit: int) -> Reply:
    events = reading.context.events
    logged = await events.read(reading.tenant, reading.debate_id, after=after, limit=limit + 1)
    # What they tell of is in the debate only if that is read after them.
    debate = await reading.debate()
    data = tuple(present_event(debate, one, reading.base) for one in logged[:limit])
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
