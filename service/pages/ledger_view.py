"""The ledger as a person reads it: the rounds, everybody in them, and who answered whom."""

import msgspec

from service.domain.debate import Debate
from service.pages.anchors import Passages
from service.pages.exchanges_view import ExchangeView, exchanges_view
from service.pages.participants_view import ParticipantView, participants_view
from service.pages.rounds_view import RoundsView, rounds_view


class LedgerView(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown of it."""

    rounds: RoundsView
    participants_title: str
    participants: tuple[ParticipantView, ...]
    exchanges: tuple[ExchangeView, ...]


def ledger_view(debate: Debate, passages: Passages) -> LedgerView:
    """Return what is shown of the ledger, with the passages that a summary quotes."""
    return LedgerView(
        rounds=rounds_view(debate),
        participants_title="Arguments" if debate.responses else "The panel",
        participants=participants_view(debate, passages),
        exchanges=exchanges_view(debate),
    )
