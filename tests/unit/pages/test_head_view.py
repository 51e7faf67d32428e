from datetime import timedelta

import pytest
from msgspec.structs import replace

from service.domain.debate import Debate, DebateStatus
from service.pages.head_view import head_view
from tests.support.debates import NOW, a_debate, a_panel, a_spec, some_rules, the_reference_case
from tests.support.paged import over, stopped


def test_the_head_tells_how_many_models_and_rounds_and_when_it_was() -> None:
    head = head_view(over(the_reference_case()))

    assert head.size == ("6 models", "2 rounds")
    assert (head.happened, head.when.text) == ("finished", "2 November 2026, 09:01 UTC")
    assert head.when.iso == "2026-11-02T09:01:31+00:00"
    assert head.title.startswith("should frontier models be open sourced")
    assert (head.question, head.context) == (None, None)


@pytest.mark.parametrize(
    ("debate", "rounds", "happened"),
    [
        (a_debate(), "round 1 of at most 3", "begun"),
        (a_debate(spec=a_spec(rules=some_rules(max_rounds=1))), "round 1 of 1", "begun"),
        (a_debate("AB", "AB", next_round=True), "round 3 of 3", "begun"),
        (stopped(a_debate("AB"), DebateStatus.CANCELED), "1 round", "canceled"),
        (stopped(a_debate("AB", "AB"), DebateStatus.FAILED), "2 rounds", "failed"),
        (stopped(a_debate("AB"), DebateStatus.EXPIRED), "1 round", "expired"),
    ],
)
def test_the_head_tells_how_far_it_is(debate: Debate, rounds: str, happened: str) -> None:
    head = head_view(debate)

    assert (head.size[1], head.happened) == (rounds, happened)


@pytest.mark.parametrize(("most", "rounds"), [(1, "1 round"), (3, "at most 3 rounds")])
def test_a_debate_that_waits_was_asked(most: int, rounds: str) -> None:
    debate = a_debate(spec=a_spec(rules=some_rules(max_rounds=most)))
    waiting = replace(debate.state, status=DebateStatus.QUEUED, rounds=(), started_at=None)

    head = head_view(replace(debate, state=waiting))

    assert (head.size[1], head.happened) == (rounds, "asked")


def test_one_model_on_several_seats_is_told_to_be_the_same() -> None:
    head = head_view(a_debate(spec=a_spec(panel=a_panel(12))))

    assert head.size[0] == "12 models, all the same"


def test_a_question_that_the_title_cuts_stands_there_whole() -> None:
    question = "Is it so, and " + "so on and " * 20 + "why?"

    head = head_view(a_debate(spec=a_spec(question=question, context="Mind this.")))

    assert head.title.endswith(" …")
    assert (head.question, head.question_open, head.context) == (question, True, "Mind this.")


def test_a_very_long_question_is_folded_away() -> None:
    assert not head_view(a_debate(spec=a_spec(question="why " * 500))).question_open


def test_a_debate_that_has_begun_tells_since_when() -> None:
    debate = a_debate("AB", next_round=True)
    begun = replace(debate.state, started_at=NOW + timedelta(minutes=5))

    assert head_view(replace(debate, state=begun)).when.text == "2 November 2026, 09:05 UTC"
