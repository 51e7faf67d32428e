"""Debates in all the states that a page can show, hung up side by side in a server of tests.

`GALLERY` names them; `a_gallery` serves the page of each at `/shown/{name}`, as the API serves those
that are stored. Their event streams stay silent. A further state is a function and its row.
"""

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping

from litestar import get
from litestar.params import FromPath
from litestar.types import ASGIApp, Receive, Scope, Send
from msgspec.structs import replace

from service.api.page_replies import page_reply
from service.api.reply import Reply
from service.api.streaming import HEADERS
from service.context import Context
from service.domain.debate import (
    Debate,
    DebateError,
    DebateState,
    DebateStatus,
    ResponseStatus,
    Summary,
    Written,
)
from service.pages.debate_page import debate_page
from tests.support.api import serving
from tests.support.debates import NOW, ROUND_TIME, a_debate, a_spec, the_reference_case
from tests.support.drafted_debates import DEBATES
from tests.support.hostile_debates import a_hostile_debate
from tests.support.summaries import argued, crediting, ended, summarized

Shown = tuple[Debate, Summary | None]


@contextlib.asynccontextmanager
async def a_gallery(context: Context) -> AsyncIterator[str]:
    """Serve all of them; gives the address before the names."""
    async with serving(context, show, stay_silent) as url:
        yield f"{url}/shown/"


@get("/shown/{name:str}")
async def show(name: FromPath[str]) -> Reply:
    debate, summary = GALLERY[name]()
    return page_reply(debate_page(debate, summary, page=f"/shown/{name}"))


@get("/shown/{name:str}/events")
async def stay_silent(name: FromPath[str]) -> ASGIApp:
    del name
    return _silence


async def _silence(_scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": b": nothing\n\n", "more_body": True})
    while (await receive())["type"] != "http.disconnect":
        pass


def over(debate: Debate) -> Shown:
    """Return the debate as it completes now, and its summary."""
    debate, summary = ended(debate), summarized(debate)
    state = replace(
        debate.state,
        status=DebateStatus.COMPLETED,
        finished_at=debate.state.changed_at,
        stop_reason=debate.state.outcome.stop_reason if debate.state.outcome else None,
        written=Written(source=summary.source, verification=summary.verification),
    )
    return replace(debate, state=state), summary


def _unfinished(status: DebateStatus, debate: Debate, **changes: object) -> Shown:
    return replace(debate, state=replace(debate.state, status=status, **changes)), None


def _queued() -> Shown:
    state = DebateState(status=DebateStatus.QUEUED, changed_at=NOW)
    return Debate(spec=a_spec(), state=state, rev=1), None


def _running() -> Shown:
    """Return the second of three rounds; some have answered, one has failed."""
    return argued("DEAEBC", ("D", None, "B", ResponseStatus.FAILED, None, "C"), max_rounds=3), None


def _agreed() -> Shown:
    return over(crediting(argued("AABAAB", "AAAAAA"), (2, 3, 1, 1), (2, 6, 1, 5)))


def _degraded() -> Shown:
    refused, late = ResponseStatus.REFUSED, ResponseStatus.TIMED_OUT
    return over(argued(("D", refused, "A", "E", late, "C"), ("D", refused, "B", "E", "B", late)))


def _failed() -> Shown:
    failed = ResponseStatus.FAILED
    error = DebateError(code="quorum_lost", message="Round 1 has 1 valid vote; the quorum is 4.")
    held = a_debate((failed, failed, "A", failed, failed, failed))
    return _unfinished(DebateStatus.FAILED, held, error=error, finished_at=NOW + ROUND_TIME)


GALLERY: Mapping[str, Callable[[], Shown]] = {
    "reference": lambda: over(the_reference_case()),
    "agreed": _agreed,
    "degraded": _degraded,
    "fork": lambda: over(DEBATES["fork"]()),
    "poll": lambda: over(argued("DEAEBC", max_rounds=1)),
    "queued": _queued,
    "running": _running,
    "summarizing": lambda: _unfinished(DebateStatus.SUMMARIZING, ended(the_reference_case())),
    "failed": _failed,
    "canceled": lambda: _unfinished(
        DebateStatus.CANCELED, the_reference_case(), finished_at=NOW + 3 * ROUND_TIME
    ),
    "expired": lambda: _unfinished(
        DebateStatus.EXPIRED, a_debate(next_round=True), finished_at=NOW + ROUND_TIME
    ),
    "hostile": lambda: over(a_hostile_debate()),
}
