"""How what holds of a draft becomes a summary."""

import msgspec
import pytest

from service.domain.debate import (
    ChosenBy,
    Citation,
    Debate,
    ResponseStatus,
    Summary,
    SummarySource,
    Verification,
)
from service.domain.desk import desk_of
from service.domain.drafts import Sentence
from service.domain.extractive import extractive_summary
from service.domain.grounding import Faulty, Grounded, Held
from service.domain.written_summary import frame_of, written_summary
from tests.support.debates import NOW, the_reference_case
from tests.support.forks import at_round_two, held as with_round
from tests.support.summaries import argued, ended

MODEL = "anthropic/claude-opus-4-6"
QUOTED = Citation(round=1, participant="seat_5", quote="Publish weights")
COMPUTED = ("headline", "exchanges", "dissent", "created_at")


def holding(*sentences: tuple[str, str]) -> Grounded:
    """Return a draft of which these texts hold, at their places, and one more does not."""
    fault = Faulty(sentence=Sentence(at="overview 9", text="It wins."), faults=("No.",))
    return Grounded(
        held={
            at: Held(
                sentence=Sentence(at=at, text=text),
                text=text,
                citations=(QUOTED,),
                words=len(text.split()),
            )
            for at, text in sentences
        },
        faulty={"overview 9": fault},
    )


def put_together(debate: Debate, *sentences: tuple[str, str]) -> Summary | None:
    frame = frame_of(debate, desk_of(debate))
    return written_summary(frame, holding(*sentences), model=MODEL, now=NOW)


def summary(*sentences: tuple[str, str]) -> Summary:
    found = put_together(ended(the_reference_case()), *sentences)
    assert found is not None
    return found


@pytest.fixture
def extractive() -> Summary:
    return extractive_summary(ended(the_reference_case()), now=NOW)


def test_it_says_who_wrote_it_and_what_checking_came_to() -> None:
    found = summary(("overview 1", "It turns on recall."))

    assert (found.source, found.model) == (SummarySource.MODEL, MODEL)
    assert found.verification == Verification(checked=2, repaired=0, dropped=1)


def test_nothing_that_holds_is_no_summary() -> None:
    assert put_together(ended(the_reference_case())) is None


def test_what_is_computed_stays_as_it_is(extractive: Summary) -> None:
    found = summary(("overview 1", "It turns on recall."), ("turning_points T1", "It moved."))

    for field in COMPUTED:
        assert getattr(found, field) == getattr(extractive, field)


def test_an_overview_is_the_sentences_that_hold_by_their_numbers() -> None:
    found = summary(("overview 10", "Last."), ("overview 1", "First."), ("overview 3", "Then."))

    assert found.overview == "First. Then. Last."
    assert found.overview_citations == (QUOTED,) * 3


def test_between_sentences_of_a_script_without_spaces_stands_none() -> None:
    found = summary(
        ("overview 1", "分歧在于能否撤回。"),
        ("overview 2", "“权重无法收回”！"),
        ("overview 3", "It is so."),
        ("overview 4", "开放「权重」。」"),
        ("overview 5", "好。"),
    )

    assert found.overview == "分歧在于能否撤回。“权重无法收回”！It is so. 开放「权重」。」好。"


def test_without_an_overview_the_extractive_one_is_told(extractive: Summary) -> None:
    desk = desk_of(the_reference_case())

    found = summary((f"positions {desk.code_of['seat_3']}", "It wants auditors to see enough."))

    assert found.overview == extractive.overview
    assert found.overview_citations == extractive.overview_citations
    assert found.positions[2].claim == "It wants auditors to see enough."
    assert found.positions[2].citations == (QUOTED,)
    assert found.positions[2].persuaded_by == extractive.positions[2].persuaded_by
    assert found.positions[:2] + found.positions[3:] == (
        extractive.positions[:2] + extractive.positions[3:]
    )


def test_a_claim_for_an_option_keeps_the_rule_by_which_its_argument_was_chosen() -> None:
    found = summary(
        ("strongest_arguments B", "Auditors see enough."),
        ("strongest_arguments E", "No way back."),
    )

    arguments = {each.option: each for each in found.strongest_arguments}
    assert (arguments["B"].claim, arguments["B"].chosen_by) == (
        "Auditors see enough.",
        ChosenBy.CREDITED,
    )
    assert (arguments["E"].claim, arguments["E"].chosen_by) == ("No way back.", ChosenBy.WRITER)
    assert (
        arguments["C"].claim == "“Weights give researchers and small firms most of the benefit.”"
    )


def test_a_turn_is_told_in_the_words_that_hold_and_stays_the_same_turn(
    extractive: Summary,
) -> None:
    found = summary(("turning_points T2", "Two answers drew level."))

    first, second = found.turning_points
    assert first == extractive.turning_points[0]
    assert second.text == "Two answers drew level."
    assert msgspec.structs.replace(second, text="") == msgspec.structs.replace(
        extractive.turning_points[1], text=""
    )


def test_a_position_of_who_has_left_is_not_told() -> None:
    debate = ended(with_round(at_round_two(), "DEBEBC"))
    desk = desk_of(debate)
    gone = (f"positions {desk.code_of['seat_3@1']}", "It wanted all of it.")

    assert put_together(debate, gone) is None
    both = put_together(debate, gone, ("overview 1", "It turns on recall."))
    assert both is not None
    assert both.positions == extractive_summary(debate, now=NOW).positions


def test_the_quotes_of_an_extractive_overview_are_cited(extractive: Summary) -> None:
    cited = [(each.participant, each.round) for each in extractive.overview_citations]

    assert cited == [("seat_2", 1), ("seat_5", 1), ("seat_4", 1)]
    assert all(f"“{c.quote}”" in extractive.overview for c in extractive.overview_citations)


def test_an_overview_that_quotes_nobody_cites_nobody() -> None:
    found = extractive_summary(argued([ResponseStatus.FAILED] * 3), now=NOW)

    assert found.overview == "No round had enough votes to count."
    assert found.overview_citations == ()
