"""A debate as somebody sees it from outside: its events, its resources, what a terminal shows.

`events_of` tells a debate's whole story as the API would; `drawn` returns what printing something
leaves on a terminal of a given width.
"""

import io
from collections.abc import Iterator

import msgspec
from rich.cells import cell_len
from rich.console import RenderableType

from cli.console import open_console
from cli.scene import Scene, advance
from service.domain.debate import Debate, DebateSpec, DebateStatus, StopReason
from service.domain.events import (
    DebateCompleted,
    DebateQueued,
    DebateStarted,
    Event,
    LoggedEvent,
    ResponseCompleted,
    RoundCompleted,
    RoundStarted,
    SummaryStarted,
)
from service.resources import schemas
from service.resources.present import present_debate, present_summary
from service.resources.present_events import present_event
from tests.support.debates import NOW, a_panel, a_spec, some_options
from tests.support.summaries import ended, summarized


def events_of(debate: Debate, *, last: Event | None = None) -> list[schemas.Event]:
    """Return the events of a debate from the first to the last; all its rounds are closed."""
    logged = [
        LoggedEvent(sequence=sequence, created_at=NOW, event=event)
        for sequence, event in enumerate([*_story(debate), last or DebateCompleted()], start=1)
    ]
    return [present_event(debate, event, "") for event in logged]


def scenes_of(debate: Debate, *, last: Event | None = None) -> list[Scene]:
    """Return the scene after each event."""
    scene = Scene(debate=present_debate(debate, ""))
    scenes = []
    for event in events_of(debate, last=last):
        scene = advance(scene, event)
        scenes.append(scene)
    return scenes


def completed(
    debate: Debate, reason: StopReason = StopReason.MAX_ROUNDS
) -> tuple[schemas.Debate, schemas.Summary]:
    """Return the resources of a debate that has completed with these rounds."""
    over = ended(debate, reason)
    over = with_status(over, DebateStatus.COMPLETED)
    return present_debate(over, ""), present_summary(over, summarized(debate, reason))


def with_status(debate: Debate, status: DebateStatus) -> Debate:
    """Return the debate in that status."""
    state = msgspec.structs.replace(debate.state, status=status)
    return msgspec.structs.replace(debate, state=state)


def drawn(what: RenderableType, width: int = 80) -> str:
    """Return what printing this leaves on a terminal of that width."""
    stream = io.StringIO()
    open_console(stream, width=width).print(what)
    return stream.getvalue()


def widest(text: str) -> int:
    """Return how many columns the widest line of a text takes."""
    return max(cell_len(line) for line in text.split("\n"))


def long_winded() -> DebateSpec:
    """Return what is asked where every text is longer than any line."""
    return a_spec(
        question="Why? " * 300,
        options=some_options("y" * 200, "長い答え" * 40),
        panel=tuple(
            msgspec.structs.replace(seat, name=f"{seat.name} {'x' * 70}") for seat in a_panel(2)
        ),
    )


def _story(debate: Debate) -> Iterator[Event]:
    yield DebateQueued()
    yield DebateStarted()
    for one in debate.state.rounds:
        yield RoundStarted(one.number)
        for response in debate.round_responses(one.number):
            yield ResponseCompleted(response.ref)
        if one.finished_at is not None:
            yield RoundCompleted(one.number)
    yield SummaryStarted()
