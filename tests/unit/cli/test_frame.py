"""What a terminal shows while a debate runs, line by line."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from cli.frame import View, frame
from cli.scene import Scene, Writing
from service.domain.debate import Debate, DebateStatus, ResponseStatus
from tests.support.debates import (
    NOW,
    a_debate,
    a_spec,
    some_options,
    some_rules,
    the_reference_case,
)
from tests.support.watched import long_winded, scenes_of

SIZES = [(20, 12), (40, 10), (40, 20), (60, 24), (80, 24), (100, 40)]


def at(width: int = 80, height: int = 24, seconds: float = 0.0) -> View:
    return View(width=width, height=height, now=NOW + timedelta(seconds=seconds))


def lines(scene: Scene, view: View | None = None) -> list[str]:
    return [line.plain.rstrip() for line in frame(scene, view or at())]


def in_round(debate: Debate, number: int, answered: int) -> Scene:
    """Return the debate when so many seats have answered in that round."""
    scenes = scenes_of(debate)
    return next(s for s in scenes if s.round == number and len(s.answers) == answered)


def writing(text: str, *, round_number: int = 1) -> dict[str, Writing]:
    return {"seat_1": Writing(round=round_number, attempt=1, end=text)}


def test_the_head_tells_round_answers_and_time() -> None:
    scene = in_round(the_reference_case(), 2, 4)

    said = lines(scene, at(seconds=75))[1]

    assert said == "Round 2 of 2 · informed · 4 of 6 answered · 0:35 · 1:25 left"


def test_a_round_has_no_more_time_than_the_debate() -> None:
    scene = in_round(the_reference_case(), 1, 0)
    debate = replace(scene.debate, deadline_at=NOW + timedelta(seconds=20))

    said = lines(replace(scene, debate=debate), at(seconds=5))[1]

    assert said.endswith("0:05 · 0:15 left")


def test_a_clock_that_is_behind_shows_no_time_that_is_not_there() -> None:
    assert lines(in_round(the_reference_case(), 1, 0), at(seconds=-500))[1].endswith(
        "0:00 · 2:00 left"
    )


def test_votes_stand_in_a_column_for_each_round_and_a_change_is_marked() -> None:
    said = lines(in_round(the_reference_case(), 2, 4))

    assert said[2].split() == ["R1", "R2"]
    assert "  GPT-5.4          D   D      Maybe" not in said
    assert any(
        line.startswith("  DeepSeek V3.2    A   A → B  credits Claude Opus 4.6") for line in said
    )
    assert any(
        line.startswith("  Kimi K2.5        C   ·      ") and line.endswith("thinking")
        for line in said
    )


def test_below_the_seats_stands_how_the_last_round_ended() -> None:
    said = lines(in_round(the_reference_case(), 2, 0))

    assert "  Round 1: Plurality: No (2 of 6)" in said
    assert "  E No                  ■■ 2" in said
    assert "  A Yes, all            ■ 1" in said


def test_before_a_round_has_ended_options_are_named() -> None:
    said = lines(in_round(the_reference_case(), 1, 3))

    assert "  Options" in said
    assert "  B Yes, partial train" in said


@pytest.mark.parametrize("status", [s for s in ResponseStatus if s is not ResponseStatus.VOTED])
def test_a_seat_without_a_vote_is_marked_and_says_why(status: ResponseStatus) -> None:
    mark = "–" if status is ResponseStatus.ABSTAINED else "✗"

    said = lines(in_round(a_debate(["A", status]), 1, 2))

    assert any(f"{mark}   {status.replace('_', ' ')}" in line for line in said)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_no_frame_is_wider_or_higher_than_the_terminal(width: int, height: int) -> None:
    options = some_options(*(f"Option {n}" for n in range(26)))
    many = a_debate("AB" * 6, "BA" * 6, spec=a_spec(options=options))
    view = replace(at(width, height), writing=writing("words " * 60, round_number=2))

    for scene in (*scenes_of(many), *scenes_of(a_debate("AB", "BB", spec=long_winded()))):
        drawn = frame(scene, view)
        seats = len(scene.debate.panel)
        assert all(line.cell_len <= width for line in drawn)
        assert all("\n" not in line.plain for line in drawn)
        assert len(drawn) < max(height, seats + 8)


def test_where_lines_are_few_words_stand_beside_the_votes() -> None:
    scene = in_round(the_reference_case(), 1, 6)

    low, high = lines(scene, at(height=12)), lines(scene, at(height=40))

    assert any(
        line.startswith("  GPT-5.4          D   “") or "GPT-5.4          D   " in line
        for line in low
    )
    assert any(line.startswith("    ") for line in high[3:])
    assert not any(line.startswith("    ") for line in low[3:])


def test_where_not_all_options_fit_those_with_votes_come_first() -> None:
    options = some_options(*(f"Option {n}" for n in range(26)))
    scene = in_round(a_debate("AZZ", "AZZ", spec=a_spec(options=options)), 2, 0)

    said = lines(scene, at(height=15))

    assert said[-3:] == ["  Z Option 25  ■■ 2", "  A Option 0   ■ 1", "  … and 24 more"]


def test_of_many_rounds_those_that_fit_are_shown() -> None:
    rules = some_rules(max_rounds=6, stop_when_stable=False)
    debate = a_debate(*["AB", "BA"] * 3, spec=a_spec(rules=rules))

    said = lines(in_round(debate, 6, 2), at(width=40))

    heading = next(line for line in said if "R6" in line)
    assert "R5" in heading
    assert "R1" not in heading


@pytest.mark.parametrize("width", [40, 60, 100])
@pytest.mark.parametrize("text", ["words " * 60, "x" * 300, "漢字" * 90, "Short."])
def test_who_writes_is_shown_with_its_last_words(text: str, width: int) -> None:
    scene = in_round(the_reference_case(), 1, 0)

    said = lines(scene, replace(at(width, 12), writing=writing(text)))

    assert said[-6].endswith(text.strip()[-2:])


def test_what_was_written_in_another_round_is_not_shown() -> None:
    view = replace(at(), writing=writing("Old words", round_number=2))

    assert not any("Old" in line for line in lines(in_round(the_reference_case(), 1, 0), view))


def test_a_debate_that_waits_says_for_what() -> None:
    queued = scenes_of(the_reference_case())[0]

    assert "Queued · 0:00" in lines(queued)[1]
    assert "no worker has taken it up yet" in lines(queued, at(seconds=9))[1]


def test_between_two_rounds_the_next_one_is_announced() -> None:
    scenes = scenes_of(the_reference_case())
    closed = next(s for s in scenes if s.closed and s.round == 1)

    first = next(lines(s)[1] for s in scenes if s.status is DebateStatus.RUNNING)

    assert "Round 1 begins" in first
    assert "Round 2 begins" in lines(closed)[1]
    assert "answered in 1 s" in " ".join(lines(closed))


def test_a_summary_that_is_written_is_said() -> None:
    scene = next(
        s for s in scenes_of(the_reference_case()) if s.status is DebateStatus.SUMMARIZING
    )

    said = lines(scene, at(seconds=30))

    assert "The summary is being written · 0:30" in said[1]
    assert any("Claude Opus 4.6" in line for line in said)


def test_a_server_that_is_away_is_said() -> None:
    view = replace(at(), connected=False)

    said = " ".join(lines(in_round(the_reference_case(), 1, 0), view))

    assert "no answer from the server, trying again" in said
