"""What a terminal shows while a debate runs: how far it is, who does what, how it stands; pure.

`frame` fits all of it into the terminal: what is left out first is said last here. It never takes
more lines than there are, as long as the seats themselves fit.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial

import msgspec
from rich.cells import cell_len, set_cell_size
from rich.text import Text

from cli.drawing import first_words
from cli.scene import Scene, Writing, author_of
from cli.seat_table import (
    BELOW_INDENT,
    INDENT,
    clipped,
    on_one_line,
    option_style,
    seat_table,
)
from service.domain.debate import DebateStatus
from service.resources.schemas import Debate, Option, PanelResponse, Seat

SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
FRAMES_PER_S = 10
BAR = "■"
JOIN = " · "
SPINNER_ROOM = 2
BAR_ROOM = 16
"""Columns for a bar of twelve votes and their count."""
PATIENCE_S = 5
"""Within this time a worker takes a debate up, where there is one."""


class View(msgspec.Struct, frozen=True, kw_only=True):
    """From where a debate is looked at, and when."""

    width: int
    height: int
    now: datetime
    writing: Mapping[str, Writing] = {}
    """What seats are writing."""
    connected: bool = True
    """Whether the server answers."""

    @property
    def spinner(self) -> str:
        """Return what turns."""
        return SPINNER[int(self.now.timestamp() * FRAMES_PER_S) % len(SPINNER)]


class Doing(msgspec.Struct, frozen=True, kw_only=True):
    """What a seat does or has done, in three places, each of one line."""

    alone: Text
    """Beside its votes, where there is no other line for it."""
    beside: Text
    below: Text = Text()


def frame(scene: Scene, view: View) -> list[Text]:
    """Draw the scene in lines, each of which fits."""
    head = [Text(), *_progress(scene, view)]
    if scene.round == 0:
        return head
    seats = len(scene.debate.panel)
    # One line is the table's heading, one where the cursor stands.
    room = view.height - len(head) - seats - 2
    standing = _standing(scene, view.width, room)
    told = scene.at_work and room - len(standing) >= seats
    return [*head, *_table(scene, view, told=told), *standing]


def _progress(scene: Scene, view: View) -> Iterator[Text]:
    """Say how far the debate is, on as few lines as hold it."""
    line = Text()
    for part in _parts(scene, view):
        if line and line.cell_len + len(JOIN) + part.cell_len > view.width:
            yield on_one_line(line, view.width)
            line = Text()
        line = Text.assemble(line, (JOIN, "aside"), part) if line else part
    yield on_one_line(line, view.width)


def _parts(scene: Scene, view: View) -> Iterator[Text]:
    elapsed = _since(scene.since, view.now)
    match scene.status:
        case DebateStatus.QUEUED:
            yield Text(f"{view.spinner} Queued", "heading")
            if elapsed >= timedelta(seconds=PATIENCE_S):
                yield Text("no worker has taken it up yet", "aside")
        case DebateStatus.SUMMARIZING:
            yield Text(f"{view.spinner} The summary is being written", "heading")
        case _ if scene.at_work:
            yield from _round(scene)
        case _:
            yield Text(f"{view.spinner} Round {scene.round + 1} begins", "heading")
    yield Text(_clock(elapsed), "aside")
    if scene.at_work:
        yield Text(f"{_clock(_left(scene, elapsed, view.now))} left", "aside")
    if not view.connected:
        yield Text("no answer from the server, trying again", "fault")


def _round(scene: Scene) -> Iterator[Text]:
    most = scene.debate.protocol.max_rounds
    yield Text(f"Round {scene.round} of {most}" if most > 1 else "One round", "heading")
    yield Text("blind" if scene.round == 1 else "informed", "aside")
    yield Text(f"{len(scene.answers)} of {len(scene.debate.panel)} answered")


def _since(when: datetime | None, now: datetime) -> timedelta:
    """Return how long ago that was; the server's clock may be ahead of ours."""
    return max(now - when, timedelta()) if when else timedelta()


def _left(scene: Scene, elapsed: timedelta, now: datetime) -> timedelta:
    """Return how long the round may still take."""
    most = timedelta(seconds=scene.debate.protocol.round_deadline_seconds)
    return max(min(most - elapsed, scene.debate.deadline_at - now, most), timedelta())


def _clock(span: timedelta) -> str:
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _table(scene: Scene, view: View, *, told: bool) -> list[Text]:
    """Draw the seats; their words stand below them where they are `told`, else beside."""
    draw = partial(
        seat_table, scene.debate, {**scene.ledger, scene.round: scene.answers}, view.width
    )
    room = view.width - (BELOW_INDENT if told else draw(beside={})[0].cell_len)
    doings = {seat.id: _doing(scene, seat, view, room) for seat in scene.debate.panel}
    if told:
        below = {seat: doing.below for seat, doing in doings.items()}
        return draw(beside={seat: doing.beside for seat, doing in doings.items()}, below=below)
    if scene.at_work:
        return draw(beside={seat: doing.alone for seat, doing in doings.items()})
    return draw(beside={seat: doing.beside for seat, doing in doings.items()})


def _doing(scene: Scene, seat: Seat, view: View, room: int) -> Doing:
    """Say what a seat does or has done; `room` is what its words have."""
    response = scene.answers.get(seat.id)
    if response is not None:
        return _done(response, scene, room)
    if not scene.at_work:
        return Doing(alone=Text(), beside=Text())
    writing = view.writing.get(seat.id)
    if writing is None or writing.round != scene.round:
        thinking = Text(f"{view.spinner} thinking", "aside")
        return Doing(alone=thinking, beside=thinking)
    said = _last_words(writing.end, room - SPINNER_ROOM)
    return Doing(
        alone=Text(f"{view.spinner} {said}", "aside"),
        beside=Text(f"{view.spinner} writing", "aside"),
        below=Text(said, "aside"),
    )


def _done(response: PanelResponse, scene: Scene, room: int) -> Doing:
    words = Text(clipped(first_words(response), room), "quote" if response.argument else "aside")
    if response.vote is None:
        failure = Text(response.status.replace("_", " "), "fault")
        return Doing(alone=failure, beside=failure, below=words)
    if response.changed_mind:
        author = author_of(scene.ledger, response.persuaded_by)
        moved = Text(f"credits {author}" if author else "moved", "changed")
        return Doing(alone=moved, beside=moved, below=words)
    took_s = max(1, round(response.latency_ms / 1000))
    return Doing(alone=words, beside=Text(f"answered in {took_s} s", "aside"), below=words)


def _last_words(text: str, room: int) -> str:
    """Return as much of the end of a text as fits, from the beginning of a word if it can."""
    text = " ".join(text.split())
    if cell_len(text) <= room:
        return text
    end = set_cell_size(text[::-1], room - 1)[::-1].lstrip()
    return f"…{end.partition(' ')[2] or end}"


def _standing(scene: Scene, width: int, room: int) -> list[Text]:
    """Draw how the last closed round stands, or before one is which options there are.

    It takes `room` lines at most, and is left out where these show nothing.
    """
    options, closed = scene.debate.options, scene.closed
    title = f"Round {closed.number}: {closed.headline}" if closed else "Options"
    head = on_one_line(Text.assemble(" " * INDENT, (title, "heading")), width)
    votes = {row.option: row.votes for row in closed.tally} if closed else {}
    bars = [_bar(scene.debate, option, votes, width) for option in options]
    if room >= len(bars) + 2:
        return [Text(), head, *bars]
    shown = room - 3
    if shown < 1:
        return [head] if closed and room >= 1 else []
    order = sorted(range(len(bars)), key=lambda n: -votes.get(options[n].id, 0))
    rest = Text(f"{' ' * INDENT}… and {len(bars) - shown} more", "aside")
    return [Text(), head, *(bars[n] for n in order[:shown]), rest]


def _bar(debate: Debate, option: Option, votes: Mapping[str, int], width: int) -> Text:
    """Draw one option, and its votes where there are any yet."""
    style = option_style(debate, option.id)
    ids = max(cell_len(each.id) for each in debate.options)
    names = max(cell_len(each.label) for each in debate.options)
    room = min(names, width - INDENT - ids - 1 - (BAR_ROOM if votes else 0))
    line = Text.assemble(
        " " * INDENT,
        (set_cell_size(option.id, ids), f"bold {style}"),
        (f" {set_cell_size(clipped(option.label, room), room)}", style),
    )
    if count := votes.get(option.id):
        line.append(f"  {BAR * count}", style).append(f" {count}")
    return on_one_line(line, width)
