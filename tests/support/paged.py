"""Debates as their page meets them, over or stopped, and what stands on a page."""

from datetime import timedelta

from msgspec.structs import replace

from service.domain.debate import Debate, DebateError, DebateStatus, StopReason, Summary
from service.domain.extractive import extractive_summary
from service.pages.debate_page import DebateView, debate_page, debate_view
from tests.support.debates import NOW
from tests.support.reading_html import Reading
from tests.support.summaries import ended

PAGE = "/debates/dbt_x"


def over(debate: Debate, reason: StopReason = StopReason.MAX_ROUNDS) -> Debate:
    """Return the debate completed; it needs a counted round."""
    return stopped(ended(debate, reason), DebateStatus.COMPLETED, stop_reason=reason)


def stopped(
    debate: Debate, status: DebateStatus, *, error: DebateError | None = None, **state: object
) -> Debate:
    """Return the debate as it ended, eleven seconds after its last decision."""
    at = debate.state.changed_at + timedelta(seconds=11)
    changed = replace(debate.state, status=status, error=error, finished_at=at, **state)
    return replace(debate, state=changed)


def a_view(debate: Debate) -> DebateView:
    """Return what its page shows, with the summary that needs no model where it is completed."""
    return debate_view(debate, _summary(debate), page=PAGE)


def a_page(debate: Debate) -> Reading:
    """Return that page, read."""
    return Reading(debate_page(debate, _summary(debate), page=PAGE).decode())


def _summary(debate: Debate) -> Summary | None:
    done = debate.state.status is DebateStatus.COMPLETED
    return extractive_summary(debate, now=NOW) if done else None
