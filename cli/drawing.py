"""A debate in pictures of text: what is printed for good while it runs; pure.

Each function returns something that can be printed. What is drawn over and over is in `frame`,
what one reads when it is over in `report`.
"""

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cli.scene import Ledger, Scene, author_of
from cli.seat_table import INDENT, LONGEST_NAME, option_style
from service.domain.debate import ResponseStatus
from service.domain.sentences import excerpt, sentences
from service.resources.schemas import Debate, PanelResponse

QUOTE_LINES = 2
LETTERS_PER_WORD = 6.5
QUOTE_INDENT = 4

WITHOUT_VOTE = {
    ResponseStatus.VOTED: "voted",
    ResponseStatus.ABSTAINED: "abstained",
    ResponseStatus.REFUSED: "declined to answer",
    ResponseStatus.UNREADABLE: "gave no vote that can be read",
    ResponseStatus.TIMED_OUT: "did not answer in time",
    ResponseStatus.FAILED: "failed",
    ResponseStatus.CANCELED: "was canceled",
}
"""What is said of a response without a vote, by its status."""


def question(debate: Debate) -> RenderableType:
    """Draw what is asked, and of whom."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column()
    table.add_row(Text("Question", "aside"), Text(debate.question, "heading"))
    for n, option in enumerate(debate.options):
        table.add_row(Text("" if n else "Options", "aside"), option_text(debate, option.id))
    for n, seat in enumerate(debate.panel):
        line = _beside(debate, Text(seat.name, "name"), Text(seat.model, "aside"))
        table.add_row(Text("" if n else "Panel", "aside"), line)
    return Padding(table, (0, 0, 0, INDENT), expand=False)


def round_heading(scene: Scene) -> Text:
    """Say which round it is and what its participants know."""
    most = scene.debate.protocol.max_rounds
    known = (
        "blind: nobody sees another's answer"
        if scene.round == 1
        else "informed: everyone has read the others and may change sides"
    )
    head = f"Round {scene.round} of {most}" if most > 1 else "One round"
    return Text.assemble((head, "heading"), (f"  {known}", "aside"))


def answer(scene: Scene, response: PanelResponse, width: int) -> RenderableType:
    """Draw one response: who, the vote, and the argument in a sentence."""
    line = _beside(scene.debate, Text(response.name, "name"), _vote(scene.debate, response))
    parts: list[RenderableType] = [Padding(line, (0, 0, 0, INDENT), expand=False)]
    if response.vote and response.changed_mind:
        parts.append(_indented(Text(credit(response, scene.ledger), "changed")))
    if said := _said(response, width):
        parts.append(_indented(Text(said, "quote" if response.argument else "aside")))
    return Group(*parts)


def whole_round(scene: Scene, width: int) -> RenderableType:
    """Draw the round that is closed, or was cut off: every seat in its order, and how it stands."""
    answers = (scene.answers.get(seat.id) for seat in scene.debate.panel)
    drawn = (answer(scene, response, width) for response in answers if response)
    return Group(Text(), round_heading(scene), *drawn, round_result(scene))


def credit(response: PanelResponse, ledger: Ledger) -> str:
    """Say that a seat has changed its mind, and whom it credits."""
    author = author_of(ledger, response.persuaded_by)
    return "changed its mind" + (f" and credits {author}" if author else "")


def first_words(response: PanelResponse) -> str:
    """Return the first sentence of why it changed its mind, else of its argument or failure."""
    if response.argument is None:
        return response.error.message if response.error else ""
    told = response.change_reason if response.changed_mind else None
    return next(iter(sentences(told or response.argument)), "")


def round_result(scene: Scene) -> RenderableType:
    """Draw how a closed round stands."""
    if scene.closed is None or scene.closed.number != scene.round:
        return Text("The round was cut off.", "fault")
    return Padding(
        Text.assemble("→ ", (scene.closed.headline, "heading")), (0, 0, 0, INDENT), expand=False
    )


def option_text(debate: Debate, option_id: str) -> Text:
    """Write an option as everyone sees it: its id and its label, in its own color."""
    label = next(option.label for option in debate.options if option.id == option_id)
    style = option_style(debate, option_id)
    return Text.assemble((option_id, f"bold {style}"), (f" {label}", style))


def _beside(debate: Debate, name: Text, what: Text) -> Table:
    """Put something beside a name, where all names of the panel get the same room."""
    table = Table.grid(padding=(0, 2))
    table.add_column(width=_room_for_names(debate), no_wrap=True)
    table.add_column()
    table.add_row(name, what)
    return table


def _room_for_names(debate: Debate) -> int:
    return min(LONGEST_NAME, max(cell_len(seat.name) for seat in debate.panel))


def _vote(debate: Debate, response: PanelResponse) -> Text:
    if response.vote is None:
        return Text(WITHOUT_VOTE[response.status], "fault")
    vote = option_text(debate, response.vote)
    if not response.changed_mind or response.previous_vote is None:
        return vote
    before = option_text(debate, response.previous_vote)
    return Text.assemble(before, (" → ", "changed"), vote)


def _said(response: PanelResponse, width: int) -> str:
    room = int((width - QUOTE_INDENT) * QUOTE_LINES / LETTERS_PER_WORD)
    first = excerpt(first_words(response), room)
    return f"{first.text} …" if first.cut else first.text


def _indented(what: RenderableType) -> Padding:
    return Padding(what, (0, 0, 0, QUOTE_INDENT), expand=False)
