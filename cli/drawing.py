"""A debate in pictures of text: what one looks at while it runs; pure.

Each function takes the scene and the width and returns something that can be printed. What one
reads when it is over is in `report`.
"""

from collections.abc import Mapping

from rich.cells import cell_len, set_cell_size
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cli.console import OPTION_STYLES
from cli.scene import Scene, Writing, name_of
from service.domain.debate import ResponseStatus
from service.domain.sentences import excerpt, sentences
from service.resources.schemas import Debate, PanelResponse, Seat

SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
FRAMES_PER_S = 10
LONGEST_NAME = 24
QUOTE_LINES = 2
LETTERS_PER_WORD = 6.5
LINES_AROUND = 4
INDENT = 2
QUOTE_INDENT = 4
BESIDE = 4
"""Columns between a name and what stands beside it, the spinner among them."""

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


def table_of_seats(
    scene: Scene, width: int, now_s: float, *, brief: bool, writing: Mapping[str, Writing]
) -> RenderableType:
    """Draw every seat of the round at work: its answer, or what it writes so far.

    `now_s` turns the spinner; `brief` leaves the arguments out.
    """
    drawn: list[RenderableType] = []
    for seat in scene.debate.panel:
        response = scene.answers.get(seat.id)
        if response is None:
            spinner = SPINNER[int(now_s * FRAMES_PER_S) % len(SPINNER)]
            drawn.append(_awaited(scene, seat, spinner, writing.get(seat.id), width))
        else:
            drawn.append(answer(scene, response, width, brief=brief))
    return Group(*drawn)


def fits(scene: Scene, height: int) -> bool:
    """Return whether all seats with their arguments fit into that many lines."""
    return len(scene.debate.panel) * (1 + QUOTE_LINES) + LINES_AROUND <= height


def answer(
    scene: Scene, response: PanelResponse, width: int, *, brief: bool = False
) -> RenderableType:
    """Draw one response: who, the vote, and the argument in a sentence."""
    name = name_of(scene.debate, response.participant)
    line = _beside(scene.debate, Text(name, "name"), _vote(scene.debate, response))
    parts: list[RenderableType] = [Padding(line, (0, 0, 0, INDENT), expand=False)]
    if response.changed_mind:
        parts.append(_indented(_credit(scene, response)))
    if not brief and (said := _said(response, width)):
        parts.append(_indented(Text(said, "quote" if response.argument else "aside")))
    return Group(*parts)


def round_result(scene: Scene) -> RenderableType:
    """Draw how a closed round stands."""
    if scene.closed is None:
        return Text()
    return Padding(
        Text.assemble("→ ", (scene.closed.headline, "heading")), (0, 0, 0, INDENT), expand=False
    )


def option_text(debate: Debate, option_id: str) -> Text:
    """Write an option as everyone sees it: its id and its label, in its own color."""
    place, option = next(
        (place, option) for place, option in enumerate(debate.options) if option.id == option_id
    )
    style = OPTION_STYLES[place % len(OPTION_STYLES)]
    return Text.assemble((option.id, f"bold {style}"), (f" {option.label}", style))


def _awaited(
    scene: Scene, seat: Seat, spinner: str, writing: Writing | None, width: int
) -> RenderableType:
    what = "thinking"
    if writing is not None and writing.round == scene.round:
        what = _last_words(writing.end, width - INDENT - _room_for_names(scene.debate) - BESIDE)
    line = _beside(scene.debate, Text(seat.name, "aside"), Text(f"{spinner} {what}", "aside"))
    return Padding(line, (0, 0, 0, INDENT), expand=False)


def _last_words(text: str, room: int) -> str:
    """Return as much of the end of a text as fits, from the beginning of a word if it can."""
    text = " ".join(text.split())
    if cell_len(text) <= room:
        return text
    end = set_cell_size(text[::-1], room - 1)[::-1].lstrip()
    return f"…{end.partition(' ')[2] or end}"


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


def _credit(scene: Scene, response: PanelResponse) -> Text:
    said = Text("changed its mind", "changed")
    author = scene.authors.get(response.persuaded_by or "")
    if author is not None:
        said.append(f" and credits {name_of(scene.debate, author)}", "changed")
    return said


def _said(response: PanelResponse, width: int) -> str:
    if response.argument is None:
        return response.error.message if response.error else ""
    told = response.change_reason if response.changed_mind else None
    spoken = sentences(told or response.argument)
    room = int((width - QUOTE_INDENT) * QUOTE_LINES / LETTERS_PER_WORD)
    if not spoken:
        return ""
    first = excerpt(spoken[0], room)
    return f"{first.text} …" if first.cut else first.text


def _indented(what: RenderableType) -> Padding:
    return Padding(what, (0, 0, 0, QUOTE_INDENT), expand=False)
