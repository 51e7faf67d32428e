"""What a reply that is no answer amounts to."""

from datetime import UTC, datetime

import pytest

from service.domain.errors import Cause, ProviderError
from service.domain.limits import Allowance, Room
from service.providers.failures import (
    HINTS,
    REQUEST_IDS,
    Rejection,
    failure,
    is_refusal,
    quotable,
    retry_after_s,
)
from service.providers.wire import ErrorDetail

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SECRET = "sk-very-secret"


def failed(status: int, detail: ErrorDetail | None = None, **headers: str) -> ProviderError:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    rejection = Rejection(status=status, headers=named, detail=detail or ErrorDetail())
    return failure("Lab", rejection, secret=SECRET, now=NOW)


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 529])
def test_what_may_pass_is_worth_another_try(status: int) -> None:
    assert failed(status).retryable


@pytest.mark.parametrize("status", [301, 400, 401, 402, 403, 404, 413, 422])
def test_what_will_not_pass_is_not(status: int) -> None:
    assert not failed(status).retryable


@pytest.mark.parametrize(("told", "retryable"), [("true", True), ("FALSE", False)])
@pytest.mark.parametrize("status", [400, 503])
def test_the_provider_may_say_so_itself(status: int, told: str, *, retryable: bool) -> None:
    assert failed(status, x_should_retry=told).retryable is retryable


def test_a_spent_quota_does_not_come_back() -> None:
    spent = ErrorDetail(hopeless=True)

    assert not failed(429, spent).retryable
    assert not failed(429, spent, x_should_retry="true").retryable


@pytest.mark.parametrize(("status", "code"), [(401, "auth"), (403, "auth"), (500, "unavailable")])
def test_a_refused_key_is_told_from_a_failure(status: int, code: str) -> None:
    assert failed(status).code == f"provider_{code}"


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        *((status, Cause.DOWN) for status in (401, 500, 502, 503, 504, 529)),
        *((status, Cause.REQUEST) for status in (301, 400, 402, 403, 404, 408, 409, 413, 422)),
        (429, Cause.LIMITED),
    ],
)
def test_a_status_says_whether_others_would_fare_better(status: int, cause: Cause) -> None:
    assert failed(status).cause is cause


def test_a_failure_carries_what_its_headers_say_is_left() -> None:
    limited = failed(429, x_ratelimit_remaining_requests="0", x_ratelimit_reset_requests="6m0s")

    assert limited.allowance == Allowance(requests=Room(left=0, resets_in_s=360))
    assert failed(429).allowance is None


@pytest.mark.parametrize(("status", "hint"), HINTS.items())
def test_a_message_says_what_to_do(status: int, hint: str) -> None:
    assert str(failed(status)) == f"Lab answered with status {status} ({hint})."


def test_a_message_quotes_the_provider_on_one_short_line_without_the_key() -> None:
    detail = ErrorDetail(message=f"No\n such\x00 key {SECRET} " + "really " * 100)

    message = str(failed(500, detail))

    assert message.startswith("Lab answered with status 500: No such key *** really")
    assert len(message) < 240
    assert SECRET not in message


def test_a_key_at_the_cut_is_hidden_first() -> None:
    assert "sk-" not in quotable("x" * 195 + SECRET, SECRET)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": "Mon, 02 Nov 2026 09:00:30 GMT"}, 30.0),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after-ms": "x", "retry-after": "9"}, 9.0),
    ],
)
def test_the_wait_that_a_provider_asks_for(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after_s(headers, now=NOW) == seconds


@pytest.mark.parametrize(
    "detail",
    [
        ErrorDetail(codes=frozenset({"content_filter", "invalid_request_error"})),
        ErrorDetail(codes=frozenset({"content_policy_violation"})),
    ],
)
def test_a_safety_filter_is_a_refusal(detail: ErrorDetail) -> None:
    assert is_refusal(detail)
    assert not is_refusal(
        ErrorDetail(codes=frozenset({"invalid_request"}), message="content_filter")
    )


def test_what_was_turned_away_costs_nothing_and_what_broke_off_may() -> None:
    inside = Rejection(status=529, headers={}, detail=ErrorDetail(), at_once=False)

    assert failed(529).unbilled
    assert not failure("Lab", inside, secret=None, now=NOW).unbilled


@pytest.mark.parametrize("header", REQUEST_IDS)
def test_a_failure_names_the_call_as_its_provider_does(header: str) -> None:
    rejection = Rejection(status=500, headers={header: "req_123"}, detail=ErrorDetail())

    named = failure("Lab", rejection, secret=None, now=NOW)

    assert named.request_id == "req_123"
    assert str(named).endswith("(request req_123).")


@pytest.mark.parametrize("odd", ["", "a b", "<script>", "x" * 200])
def test_an_odd_name_of_a_call_is_left_out(odd: str) -> None:
    assert failed(500, x_request_id=odd).request_id is None
