from datetime import timedelta

import pytest
from msgspec.structs import replace

from service.domain.debate import (
    Call,
    CallStatus,
    Debate,
    DebateStatus,
    Origin,
    Summary,
    SummarySource,
    Usage,
    Verification,
)
from service.domain.forking import fork
from service.pages.colophon_view import colophon_view
from tests.support.debates import a_debate, the_reference_case
from tests.support.paged import PAGE, over, stopped
from tests.support.summaries import summarized


def facts(debate: Debate, summary: Summary | None = None) -> dict[str, str]:
    return {fact.name: fact.text for fact in colophon_view(debate, summary, PAGE).facts}


def calling(debate: Debate, *costs: float | None) -> Debate:
    calls = tuple(
        Call(
            round=1,
            participant="seat_1",
            number=n,
            model="openai/gpt-5.4",
            status=CallStatus.SETTLED,
            usage=Usage(calls=1, input_tokens=1200, output_tokens=340, cost_usd=cost),
        )
        for n, cost in enumerate(costs, start=1)
    )
    return replace(debate, calls=calls)


def test_cost_tokens_and_calls_are_those_of_all_calls() -> None:
    told = facts(over(calling(the_reference_case(), 0.25, 0.05)))

    assert (told["Cost"], told["Calls to models"]) == ("$0.30", "2")
    assert told["Tokens"] == "2,400 read, 680 written"


def test_a_cost_that_is_not_known_is_never_nothing() -> None:
    assert facts(over(calling(the_reference_case(), 0.25, None)))["Cost"] == "not known"


def test_what_a_running_debate_took_is_told_so_far() -> None:
    told = facts(calling(a_debate(), 0.25))

    assert told["Cost"] == "$0.25, so far"
    assert "Time" not in told


def test_a_debate_that_called_no_model_has_no_cost_to_tell() -> None:
    assert "Cost" not in facts(over(the_reference_case()))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "less than a second"), (59, "59 s"), (91, "1 min 31 s"), (3600, "1 h")],
)
def test_the_time_that_it_took_is_told(seconds: int, said: str) -> None:
    debate = over(the_reference_case())
    began = debate.state.started_at
    assert began is not None
    ended = replace(debate.state, finished_at=began + timedelta(seconds=seconds))

    assert facts(replace(debate, state=ended))["Time"] == said


def test_a_fork_says_what_is_not_counted_here_and_not_where_it_was() -> None:
    original = over(the_reference_case())
    origin = Origin(debate_id="dbt_original", round=2)
    forked = fork(original, replace(original.spec, id="dbt_fork", forked_from=origin))

    told = facts(forked)["Not counted here"]

    assert told == "What was held up to round 2, in another debate."


def test_a_summary_without_a_model_says_so() -> None:
    debate = over(the_reference_case())

    assert facts(debate, summarized(debate))["Summary"] == (
        "Counted and quoted from the debate; no model wrote it."
    )


def test_a_draft_of_which_nothing_held_is_told() -> None:
    debate = over(the_reference_case())
    summary = replace(summarized(debate), verification=Verification(checked=9, dropped=9))

    assert facts(debate, summary)["Summary"].endswith("9 of 9 sentences of a draft did not hold.")


def test_a_summary_by_a_model_says_which_and_what_checking_came_to() -> None:
    debate = over(the_reference_case())
    summary = replace(
        summarized(debate),
        source=SummarySource.MODEL,
        model="openai/gpt-5.4",
        verification=Verification(checked=14, repaired=2, dropped=1),
    )

    assert facts(debate, summary)["Summary"] == (
        "Written by openai/gpt-5.4. 14 sentences were checked against what was voted and said:"
        " 2 written again, 1 left out."
    )


def test_the_whole_debate_can_be_kept_in_two_forms() -> None:
    debate = stopped(a_debate(), DebateStatus.CANCELED)

    assert [(one.name, one.url) for one in colophon_view(debate, None, PAGE).downloads] == [
        ("Markdown", "/debates/dbt_x/transcript?format=markdown"),
        ("JSON", "/debates/dbt_x/transcript?format=json"),
    ]
