"""Who answered whom, and whether for or against."""

from collections.abc import Iterable

import msgspec

from service.domain.debate import Debate, DebateSpec, Exchange, Relation, SeatId
from service.domain.turning_points import exchanges
from service.pages.anchors import response_anchor
from service.pages.links import Link, to_seat


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """Whom somebody answered in one way, and where."""

    whom: Link
    rounds: tuple[Link, ...]
    """To the answers, which are called by the numbers of their rounds."""


class ExchangeView(msgspec.Struct, frozen=True, kw_only=True):
    """What one participant answered to the others."""

    who: Link
    supports: tuple[Answered, ...]
    opposes: tuple[Answered, ...]


def exchanges_view(debate: Debate) -> tuple[ExchangeView, ...]:
    """Return who answered whom, by who answered."""
    found = exchanges(debate)
    return tuple(
        ExchangeView(
            who=to_seat(debate.spec, seat),
            supports=_answered(debate.spec, found, seat, Relation.SUPPORTS),
            opposes=_answered(debate.spec, found, seat, Relation.OPPOSES),
        )
        for seat in dict.fromkeys(one.from_participant for one in found)
    )


def _answered(
    spec: DebateSpec, found: Iterable[Exchange], seat: SeatId, relation: Relation
) -> tuple[Answered, ...]:
    return tuple(
        Answered(
            whom=to_seat(spec, one.to_participant),
            rounds=tuple(
                Link(to=response_anchor(ref), text=str(ref.round)) for ref in one.responses
            ),
        )
        for one in found
        if (one.from_participant, one.relation) == (seat, relation)
    )
