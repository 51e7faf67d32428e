"""What lies before whoever writes a summary."""

import msgspec

from service.domain.debate import ResponseRef
from service.domain.desk import desk_of
from service.domain.views import written_texts
from tests.support.debates import a_debate, a_ledger, a_response, a_spec, the_reference_case
from tests.support.summaries import argued, crediting, saying


def test_every_participant_has_a_code_of_its_own_in_a_drawn_order() -> None:
    desk = desk_of(the_reference_case())

    assert list(desk.codes) == [f"P{n}" for n in range(1, 7)]
    assert sorted(desk.codes.values()) == [f"seat_{n}" for n in range(1, 7)]
    assert list(desk.codes.values()) != sorted(desk.codes.values())
    assert desk.code_of == {participant: code for code, participant in desk.codes.items()}


def test_the_letter_of_the_codes_is_one_that_nobody_put_before_a_digit() -> None:
    debate = the_reference_case()

    spec = msgspec.structs.replace(debate.spec, question="Is P2 better than J3?")

    assert "Y1" in desk_of(msgspec.structs.replace(debate, spec=spec)).codes


def test_whatever_was_argued_can_be_cited_by_round_then_code() -> None:
    debate = saying(argued("AB", "AB"), 1, 2, None)
    debate = saying(debate, 2, 1, " … ")
    desk = desk_of(debate)

    code = desk.code_of
    assert list(desk.citable) == [f"{code['seat_1']}@1", f"{code['seat_2']}@2"]
    assert desk.citable[f"{code['seat_1']}@1"] is debate.response(1, "seat_1")


def test_an_argument_without_a_vote_can_be_cited() -> None:
    debate = a_ledger(
        a_debate("AB"), a_response(1, "seat_1", vote=None, argument="I lean to neither of them.")
    )
    desk = desk_of(debate)

    assert f"{desk.code_of['seat_1']}@1" in desk.citable


def test_turning_points_are_numbered_in_their_order() -> None:
    desk = desk_of(the_reference_case())

    assert {code: (turn.round, turn.participant) for code, turn in desk.turns.items()} == {
        "T1": (2, "seat_3"),
        "T2": (2, None),
    }


def test_the_strongest_argument_is_told_where_the_ledger_tells() -> None:
    desk = desk_of(crediting(argued("AAB", "BAB"), (2, 1, 1, 3)))

    assert desk.strongest["B"].ref == ResponseRef(round=1, participant="seat_3")


def test_the_writer_chooses_where_the_ledger_does_not_tell() -> None:
    assert desk_of(argued("AAB", "AAB")).strongest == {}


def test_the_delimiter_stands_in_no_text() -> None:
    debate = the_reference_case()
    desk = desk_of(debate)

    assert not any(desk.delimiter in text for text in written_texts(debate.spec, debate.responses))


def test_who_has_left_the_panel_has_a_code_too() -> None:
    debate = a_debate("AB", spec=a_spec(panel=a_spec().panel[:2]))
    gone = msgspec.structs.replace(debate.spec.panel[0], id="seat_1@1", until_round=1)
    spec = msgspec.structs.replace(debate.spec, former=(gone,))

    assert "seat_1@1" in desk_of(msgspec.structs.replace(debate, spec=spec)).codes.values()
