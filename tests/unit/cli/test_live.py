"""A debate as it is drawn while it runs."""

import io
import re
from collections.abc import Sequence

import msgspec
import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.theme import Theme

from cli.console import STYLES, can_redraw, open_console
from cli.drawing import WITHOUT_VOTE, answer, question, table_of_seats
from cli.live import open_screen
from cli.scene import Scene, overhear
from service.domain.debate import Debate, ResponseStatus
from service.domain.events import DebateCanceled
from service.domain.live_argument import Delta
from service.resources.present import present_debate
from service.resources.present_events import present_delta
from service.resources.schemas import DeltaEvent
from tests.support.debates import a_debate, a_panel, a_spec, some_options, the_reference_case
from tests.support.watched import drawn, scenes_of


async def shown(scenes: Sequence[Scene], console: Console, *, plain: bool = False) -> str:
    """Show the scenes one after the other; return all that was written."""
    assert isinstance(console.file, io.StringIO)
    async with open_screen(console, plain=plain) as screen:
        for scene in scenes:
            screen.show(scene)
    return console.file.getvalue()


def a_terminal(width: int = 80, height: int = 30) -> Console:
    return Console(
        file=io.StringIO(),
        force_terminal=True,
        color_system=None,
        width=width,
        height=height,
        theme=Theme(STYLES),
    )


async def test_a_change_of_mind_is_shown_with_whom_it_credits() -> None:
    written = await shown(scenes_of(the_reference_case()), open_console(io.StringIO(), width=80))

    assert "DeepSeek V3.2    A Yes, all → B Yes, partial train" in written
    assert "changed its mind and credits Claude Opus 4.6" in written
    assert "Auditors can work without the hazardous part of the data." in written
    assert "Tie: Yes, partial train and No (2 of 6 each)" in written


async def test_lines_are_printed_once_and_without_commands_to_a_terminal() -> None:
    written = await shown(scenes_of(the_reference_case()), open_console(io.StringIO(), width=80))

    assert "\x1b" not in written
    assert written.count("Round 1 of 2") == 1
    assert written.count("GPT-5.4          D Maybe") == 2


async def test_rounds_that_end_alike_are_both_reported() -> None:
    scenes = scenes_of(a_debate("AB", "AB", "AB"))

    written = await shown(scenes, open_console(io.StringIO(), width=80))

    assert written.count("nobody moved") == 2


async def test_a_terminal_keeps_every_closed_round_in_the_order_of_the_seats() -> None:
    console = a_terminal()

    written = await shown(scenes_of(the_reference_case()), console)

    kept = re.sub(r"\x1b\[[0-9?;]*[A-Za-z]", "", written.rpartition("Round 2 of 2")[2])
    assert kept.index("GPT-5.4") < kept.index("Kimi K2.5") < kept.index("Tie: ")
    assert "thinking" not in kept


async def test_a_round_that_is_cut_off_stays_on_the_screen() -> None:
    scenes = scenes_of(a_debate("AB", ["B", None]), last=DebateCanceled())

    written = await shown(scenes, a_terminal())

    kept = written.rpartition("Round 2 of 3")[2]
    assert "A Yes, all → B Yes, partial train" in kept
    assert "changed its mind" in kept


def begun() -> Scene:
    """Return the reference case when its first round has begun."""
    return next(scene for scene in scenes_of(the_reference_case()) if scene.round == 1)


def a_delta(text: str, *, round_number: int = 1, attempt: int = 1) -> DeltaEvent:
    delta = Delta(round=round_number, participant="seat_1", attempt=attempt, index=0, text=text)
    return present_delta("dbt_0000000000000000000000000a", delta)


async def test_a_terminal_shows_the_last_words_of_who_is_writing() -> None:
    console = a_terminal(width=60)

    async with open_screen(console, plain=False) as screen:
        assert screen.hear is not None
        screen.show(begun())
        screen.hear(a_delta("A sentence that nobody can see any more since it is long. "))
        screen.hear(a_delta("These are\nthe last words"))
        screen.tick()

    assert isinstance(console.file, io.StringIO)
    assert "…it is long. These are the last words" in console.file.getvalue()


async def test_only_a_screen_that_is_redrawn_listens() -> None:
    async with open_screen(open_console(io.StringIO(), width=80), plain=False) as screen:
        assert screen.hear is None


@pytest.mark.parametrize("width", [40, 60, 100])
@pytest.mark.parametrize("text", ["words " * 60, "x" * 300, "漢字" * 90, "Short.", ""])
def test_who_writes_has_one_line(text: str, width: int) -> None:
    writing = {"seat_1": overhear(None, a_delta(text).data)}

    with_it = drawn(table_of_seats(begun(), width, 0.0, brief=False, writing=writing), width)
    without = drawn(table_of_seats(begun(), width, 0.0, brief=False, writing={}), width)

    assert _widest(with_it) <= width
    assert with_it.count("\n") == without.count("\n")


def test_what_was_written_in_another_round_is_not_shown() -> None:
    writing = {"seat_1": overhear(None, a_delta("Old words", round_number=2).data)}

    assert "Old" not in drawn(table_of_seats(begun(), 80, 0.0, brief=False, writing=writing))


def test_a_new_attempt_is_written_anew() -> None:
    first = overhear(None, a_delta("One ").data)

    assert overhear(first, a_delta("two").data).end == "One two"
    assert overhear(first, a_delta("Two", attempt=2).data).end == "Two"


async def test_plain_is_plain_on_a_terminal_too() -> None:
    written = await shown(scenes_of(the_reference_case()), a_terminal(), plain=True)

    assert "\x1b[" not in written


@pytest.mark.parametrize("status", [s for s in ResponseStatus if s is not ResponseStatus.VOTED])
def test_every_failure_is_said_in_words(status: ResponseStatus) -> None:
    scene = scenes_of(a_debate(["A", status]))[-1]

    assert WITHOUT_VOTE[status] in drawn(answer(scene, scene.answers["seat_2"], 80))


@pytest.mark.parametrize("width", [40, 80, 120])
def test_long_names_labels_and_questions_stay_within_the_width(width: int) -> None:
    spec = a_spec(
        question="Why? " * 300,
        options=some_options("y" * 200, "長い答え" * 40),
        panel=tuple(
            msgspec.structs.replace(seat, name=f"{seat.name} {'x' * 70}") for seat in a_panel(2)
        ),
    )
    debate = a_debate("AB", "BB", spec=spec)

    assert _widest(drawn(question(present_debate(debate, "")), width)) <= width
    for scene in scenes_of(debate):
        assert (
            _widest(drawn(table_of_seats(scene, width, 0.0, brief=False, writing={}), width))
            <= width
        )


async def test_where_the_terminal_is_low_arguments_wait_for_the_end_of_the_round() -> None:
    debate: Debate = a_debate("AB" * 6)

    during = await shown(scenes_of(debate)[:-3], a_terminal(height=20))

    assert "had to say" not in during


def test_a_dumb_terminal_is_not_redrawn() -> None:
    assert not can_redraw(open_console(io.StringIO()))


def _widest(text: str) -> int:
    return max(cell_len(line) for line in text.split("\n"))
