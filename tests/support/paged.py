"""Debates as their page meets them, over or stopped, and what stands on a page."""

from collections import Counter
from datetime import timedelta
from html.parser import HTMLParser

from msgspec.structs import replace
from typing_extensions import override

from service.domain.debate import Debate, DebateError, DebateStatus, StopReason
from service.domain.extractive import extractive_summary
from service.pages.debate_page import DebateView, debate_page, debate_view
from tests.support.debates import NOW
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
    done = debate.state.status is DebateStatus.COMPLETED
    return debate_view(debate, extractive_summary(debate, now=NOW) if done else None, page=PAGE)


class Page(HTMLParser):
    """A page, read: its elements, and where its links lead."""

    def __init__(self, debate: Debate) -> None:
        super().__init__()
        done = debate.state.status is DebateStatus.COMPLETED
        summary = extractive_summary(debate, now=NOW) if done else None
        self.html = debate_page(debate, summary, page=PAGE).decode()
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(self.html)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags[tag] += 1
        self.attributes |= given.keys()
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if tag == "a" else []

    @override
    def handle_data(self, data: str) -> None:
        self.text += data
