"""A debate as it is drawn while it runs."""

import io
import re
from collections.abc import Sequence

import pytest
from rich.console import Console
from rich.theme import Theme

from cli.console import STYLES, can_redraw, open_console
from cli.drawing import WITHOUT_VOTE, answer, question, whole_round
from cli.live import open_screen
from cli.scene import Scene
from service.domain.debate import ResponseStatus
from service.domain.events import DebateCanceled
from service.domain.live_argument import Delta
from service.resources.present import present_debate
from service.resources.present_events import present_delta
from service.resources.schemas import DeltaEvent
from tests.support.debates import a_debate, the_reference_case
from tests.support.watched import drawn, long_winded, scenes_of, widest


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
    assert "The round was cut off." in kept
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
        screen.show(begun())

    assert isinstance(console.file, io.StringIO)
    assert "…any more since it is long. These are the last words" in console.file.getvalue()


async def test_only_a_screen_that_is_redrawn_listens() -> None:
    async with open_screen(open_console(io.StringIO(), width=80), plain=False) as screen:
        assert screen.hear is None


async def test_plain_is_plain_on_a_terminal_too() -> None:
    written = await shown(scenes_of(the_reference_case()), a_terminal(), plain=True)

    assert "\x1b[" not in written


@pytest.mark.parametrize("status", [s for s in ResponseStatus if s is not ResponseStatus.VOTED])
def test_every_failure_is_said_in_words(status: ResponseStatus) -> None:
    scene = scenes_of(a_debate(["A", status]))[-1]

    assert WITHOUT_VOTE[status] in drawn(answer(scene, scene.answers["seat_2"], 80))


@pytest.mark.parametrize("width", [40, 80, 100])
def test_long_names_labels_and_questions_stay_within_the_width(width: int) -> None:
    debate = a_debate("AB", "BB", spec=long_winded())

    assert widest(drawn(question(present_debate(debate, "")), width)) <= width
    for scene in scenes_of(debate):
        assert widest(drawn(whole_round(scene, width), width)) <= width


async def test_a_brief_screen_leaves_nothing_behind() -> None:
    console = a_terminal()

    async with open_screen(console, brief=True) as screen:
        for scene in scenes_of(the_reference_case()):
            screen.show(scene)

    assert isinstance(console.file, io.StringIO)
    written = console.file.getvalue()
    assert "6 of 6 answered" in written
    assert "blind: nobody" not in written


async def test_a_brief_screen_shows_nothing_where_nothing_can_be_redrawn() -> None:
    console = open_console(io.StringIO(), width=80)

    async with open_screen(console, brief=True) as screen:
        for scene in scenes_of(the_reference_case()):
            screen.show(scene)
        screen.lost()
        screen.found()

    assert isinstance(console.file, io.StringIO)
    assert not console.file.getvalue()


async def test_where_lines_are_printed_a_silent_server_is_told_once() -> None:
    console = open_console(io.StringIO(), width=80)

    async with open_screen(console) as screen:
        for told in (screen.lost, screen.lost, screen.found, screen.lost):
            told()

    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue().count("The server does not answer; trying again.") == 2


async def test_a_terminal_that_changes_its_width_is_drawn_anew() -> None:
    console = a_terminal()
    first, second, *_ = scenes_of(the_reference_case())[1:]

    async with open_screen(console) as screen:
        screen.show(first)
        assert isinstance(console.file, io.StringIO)
        before = len(console.file.getvalue())
        console.width = 50
        screen.show(second)

    anew = console.file.getvalue()[before:]
    assert "\x1b[2J" in anew
    assert "Question" in anew


def test_a_dumb_terminal_is_not_redrawn() -> None:
    assert not can_redraw(open_console(io.StringIO()))
