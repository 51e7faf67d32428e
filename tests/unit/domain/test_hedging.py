"""When a second call may be made beside a slow one."""

import pytest
from hypothesis import given, strategies as st

from service.domain.hedging import (
    ANSWERS_COUNTED,
    CALLS_COUNTED,
    LEAST_S,
    MODELS_COUNTED,
    Hedging,
)


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


def test_a_model_that_is_not_known_is_given_the_least_time() -> None:
    assert Hedging(5).after_s("a/b") == LEAST_S
    assert Hedging(5, least_s=0.5).after_s("a/b") == 0.5


@pytest.mark.parametrize(
    ("latencies", "after_s"),
    [([1.0], 5.0), ([3.0], 6.0), ([1.0, 20.0, 3.0], 6.0), ([2.0, 4.0], 6.0), ([30.0], 60.0)],
)
def test_a_model_is_given_twice_its_median_where_that_is_more(
    latencies: list[float], after_s: float
) -> None:
    hedging = Hedging(5)
    for latency_s in latencies:
        hedging.answered("a/b", latency_s)

    assert hedging.after_s("a/b") == after_s
    assert hedging.after_s("a/c") == LEAST_S


def test_only_the_latest_answers_of_a_model_count() -> None:
    hedging = Hedging(5)
    for latency_s in [100.0] * ANSWERS_COUNTED + [10.0] * (ANSWERS_COUNTED // 2 + 1):
        hedging.answered("a/b", latency_s)

    assert hedging.after_s("a/b") == 20.0


def test_only_so_many_models_are_remembered_and_the_one_unheard_of_longest_is_forgotten() -> None:
    hedging = Hedging(5)
    for n in range(MODELS_COUNTED):
        hedging.answered(f"sim/{n}", 10.0)
    hedging.answered("sim/0", 10.0)
    hedging.answered("sim/new", 10.0)

    assert [hedging.after_s(f"sim/{name}") for name in ("0", "1", "2", "new")] == [20, 5, 20, 20]


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
