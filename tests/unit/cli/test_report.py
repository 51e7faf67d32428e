"""The account of a finished debate."""

import msgspec
import pytest

from cli.report import ENDINGS, account, read_on
from service.domain.debate import DebateError, DebateStatus, ResponseStatus, StopReason
from service.resources.present import present_debate
from service.resources.schemas import Debate, Summary
from tests.support.debates import a_debate, a_spec, some_rules, the_reference_case
from tests.support.summaries import argued
from tests.support.watched import completed, drawn, scenes_of, with_status


def test_a_tie_is_reported_as_a_tie_with_its_tie_break() -> None:
    read = _read(completed(the_reference_case()))

    assert "no agreement after 2 rounds; No by tie-break over all rounds" in read
    assert "1 of 6 changed its mind in 2 rounds." in read
    assert "last round none, all rounds E" in read
    assert "majority" not in read.lower()


def test_the_votes_of_both_rounds_stand_side_by_side() -> None:
    lines = drawn(account(*completed(the_reference_case()))).split("\n")

    assert "  B Yes, partial train  1 ■      2 ■■     DeepSeek V3.2, Claude Opus 4.6" in [
        line.rstrip() for line in lines
    ]


def test_a_claim_that_was_read_already_is_not_repeated_as_dissent() -> None:
    read = _read(completed(argued("AAB", "AAB")))

    assert read.endswith(
        "Dissent B Yes, partial train DeepSeek V3.2"
        " Counted and quoted from the record by code; every quote is word for word."
    )


def test_an_option_that_nobody_wanted_is_said_to_have_no_argument() -> None:
    assert "E No nobody ever voted for it" in _read(completed(argued("AAB", "AAB")))


def test_a_poll_has_one_column_of_votes() -> None:
    poll = a_debate("AAB", spec=a_spec(rules=some_rules(max_rounds=1, min_rounds=1)))

    read = drawn(account(*completed(poll)))

    assert "One round: nobody was shown another's answer." in read
    assert "Round 2" not in read


def test_a_split_that_no_rule_resolves_is_said_to_be_one() -> None:
    assert "No way of counting these votes names one option." in _read(completed(a_debate("AB")))


def test_what_went_wrong_is_said() -> None:
    debate, summary = completed(
        a_debate(["A", "A", ResponseStatus.TIMED_OUT]), StopReason.CONSENSUS
    )

    assert "Not everything went as asked: a seat timed out." in drawn(account(debate, summary))


def test_who_changed_is_told_with_the_reason_and_the_votes_of_every_round() -> None:
    debate, summary = completed(the_reference_case())
    ledger = scenes_of(the_reference_case())[-1].ledger
    responses = tuple(response for answers in ledger.values() for response in answers.values())

    read = drawn(account(msgspec.structs.replace(debate, responses=responses), summary))

    changed = read.partition("Who changed, and why")[2].partition("Dissent")[0]
    assert "DeepSeek V3.2 moved from" in changed
    assert "Auditors can work without the hazardous part of the data." in changed
    assert "DeepSeek V3.2    A   A → B  changed its mind and credits Claude Opus 4.6" in read


def test_it_is_told_where_to_read_on() -> None:
    debate, _ = completed(the_reference_case())
    page = msgspec.structs.replace(debate.urls, page="https://a.example/debates/x")

    local = drawn(read_on(debate, "http://127.0.0.1:8000"), 200)
    elsewhere = drawn(read_on(debate, "https://a.example"), 200)
    paged = drawn(read_on(msgspec.structs.replace(debate, urls=page), ""), 200)

    assert f"roundtable watch {debate.id} --markdown" in local
    assert f"roundtable watch {debate.id} --url https://a.example --markdown" in elsewhere
    assert "https://a.example/debates/x" in paged


@pytest.mark.parametrize("status", ENDINGS)
def test_a_debate_without_an_outcome_says_how_it_ended(status: DebateStatus) -> None:
    debate = with_status(a_debate("AB"), status)
    error = DebateError(code="quorum_lost", message="Too few participants voted.")
    state = msgspec.structs.replace(debate.state, error=error)
    ended = present_debate(msgspec.structs.replace(debate, state=state), "")

    read = _read((ended, None))

    assert ENDINGS[status] in read
    assert "Too few participants voted." in read


def _read(over: tuple[Debate, Summary | None]) -> str:
    return " ".join(drawn(account(*over)).split())
