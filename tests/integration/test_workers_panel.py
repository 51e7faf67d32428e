"""When a seat is asked again, and until when it is waited for."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from service.domain.errors import ProviderError
from tests.support.debates import NOW, a_debate, a_spec, some_rules
from workers.panel import (
    FIRST_PAUSE_S,
    LONGEST_PAUSE_S,
    MAX_RETRIES,
    MAX_RETRIES_WHEN_TOLD,
    pause_before_retry,
    round_ends_at,
)

PLENTY_S = 3_600.0


def a_failure(*, retryable: bool = True, retry_after_s: float | None = None) -> ProviderError:
    return ProviderError("It failed.", retryable=retryable, retry_after_s=retry_after_s)


def test_a_failure_that_would_repeat_itself_is_not_asked_again() -> None:
    assert pause_before_retry(a_failure(retryable=False), 1, PLENTY_S) is None


@pytest.mark.parametrize("failures", range(1, MAX_RETRIES + 1))
def test_pauses_grow_and_are_spread(failures: int) -> None:
    longest = min(FIRST_PAUSE_S * 2 ** (failures - 1), LONGEST_PAUSE_S)

    pauses = {pause_before_retry(a_failure(), failures, PLENTY_S) for _ in range(50)}

    assert len(pauses) > 1
    assert all(pause is not None and 0.75 * longest <= pause <= longest for pause in pauses)


def test_after_enough_failures_a_seat_is_given_up() -> None:
    assert pause_before_retry(a_failure(), MAX_RETRIES + 1, PLENTY_S) is None
    told = a_failure(retry_after_s=0)
    assert pause_before_retry(told, MAX_RETRIES_WHEN_TOLD + 1, PLENTY_S) is None


@pytest.mark.parametrize("failures", range(1, MAX_RETRIES_WHEN_TOLD + 1))
def test_a_provider_that_names_a_time_is_given_it_and_seats_come_back_apart(failures: int) -> None:
    longest = min(FIRST_PAUSE_S * 2 ** (failures - 1), LONGEST_PAUSE_S)
    told = a_failure(retry_after_s=20)

    pauses = {pause_before_retry(told, failures, PLENTY_S) for _ in range(50)}

    assert len(pauses) > 1
    assert all(pause is not None and 20 <= pause <= 20 + longest / 2 for pause in pauses)


@pytest.mark.parametrize("retry_after_s", [10.0, 11.0, None])
def test_nobody_is_asked_again_after_the_round_is_over(retry_after_s: float | None) -> None:
    left_s = 10.0 if retry_after_s else 0.1

    assert pause_before_retry(a_failure(retry_after_s=retry_after_s), 1, left_s) is None


def test_a_round_ends_after_its_time_or_at_the_deadline_of_the_debate() -> None:
    spec = a_spec(rules=some_rules(round_deadline_s=120))
    debate = a_debate("ABC", spec=spec, next_round=True)
    begun = debate.state.rounds[-1].started_at

    assert round_ends_at(debate) == begun + timedelta(seconds=120)
    hurried = replace(debate, spec=replace(spec, deadline_s=100))
    assert round_ends_at(hurried) == NOW + timedelta(seconds=100)
