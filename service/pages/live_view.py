"""How a page stays up to date: where its events are, and the line that says how far things are.

`static/page.js` follows those events and shows the page anew; a screen reader reads this line out
whenever it changes. So it changes with what matters, and not with each answer.
"""

import msgspec

from service.domain.debate import Debate, DebateStatus, Outcome
from service.domain.headlines import round_headline


class LiveView(msgspec.Struct, frozen=True, kw_only=True):
    """What `debate/live.html` shows."""

    events: str | None
    """Where events are told; None when none can follow."""
    news: str


def live_view(debate: Debate, *, page: str) -> LiveView:
    """Return how the page at that path stays up to date."""
    over = debate.state.status.terminal
    return LiveView(events=None if over else f"{page}/events", news=_news(debate))


def _news(debate: Debate) -> str:
    state = debate.state
    match state.status:
        case DebateStatus.RUNNING:
            return _under_way(debate)
        case DebateStatus.SUMMARIZING:
            return f"All rounds are over: {_result(state.outcome)} The summary is being written."
        case DebateStatus.COMPLETED:
            return f"The debate is over: {_result(state.outcome)}"
        case (
            DebateStatus.QUEUED
            | DebateStatus.FAILED
            | DebateStatus.CANCELED
            | DebateStatus.EXPIRED
        ):
            return WITHOUT_RESULT[state.status]


def _under_way(debate: Debate) -> str:
    number, most = len(debate.state.rounds), debate.spec.rules.max_rounds
    news = f"Round {number} of {most} is under way."
    if number == 1:
        return news
    before = number - 1
    return f"Round {before} of {most} is over: {round_headline(debate, before)}. {news}"


def _result(outcome: Outcome | None) -> str:
    return f"{outcome.headline}." if outcome else "there is no outcome."


WITHOUT_RESULT = {
    DebateStatus.QUEUED: "The debate has not begun yet.",
    DebateStatus.FAILED: "The debate has failed.",
    DebateStatus.CANCELED: "The debate was canceled.",
    DebateStatus.EXPIRED: "The debate has expired.",
}
