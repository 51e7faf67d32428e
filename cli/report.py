"""What one reads when a debate is over: its result and its summary; pure.

A new part of the account is a function of the debate and its summary, and its line in `account`.
"""

import shlex
from collections.abc import Iterable, Iterator

from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cli.client import LOCAL_URL
from cli.drawing import WITHOUT_VOTE, credit, option_text
from cli.scene import Ledger, ledger_of, name_of
from cli.seat_table import INDENT, seat_table
from service.domain.debate import ArgumentStatus, DebateStatus, SummarySource
from service.domain.transcript import DEGRADED
from service.resources.schemas import (
    Debate,
    Outcome,
    Seat,
    Summary,
    TallyRow,
    TurningPoint,
)

BAR = "■"
WIDEST_BAR = 12

RULES = {
    "first_round": "first round",
    "last_round": "last round",
    "trajectory": "all rounds",
    "second_choices": "second choices",
    "confidence": "confidence",
}
"""The other ways of counting, as they are called here."""

WITHOUT_ARGUMENT = {
    ArgumentStatus.NO_ARGUMENT_MADE: "nobody ever voted for it",
    ArgumentStatus.NO_LONGER_HELD: "nobody holds it any more",
}

ENDINGS = {
    DebateStatus.FAILED: "The debate failed",
    DebateStatus.CANCELED: "The debate was canceled",
    DebateStatus.EXPIRED: "The debate ran out of time before any round counted",
}


def account(debate: Debate, summary: Summary | None) -> RenderableType:
    """Draw the whole account of a finished debate."""
    return Group(*_account(debate, summary))


class SeatsAndVotes:
    """The table of seats and votes of a debate that is over, as wide as there is room."""

    def __init__(self, debate: Debate, ledger: Ledger) -> None:
        self._debate = debate
        self._ledger = ledger

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        """Draw it."""
        beside = {seat.id: self._beside(seat) for seat in self._debate.panel}
        yield from seat_table(self._debate, self._ledger, options.max_width, beside=beside)

    def _beside(self, seat: Seat) -> Text:
        """Say what is special about a seat: how it failed in the end, has moved, or was another's."""
        given = [answers[seat.id] for answers in self._ledger.values() if seat.id in answers]
        moves = [response for response in given if response.vote and response.changed_mind]
        parts = [(f"{one.name} until round {one.until_round}", "aside") for one in seat.former]
        if given and given[-1].vote is None:
            parts.append((WITHOUT_VOTE[given[-1].status], "fault"))
        elif moves:
            parts.append((credit(moves[-1], self._ledger), "changed"))
        return Text("; ").join(Text(*part) for part in parts)


def read_on(debate: Debate, url: str) -> Text:
    """Say where the whole debate can be read, on the server at that URL; to be printed unwrapped."""
    page = debate.urls.page
    # Where there is no page, a browser has no key either.
    where = absolute(page, url) if page else f"{way_back(debate, url)} --markdown"
    margin = " " * INDENT
    said = f"\n{margin}Everything that was said:\n{margin}"
    return Text.assemble((said, "aside"), (where, "command"))


def way_back(debate: Debate, url: str) -> str:
    """Return the command that shows that debate of the server at that URL."""
    server = "" if url == LOCAL_URL else f" --url {shlex.quote(url)}"
    return f"roundtable watch {debate.id}{server}"


def absolute(place: str, url: str) -> str:
    """Return the URL of what the server at that URL may have named by its path alone."""
    return place if "://" in place else f"{url}{place}"


def _account(debate: Debate, summary: Summary | None) -> Iterator[RenderableType]:
    if debate.status is not DebateStatus.COMPLETED:
        yield Text()
        yield _indented(Text(_ending(debate), "fault"))
    if debate.outcome is not None:
        yield from _section("Result", _result(debate, debate.outcome))
    if debate.responses:
        yield Text()
        yield Text("Seats and votes", "heading")
        yield SeatsAndVotes(debate, ledger_of(debate.responses))
    if summary is not None:
        yield from _section("Summary", [Text(summary.overview)])
        yield from _section("Strongest argument for each option", _arguments(debate, summary))
        yield from _section("Who changed, and why", _turning_points(debate, summary))
        yield from _section("Dissent", _dissent(debate, summary))
        yield Text()
        yield _indented(Text(_source(summary), "aside"))


def _ending(debate: Debate) -> str:
    line = ENDINGS.get(debate.status, f"The debate is {debate.status}")
    return f"{line}: {debate.error.message}" if debate.error else f"{line}."


def _section(title: str, parts: Iterable[RenderableType]) -> Iterator[RenderableType]:
    drawn = [_indented(part) for part in parts]
    if drawn:
        yield Text()
        yield Text(title, "heading")
        yield from drawn


def _result(debate: Debate, outcome: Outcome) -> Iterator[RenderableType]:
    yield Text(outcome.headline, "result")
    yield Padding(_votes(debate, outcome), (1, 0), expand=False)
    yield Text(_movement(outcome))
    yield Text(_other_counts(outcome), "aside")
    if debate.degraded_reasons:
        reasons = ", ".join(DEGRADED[reason] for reason in debate.degraded_reasons)
        yield Text(f"Not everything went as asked: {reasons}.", "fault")


def _votes(debate: Debate, outcome: Outcome) -> RenderableType:
    table = Table.grid(padding=(0, 2))
    table.add_column()
    for _ in range(2):
        table.add_column(no_wrap=True)
    table.add_column(style="aside")
    last_heading = f"Round {outcome.rounds}" if outcome.rounds > 1 else ""
    table.add_row("", Text("Round 1", "aside"), Text(last_heading, "aside"))
    first = {row.option: row for row in outcome.first_round.tally}
    for row in outcome.tally:
        names = ", ".join(name_of(debate, seat) for seat in row.participants)
        last = _bar(row) if outcome.rounds > 1 else Text()
        table.add_row(option_text(debate, row.option), _bar(first[row.option]), last, names)
    return table


def _bar(row: TallyRow) -> Text:
    if not row.votes:
        return Text("0", "aside")
    return Text.assemble(f"{row.votes} ", (BAR * min(row.votes, WIDEST_BAR), "heading"))


def _movement(outcome: Outcome) -> str:
    if outcome.rounds == 1:
        return "One round: nobody was shown another's answer."
    if not outcome.changed_minds:
        return f"Nobody changed its mind in {outcome.rounds} rounds."
    moved = "its mind" if outcome.changed_minds == 1 else "their minds"
    return (
        f"{outcome.changed_minds} of {outcome.seats} changed {moved} in {outcome.rounds} rounds."
    )


def _other_counts(outcome: Outcome) -> str:
    if outcome.rules_agree:
        return "Every way of counting these votes names the same option."
    if not any(getattr(outcome.by_rule, rule) for rule in RULES):
        return "No way of counting these votes names one option."
    counts = [f"{said} {getattr(outcome.by_rule, rule) or 'none'}" for rule, said in RULES.items()]
    return f"By other ways of counting: {', '.join(counts)}."


def _arguments(debate: Debate, summary: Summary) -> Iterator[RenderableType]:
    for argument in summary.strongest_arguments:
        line = option_text(debate, argument.option)
        if note := WITHOUT_ARGUMENT.get(argument.status):
            line.append(f"  {note}", "aside")
        yield line
        if argument.claim:
            names = {
                name_of(debate, quote.participant, quote.round) for quote in argument.citations
            }
            said = Text(argument.claim)
            if names:
                said.append(f" — {', '.join(sorted(names))}", "aside")
            yield _indented(said)


def _turning_points(debate: Debate, summary: Summary) -> Iterator[RenderableType]:
    for point in summary.turning_points:
        yield _item(Text(point.text))
        if reason := _reason(debate, point):
            yield _indented(Text(reason, "quote"))


def _reason(debate: Debate, point: TurningPoint) -> str | None:
    """Return why that participant says that it has moved."""
    moved = (point.round, point.participant)
    return next(
        (
            response.change_reason
            for response in debate.responses or ()
            if (response.round, response.participant) == moved
        ),
        None,
    )


def _dissent(debate: Debate, summary: Summary) -> Iterator[RenderableType]:
    told = {argument.claim for argument in summary.strongest_arguments}
    for position in summary.dissent:
        names = ", ".join(name_of(debate, seat) for seat in position.participants)
        yield Text.assemble(option_text(debate, position.option), (f"  {names}", "aside"))
        if position.claim not in told:
            yield _indented(Text(position.claim))


def _source(summary: Summary) -> str:
    if summary.source is SummarySource.MODEL:
        return f"Written by {summary.model}, checked against the votes and arguments."
    return "Counted and quoted from the record by code; every quote is word for word."


def _item(text: Text) -> RenderableType:
    item = Table.grid(padding=(0, 1))
    item.add_row(Text("·", "aside"), text)
    return item


def _indented(part: RenderableType) -> Padding:
    return Padding(part, (0, 0, 0, INDENT), expand=False)
