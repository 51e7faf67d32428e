"""From a reply that is no answer to the `ProviderError` that says so.

The status decides what kind of failure it is; the body is only quoted, cleaned and short, and
never when it is a page for browsers. A provider that marks a refusal with a code of its own gets
that code into `REFUSALS`.
"""

import re
from collections.abc import Mapping
from datetime import datetime

import msgspec

from service.domain.errors import ProviderError
from service.domain.retry_after import read_number, wait_s
from service.providers.rate_headers import read_allowance
from service.providers.reports import SAFETY
from service.providers.statuses import cause_of, code_of, is_retryable
from service.providers.wire import ErrorDetail

LONGEST_QUOTE = 200

REQUEST_IDS = ("x-request-id", "request-id", "apim-request-id", "x-goog-request-id")
"""The headers in which providers give a call their own name."""

REFUSALS = frozenset({"content_filter", "content_policy_violation", "invalid_prompt", SAFETY})
"""Codes that mean a safety filter declined, which is an answer of its own kind."""

HINTS: Mapping[int, str] = {
    401: "check its API key",
    402: "the account has no credit left",
    403: "its API key may not use this model",
    404: "check the model id and the address",
}


_REQUEST_ID = re.compile(r"[A-Za-z0-9._:=/-]{1,128}")


class Rejection(msgspec.Struct, frozen=True, kw_only=True):
    """A reply that says no."""

    status: int
    headers: Mapping[str, str]
    detail: ErrorDetail
    at_once: bool = True
    """Whether it came in place of an answer, not inside of one."""


def failure(
    provider: str,
    rejection: Rejection,
    *,
    secret: str | None,
    now: datetime,
) -> ProviderError:
    """Return the error that a rejection amounts to; `secret` is kept out of its message."""
    status = rejection.status
    hint = f" ({HINTS[status]})" if status in HINTS else ""
    said = quotable(rejection.detail.message, secret)
    told = retry_after_s(rejection.headers, now=now)
    what = "answered" if rejection.at_once else "broke off an answer"
    return ProviderError(
        f"{provider} {what} with status {status}{hint}" + (f": {said}" if said else "."),
        code=code_of(status),
        retryable=_retryable(rejection),
        retry_after_s=rejection.detail.retry_after_s if told is None else told,
        request_id=request_id(rejection.headers, secret),
        unbilled=rejection.at_once,
        cause=cause_of(status),
        allowance=read_allowance(rejection.headers, now=now),
    )


def is_refusal(detail: ErrorDetail) -> bool:
    """Return whether an error means that a safety filter declined to answer."""
    return not REFUSALS.isdisjoint(detail.codes)


def request_id(headers: Mapping[str, str], secret: str | None) -> str | None:
    """Return a provider's own name for a call, if it gives one that can be shown."""
    given = next((headers[name] for name in REQUEST_IDS if headers.get(name)), "")
    return given if _REQUEST_ID.fullmatch(hidden(given, secret)) else None


def hidden(text: str, secret: str | None) -> str:
    """Return the text without the secret."""
    return text.replace(secret, "***") if secret else text


def quotable(text: str, secret: str | None) -> str:
    """Return foreign text fit for a message: one line, short, without the secret."""
    # Cut before it is cleaned: an error can be megabytes long.
    start = hidden(text, secret)[: 4 * LONGEST_QUOTE]
    printable = "".join(c if c.isprintable() else " " for c in start)
    line = " ".join(printable.split())
    return f"{line[: LONGEST_QUOTE - 1]}…" if len(line) > LONGEST_QUOTE else line


def retry_after_s(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """Return the seconds that a provider asks to wait, if it does (RFC 9110, 10.2.3)."""
    milliseconds = read_number(headers.get("retry-after-ms", ""))
    if milliseconds is not None:
        return milliseconds / 1000
    return wait_s(headers.get("retry-after", ""), now=now)


def _retryable(rejection: Rejection) -> bool:
    if rejection.detail.hopeless:
        return False
    told = rejection.headers.get("x-should-retry", "").lower()
    return {"true": True, "false": False}.get(told, is_retryable(rejection.status))
