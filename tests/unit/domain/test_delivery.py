from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace

from service.domain.delivery import (
    JITTER,
    KEPT_FOR,
    LONGEST_RETRY_AFTER,
    MOST_ATTEMPTS,
    SCHEDULE,
    Answer,
    AttemptError,
    Delivery,
    DeliveryStatus,
    after,
    again,
    called_off,
    kept_until,
)
from service.domain.errors import DeliveryPendingError

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
TAKEN = Answer(status_code=204, latency_ms=12)
REFUSED = Answer(status_code=500, error_code=AttemptError.HTTP_STATUS)
ENDPOINT = "whe_01m6dqs9m05p9y7k2c4w8e3xtb"


def a_delivery(**changes: object) -> Delivery:
    delivery = Delivery(
        id="dlv_01m6dqs9m05p9y7k2c4w8e3xtb",
        tenant="acme",
        event_id="evt_01m6dqs9m05p9y7k2c4w8e3xtb",
        event_type="debate.completed",
        debate_id="dbt_01m6dqs9m05p9y7k2c4w8e3xtb",
        endpoint_id=None,
        url="https://Hooks.example.com:8443/x",
        created_at=NOW,
        next_attempt_at=NOW,
    )
    return replace(delivery, **changes)


def attempted(delivery: Delivery, answer: Answer, times: int = 1) -> Delivery:
    for _ in range(times):
        at = delivery.next_attempt_at or NOW
        delivery = after(delivery, answer, began_at=at, now=at)
    return delivery


def test_what_is_taken_is_delivered() -> None:
    delivery = attempted(a_delivery(), TAKEN)

    assert (delivery.status, delivery.next_attempt_at) == (DeliveryStatus.DELIVERED, None)
    assert [(a.number, a.status_code, a.error_code, a.latency_ms) for a in delivery.attempts] == [
        (1, 204, None, 12)
    ]


@pytest.mark.parametrize("failures", range(1, len(SCHEDULE)))
def test_each_failure_is_followed_by_its_pause(failures: int) -> None:
    before = attempted(a_delivery(), REFUSED, failures - 1)
    at = before.next_attempt_at
    assert at is not None

    delivery = attempted(before, REFUSED)

    assert delivery.status is DeliveryStatus.PENDING
    assert delivery.next_attempt_at is not None
    pause = (delivery.next_attempt_at - at) / SCHEDULE[failures]
    assert 1 - JITTER <= pause <= 1 + JITTER


def test_ten_attempts_are_made_over_some_75_hours() -> None:
    delivery = attempted(a_delivery(), REFUSED, 10)

    assert (delivery.status, delivery.next_attempt_at) == (DeliveryStatus.FAILED, None)
    assert [attempt.number for attempt in delivery.attempts] == list(range(1, 11))
    assert timedelta(hours=75) <= sum(SCHEDULE, timedelta()) <= timedelta(hours=76)


def test_deliveries_that_fail_together_do_not_come_back_together() -> None:
    ids = (f"dlv_01m6dqs9m05p9y7k2c4w8e3x{n:02}" for n in range(20))

    due = {attempted(a_delivery(id=name), REFUSED, 3).next_attempt_at for name in ids}

    assert len(due) == 20


@pytest.mark.parametrize(
    ("asked_s", "waited"), [(3_600, timedelta(hours=1)), (900_000, LONGEST_RETRY_AFTER)]
)
def test_a_receiver_that_asks_for_time_is_given_it(asked_s: float, waited: timedelta) -> None:
    answer = Answer(status_code=429, error_code=AttemptError.HTTP_STATUS, retry_after_s=asked_s)

    assert attempted(a_delivery(), answer).next_attempt_at == NOW + waited


def test_a_receiver_cannot_ask_for_more_haste() -> None:
    answer = Answer(status_code=503, error_code=AttemptError.HTTP_STATUS, retry_after_s=0.001)

    due = attempted(a_delivery(), answer).next_attempt_at

    assert due is not None
    assert due - NOW >= SCHEDULE[1] * (1 - JITTER)


def test_a_receiver_that_is_gone_is_not_asked_again() -> None:
    answer = Answer(status_code=410, error_code=AttemptError.HTTP_STATUS)

    assert attempted(a_delivery(), answer).status is DeliveryStatus.FAILED


def test_what_is_asked_for_again_has_a_whole_schedule() -> None:
    failed = attempted(a_delivery(), REFUSED, 10)

    due = again(failed, now=NOW)
    delivery = attempted(due, REFUSED, 9)

    assert (due.status, due.next_attempt_at) == (DeliveryStatus.PENDING, NOW)
    assert (delivery.status, delivery.number) == (DeliveryStatus.PENDING, 20)
    assert attempted(delivery, REFUSED).status is DeliveryStatus.FAILED


def test_what_is_pending_is_not_asked_for_again() -> None:
    with pytest.raises(DeliveryPendingError):
        again(a_delivery(), now=NOW)


def test_only_so_many_attempts_are_kept() -> None:
    delivery = a_delivery()
    for _ in range(MOST_ATTEMPTS + 5):
        delivery = again(attempted(delivery, TAKEN), now=NOW)

    assert len(delivery.attempts) == MOST_ATTEMPTS
    assert delivery.number == MOST_ATTEMPTS + 6


def test_what_is_called_off_is_not_tried_any_more() -> None:
    delivery = called_off(a_delivery())

    assert delivery is not None
    assert (delivery.status, delivery.next_attempt_at) == (DeliveryStatus.CANCELED, None)


def test_what_has_ended_cannot_be_called_off() -> None:
    assert called_off(attempted(a_delivery(), TAKEN)) is None


def test_deliveries_to_one_endpoint_wait_in_one_line_wherever_it_is() -> None:
    moved = a_delivery(endpoint_id=ENDPOINT, url="https://elsewhere.example.com/")

    assert a_delivery(endpoint_id=ENDPOINT).line == moved.line == ENDPOINT


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("https://hooks.example.com/x", "acme/hooks.example.com:443"),
        ("https://hooks.example.com:443/y", "acme/hooks.example.com:443"),
        ("HTTPS://HOOKS.example.com.?z", "acme/hooks.example.com:443"),
        ("https://hooks.example.com:8443/x", "acme/hooks.example.com:8443"),
        ("http://hooks.example.com", "acme/hooks.example.com:80"),
        ("http://[::0001]:9000/", "acme/[::1]:9000"),
        ("what|cannot}be read", "acme/"),
    ],
)
def test_deliveries_to_one_place_wait_in_one_line(url: str, line: str) -> None:
    assert a_delivery(url=url).line == line


@given(st.lists(st.sampled_from([TAKEN, REFUSED]), max_size=15))
def test_a_next_attempt_is_due_exactly_while_a_delivery_is_pending(answers: list[Answer]) -> None:
    delivery = a_delivery()
    for answer in answers:
        if delivery.status is DeliveryStatus.PENDING:
            delivery = attempted(delivery, answer)

    assert (delivery.next_attempt_at is not None) == (delivery.status is DeliveryStatus.PENDING)


def test_a_delivery_is_kept_for_thirty_days_after_its_last_attempt() -> None:
    twice = attempted(a_delivery(), REFUSED, 2)

    assert kept_until(twice) == twice.attempts[-1].at + KEPT_FOR
    assert twice.attempts[-1].at > NOW


def test_a_delivery_that_was_never_attempted_is_kept_for_thirty_days() -> None:
    assert kept_until(a_delivery()) == NOW + KEPT_FOR
