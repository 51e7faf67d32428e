"""Every reply of 400 and above: the only place that knows status codes of errors.

An error type is a row of `ROWS`; a code without a type of its own (what faults of a request carry)
is a row of `CODES`. To add one, add its row; the description of the API lists them from here.
"""

from collections.abc import Mapping
from urllib.parse import quote

import msgspec

from service.api.errors import (
    BodyTimeoutError,
    BodyTooLargeError,
    ElsewhereError,
    ExpiredKeyError,
    ForbiddenOriginError,
    HeadersTooLargeError,
    InsufficientScopeError,
    InvalidKeyError,
    MalformedRequestError,
    MethodNotAllowedError,
    MissingKeyError,
    NotAcceptableError,
    RateLimitedError,
    UnsupportedMediaTypeError,
)
from service.api.reply import RETRY_AFTER_S, Reply, encode
from service.domain.debate import DebateStatus
from service.domain.errors import (
    DebateFinishedError,
    DebateInProgressError,
    DeliveryEmptiedError,
    DeliveryPendingError,
    DiskWaitError,
    EndpointDisabledError,
    IdempotencyKeyInUseError,
    IdempotencyKeyReusedError,
    InvalidRequestError,
    NoSummaryError,
    NotCompletedError,
    SecretKeyMissingError,
    SecretLostError,
    StoppingError,
    StoreUnavailableError,
    SummaryNotReadyError,
    TenantMovingError,
    TooManyActiveDebatesError,
    TooManyEndpointsError,
    TooManyNotesError,
    TooManySharesError,
    UnknownResourceError,
)
from service.resources.schemas import Problem, ProblemError

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:roundtable:problem:"
"""What a problem's `type` begins with; its code follows."""

NOT_AGAIN = {"X-Should-Retry": "false"}
LATER = {"Retry-After": RETRY_AFTER_S}
MUCH_LATER = {"Retry-After": "5"}
"""Nobody knows when a debate ends."""
NO_KEY = {"WWW-Authenticate": "Bearer"}
BAD_KEY = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
CLOSING = {"Connection": "close"}


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """What is the same for all problems of one code."""

    status: int
    title: str
    headers: Mapping[str, str] = {}


CODES: dict[str, Code] = {
    "malformed_request": Code(status=400, title="This is no HTTP request", headers=CLOSING),
    "invalid_json": Code(status=400, title="The body is not valid JSON"),
    "validation_failed": Code(status=400, title="The request has faults"),
    "unknown_model": Code(status=400, title="There is no such model here"),
    "model_not_configured": Code(status=400, title="The model is not configured here"),
    "price_unknown": Code(status=400, title="The price of the model is not known here"),
    "not_available": Code(status=400, title="Not available here"),
    "missing_api_key": Code(status=401, title="An API key is needed", headers=NO_KEY),
    "invalid_api_key": Code(status=401, title="The API key is not valid", headers=BAD_KEY),
    "expired_api_key": Code(status=401, title="The API key has expired", headers=BAD_KEY),
    "insufficient_scope": Code(status=403, title="The API key does not allow this"),
    "webhook_url_forbidden": Code(status=403, title="Webhooks must not go there"),
    "forbidden_origin": Code(status=403, title="Requests from there are not served"),
    "not_found": Code(status=404, title="There is no such thing"),
    "method_not_allowed": Code(status=405, title="This path has no such method"),
    "not_acceptable": Code(status=406, title="Not available in a media type you accept"),
    "request_timeout": Code(status=408, title="The body came too slowly", headers=CLOSING),
    "idempotency_key_in_use": Code(
        status=409, title="The idempotency key is in use", headers=LATER
    ),
    "idempotency_key_reused": Code(
        status=409, title="The idempotency key belongs to another request", headers=NOT_AGAIN
    ),
    "debate_already_finished": Code(
        status=409, title="The debate has already ended", headers=NOT_AGAIN
    ),
    "debate_in_progress": Code(status=409, title="The debate is still at work", headers=LATER),
    "summary_not_ready": Code(status=409, title="The summary is not written yet", headers=LATER),
    "too_many_notes": Code(status=409, title="The debate takes no more notes", headers=NOT_AGAIN),
    "too_many_shares": Code(
        status=409, title="The debate has as many links as may be", headers=NOT_AGAIN
    ),
    "too_many_endpoints": Code(
        status=409, title="There are as many webhook endpoints as may be", headers=NOT_AGAIN
    ),
    "endpoint_disabled": Code(
        status=409, title="The webhook endpoint is disabled", headers=NOT_AGAIN
    ),
    "delivery_pending": Code(
        status=409, title="The delivery is still pending", headers=MUCH_LATER
    ),
    "delivery_emptied": Code(
        status=409, title="The content of the delivery is gone", headers=NOT_AGAIN
    ),
    "debate_failed": Code(status=409, title="The debate failed", headers=NOT_AGAIN),
    "debate_canceled": Code(status=409, title="The debate was canceled", headers=NOT_AGAIN),
    "debate_expired": Code(status=409, title="The debate expired", headers=NOT_AGAIN),
    "body_too_large": Code(status=413, title="The body is too large", headers=CLOSING),
    "unsupported_media_type": Code(status=415, title="This media type is not read here"),
    "headers_too_large": Code(status=431, title="The headers are too large", headers=CLOSING),
    "rate_limited": Code(status=429, title="Too many requests"),
    "too_many_active_debates": Code(
        status=429, title="Too many debates are at work", headers=MUCH_LATER
    ),
    "internal_error": Code(status=500, title="Something went wrong on our side"),
    "stopping": Code(status=503, title="This process is about to end", headers=LATER),
    "queue_unavailable": Code(status=503, title="The store cannot be used now", headers=LATER),
}
"""Every code of a problem."""

ROWS: dict[type[Exception], str] = {
    MalformedRequestError: "malformed_request",
    HeadersTooLargeError: "headers_too_large",
    MissingKeyError: "missing_api_key",
    InvalidKeyError: "invalid_api_key",
    ExpiredKeyError: "expired_api_key",
    InsufficientScopeError: "insufficient_scope",
    ForbiddenOriginError: "forbidden_origin",
    UnknownResourceError: "not_found",
    ElsewhereError: "not_found",
    MethodNotAllowedError: "method_not_allowed",
    NotAcceptableError: "not_acceptable",
    BodyTimeoutError: "request_timeout",
    IdempotencyKeyInUseError: "idempotency_key_in_use",
    IdempotencyKeyReusedError: "idempotency_key_reused",
    DebateFinishedError: "debate_already_finished",
    DebateInProgressError: "debate_in_progress",
    SummaryNotReadyError: "summary_not_ready",
    TooManyNotesError: "too_many_notes",
    TooManySharesError: "too_many_shares",
    TooManyEndpointsError: "too_many_endpoints",
    EndpointDisabledError: "endpoint_disabled",
    DeliveryPendingError: "delivery_pending",
    DeliveryEmptiedError: "delivery_emptied",
    SecretKeyMissingError: "not_available",
    SecretLostError: "not_available",
    BodyTooLargeError: "body_too_large",
    UnsupportedMediaTypeError: "unsupported_media_type",
    RateLimitedError: "rate_limited",
    TooManyActiveDebatesError: "too_many_active_debates",
    StoppingError: "stopping",
    StoreUnavailableError: "queue_unavailable",
    DiskWaitError: "queue_unavailable",
    TenantMovingError: "queue_unavailable",
}
"""The code of each error that has always the same."""

ENDED = {
    DebateStatus.FAILED: "debate_failed",
    DebateStatus.CANCELED: "debate_canceled",
    DebateStatus.EXPIRED: "debate_expired",
}
"""The code for what a debate lacks that did not complete, by how it ended."""


def problem_reply(error: Exception, path: str, request_id: str) -> Reply:
    """Return the problem document for an error that a request of that path met.

    What has no row is a fault of ours: it becomes `internal_error`, without a word of the cause.
    """
    code = code_of(error)
    row = CODES[code]
    problem = Problem(
        type=TYPE + code,
        title=row.title,
        status=row.status,
        detail=str(error) if code != "internal_error" else NO_DETAILS,
        instance=quote(path, safe="/*"),
        code=code,
        request_id=request_id,
        errors=_faults(error),
    )
    headers = {
        "Content-Type": MEDIA_TYPE,
        "Cache-Control": "no-store",
        **row.headers,
        **_told_by(error),
    }
    return Reply(status=row.status, headers=headers, body=encode(problem))


def _told_by(error: Exception) -> dict[str, str]:
    """Return the headers that depend on the error itself."""
    match error:
        case MethodNotAllowedError():
            return {"Allow": error.allow}
        case RateLimitedError():
            return {"Retry-After": str(error.retry_after_s), **error.headers}
        case InsufficientScopeError():
            challenge = f'Bearer error="insufficient_scope", scope="{error.needed}"'
            return {"WWW-Authenticate": challenge}
        case _:
            return {}


def is_our_fault(error: Exception) -> bool:
    """Return whether an error is none that a client or the weather can cause."""
    return code_of(error) == "internal_error"


def code_of(error: Exception) -> str:
    """Return the code of the problem that an error is told as."""
    if isinstance(error, InvalidRequestError):
        codes = {fault.code for fault in error.faults}
        return codes.pop() if len(codes) == 1 else "validation_failed"
    if isinstance(error, NoSummaryError | NotCompletedError):
        return ENDED[DebateStatus(error.status)]
    return ROWS.get(type(error), "internal_error")


def _faults(error: Exception) -> tuple[ProblemError, ...]:
    if not isinstance(error, InvalidRequestError):
        return ()
    return tuple(
        ProblemError(
            in_=fault.where,
            pointer=fault.pointer,
            name=fault.name,
            code=fault.code,
            detail=fault.detail,
        )
        for fault in error.told
    )


NO_DETAILS = (
    "The request could not be completed; try again, and report the request id if it stays so."
)
