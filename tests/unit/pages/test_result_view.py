import pytest
from msgspec.structs import replace

from service.domain.debate import (
    ConsensusRule,
    Debate,
    DebateError,
    DebateStatus,
    Origin,
    ResponseStatus,
    StopReason,
    SummarySource,
    TieBreak,
    Verification,
    Written,
)
from service.domain.forking import fork
from service.pages.result_view import result_view
from tests.support.debates import (
    REFERENCE_PANEL,
    a_debate,
    a_ledger,
    a_panel,
    a_response,
    a_spec,
    some_rules,
    the_reference_case,
)
from tests.support.paged import over, stopped
from tests.support.summaries import argued

TIMED_OUT = ResponseStatus.TIMED_OUT
FAILED = ResponseStatus.FAILED
REFUSED = ResponseStatus.REFUSED


def facts(debate: Debate) -> dict[str, str]:
    return {fact.name: fact.text for fact in result_view(debate).facts}


def test_the_reference_case_is_a_tie_with_both_leaders_and_a_decision_by_tie_break() -> None:
    result = result_view(over(the_reference_case()))

    assert result.headline == (
        "Tie: Yes, partial train and No (2 of 6 each), no agreement after 2 rounds;"
        " No by tie-break over all rounds"
    )
    assert [(fact.name, fact.text) for fact in result.facts] == [
        (
            "Decision",
            (
                "“No”, but only by a tie-break:"
                " over all rounds “No” had 4 votes, “Yes, partial train” 3."
            ),
        ),
        (
            "Rule",
            "The two-thirds rule asks for 4 of 6 votes: not met, as no option had more than 2.",
        ),
        ("Ended", "After round 2, since no further round was allowed."),
    ]
    assert not result.at_work


@pytest.mark.parametrize(
    ("votes", "decision", "rule"),
    [
        ("EEEEEE", "“No”, by all 6 votes.", "The two-thirds rule asks for 4 of 6 votes: met."),
        ("EE", "“No”, by both votes.", "The two-thirds rule asks for 2 of 2 votes: met."),
        ("EEEEBB", "“No”, by 4 of 6 votes.", "The two-thirds rule asks for 4 of 6 votes: met."),
        (
            "EEEBAC",
            "“No”, which had the most votes, 3 of 6.",
            "The two-thirds rule asks for 4 of 6 votes: not met, as no option had more than 3.",
        ),
    ],
)
def test_a_decision_by_votes_tells_how_many(votes: str, decision: str, rule: str) -> None:
    told = facts(over(argued(votes, votes)))

    assert (told["Decision"], told["Rule"]) == (decision, rule)


def test_a_single_vote_is_called_so() -> None:
    debate = a_debate(("E", FAILED), spec=a_spec(panel=a_panel(2), rules=some_rules(quorum=1)))

    assert facts(over(debate))["Decision"] == "“No”, by the only vote."


def test_a_tie_without_tie_break_has_no_decision() -> None:
    told = facts(over(argued("EEBB", "EEBB", tie_break=TieBreak.NONE)))

    assert told["Decision"] == "None: both are level, and this debate has no tie-break."


def test_a_tie_of_three_that_the_tie_break_cannot_part_has_no_decision() -> None:
    told = facts(over(argued("AABBCC", "AABBCC")))

    assert told["Decision"] == (
        "None: all three are level, and the tie-break could not part them."
    )


def test_a_tie_of_three_that_the_tie_break_parts_counts_all_of_them() -> None:
    told = facts(over(argued("AAABBC", "AABBCC")))

    assert told["Decision"].endswith(
        "over all rounds “Yes, all” had 5 votes, “Yes, partial train” 4 and"
        " “Yes, but not train” 3."
    )


def test_a_tie_parted_by_second_choices_says_so() -> None:
    debate = argued("AABBC", "AABBC")
    last = debate.response(2, "seat_5")
    assert last is not None
    told = facts(over(a_ledger(debate, replace(last, second_choice="B"))))

    assert told["Decision"].startswith("“Yes, partial train”, but only by a tie-break: of")


@pytest.mark.parametrize("votes", ["EEEBAC", "EEEBBB", "DEBEBC"])
@pytest.mark.parametrize("rule", list(ConsensusRule))
def test_no_fact_of_a_tie_or_plurality_speaks_of_more_agreement(
    votes: str, rule: ConsensusRule
) -> None:
    debate = over(argued(votes, votes, consensus=rule, votes_needed=5))
    told = " ".join([result_view(debate).headline, *facts(debate).values()]).lower()

    assert "majority" not in told
    assert "unanimous" not in told


def test_a_rule_that_several_options_meet_is_not_met() -> None:
    rules = {"consensus": ConsensusRule.VOTES_NEEDED, "votes_needed": 2}

    assert facts(over(argued("EEBB", "EEBB", **rules)))["Rule"] == (
        "The rule of this debate asks for 2 of 4 votes: not met, as several options had as many."
    )


def test_a_rule_that_asks_for_more_votes_than_there_were_is_not_met() -> None:
    rules = {"consensus": ConsensusRule.VOTES_NEEDED, "votes_needed": 4}
    rows = ("E", "E", "E", FAILED)

    assert facts(over(argued(rows, rows, **rules)))["Rule"] == (
        "The rule of this debate asks for 4 votes: not met, as only 3 were valid."
    )


def test_a_poll_ends_after_its_round() -> None:
    result = over(argued("EEBDA", max_rounds=1))

    assert result_view(result).headline == "Plurality: No (2 of 5) in one round"
    assert facts(result)["Ended"] == "After one round, as this was a poll."


def test_a_degraded_debate_says_who_did_what_and_what_cut_it_short() -> None:
    row = ("E", TIMED_OUT, "B", FAILED, "B", "E")
    debate = argued(row, ("E", TIMED_OUT, "B", REFUSED, "B", "E"))
    spec = replace(debate.spec, summarizers=("sim/summary",))
    done = over(replace(debate, spec=spec), StopReason.DEADLINE)
    written = Written(source=SummarySource.EXTRACTIVE, verification=Verification())
    done = replace(done, state=replace(done.state, written=written))

    assert facts(done)["Degraded"] == (
        "Less than was asked for: Gemini 3.1 Pro timed out; Grok 4.1 Fast failed;"
        " Grok 4.1 Fast refused; the deadline passed; no summarizer succeeded."
        " Who gave no vote is not counted."
    )


def test_simulated_models_are_called_so() -> None:
    debate = over(a_debate("EE", "EE", spec=a_spec(panel=a_panel(2))))

    assert facts(debate)["Simulated"] == (
        "All models are simulated: no real model was asked, and none said this."
    )


def test_the_simulated_among_other_models_are_named() -> None:
    panel = (*REFERENCE_PANEL[:2], replace(REFERENCE_PANEL[2], model="sim/A"))
    debate = over(a_debate("EEE", "EEE", spec=a_spec(panel=panel)))

    assert facts(debate)["Simulated"] == "No real model was asked for DeepSeek V3.2."


@pytest.mark.parametrize(
    ("copied", "said"), [(1, "round 1 was held there"), (2, "rounds 1 to 2 were held there")]
)
def test_a_fork_says_how_much_was_held_elsewhere_and_not_where(copied: int, said: str) -> None:
    original = over(the_reference_case())
    origin = Origin(debate_id="dbt_original", round=copied)
    forked = fork(original, replace(original.spec, id="dbt_fork", forked_from=origin))

    told = facts(forked)["Fork"]

    assert told == f"Goes on from another debate: {said}."


def test_a_right_answer_that_was_told_later_is_told() -> None:
    debate = over(the_reference_case())

    told = facts(replace(debate, state=replace(debate.state, answer="B")))

    assert told["Right answer, told later"] == "“Yes, partial train”"


@pytest.mark.parametrize(("most", "then"), [(1, ""), (3, ", then reads the others and may")])
def test_a_debate_that_waits_says_what_is_to_come(most: int, then: str) -> None:
    debate = a_debate(spec=a_spec(rules=some_rules(max_rounds=most)))
    waiting = replace(debate.state, status=DebateStatus.QUEUED, rounds=())

    result = result_view(replace(debate, state=waiting))

    assert (result.headline, result.at_work) == ("Waiting to begin", True)
    assert result.facts[0].text.startswith(f"Every model votes and argues by itself{then}")


def test_a_debate_that_runs_says_how_it_stands() -> None:
    result = result_view(a_debate("DEAEBC", ("D", "E", "B", None, None, None)))

    assert (result.headline, result.at_work) == ("Round 2 is under way", True)
    assert [(fact.name, fact.text) for fact in result.facts] == [
        ("After round 1", "Plurality: No (2 of 6)."),
        ("Still to come", "Further votes, and the result with its summary."),
    ]


def test_a_debate_whose_summary_is_being_written_has_its_result() -> None:
    debate = over(the_reference_case())
    state = replace(debate.state, status=DebateStatus.SUMMARIZING, finished_at=None)

    result = result_view(replace(debate, state=state))

    assert result.headline.startswith("Tie: ")
    assert result.facts[-1].text == "The summary, which is being written."


@pytest.mark.parametrize(
    ("status", "headline"),
    [
        (DebateStatus.FAILED, "Failed, without an outcome"),
        (DebateStatus.CANCELED, "Canceled before there was an outcome"),
        (DebateStatus.EXPIRED, "Out of time before there was an outcome"),
    ],
)
def test_a_debate_without_an_outcome_says_what_came_between(
    status: DebateStatus, headline: str
) -> None:
    error = DebateError(code="quorum_lost", message="Too few participants gave a valid vote.")

    result = result_view(stopped(a_debate(("E", FAILED, REFUSED)), status, error=error))

    assert result.headline == headline
    assert result.facts[0].text == error.message


def test_a_debate_canceled_over_its_summary_keeps_its_result() -> None:
    debate = stopped(over(the_reference_case()), DebateStatus.CANCELED)

    assert result_view(debate).headline.startswith("Tie: ")
    assert (
        facts(debate)["Canceled"] == "While the summary was being written; the votes were all in."
    )


def test_a_debate_of_which_no_round_has_begun_says_so() -> None:
    debate = a_debate()

    result = result_view(replace(debate, state=replace(debate.state, rounds=())))

    assert result.headline == "The first round is about to begin"


def test_a_long_headline_is_set_smaller() -> None:
    assert not result_view(over(argued("EE", "EE"))).long
    options = tuple(replace(o, label=o.label * 30) for o in a_spec().options)
    assert result_view(over(a_debate("BB", spec=a_spec(options=options, panel=a_panel(2))))).long


def test_a_debate_in_which_all_abstain_has_no_result() -> None:
    rows = [a_response(1, f"seat_{n}", ResponseStatus.ABSTAINED) for n in (1, 2)]
    debate = a_ledger(a_debate("EE", spec=a_spec(panel=a_panel(2))), *rows)

    result = result_view(stopped(debate, DebateStatus.FAILED))

    assert result.headline == "Failed, without an outcome"


def test_an_outcome_without_a_valid_vote_decides_nothing() -> None:
    row = [ResponseStatus.ABSTAINED] * 3

    debate = over(argued(row, row, quorum=0))

    assert result_view(debate).headline == "No valid vote"
    assert facts(debate)["Decision"] == "None: there was no valid vote."
