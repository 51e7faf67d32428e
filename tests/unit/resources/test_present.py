"""What is told of a fork: by seats, with ids of its own, and with the names of who spoke."""

import msgspec
import pytest
from msgspec.structs import replace

from service.domain.debate import Debate, ResponseRef, TieBreak
from service.domain.extractive import extractive_summary
from service.domain.prompts import ask
from service.resources import schemas
from service.resources.present import (
    present_debate,
    present_responses,
    present_rounds,
    present_summary,
    response_id,
)
from tests.support.debates import (
    NOW,
    REFERENCE_PANEL,
    a_debate,
    a_ledger,
    a_panel,
    a_response,
    a_spec,
    the_reference_case,
)
from tests.support.forks import MISTRAL, a_fork, begun, ended, held, the_round, with_seat


def a_fork_of_which_no_round_counts() -> Debate:
    """Return one whose outcome is of its last copied round, in which all that is told happened."""
    original = the_reference_case(rounds=2)
    answers = tuple(
        replace(response, responds_to=(ResponseRef(round=1, participant=asked),))
        for seat, asked in (("seat_1", "seat_3"), ("seat_3", "seat_5"))
        if (response := original.response(2, seat))
    )
    panel = with_seat(MISTRAL, REFERENCE_PANEL)
    forked = a_fork(a_ledger(original, *answers), 2, panel=panel)
    return ended(held(begun(forked), "------"))


@pytest.fixture
def debate() -> Debate:
    return a_fork_of_which_no_round_counts()


@pytest.fixture
def summary(debate: Debate) -> schemas.Summary:
    return present_summary(debate, extractive_summary(debate, now=NOW))


def test_nothing_but_seats_is_told_of_participants(
    debate: Debate, summary: schemas.Summary
) -> None:
    told = (present_debate(debate, ""), present_responses(debate), present_rounds(debate), summary)

    assert b"@" not in msgspec.json.encode(told)


def test_who_has_left_is_told_of_by_its_seat(debate: Debate, summary: schemas.Summary) -> None:
    (move,) = [turn for turn in summary.turning_points if turn.kind == "position_change"]

    assert (move.participant, move.text.partition(" moved")[0]) == ("seat_3", "DeepSeek V3.2")
    assert [(one.from_, one.to) for one in summary.exchanges] == [
        ("seat_1", "seat_3"),
        ("seat_3", "seat_5"),
    ]
    lost = next(one for one in summary.dissent if one.option == "B")
    assert lost.participants == ("seat_3", "seat_5")
    assert present_rounds(debate)[1].changed[0].participant == "seat_3"


def test_answers_lead_to_the_copies(debate: Debate) -> None:
    ids = {response.id for response in present_responses(debate)}

    answered = {ref for response in present_responses(debate) for ref in response.responds_to}

    assert answered <= ids
    assert response_id(debate, ResponseRef(round=1, participant="seat_3@2")) in answered


def test_measures_are_shown_as_they_are_counted() -> None:
    case = the_reference_case()

    told = present_debate(ended(case), "").measures

    assert present_debate(case, "").measures is None
    assert msgspec.to_builtins(told) == {
        "first_entropy": pytest.approx(2.2516, abs=1e-4),
        "last_entropy": pytest.approx(1.9183, abs=1e-4),
        "changes": {"total": 1, "to_plurality": 0, "from_plurality": 0, "other": 1},
        "conformity": {"outside": 4, "joined": 0, "inside": 2, "left": 0, "gap": 0},
        "decision_stability": 4 / 6,
        "agreement_confidence": 2 / 6,
        "rounds": tuple(
            {
                "round": number,
                "argument_characters": sum(
                    len(response.argument or "")
                    for response in present_responses(case)
                    if response.round == number
                ),
                "output_tokens": 1_200,
            }
            for number in (1, 2)
        ),
        "output_tokens_saved": 0,
        "claims_verified": None,
    }


@pytest.mark.parametrize(
    ("tie_break", "answer", "correct"),
    [
        (TieBreak.TRAJECTORY, "E", True),
        (TieBreak.TRAJECTORY, "B", False),
        (TieBreak.NONE, "B", None),
    ],
)
def test_an_answer_is_shown_with_whether_the_decision_is_it(
    tie_break: TieBreak, answer: str, correct: object
) -> None:
    case = the_reference_case()
    rules = replace(case.spec.rules, tie_break=tie_break)
    debate = ended(replace(case, spec=replace(case.spec, rules=rules)))

    told = present_debate(replace(debate, state=replace(debate.state, answer=answer)), "").answer

    assert msgspec.to_builtins(told) == {"option": answer, "correct": correct}


def test_a_seat_may_answer_more_arguments_than_there_are_seats() -> None:
    votes = "AAAABBBBCCCC"
    original = a_debate(votes, spec=a_spec(panel=a_panel(12)))
    panel = tuple(replace(seat, name=f"New {seat.name}") for seat in a_panel(12))
    forked = begun(a_fork(original, panel=panel))
    speaking = [
        replace(response, argument=f"⟦{response.participant}@1⟧ was right.")
        for response in the_round(forked, 2, votes)
    ]
    debate = a_ledger(held(forked, votes), *speaking)
    others = tuple(ref for ref in ask(debate, "seat_1").codes.values() if ref.round == 1)
    answers = (*others, *(response.ref for response in speaking[1:]))
    told = present_responses(a_ledger(debate, a_response(3, "seat_1", responds_to=answers)))[-1]

    read = msgspec.json.decode(msgspec.json.encode(told), type=schemas.PanelResponse)

    assert len(read.responds_to) == 23
