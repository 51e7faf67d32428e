"""When a second call may be made beside a slow one."""

import pytest
from hypothesis import given, strategies as st

from service.domain.hedging import (
    ANSWERS_COUNTED,
    CALLS_COUNTED,
    ENOUGH_ANSWERS,
    LEAST_S,
    LOOK_AGAIN_S,
    MODELS_COUNTED,
    TIMES_UNKNOWN,
    Asked,
    Hedging,
)

A = Asked("a")


def after_calls(count: int, percent: int = 5) -> Hedging:
    """Return the memory of a worker that has made so many calls, none of them a hedge."""
    hedging = Hedging(percent)
    for _ in range(count):
        hedging.count_call()
    return hedging


def taken(hedging: Hedging) -> int:
    """Take as many hedges as there may be, each beside no other call; return how many."""
    count = 0
    while hedging.take():
        count += 1
    return count


def knowing(**latencies: float) -> Hedging:
    """Return the memory of a worker whose models take these times, in seconds."""
    hedging = Hedging(5)
    for model, latency_s in latencies.items():
        for _ in range(ENOUGH_ANSWERS):
            hedging.answered(Asked(model), latency_s)
    return hedging


@pytest.mark.parametrize("answers", range(ENOUGH_ANSWERS))
def test_a_model_that_has_hardly_answered_yet_is_waited_for_longer(answers: int) -> None:
    hedging = Hedging(5)
    for _ in range(answers):
        hedging.answered(A, 3.0)

    assert hedging.slow_after_s(A) == TIMES_UNKNOWN * LEAST_S


def test_a_first_answer_that_took_long_is_taken_for_what_the_model_needs() -> None:
    hedging = Hedging(5)
    hedging.answered(A, 100.0)

    assert hedging.slow_after_s(A) == 160.0


@pytest.mark.parametrize(
    ("latencies", "after_s"),
    [([1.0] * 3, 2.0), ([5.0] * 3, 8.0), ([1.0, 20.0, 5.0], 8.0), ([1.0, 4.0, 6.0, 20.0], 8.0)],
)
def test_a_call_is_slow_after_a_multiple_of_its_models_median(
    latencies: list[float], after_s: float
) -> None:
    hedging = Hedging(5)
    for latency_s in latencies:
        hedging.answered(A, latency_s)

    assert hedging.slow_after_s(A) == after_s


def test_no_call_is_slow_before_the_slowest_that_is_asked_with_it_is_due() -> None:
    hedging = knowing(quick=3.0, slow=10.0)
    quick, slow = Asked("quick"), Asked("slow")

    assert hedging.slow_after_s(quick) == pytest.approx(4.8)
    assert hedging.slow_after_s(quick, (quick, slow)) == 14.0
    assert hedging.slow_after_s(slow, (quick, slow)) == 16.0


def test_what_a_model_takes_for_a_summary_says_nothing_of_its_ballots() -> None:
    hedging = knowing(a=3.0)

    assert hedging.slow_after_s(Asked("a", of_a_seat=False)) == TIMES_UNKNOWN * LEAST_S


def test_only_the_latest_answers_of_a_model_count() -> None:
    hedging = Hedging(5)
    for latency_s in [100.0] * ANSWERS_COUNTED + [10.0] * (ANSWERS_COUNTED // 2 + 1):
        hedging.answered(A, latency_s)

    assert hedging.slow_after_s(A) == 16.0


def test_only_so_many_models_are_remembered_and_the_one_unheard_of_longest_is_forgotten() -> None:
    hedging = knowing(**{str(n): 2.0 for n in range(MODELS_COUNTED)})
    hedging.answered(Asked("0"), 2.0)
    hedging.answered(Asked("new"), 2.0)

    known = [hedging.slow_after_s(Asked(name)) for name in ("0", "1", "2")]
    assert known == [3.2, TIMES_UNKNOWN * LEAST_S, 3.2]


def test_a_call_is_looked_at_when_it_is_slow_and_hedged_then() -> None:
    hedging = knowing(a=10.0)

    assert hedging.look_in_s(A, (), 1.0) == 15.0
    assert hedging.look_in_s(A, (), 16.0) == 0.0


def test_a_slow_call_for_which_the_share_is_spent_is_looked_at_again() -> None:
    hedging = knowing(a=10.0)
    assert hedging.take()

    assert hedging.look_in_s(A, (), 16.0) == LOOK_AGAIN_S


@pytest.mark.parametrize(
    ("calls", "percent", "most"),
    [
        (0, 5, 1),
        (10, 5, 1),
        (37, 5, 1),
        (38, 5, 2),
        (100, 5, 5),
        (100, 0, 0),
        (0, 0, 0),
        (1, 50, 1),
        (10, 100, 1_000),
    ],
)
def test_hedges_have_their_share_of_the_calls(calls: int, percent: int, most: int) -> None:
    hedging = after_calls(calls, percent)

    assert hedging.allowed == (percent > 0)
    assert sum(hedging.take() for _ in range(1_000)) == most


@given(st.integers(0, 100), st.lists(st.booleans(), max_size=300))
def test_no_more_of_the_calls_are_hedges_than_allowed(percent: int, story: list[bool]) -> None:
    hedging, calls, hedges = Hedging(percent), 0, 0
    for is_hedge in story:
        if not is_hedge:
            hedging.count_call()
            calls += 1
        elif hedging.take():
            hedges += 1

    assert hedges <= max(percent > 0, (calls + hedges) * percent / 100)


def test_a_hedge_that_is_long_past_counts_no_more() -> None:
    hedging = Hedging(5)
    assert hedging.take()
    hedging.count_call()
    assert not hedging.take()

    for _ in range(CALLS_COUNTED):
        hedging.count_call()

    assert taken(hedging) == CALLS_COUNTED * 5 // 100
