"""What providers say about an error, in all the forms in which they say it."""

import json

import pytest

from service.providers.failures import is_refusal
from service.providers.reports import REPORTED, STATUSES, read_report, reported_error
from service.providers.wire import ErrorDetail

GOOGLE = {
    "error": {
        "code": 429,
        "message": "You exceeded your current quota.",
        "status": "RESOURCE_EXHAUSTED",
        "details": [
            {
                "@type": "type.googleapis.com/google.rpc.QuotaFailure",
                "violations": [{"quotaId": "GenerateRequestsPerMinutePerProject"}],
            },
            {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "17.5s"},
        ],
    }
}
DAILY = {
    "error": {
        **GOOGLE["error"],
        "details": [{"violations": [{"quotaId": "GenerateRequestsPerDayPerProject-FreeTier"}]}],
    }
}


def said(*codes: str, message: str = "m", **fields: object) -> ErrorDetail:
    return ErrorDetail(message=message, codes=frozenset(codes), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"error": {"message": "m", "type": "t", "code": "c"}}, said("t", "c")),
        ({"error": {"message": "m", "code": 404}}, said(status=404)),
        ({"error": {"message": "m", "code": "404"}}, said("404", status=404)),
        ({"error": {"message": "m", "code": 7}}, said()),
        ({"error": {"message": {"is": "odd"}, "code": "c"}}, said("c", message="")),
        ({"error": "m"}, said()),
        ([{"error": {"message": "m"}}], said()),
        (
            {"type": "error", "error": {"type": "overloaded_error", "message": "m"}},
            said("overloaded_error"),
        ),
        ({"object": "error", "message": "m", "type": "t", "code": "c"}, said("t", "c")),
        ({"detail": "m"}, said()),
        ({"detail": [{"loc": ["body"], "msg": "m"}]}, ErrorDetail()),
        (
            GOOGLE,
            said(
                "RESOURCE_EXHAUSTED",
                message="You exceeded your current quota.",
                status=429,
                retry_after_s=17.5,
            ),
        ),
        (
            [DAILY],
            said(
                "RESOURCE_EXHAUSTED",
                message="You exceeded your current quota.",
                status=429,
                hopeless=True,
            ),
        ),
        (
            {"error": {"message": "m", "code": "insufficient_quota"}},
            said("insufficient_quota", hopeless=True),
        ),
        ({"error": {"message": "m", "details": "none"}}, said()),
        ({"error": {"message": "m", "details": [{"retryDelay": "soon"}]}}, said()),
        ([], ErrorDetail()),
        ({"error": None}, ErrorDetail()),
    ],
)
def test_a_report_is_read_whatever_its_form(body: object, detail: ErrorDetail) -> None:
    assert read_report(json.dumps(body).encode()) == detail


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"\xff",
        b"[" * 100_000,
        b'{"error": {"other": ' + b"[" * 100_000,
        b'{"error": "\xff"}',
        b"",
    ],
)
def test_what_cannot_be_read_says_nothing(body: bytes) -> None:
    assert read_report(body) == ErrorDetail()


@pytest.mark.parametrize(("code", "status"), STATUSES.items())
def test_a_code_inside_a_reply_stands_for_a_status(code: str, status: int) -> None:
    error = reported_error(json.dumps({"message": "m", "type": code}).encode())

    assert error.detail.status == status


def test_an_error_inside_a_reply_that_says_nothing_may_pass() -> None:
    assert reported_error(b'"gone"').detail == ErrorDetail(message="gone", status=REPORTED)
    assert reported_error(b"[1]").detail.status == REPORTED


@pytest.mark.parametrize(
    "body",
    [
        # xAI, DeepSeek, OpenRouter: no code of theirs says that a filter declined.
        {"code": "permission-denied", "error": "Failed check: SAFETY_CHECK_TYPE_BIO"},
        {"error": {"message": "Content Exists Risk", "type": "invalid_request_error"}},
        {
            "error": {
                "code": 403,
                "message": "Your input was flagged",
                "metadata": {"reasons": ["violence"], "flagged_input": "..."},
            }
        },
    ],
)
def test_a_filter_that_declines_without_a_code_is_known(body: object) -> None:
    assert is_refusal(read_report(json.dumps(body).encode()))


@pytest.mark.parametrize(
    "body",
    [
        {"code": "permission-denied", "error": "Your team may not use this model"},
        {"error": {"code": 403, "message": "No.", "metadata": {"reasons": []}}},
        {"error": {"code": 403, "message": "No.", "metadata": ["odd"]}},
        {"error": {"code": 502, "message": "No.", "metadata": {"provider_name": "x"}}},
    ],
)
def test_any_other_error_is_no_refusal(body: object) -> None:
    assert not is_refusal(read_report(json.dumps(body).encode()))
