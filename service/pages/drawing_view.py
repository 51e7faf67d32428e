"""Every vote from round to round: as a drawing, and as the table that says the same."""

from collections.abc import Iterator

import msgspec

from service.domain.debate import Debate, OptionId, Participant, Response
from service.domain.phrasing import DEEDS
from service.domain.tally import position_change
from service.pages.lettering import USUAL, shortened
from service.pages.moves import WIDTH, Drawing, drawing

CELL = 300
"""What a label may take in the table, in units of the drawing."""

MANY = 4
"""Rounds from which on a narrow screen has room for the ids of the options only."""


class LaneName(msgspec.Struct, frozen=True, kw_only=True):
    """An option's name over its lane."""

    y: int
    id: OptionId | None
    text: str


class VoteCell(msgspec.Struct, frozen=True, kw_only=True):
    """What a seat did in a round."""

    name: str | None
    """Who sat there, where that is somebody else by now."""
    id: OptionId | None
    text: str
    """The option's label, or why there was no vote; empty where the answer is not in."""
    moved: bool


class SeatRow(msgspec.Struct, frozen=True, kw_only=True):
    """What a seat did in every round."""

    name: str
    cells: tuple[VoteCell, ...]


class DrawingView(msgspec.Struct, frozen=True, kw_only=True):
    """The drawing and the table."""

    drawing: Drawing
    lanes: tuple[LaneName, ...]
    rounds: tuple[int, ...]
    rows: tuple[SeatRow, ...]
    many: bool

    @property
    def silent(self) -> bool:
        """Return whether seats without a vote are drawn."""
        return any(lane.id is None for lane in self.lanes)


def drawing_view(debate: Debate) -> DrawingView | None:
    """Return the drawing of a debate's votes and its table; None before a second round has votes."""
    drawn = drawing(debate)
    if drawn is None:
        return None
    rounds = tuple(one.number for one in debate.state.rounds)
    return DrawingView(
        drawing=drawn,
        lanes=tuple(
            LaneName(y=lane.y, id=lane.option, text=_lane_text(debate, lane.option))
            for lane in drawn.lanes
        ),
        rounds=rounds,
        rows=tuple(
            SeatRow(name=seat.name, cells=tuple(_cells(debate, n, rounds)))
            for n, seat in enumerate(debate.spec.panel)
        ),
        many=len(rounds) >= MANY,
    )


def _lane_text(debate: Debate, option: OptionId | None) -> str:
    if option is None:
        return "No vote"
    taken = (len(option) + 1) * USUAL
    return shortened(debate.spec.option(option).label, WIDTH - taken)


def _cells(debate: Debate, seat: int, rounds: tuple[int, ...]) -> Iterator[VoteCell]:
    today = debate.spec.panel[seat]
    for number in rounds:
        sat = debate.spec.panel_of(number)[seat]
        yield _cell(debate, debate.response(number, sat.id), sat if sat != today else None)


def _cell(debate: Debate, response: Response | None, former: Participant | None) -> VoteCell:
    return VoteCell(
        name=former.name if former else None,
        id=response.vote if response else None,
        text=_text(debate, response),
        moved=response is not None and position_change(debate, response) is not None,
    )


def _text(debate: Debate, response: Response | None) -> str:
    if response is None:
        return ""
    if response.vote is None:
        return DEEDS[response.status]
    return shortened(debate.spec.option(response.vote).label, CELL)
