"""The table of seats and votes: a row a seat, a column a round; pure.

What stands in the last column, and on a line of its own below a row, is the caller's. What a seat
without a vote is marked by is a row in `MARKS`.
"""

from collections.abc import Callable, Mapping, Sequence

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from cli.console import OPTION_STYLES
from cli.scene import Ledger
from service.domain.debate import ResponseStatus
from service.resources.schemas import Debate, PanelResponse

INDENT = 2
GAP = 2
LONGEST_NAME = 24
NAMES_SHARE = 0.35
"""Of the width: names may take no more of it."""
LONGEST_ID = 6
LEAST_BESIDE = 10
"""Columns that the last column has in any case."""
BELOW_INDENT = 4
AWAITED = "·"
CHANGED = "→"

MARKS = dict.fromkeys(ResponseStatus, "✗") | {ResponseStatus.ABSTAINED: "–"}

Column = Mapping[str, Text]
"""A round's cells, by seat."""
Cell = Callable[[Debate, PanelResponse], Text]


def seat_table(
    debate: Debate,
    ledger: Ledger,
    width: int,
    *,
    beside: Mapping[str, Text],
    below: Mapping[str, Text] | None = None,
) -> list[Text]:
    """Draw the votes of all rounds, or of as many of the last ones as fit; a heading first.

    `beside` and `below` are what is to be said of each seat, by its id.
    """
    names = min(
        LONGEST_NAME, int(width * NAMES_SHARE), max(cell_len(seat.name) for seat in debate.panel)
    )
    room = width - INDENT - names - LEAST_BESIDE - GAP
    columns = _fitting(debate, ledger, room)
    wide = [names, *(_wide(number, column) for number, column in columns)]
    heads = [Text(""), *(Text(f"R{number}", "aside") for number, _ in columns)]
    lines = [_row(heads, wide, Text(), width)]
    for seat in debate.panel:
        cells = [Text(clipped(seat.name, names), "name")]
        cells += [column[seat.id] for _, column in columns]
        lines.append(_row(cells, wide, beside.get(seat.id, Text()), width))
        if said := (below or {}).get(seat.id):
            lines.append(on_one_line(Text.assemble(" " * BELOW_INDENT, said), width))
    return lines


def option_style(debate: Debate, option_id: str) -> str:
    """Return the color of an option, by its place."""
    place = next(n for n, option in enumerate(debate.options) if option.id == option_id)
    return OPTION_STYLES[place % len(OPTION_STYLES)]


def clipped(text: str, width: int) -> str:
    """Return as much of the beginning of a text as fits."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + "…"


def on_one_line(text: Text, width: int) -> Text:
    """Return a text that takes one line, cut where it is longer."""
    text.no_wrap = True
    text.truncate(width, overflow="ellipsis")
    return text


def _fitting(debate: Debate, ledger: Ledger, room: int) -> list[tuple[int, Column]]:
    """Return the columns of the rounds: whole if they fit, else narrower, else only the last."""
    columns: list[tuple[int, Column]] = []
    for cell in (_vote, _short_vote):
        columns = [(number, _column(debate, ledger, number, cell)) for number in sorted(ledger)]
        if _room(columns) <= room:
            return columns
    while len(columns) > 1 and _room(columns) > room:
        columns = columns[1:]
    return columns


def _room(columns: Sequence[tuple[int, Column]]) -> int:
    return sum(_wide(number, column) + GAP for number, column in columns)


def _wide(number: int, column: Column) -> int:
    return max(len(f"R{number}"), *(text.cell_len for text in column.values()))


def _column(debate: Debate, ledger: Ledger, number: int, cell: Cell) -> Column:
    answers = ledger.get(number, {})
    return {
        seat.id: cell(debate, answers[seat.id]) if seat.id in answers else Text(AWAITED, "aside")
        for seat in debate.panel
    }


def _vote(debate: Debate, response: PanelResponse) -> Text:
    if response.vote and response.changed_mind and response.previous_vote:
        before = _option(debate, response.previous_vote)
        return Text.assemble(before, (f" {CHANGED} ", "changed"), _option(debate, response.vote))
    return _unchanged(debate, response)


def _short_vote(debate: Debate, response: PanelResponse) -> Text:
    if response.vote and response.changed_mind:
        return Text.assemble((CHANGED, "changed"), _option(debate, response.vote))
    return _unchanged(debate, response)


def _unchanged(debate: Debate, response: PanelResponse) -> Text:
    if response.vote is None:
        return Text(MARKS[response.status], "fault")
    return _option(debate, response.vote)


def _option(debate: Debate, option_id: str) -> Text:
    return Text(clipped(option_id, LONGEST_ID), f"bold {option_style(debate, option_id)}")


def _row(cells: Sequence[Text], wide: Sequence[int], last: Text, width: int) -> Text:
    line = Text(" " * INDENT)
    for cell, columns in zip(cells, wide, strict=True):
        cell.truncate(columns, pad=True)
        line.append_text(cell).append(" " * GAP)
    return on_one_line(line.append_text(last), width)
