"""The page of one debate: the ledger as a person reads it."""

import msgspec

from service.domain.debate import Debate, Summary
from service.domain.transcript import title
from service.pages.anchors import Passages
from service.pages.ledger_view import LedgerView, ledger_view
from service.pages.live_view import LiveView, live_view
from service.pages.templating import fill_in


class DebateView(msgspec.Struct, frozen=True, kw_only=True):
    """What the template shows."""

    title: str
    page: str
    """Where the page is; its events are at `/events` below it, its downloads at `/transcript`."""
    ledger: LedgerView
    live: LiveView


def debate_page(debate: Debate, summary: Summary | None, *, page: str) -> bytes:
    """Return the page of a debate as it stands, to be served at the path `page`."""
    view = DebateView(
        title=title(debate),
        page=page,
        live=live_view(debate, page=page),
        ledger=ledger_view(debate, Passages(summary)),
    )
    return fill_in("debate.html", view=view)
