"""A transcript tells a debate in the order in which it is read, and what it does not know."""

from collections.abc import Iterable
from itertools import pairwise

import pytest
from msgspec.structs import replace

from service.domain.debate import (
    Call,
    CallStatus,
    Debate,
    DebateError,
    DebateState,
    DebateStatus,
    DegradedReason,
    ResponseError,
    ResponseStatus,
    StopReason,
    SummarySource,
    Usage,
    Verification,
    Written,
)
from service.domain.headlines import headline_so_far
from service.domain.transcript import (
    DEGRADED,
    STOPS,
    Block,
    Facts,
    Heading,
    Paragraph,
    Quote,
    title,
    transcript,
)
from tests.support.debates import (
    NOW,
    a_debate,
    a_ledger,
    a_panel,
    a_response,
    a_spec,
    noted,
    some_rules,
    the_reference_case,
)
from tests.support.forks import at_round_two
from tests.support.summaries import ended, summarized


def in_status(debate: Debate, status: DebateStatus, **changes: object) -> Debate:
    return replace(debate, state=replace(debate.state, status=status, **changes))


def completed(debate: Debate | None = None) -> tuple[Block, ...]:
    case = debate or the_reference_case()
    over = in_status(ended(case), DebateStatus.COMPLETED, finished_at=NOW)
    return transcript(over, summarized(case))


def headings(blocks: Iterable[Block], level: int) -> list[str]:
    return [one.text for one in blocks if isinstance(one, Heading) and one.level == level]


def facts(blocks: Iterable[Block]) -> list[tuple[str, str]]:
    return [row for one in blocks if isinstance(one, Facts) for row in one.rows]


def paragraphs(blocks: Iterable[Block]) -> list[str]:
    return [one.text for one in blocks if isinstance(one, Paragraph)]


def section(blocks: tuple[Block, ...], name: str) -> tuple[Block, ...]:
    """Return what stands under a heading, up to the next that is not below it."""
    starts = [n for n, one in enumerate(blocks) if isinstance(one, Heading) and one.text == name]
    level = next(one.level for one in blocks if isinstance(one, Heading) and one.text == name)
    rest = blocks[starts[0] + 1 :]
    ends = [n for n, one in enumerate(rest) if isinstance(one, Heading) and one.level <= level]
    return rest[: ends[0] if ends else None]


def test_a_completed_debate_is_told_from_the_question_to_the_bill() -> None:
    assert headings(completed(), 2) == [
        "Options",
        "Panel",
        "Outcome",
        "Summary",
        "Round 1: nobody had read anybody",
        "Round 2: everyone had read the others",
        "Dissent",
        "Measures",
        "Usage",
    ]


def test_a_tie_is_told_as_a_tie() -> None:
    outcome = section(completed(), "Outcome")

    assert paragraphs(outcome)[0].startswith("Tie: Yes, partial train and No (2 of 6 each)")
    assert facts(outcome) == [
        ("Decision", "“No”"),
        ("Ended", "after round 2, since no further round was allowed"),
        ("Changed their minds", "1 of 6"),
        ("Yes, all (A)", "0"),
        ("Yes, partial train (B)", "2: DeepSeek V3.2 and Claude Opus 4.6"),
        ("Yes, but not train (C)", "1: Kimi K2.5"),
        ("Maybe (D)", "1: GPT-5.4"),
        ("No (E)", "2: Gemini 3.1 Pro and Grok 4.1 Fast"),
    ]


def test_every_seat_is_heard_in_every_round_with_its_vote_and_argument() -> None:
    blocks = completed()
    case = the_reference_case()

    for number, name in (
        (1, "Round 1: nobody had read anybody"),
        (2, "Round 2: everyone had read the others"),
    ):
        told = section(blocks, name)
        quoted = [one.text for one in told if isinstance(one, Quote)]
        assert len(headings(told, 3)) == len(quoted) == 6
        assert headings(told, 3)[0] == "GPT-5.4 votes for “Maybe”"
        assert paragraphs(told) == [headline_so_far(case, case.state.rounds[number - 1])]
        assert "⟦" not in str(told)


def test_a_change_of_mind_says_from_where_to_where_and_whom_it_credits() -> None:
    told = section(completed(), "DeepSeek V3.2 votes for “Yes, partial train”")

    assert facts(told) == [
        (
            "Changed its mind",
            "from “Yes, all” to “Yes, partial train”, and credits Claude Opus 4.6 (round 1)",
        ),
        ("Its reason", "Auditors can work without the hazardous part of the data."),
        ("Answers", "Claude Opus 4.6"),
    ]


def test_a_change_of_mind_may_credit_nobody_and_give_no_reason() -> None:
    told = section(
        completed(a_debate("AB", "BB")), "Gemini 3.1 Pro votes for “Yes, partial train”"
    )
    moved = section(completed(a_debate("AB", "BA")), "Round 2: everyone had read the others")

    assert facts(told) == []
    assert facts(moved)[0] == ("Changed its mind", "from “Yes, all” to “Yes, partial train”")


def test_all_that_a_seat_said_of_its_vote_is_told() -> None:
    said = a_response(
        1,
        "seat_1",
        "A",
        strongest_objection="It is slow.",
        would_change_mind="A faster way.",
        second_choice="B",
        confidence=87.5,
        model="sim/B",
    )
    debate = a_ledger(a_debate("AB", spec=a_spec(panel=a_panel(2))), said)

    told = section(transcript(debate, None), "Model 1 votes for “Yes, all”")

    assert facts(told) == [
        ("Strongest objection to it", "It is slow."),
        ("What would change its mind", "A faster way."),
        ("Second choice", "“Yes, partial train”"),
        ("Confidence", "87.5 of 100"),
        ("Model", "sim/B, in place of sim/A"),
    ]


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (ResponseStatus.ABSTAINED, "abstained"),
        (ResponseStatus.REFUSED, "refused"),
        (ResponseStatus.UNREADABLE, "sent no readable vote"),
        (ResponseStatus.TIMED_OUT, "timed out"),
        (ResponseStatus.FAILED, "failed"),
        (ResponseStatus.CANCELED, "got no chance to answer"),
    ],
)
def test_a_seat_without_a_vote_is_told_as_what_it_is(status: ResponseStatus, said: str) -> None:
    error = ResponseError(code="x", message="This is why.", retryable=False)
    debate = a_ledger(
        a_debate("AB", spec=a_spec(panel=a_panel(2))), a_response(1, "seat_2", status, error=error)
    )

    told = section(transcript(debate, None), f"Model 2 {said}")

    assert facts(told) == [("Why", "This is why.")]


@pytest.mark.parametrize(
    ("status", "awaited"),
    [(DebateStatus.RUNNING, ["Model 2 has not answered yet"]), (DebateStatus.FAILED, [])],
)
def test_a_seat_is_awaited_while_the_debate_is_at_work(
    status: DebateStatus, awaited: list[str]
) -> None:
    debate = in_status(a_debate(["A", None], spec=a_spec(panel=a_panel(2))), status)

    told = section(transcript(debate, None), "Round 1: nobody had read anybody")

    assert headings(told, 3) == ["Model 1 votes for “Yes, all”", *awaited]


@pytest.mark.parametrize("status", DebateStatus)
def test_a_debate_in_any_status_has_a_transcript(status: DebateStatus) -> None:
    error = DebateError(code="quorum_lost", message="Too few voted.")
    debate = in_status(a_debate("ABC"), status, error=error)

    blocks = transcript(debate, None)

    yet = "" if status.terminal else " yet"
    assert facts(blocks)[1][1].partition(":")[0] == status
    assert paragraphs(section(blocks, "Outcome")) == [
        f"There is no outcome{yet}.",
        "Too few voted.",
    ]
    assert "Summary" not in headings(blocks, 2)


def test_a_debate_that_has_not_begun_has_no_rounds() -> None:
    state = DebateState(status=DebateStatus.QUEUED, changed_at=NOW)
    blocks = transcript(replace(a_debate(), state=state), None)

    assert headings(blocks, 2) == ["Options", "Panel", "Outcome", "Usage"]


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("Why?", "Why?"),
        ("Why\nnot?", "Why not?"),
        ("y" * 121, f"{'y' * 120} …"),
    ],
)
def test_a_question_that_is_no_title_is_quoted_in_full(question: str, shown: str) -> None:
    debate = a_debate(spec=a_spec(question=question, context="Some context."))

    blocks = transcript(debate, None)

    assert headings(blocks, 1) == [shown] == [title(debate)]
    quoted = [one.text for one in blocks if isinstance(one, Quote)]
    assert quoted == [*([] if question == shown else [question]), "Some context."]


def test_the_panel_is_told_with_its_models_fallbacks_and_points_of_view() -> None:
    real, simulated = a_spec().panel[0], a_panel(1)[0]
    panel = (
        replace(real, fallbacks=("sim/A", "sim/B"), persona="You are a nurse."),
        replace(simulated, id="seat_2"),
    )

    told = section(transcript(a_debate(spec=a_spec(panel=panel)), None), "Panel")

    assert facts(told) == [
        (
            "GPT-5.4",
            "openai/gpt-5.4, else sim/A or sim/B; argues from this point of view: You are a nurse.",
        ),
        ("Model 1", "sim/A, simulated"),
    ]


NOTES = ((1, "First."), (2, "Second."), (3, "Third."), (None, "Never."))


@pytest.mark.parametrize(
    ("status", "name", "fates"),
    [
        (
            DebateStatus.RUNNING,
            "Notes for later",
            ["To every seat, once round 3 begins.", "To no seat: no round could follow."],
        ),
        (
            DebateStatus.CANCELED,
            "Notes that no seat has read",
            [
                "To no seat: the debate ended before round 3.",
                "To no seat: no round could follow.",
            ],
        ),
    ],
)
def test_a_note_stands_where_it_was_first_read_or_among_those_that_nobody_read(
    status: DebateStatus, name: str, fates: list[str]
) -> None:
    debate = in_status(noted(a_debate("ABC", next_round=True), *NOTES), status)

    blocks = transcript(debate, None)

    for round_name, text in (
        ("Round 1: nobody had read anybody", "First."),
        ("Round 2: everyone had read the others", "Second."),
    ):
        told = section(blocks, round_name)
        assert told[:3] == (
            Heading(3, "Note by the moderator"),
            Quote(text),
            Facts(
                (
                    ("Added", "2026-11-02 09:00:00 UTC"),
                    ("Shown", "To every seat, from this round on."),
                )
            ),
        )
    unread = section(blocks, name)
    assert [one.text for one in unread if isinstance(one, Quote)] == ["Third.", "Never."]
    assert [row[1] for row in facts(unread) if row[0] == "Shown"] == fates


def test_a_summary_says_who_wrote_it() -> None:
    case = the_reference_case()
    over, extractive = ended(case), summarized(case)
    model = replace(extractive, source=SummarySource.MODEL, model="google/gemini-3.1-pro-preview")

    said = [
        paragraphs(section(transcript(over, one), "Summary"))[-1] for one in (extractive, model)
    ]

    assert said == [
        "This summary is counted and quoted from the debate; no model wrote it.",
        "This summary was written by google/gemini-3.1-pro-preview.",
    ]


def test_a_summary_tells_of_options_that_nobody_argued_for() -> None:
    told = section(completed(a_debate("AB", "AA")), "The strongest argument for each option")

    assert dict(facts(told))["Maybe"] == "Nobody voted for it."


def test_a_case_is_told_with_who_made_it_and_whether_anybody_still_does() -> None:
    told = dict(facts(section(completed(), "The strongest argument for each option")))

    assert told["Yes, all"].startswith("DeepSeek V3.2: “")
    assert told["Yes, all"].endswith("” Nobody holds it any more.")
    assert told["No"].startswith("Gemini 3.1 Pro: “")
    assert told["No"].endswith("”")


def test_a_position_is_told_with_the_vote_that_it_ended_with() -> None:
    told = dict(facts(section(completed(), "Where each stood at the end")))

    assert told["GPT-5.4"].startswith("for “Maybe”: “")
    assert told["DeepSeek V3.2"].startswith("for “Yes, partial train”, at first for “Yes, all”: ")


def test_who_never_voted_is_told_without_a_vote() -> None:
    told = dict(
        facts(
            section(
                completed(a_debate(["A", "A", ResponseStatus.REFUSED])),
                "Where each stood at the end",
            )
        )
    )

    assert told["DeepSeek V3.2"] == "DeepSeek V3.2 never voted: it refused in round 1."


def test_agreement_from_the_first_leaves_no_turning_point_and_no_dissent() -> None:
    blocks = completed(a_debate("AA"))

    assert "Turning points" not in headings(blocks, 3)
    assert "Dissent" not in headings(blocks, 2)


def test_an_outcome_without_a_decision_says_so() -> None:
    case = a_debate("AB", "BA", spec=a_spec(panel=a_panel(2), rules=some_rules(max_rounds=2)))

    assert ("Decision", "none") in facts(section(completed(case), "Outcome"))


def test_what_was_less_than_asked_for_is_said() -> None:
    debate = a_debate(["A", ResponseStatus.TIMED_OUT, ResponseStatus.FAILED])

    said = paragraphs(section(transcript(debate, None), "Outcome"))

    assert said[-1] == "Degraded: a seat failed and a seat timed out."


def test_every_reason_has_words() -> None:
    assert set(STOPS) == set(StopReason)
    assert set(DEGRADED) == set(DegradedReason)


@pytest.mark.parametrize(
    ("usd", "said"),
    [
        (None, "not known"),
        (0.0123456, "$0.012346"),
        (0.1476, "$0.1476"),
        (0.0, "$0.00"),
        (1.5, "$1.50"),
    ],
)
def test_a_cost_that_is_not_known_is_not_told_as_nothing(usd: float | None, said: str) -> None:
    call = Call(
        round=1,
        participant="seat_1",
        number=1,
        model="sim/A",
        status=CallStatus.SETTLED,
        usage=Usage(calls=1, input_tokens=1_234, output_tokens=5, cost_usd=usd),
    )

    told = facts(section(transcript(a_debate(calls=(call,)), None), "Usage"))

    assert told == [
        ("Provider calls", "1"),
        ("Tokens read", "1,234"),
        ("Tokens written", "5"),
        ("Cost", said),
    ]


def test_no_two_lists_stand_together_where_they_would_become_one() -> None:
    blocks = completed(noted(the_reference_case(), *NOTES))

    assert not any(isinstance(a, Facts) and isinstance(b, Facts) for a, b in pairwise(blocks))


def test_a_fork_says_where_it_comes_from_and_who_sat_there_before() -> None:
    blocks = transcript(at_round_two(), None)

    told = facts(blocks)
    assert ("Goes on from", f"round 1 of {the_reference_case().spec.id}") in told
    assert ("Mistral Large", "mistral/mistral-large") in told
    assert ("DeepSeek V3.2", "openrouter/deepseek/deepseek-v3.2, until round 1") in told
    first, second = (
        headings(section(blocks, name), 3)
        for name in (
            "Round 1: nobody had read anybody",
            "Round 2: everyone had read the others",
        )
    )
    assert first[2] == "DeepSeek V3.2 votes for “Yes, all”"
    assert second[2] == "Mistral Large has not answered yet"
    assert "⟦" not in str(blocks)
    assert blocks[-1] == Paragraph("What was held up to round 1 is on the original's bill.")


def test_what_a_debate_tells_of_itself_is_measured() -> None:
    assert facts(section(completed(), "Measures")) == [
        ("Spread of the votes", "2.25 bits in round 1, 1.92 in round 2"),
        (
            "Changes of a vote",
            "1: 0 to what led the round before alone, 0 away from it, 1 other",
        ),
        ("The same decision without a seat", "for 4 of 6 seats"),
    ]


def test_a_poll_that_decides_nothing_has_little_to_measure() -> None:
    blocks = completed(a_debate("AB"))

    assert facts(section(blocks, "Measures")) == [
        ("Spread of the votes", "1.00 bits in round 1"),
        ("Changes of a vote", "none"),
    ]


def test_what_was_saved_and_what_was_checked_are_told() -> None:
    written = Written(source=SummarySource.MODEL, verification=Verification(checked=4, dropped=1))
    debate = ended(a_debate("AA"))
    state = replace(debate.state, stop_reason=StopReason.CONSENSUS, written=written)

    told = facts(section(transcript(replace(debate, state=state), None), "Measures"))

    assert told[-2:] == [
        ("Saved by ending early", "about 800 tokens"),
        ("Sentences that the ledger bears out", "75% of those checked"),
    ]


def test_the_right_answer_stands_beside_the_decision() -> None:
    debate = ended(the_reference_case())
    state = replace(debate.state, answer="B")

    told = facts(section(transcript(replace(debate, state=state), None), "Outcome"))

    assert told[2:4] == [
        ("Changed their minds", "1 of 6"),
        ("Right answer, told later", "“Yes, partial train”"),
    ]
