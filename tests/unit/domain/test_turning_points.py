import msgspec

from service.domain.debate import Credit, Relation, ResponseStatus, TurningPointKind
from tests.support.debates import some_options, the_reference_case
from tests.support.summaries import argued, crediting, summarized

ABSTAINED = ResponseStatus.ABSTAINED
FAILED = ResponseStatus.FAILED


def test_the_reference_case_turns_where_deepseek_moved_and_the_lead_was_shared() -> None:
    turns = summarized(the_reference_case()).turning_points

    assert [turn.text for turn in turns] == [
        (
            "DeepSeek V3.2 moved from “Yes, all” to “Yes, partial train” in round 2, crediting "
            "Claude Opus 4.6."
        ),
        "In round 2 “Yes, partial train” drew level with “No” at two votes each.",
    ]
    assert turns[0].credit is Credit.CONSISTENT
    assert turns[1].kind is TurningPointKind.LEAD_CHANGE
    assert (turns[1].from_options, turns[1].to_options) == (("E",), ("B", "E"))


def test_one_who_argued_for_the_option_earlier_is_credited_consistently() -> None:
    debate = crediting(argued("AEE", "EEE", "EAE"), (3, 2, 2, 1))

    assert summarized(debate).turning_points[-1].credit is Credit.CONSISTENT


def test_one_who_argued_for_it_at_any_time_before_the_change_is_credited_consistently() -> None:
    debate = crediting(argued("AEE", "AAE", "AAA"), (3, 3, 1, 2))

    turn = summarized(debate).turning_points[-1]

    assert (turn.round, turn.participant, turn.credit) == (3, "seat_3", Credit.CONSISTENT)
    assert turn.text.endswith("in round 3, crediting Gemini 3.1 Pro.")


def test_one_who_came_to_the_option_in_the_same_round_is_credited_inconsistently() -> None:
    debate = crediting(argued("ABE", "CCE"), (2, 1, 1, 2))

    turn = summarized(debate).turning_points[0]

    assert (turn.participant, turn.credit) == ("seat_1", Credit.INCONSISTENT)
    assert turn.text.endswith("crediting Gemini 3.1 Pro, which had not voted for it by then.")


def test_a_return_to_an_earlier_vote_is_told_as_one() -> None:
    turns = summarized(argued("EEA", "AEA", "EEA")).turning_points

    assert [turn.text for turn in turns] == [
        "GPT-5.4 moved from “No” to “Yes, all” in round 2 and credited nobody.",
        "In round 2 the lead passed from “No” to “Yes, all”, which had two votes.",
        "GPT-5.4 moved back from “Yes, all” to “No” in round 3 and credited nobody.",
        "In round 3 the lead passed from “Yes, all” to “No”, which had two votes.",
    ]


def test_every_kind_of_change_of_the_lead_has_its_sentence() -> None:
    turns = summarized(argued("AABBC", "AAABC", "BBCCA", "AABBC", "CDABE")).turning_points

    assert [t.text for t in turns if t.kind is TurningPointKind.LEAD_CHANGE] == [
        (
            "In round 2 “Yes, all” led alone with three votes, no longer level with “Yes, partial "
            "train”."
        ),
        (
            "In round 3 “Yes, partial train” and “Yes, but not train” led with two votes each, where "
            "round 2 had been led by “Yes, all”."
        ),
        (
            "In round 4 “Yes, all” and “Yes, partial train” led with two votes each, where round 3 had "
            "been led by “Yes, partial train” and “Yes, but not train”."
        ),
        (
            "In round 5 “Yes, but not train”, “Maybe” and “No” drew level with “Yes, all” and “Yes, "
            "partial train” at one vote each."
        ),
    ]


def test_answers_are_merged_by_who_answers_whom_and_how() -> None:
    debate = argued("AAB", "AAB", ["A", "A", FAILED])
    debate = crediting(debate, (2, 1, 1, 3), (3, 1, 2, 3), (2, 2, 1, 1), (3, 2, 2, 1))

    found = summarized(debate).exchanges

    assert [(e.from_participant, e.to_participant, e.relation) for e in found] == [
        ("seat_1", "seat_3", Relation.OPPOSES),
        ("seat_2", "seat_1", Relation.SUPPORTS),
    ]
    assert [[ref.round for ref in e.responses] for e in found] == [[2, 3], [2, 3]]


def test_an_answer_without_a_vote_on_either_side_is_no_exchange() -> None:
    debate = argued(["A", "A", FAILED], ["A", "A", ABSTAINED], quorum=2)
    debate = crediting(debate, (2, 1, 1, 3), (2, 3, 1, 1))

    assert summarized(debate).exchanges == ()


def test_right_to_left_labels_and_names_are_isolated() -> None:
    debate = argued("AAB", "AAA")
    spec = msgspec.structs.replace(debate.spec, options=some_options("نعم!", "不，完全不行"))
    summary = summarized(msgspec.structs.replace(debate, spec=spec))

    assert summary.turning_points[0].text == (
        "DeepSeek V3.2 moved from “不，完全不行” to “\u2068نعم!\u2069” in round 2 and credited nobody."
    )
