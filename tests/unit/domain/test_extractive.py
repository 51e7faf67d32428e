"""What a summary without a model says of positions, arguments and dissent."""

import msgspec

from service.domain.debate import (
    ArgumentStatus,
    ChosenBy,
    Credit,
    Debate,
    Participant,
    ResponseStatus,
    SummarySource,
    TieBreak,
    Verification,
)
from tests.support.debates import NOW, the_reference_case
from tests.support.summaries import argued, crediting, saying, summarized

TIMED_OUT = ResponseStatus.TIMED_OUT
ABSTAINED = ResponseStatus.ABSTAINED
FAILED = ResponseStatus.FAILED
REFUSED = ResponseStatus.REFUSED


def test_the_reference_case_is_told_in_prose() -> None:
    summary = summarized(the_reference_case())

    assert summary.overview == (
        "The first round spread six votes over five options, “No” ahead with two. Gemini 3.1 Pro "
        "made the case for “No”: “Training code and data are a recipe for removing every "
        "safeguard.” For “Yes, partial train”, Claude Opus 4.6 argued: “Publish weights and the "
        "parts of training that allow checking, and hold back the data that teaches dangerous "
        "skills.” In round 2 DeepSeek V3.2 moved from “Yes, all” to “Yes, partial train”, "
        "crediting Claude Opus 4.6; the other five kept their votes. Grok 4.1 Fast stayed with "
        "“No”: “The cost of a mistake falls on people who never chose the model.”"
    )
    assert summary.source is SummarySource.EXTRACTIVE
    assert summary.model is None
    assert summary.created_at == NOW
    assert summary.verification == Verification()
    assert summary.headline.startswith("Tie: Yes, partial train and No (2 of 6 each)")


def test_the_reference_case_quotes_every_option_that_was_argued_for() -> None:
    arguments = summarized(the_reference_case()).strongest_arguments

    assert [(a.option, a.status, a.chosen_by) for a in arguments] == [
        ("A", ArgumentStatus.NO_LONGER_HELD, ChosenBy.WRITER),
        ("B", ArgumentStatus.HELD, ChosenBy.CREDITED),
        ("C", ArgumentStatus.HELD, ChosenBy.WRITER),
        ("D", ArgumentStatus.HELD, ChosenBy.WRITER),
        ("E", ArgumentStatus.HELD, ChosenBy.WRITER),
    ]
    assert arguments[1].claim == (
        "“Publish weights and the parts of training that allow checking, and hold back the data "
        "that teaches dangerous skills.”"
    )


def test_the_reference_case_dissents_in_the_words_of_those_who_lost() -> None:
    dissent = summarized(the_reference_case()).dissent

    assert [(each.option, each.participants) for each in dissent] == [
        ("B", ("seat_3", "seat_5")),
        ("C", ("seat_6",)),
        ("D", ("seat_1",)),
    ]
    assert dissent[1].claim == "“Weights give researchers and small firms most of the benefit.”"


def test_credit_goes_before_answers_and_answers_before_the_earliest() -> None:
    debate = argued("EEEAAB", "EEEAAA", "EEEAAA")
    debate = crediting(debate, (2, 6, 1, 5), (2, 4, 1, 2), (2, 5, 1, 2), (3, 6, 2, 4))
    response = debate.response(3, "seat_6")
    assert response is not None

    picked = summarized(debate).strongest_arguments

    assert [(a.option, a.chosen_by) for a in picked if a.claim] == [
        ("A", ChosenBy.CREDITED),
        ("B", ChosenBy.WRITER),
        ("E", ChosenBy.ANSWERED),
    ]
    assert [a.citations[0].participant for a in picked if a.claim] == [
        "seat_5",
        "seat_6",
        "seat_2",
    ]


def test_equally_many_answers_leave_the_earlier_seat_its_place() -> None:
    debate = crediting(argued("EEEAAA", "EEEAAA"), (2, 4, 1, 3), (2, 5, 1, 2))

    option_e = summarized(debate).strongest_arguments[4]

    assert option_e.chosen_by is ChosenBy.ANSWERED
    assert option_e.citations[0].participant == "seat_2"


def test_answering_oneself_counts_for_nothing() -> None:
    debate = crediting(argued("EEEAAA", "EEEAAA"), (2, 3, 1, 3))

    summary = summarized(debate)

    assert summary.strongest_arguments[4].chosen_by is ChosenBy.WRITER
    assert summary.exchanges == ()


def test_a_credit_for_another_option_does_not_make_its_argument_the_strongest() -> None:
    debate = crediting(argued("EEEAAB", "EEEAAA"), (2, 6, 1, 1))

    summary = summarized(debate)

    assert summary.strongest_arguments[0].citations[0].participant == "seat_4"
    assert summary.turning_points[0].credit is Credit.INCONSISTENT
    assert summary.turning_points[0].text == (
        "Kimi K2.5 moved from “Yes, partial train” to “Yes, all” in round 2, crediting GPT-5.4, "
        "which had not voted for it by then."
    )


def test_without_a_decision_nobody_who_leads_dissents() -> None:
    debate = argued("AABBC", tie_break=TieBreak.NONE)

    assert [each.option for each in summarized(debate).dissent] == ["C"]


def test_a_seat_that_never_voted_says_why() -> None:
    debate = argued(["A", "A", TIMED_OUT], ["A", "A", REFUSED], ["A", "A", TIMED_OUT])

    position = summarized(debate).positions[2]

    assert position.claim == (
        "DeepSeek V3.2 never voted: it timed out in rounds 1 and 3 and refused in round 2."
    )
    assert position.citations == ()
    assert (position.first_vote, position.final_vote) == (None, None)


def test_a_seat_that_abstained_with_an_argument_is_quoted() -> None:
    debate = saying(argued(["A", "A", ABSTAINED]), 1, 3, "Nobody here knows enough to choose yet.")

    position = summarized(debate).positions[2]

    assert position.claim == "Never voted, but wrote: “Nobody here knows enough to choose yet.”"


def test_a_seat_that_was_never_asked_says_so() -> None:
    debate = argued("AAA")
    fewer = msgspec.structs.replace(debate, responses=debate.responses[:2])

    assert summarized(fewer).positions[2].claim == (
        "DeepSeek V3.2 never voted: it was never asked."
    )


def test_a_vote_without_an_argument_is_told_and_not_quoted() -> None:
    debate = saying(argued("AAB", "AAB"), 1, 3, None)
    debate = saying(debate, 2, 3, " … ")

    summary = summarized(debate)

    assert summary.positions[2].claim == (
        "DeepSeek V3.2 voted in rounds 1 and 2, and gave no argument for its last vote."
    )
    assert summary.strongest_arguments[1] == msgspec.structs.replace(
        summary.strongest_arguments[1],
        status=ArgumentStatus.HELD,
        claim=None,
        citations=(),
        chosen_by=None,
    )
    assert summary.dissent[0].claim == "Its holders gave no argument."


def test_the_longest_names_and_histories_still_make_a_short_claim() -> None:
    name = " ".join("a" * 40)
    every_failure = [status for status in ResponseStatus if status is not ResponseStatus.VOTED]
    rounds = [["A", "A", status] for status in every_failure]
    debate = saying(argued(*rounds), 1, 3, None)
    panel = (*debate.spec.panel[:2], msgspec.structs.replace(debate.spec.panel[2], name=name))

    def claim(debate: Debate, seats: tuple[Participant, ...]) -> str:
        spec = msgspec.structs.replace(debate.spec, panel=seats)
        return summarized(msgspec.structs.replace(debate, spec=spec)).positions[2].claim

    assert (
        claim(argued(["A", "A", FAILED]), panel) == "This seat never voted: it failed in round 1."
    )
    assert claim(debate, panel) == "This seat has nothing to be quoted."


def test_a_failed_seat_has_not_given_its_position_up() -> None:
    summary = summarized(argued("AAB", ["A", "A", FAILED]))

    assert summary.strongest_arguments[1].status is ArgumentStatus.HELD
    assert summary.positions[2].final_vote == "B"
    assert not summary.positions[2].changed_mind


def test_a_debate_without_a_counted_round_has_an_honest_summary() -> None:
    summary = summarized(argued([FAILED, FAILED, "A"]))

    assert summary.overview == "No round had enough votes to count."
    assert (summary.headline, summary.dissent) == ("", ())
