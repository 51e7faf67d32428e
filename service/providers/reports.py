"""How providers report errors: one tolerant reader for all the forms that are in use.

OpenAI and most others: `{"error": {"message", "type", "code", "param"}}`; Anthropic the same with
`{"type": "error", ...}` around it; Google adds `status` and `details`, and sometimes wraps it all
in a list; Ollama sends `{"error": "..."}`; Mistral puts the fields at the top, FastAPI servers a
`detail`. A code that means a status gets its row in `STATUSES`; one that asking again does not
heal, its place in `HOPELESS`.
"""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from service.providers.wire import NULL, ErrorDetail, ReportedError, decoded_if_sound

STATUSES: Mapping[str, int] = {
    # OpenAI and Anthropic
    "invalid_request_error": 400,
    "authentication_error": 401,
    "invalid_api_key": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "model_not_found": 404,
    "request_too_large": 413,
    "insufficient_quota": 429,
    "rate_limit_error": 429,
    "rate_limit_exceeded": 429,
    "api_error": 500,
    "server_error": 500,
    "timeout_error": 504,
    "overloaded_error": 529,
    # Google, as in google/rpc/code.proto
    "INVALID_ARGUMENT": 400,
    "FAILED_PRECONDITION": 400,
    "UNAUTHENTICATED": 401,
    "PERMISSION_DENIED": 403,
    "NOT_FOUND": 404,
    "ABORTED": 409,
    "RESOURCE_EXHAUSTED": 429,
    "INTERNAL": 500,
    "UNAVAILABLE": 503,
    "DEADLINE_EXCEEDED": 504,
}
"""The HTTP status that a code stands for, for errors that come inside a reply."""

HOPELESS = frozenset({"insufficient_quota"})
"""Codes under a retryable status that asking again does not heal."""

SAFETY = "safety_filter"
"""The code that is added where a provider marks a refusal otherwise than with a code."""

REFUSAL_MARKS = ("SAFETY_CHECK_TYPE_", "Content Exists Risk")
"""What xAI and DeepSeek write into the message, and nowhere else, when their filter declines."""

PER_DAY = "PerDay"
"""In the id of a Google quota that is spent until tomorrow."""

REPORTED = 502
"""What an error inside a reply counts as when it says nothing of its own."""

_HTTP = range(400, 600)
_DIGITS = 3
_DELAY = re.compile(r"(\d{1,6}(?:\.\d{1,9})?)s")


class _Violation(msgspec.Struct, frozen=True, rename="camel"):
    quota_id: str = ""


class _Detail(msgspec.Struct, frozen=True, rename="camel"):
    """One of Google's `details`: a `RetryInfo` or a `QuotaFailure` is of use."""

    retry_delay: str | None = None
    violations: list[_Violation] = []


class _Metadata(msgspec.Struct, frozen=True):
    reasons: list[Any] | None = None
    """Why OpenRouter's moderation declined."""


class _Fields(msgspec.Struct, frozen=True):
    """Every field as loose as it is found to be."""

    message: Any = None
    type: Any = None
    code: Any = None
    status: Any = None
    detail: Any = None
    details: msgspec.Raw = NULL
    metadata: msgspec.Raw = NULL


class _Body(_Fields, frozen=True):
    error: _Fields | str | None = None


_BODY = msgspec.json.Decoder(_Body | list[_Body])
_ERROR = msgspec.json.Decoder(_Fields | str)
_DETAILS = msgspec.json.Decoder(list[_Detail] | None)
_METADATA = msgspec.json.Decoder(_Metadata | None)


def read_report(body: bytes) -> ErrorDetail:
    """Read the body of a reply that says no; empty when it is in no known form."""
    try:
        said = _BODY.decode(body)
    except (ValueError, RecursionError):
        return ErrorDetail()
    if isinstance(said, list):
        said = said[0] if said else _Body()
    if isinstance(said.error, str) and isinstance(said.code, str):
        # xAI's form: the message stands where others have an object, the code beside it.
        return _detail(msgspec.structs.replace(said, error=None, message=said.error))
    return _detail(said.error if said.error is not None else said)


def reported_error(raw: bytes | msgspec.Raw) -> ReportedError:
    """Return the error that a provider reports inside a reply; `raw` is the value of `error`."""
    try:
        detail = _detail(_ERROR.decode(raw))
    except (ValueError, RecursionError):
        detail = ErrorDetail()
    meant = (STATUSES[code] for code in sorted(detail.codes) if code in STATUSES)
    status = detail.status or next(meant, REPORTED)
    return ReportedError(msgspec.structs.replace(detail, status=status))


def _detail(error: _Fields | str) -> ErrorDetail:
    if isinstance(error, str):
        return ErrorDetail(message=error, codes=_marks(error))
    messages = (said for said in (error.message, error.detail) if isinstance(said, str))
    message = next(messages, "")
    named = (error.type, error.code, error.status)
    codes = frozenset(name for name in named if isinstance(name, str)) | _marks(message)
    metadata = decoded_if_sound(_METADATA, error.metadata)
    if metadata and metadata.reasons:
        codes |= {SAFETY}
    details = decoded_if_sound(_DETAILS, error.details) or []
    quotas = [violation.quota_id for detail in details for violation in detail.violations]
    delays = [detail.retry_delay for detail in details if detail.retry_delay]
    return ErrorDetail(
        message=message,
        codes=codes,
        status=_status(error.code) or _status(error.status),
        retry_after_s=_seconds(delays[0]) if delays else None,
        hopeless=not HOPELESS.isdisjoint(codes) or any(PER_DAY in quota for quota in quotas),
    )


def _marks(message: str) -> frozenset[str]:
    return frozenset({SAFETY} if any(mark in message for mark in REFUSAL_MARKS) else ())


def _status(code: object) -> int | None:
    if isinstance(code, str) and len(code) == _DIGITS and code.isascii() and code.isdigit():
        code = int(code)
    return code if isinstance(code, int) and code in _HTTP else None


def _seconds(delay: str) -> float | None:
    match = _DELAY.fullmatch(delay)
    return float(match[1]) if match else None
