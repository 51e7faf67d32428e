"""What one reads of a report over many debates."""

from io import StringIO

import pytest

from cli.console import open_console
from cli.report_tables import MOST_WARNINGS, NO_DEBATES, drawn
from service.domain.debate import DebateStatus, ResponseStatus
from service.domain.panel_records import RecordedDebate
from service.domain.panel_report import report
from tests.support.records import confident, crediting, recorded


def printed(*debates: RecordedDebate, at_work: int = 0, width: int = 100) -> str:
    """Return what is printed of these debates, its spaces joined."""
    stream = StringIO()
    open_console(stream, width=width).print(drawn(report(debates, at_work=at_work)))
    return " ".join(stream.getvalue().split())


@pytest.mark.parametrize(
    ("at_work", "said"),
    [
        (0, NO_DEBATES),
        (1, f"{NO_DEBATES} 1 more is still at work and not counted."),
        (1_200, f"{NO_DEBATES} 1,200 more are still at work and not counted."),
    ],
)
def test_where_there_is_nothing_to_report_that_is_said(at_work: int, said: str) -> None:
    assert printed(at_work=at_work) == said


def test_debates_are_told_in_counts_and_shares_with_intervals() -> None:
    told = printed(
        recorded("AAB", "AAA"), recorded("AAB", "ABB"), recorded("ABC", "ABB"), at_work=2
    )

    assert "Finished 3: 3 completed. 2 more are still at work and not counted." in told
    assert "Agreement 2 majority, 1 unanimous" in told
    assert "Last round round 2 in 3" in told
    assert "Decided against round 1 1 of 3 (33%, 6-79)" in told
    assert "3: 1 to what led the round before alone, 1 away from it, 1 other" in told
    assert "+0.25: 1 of 2 votes joined what led the round before alone, 1 of 4 left it" in told
    assert "Cost $1.5000" in told


def test_models_and_panels_stand_beside_what_they_cost() -> None:
    changed = crediting(recorded("ABB", "BBB"), "seat_1", 2, "seat_2")

    told = printed(changed, recorded("ABB", cost_usd=None))

    assert "m/b 2 3 voted $0.3000" in told
    assert "m/b 0 of 1 (0%, 0-79) 1 1" in told
    assert "m/a 2 2 3 $0.5000, and 1 unknown" in told


def test_without_right_answers_nothing_is_said_of_them() -> None:
    told = printed(recorded("ABB", "BBB"))

    assert "right" not in told
    assert "Warnings" not in told


def test_right_answers_tell_how_often_debates_panels_and_models_are_right() -> None:
    told = printed(confident(recorded("AAB", "AAB", answer="A"), 75))

    assert "Where the right answer is known (1 debate)" in told
    assert "The decision 1 of 1 (100%, 21-100)" in told
    assert "By second choices, too -" in told
    assert "m/c 0 of 1 (0%, 0-79) 0 of 1 (0%, 0-79)" in told
    assert "How sure, in percent 0-20 20-40 40-60 60-80 80-100 Brier score" in told
    assert "What led, by its share - - - 1/1 - 0.111" in told
    assert "m/c - - - 0/1 - 0.562" in told
    assert "seat_1: 1 of 1 (100%, 21-100)" in told


def test_a_model_that_gave_no_confidence_has_none_to_judge() -> None:
    told = printed(recorded("AA", panel=("m/a", "m/b"), answer="A"))

    assert "m/b 1 of 1 (100%, 21-100) 1 of 1 (100%, 21-100)" in told
    assert "What led, by its share - - - - 1/1 0.000 Right panels" in told


def test_of_many_warnings_the_first_are_told_and_the_others_counted() -> None:
    several = [
        recorded("AAB", answer="B", panel=(f"m/{n}", "m/b", "m/c"))
        for n in range(MOST_WARNINGS + 2)
    ]

    told = printed(*several)

    assert told.count("answered debate, the plurality of") == MOST_WARNINGS
    assert "It is so with 2 panels more." in told


def test_debates_that_failed_have_no_agreement() -> None:
    failed = recorded([ResponseStatus.FAILED] * 3, status=DebateStatus.FAILED)

    told = printed(failed)

    assert "Finished 1: 1 failed." in told
    assert "Agreement -" in told
    assert "m/a 1 1 failed $0.1000" in told


@pytest.mark.parametrize("width", [40, 80, 100])
def test_it_fits_every_terminal(width: int) -> None:
    stream = StringIO()
    debates = [recorded("AAB", "ABB", answer="B", panel=("openai/" + "x" * 60, "m/b", "m/c"))]

    open_console(stream, width=width).print(drawn(report(debates)))

    assert max(map(len, stream.getvalue().splitlines())) <= width
