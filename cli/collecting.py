"""Reading the finished debates of a server, as records that a report can be made of.

A server that is busy is waited for; what is deleted meanwhile is passed over.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from cli.client import Client
from cli.refusals import ServerError
from service.domain.debate import Changes, Conformity, Outcome, ResponseRef
from service.domain.panel_records import RecordedDebate, RecordedResponse
from service.resources.schemas import Debate, PanelResponse

AT_ONCE = 4
"""Requests under way at a time: the server has others to serve."""
MOST_WAITS = 20
"""How often in a row a server may ask to wait before it is given up."""
LONGEST_WAIT_S = 120.0
GONE = "not_found"

Got = TypeVar("Got")
Kind = TypeVar("Kind", bound=msgspec.Struct)
Tell = Callable[[str], None]


class Collected(msgspec.Struct, frozen=True, kw_only=True):
    """What was read of a server."""

    debates: tuple[RecordedDebate, ...]
    at_work: int
    """Debates that were passed over, since they are not over yet."""


async def collect(
    client: Client, *, since: datetime | None, limit: int | None, tell: Tell
) -> Collected:
    """Read all debates created after `since`, or the newest `limit` of them that are over.

    `tell` is given what can be shown meanwhile. Raises `ServerError`.
    """
    records: list[RecordedDebate] = []
    at_work = 0
    async for page in pages(client, since, tell):
        over = [debate.id for debate in page if debate.status.terminal]
        at_work += len(page) - len(over)
        wanted = over if limit is None else over[: limit - len(records)]
        records += await _whole(client, wanted, tell)
        tell(f"Debates read: {len(records)}.")
        if len(records) == limit:
            break
    return Collected(debates=tuple(records), at_work=at_work)


async def pages(
    client: Client, since: datetime | None, tell: Tell
) -> AsyncIterator[tuple[Debate, ...]]:
    """Yield the debates of a server, the newest first, as it lists them."""
    cursors: list[str | None] = [None]
    while cursors:
        cursor = cursors.pop()
        try:
            page = await patiently(
                lambda cursor=cursor: client.page(created_after=since, starting_after=cursor),  # type: ignore[misc]
                tell,
            )
        except ServerError as error:
            # Its debate is deleted: the one before it leads to the same place.
            if error.code == GONE and cursors:
                continue
            raise
        yield page.data
        cursors = [debate.id for debate in page.data] if page.has_more else []


def record_of(debate: Debate) -> RecordedDebate:
    """Return what a report needs of a debate that was read with its responses."""
    responses = debate.responses or ()
    refs = {r.id: ResponseRef(round=r.round, participant=r.participant) for r in responses}
    measures, answer = debate.measures, debate.answer
    return RecordedDebate(
        status=debate.status,
        panel=tuple(seat.model for seat in debate.panel),
        responses=tuple(_response(response, refs) for response in responses),
        outcome=_as(debate.outcome, Outcome) if debate.outcome else None,
        degraded=debate.degraded,
        changes=_as(measures.changes, Changes) if measures else None,
        conformity=_as(measures.conformity, Conformity) if measures else None,
        answer=answer.option if answer else None,
        copied_rounds=debate.forked_from.round if debate.forked_from else 0,
        cost_usd=debate.usage.cost_usd,
    )


async def patiently(call: Callable[[], Awaitable[Got]], tell: Tell) -> Got:
    """Ask a server, again when it says that it is busy; `ServerError` when it stays so."""
    for _ in range(MOST_WAITS):
        try:
            return await call()
        except ServerError as error:
            if error.retry_after_s is None:
                raise
            pause_s = min(error.retry_after_s, LONGEST_WAIT_S)
            tell(f"The server is busy; going on in {pause_s:g} s.")
        await asyncio.sleep(pause_s)
    return await call()


async def _whole(client: Client, ids: Sequence[str], tell: Tell) -> list[RecordedDebate]:
    turns = asyncio.Semaphore(AT_ONCE)

    async def read(debate_id: str) -> RecordedDebate | ServerError | None:
        async with turns:
            try:
                debate = await patiently(lambda: client.whole_debate(debate_id), tell)
            except ServerError as error:
                return None if error.code == GONE else error
            return record_of(debate)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(read(debate_id)) for debate_id in ids]
    found = [task.result() for task in tasks]
    for one in found:
        if isinstance(one, ServerError):
            raise one
    return [one for one in found if isinstance(one, RecordedDebate)]


def _response(response: PanelResponse, refs: dict[str, ResponseRef]) -> RecordedResponse:
    return RecordedResponse(
        round=response.round,
        participant=response.participant,
        name=response.name,
        model=response.model,
        status=response.status,
        vote=response.vote,
        previous_vote=response.previous_vote,
        confidence=response.confidence,
        persuaded_by=refs.get(response.persuaded_by or ""),
        cost_usd=response.usage.cost_usd,
    )


def _as(resource: msgspec.Struct, kind: type[Kind]) -> Kind:
    """Return a resource as the domain's value whose fields it has."""
    return msgspec.convert(msgspec.to_builtins(resource), kind)
