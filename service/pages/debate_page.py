"""The page of one debate: the ledger as a person reads it.

Each part is a view, made of the debate by the module of its name, and a template that places it.
"""

import msgspec

from service.domain.debate import Debate, Summary
from service.domain.turning_points import turning_points
from service.pages.account_view import (
    AccountView,
    Winner,
    account_view,
    disagreeing_rules,
    lead_changes,
)
from service.pages.anchors import Passages
from service.pages.cases_view import CasesView, cases_view
from service.pages.changes_view import ChangesView, changes_view
from service.pages.colophon_view import ColophonView, colophon_view
from service.pages.drawing_view import DrawingView, drawing_view
from service.pages.head_view import HeadView, head_view
from service.pages.ledger_view import LedgerView, ledger_view
from service.pages.live_view import LiveView, live_view
from service.pages.result_view import ResultView, result_view
from service.pages.templating import fill_in
from service.pages.votes_view import VotesView, votes_view


class DebateView(msgspec.Struct, frozen=True, kw_only=True):
    """What the template shows; what is None is not there yet, or never will be."""

    page: str
    """Where the page is; its events are at `/events` below it, its downloads at `/transcript`."""
    live: LiveView
    head: HeadView
    result: ResultView
    votes: VotesView
    changes: ChangesView | None
    cases: CasesView | None
    moves: DrawingView | None
    account: AccountView | None
    lead_changes: tuple[str, ...]
    rules: tuple[Winner, ...]
    ledger: LedgerView
    colophon: ColophonView

    @property
    def contents(self) -> tuple[tuple[str, str], ...]:
        """Return where each part below the result stands, and its name."""
        parts = (
            ("votes", self.votes.title, self.votes),
            ("changes", "Changed minds", self.changes),
            ("cases", "Best cases", self.cases),
            ("moves", "From round to round", self.moves),
            ("account", "Summary", self.account),
            ("rounds", "Round by round", self.ledger.rounds.held),
            ("participants", "Who said what", self.ledger.participants),
            ("exchanges", "Who answered whom", self.ledger.exchanges),
            ("colophon", "Cost and downloads", self.colophon),
        )
        return tuple((place, name) for place, name, part in parts if part)


def debate_page(debate: Debate, summary: Summary | None, *, page: str, root: str = "") -> bytes:
    """Return the page of a debate as it stands, to be served at the path `page`.

    `root` is what that path and all others begin with, for a browser.
    """
    view = debate_view(debate, summary, page=f"{root}{page}")
    return fill_in("debate.html", root=root, view=view)


def debate_view(debate: Debate, summary: Summary | None, *, page: str) -> DebateView:
    """Put the parts together."""
    passages, turns = Passages(summary), turning_points(debate)
    return DebateView(
        page=page,
        live=live_view(debate, page=page),
        head=head_view(debate),
        result=result_view(debate),
        votes=votes_view(debate),
        changes=changes_view(debate, turns, summary),
        cases=cases_view(debate, summary, passages) if summary else None,
        moves=drawing_view(debate),
        account=account_view(debate, summary, passages) if summary else None,
        lead_changes=lead_changes(turns),
        rules=disagreeing_rules(debate),
        ledger=ledger_view(debate, passages),
        colophon=colophon_view(debate, summary, page),
    )
