"""The right answer, told when a debate is over: when it is taken, and what it changes."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace

from service.domain.debate import TERMINAL, Debate, DebateState, DebateStatus
from service.domain.errors import DebateInProgressError, NotCompletedError
from service.domain.lifecycle import kept_until, record_answer
from tests.support.debates import NOW, the_reference_case
from tests.support.summaries import ended

LATER = NOW + timedelta(days=3)
AT_WORK = [status for status in DebateStatus if not status.terminal]


def in_status(status: DebateStatus) -> Debate:
    debate = ended(the_reference_case())
    return replace(debate, state=replace(debate.state, status=status, finished_at=NOW))


def answered(debate: Debate, option: str) -> Debate:
    step = record_answer(debate, option, now=LATER)
    assert step is not None
    return replace(debate, state=step.state)


def test_an_answer_is_all_that_it_changes() -> None:
    debate = in_status(DebateStatus.COMPLETED)

    step = record_answer(debate, "B", now=LATER)

    assert step is not None
    assert step.state == replace(debate.state, answer="B", changed_at=LATER)
    assert (step.events, step.absent, step.summary) == ((), (), None)


def test_an_answer_does_not_prolong_how_long_a_debate_is_kept() -> None:
    debate = in_status(DebateStatus.COMPLETED)

    assert kept_until(answered(debate, "B")) == kept_until(debate)


def test_a_later_answer_takes_the_place_of_the_former() -> None:
    debate = answered(answered(in_status(DebateStatus.COMPLETED), "B"), "E")

    assert debate.state.answer == "E"


def test_the_same_answer_changes_nothing() -> None:
    debate = answered(in_status(DebateStatus.COMPLETED), "B")

    assert record_answer(debate, "B", now=LATER) is None


@pytest.mark.parametrize("status", AT_WORK)
def test_there_is_no_answer_to_a_debate_at_work(status: DebateStatus) -> None:
    with pytest.raises(DebateInProgressError, match=status):
        record_answer(in_status(status), "B", now=LATER)


@pytest.mark.parametrize("status", sorted(TERMINAL - {DebateStatus.COMPLETED}))
def test_there_is_no_answer_to_a_debate_that_did_not_complete(status: DebateStatus) -> None:
    with pytest.raises(NotCompletedError, match=status) as refused:
        record_answer(in_status(status), "B", now=LATER)

    assert refused.value.status == status


@given(st.integers(-(10**6), 10**6))
def test_no_answer_is_dated_before_what_the_debate_holds(seconds: int) -> None:
    debate = in_status(DebateStatus.COMPLETED)

    step = record_answer(debate, "B", now=NOW + timedelta(seconds=seconds))

    assert step is not None
    assert step.state.changed_at >= debate.state.changed_at


def test_what_was_stored_before_there_were_answers_has_none() -> None:
    state = msgspec.to_builtins(in_status(DebateStatus.COMPLETED).state)
    del state["answer"]

    assert msgspec.convert(state, DebateState).answer is None
