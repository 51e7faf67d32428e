"""Which problems an operation can have, and an example of each, as the server itself would say it.

A new code is a row of `RAISED`: an error that has it, on a path where that happens. Who can have
it is told by the operation's row in `operations`, or by the groups here.
"""

from collections.abc import Iterable
from functools import cache

import msgspec

from service.api.areas import API
from service.api.auth import EXPIRED, UNKNOWN
from service.api.bodies import decode
from service.api.document.header_fields import problem_headers
from service.api.document.nodes import Json, refs, schema_ref
from service.api.document.routes import Operation
from service.api.document.worked_example import DEBATE_ID
from service.api.document.worked_webhooks import ENDPOINT_ID, delivery
from service.api.errors import (
    HEAD_TOO_LARGE,
    NO_HTTP,
    BodyTimeoutError,
    BodyTooLargeError,
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
from service.api.events import OFFERED
from service.api.health import STOPPING
from service.api.idempotency import KEEP_THEIR_OWN
from service.api.intake import LARGEST
from service.api.loopback import FOREIGN_PAGE, WITHOUT_KEY
from service.api.mending import NOTHING
from service.api.problems import CODES, ENDED, MEDIA_TYPE, problem_reply
from service.api.receivers import url_faults
from service.api.reply import Reply
from service.api.requests import CreateDebate
from service.api.webhook_deliveries import DELIVERIES
from service.api.webhook_endpoints import DISABLED, ENDPOINTS
from service.domain.access import Scope
from service.domain.delivery import PENDING
from service.domain.errors import (
    DebateFinishedError,
    DebateInProgressError,
    DeliveryEmptiedError,
    DeliveryPendingError,
    EndpointDisabledError,
    Fault,
    FaultIn,
    IdempotencyKeyInUseError,
    IdempotencyKeyReusedError,
    InvalidRequestError,
    NoSummaryError,
    SecretKeyMissingError,
    StoppingError,
    StoreUnavailableError,
    SummaryNotReadyError,
    TooManyActiveDebatesError,
    TooManyEndpointsError,
    TooManyNotesError,
    TooManySharesError,
    UnknownResourceError,
)
from service.domain.webhook_urls import NOWHERE
from service.resources.schemas import Problem
from service.store.deliveries import EMPTIED
from service.store.endpoints import FULL
from service.store.idempotency import IN_USE, REUSED
from service.store.scripting import NOT_NOW
from service.store.sealing import MISSING
from service.store.shares import FULL as TOO_MANY_SHARES

STATUSES: dict[int, tuple[str, str]] = {
    400: ("BadRequest", "The request has faults; `errors` lists every one."),
    401: ("Unauthorized", "There is no valid API key; nothing else was looked at."),
    403: ("Forbidden", "The key lacks a scope; or the server has no keys and you are elsewhere."),
    404: ("NotFound", "There is no such thing, or it is not yours."),
    405: (
        "MethodNotAllowed",
        "Another method was used on this path; `Allow` lists all that it has. HEAD works as GET.",
    ),
    406: ("NotAcceptable", "None of the media types that you accept can be given."),
    408: ("RequestTimeout", "The body came too slowly."),
    409: ("Conflict", "The request does not fit the state that it met."),
    413: ("ContentTooLarge", "The body is larger than 1 MiB."),
    415: ("UnsupportedMediaType", "The body is not plain JSON."),
    429: ("TooManyRequests", "A limit is reached; try again after `Retry-After`."),
    431: ("HeadersTooLarge", "The request line and the headers are larger than 64 KiB."),
    500: ("InternalError", "Something went wrong on the server; report the request id."),
    503: ("ServiceUnavailable", "The store cannot be reached; try again after `Retry-After`."),
}
"""Name and meaning of each status."""

ALWAYS = (
    "malformed_request",
    "validation_failed",
    "method_not_allowed",
    "headers_too_large",
    "internal_error",
)
WITH_KEY = (
    "missing_api_key",
    "invalid_api_key",
    "expired_api_key",
    "insufficient_scope",
    "forbidden_origin",
    "rate_limited",
    "queue_unavailable",
)
WITH_BODY = ("request_timeout", "body_too_large", "unsupported_media_type")


def codes_of(operation: Operation) -> tuple[str, ...]:
    """Return the codes of all problems that an operation can have, in the order of the table."""
    described = operation.described
    possible = {*ALWAYS, *described.problems}
    if operation.keyed:
        possible |= set(WITH_KEY)
    if described.body:
        possible |= {"invalid_json", *WITH_BODY}
    if "Idempotency-Key" in described.headers:
        possible.add("idempotency_key_reused")
        if operation.id not in KEEP_THEIR_OWN:
            possible.add("idempotency_key_in_use")
    return tuple(code for code in CODES if code in possible)


def problem_replies(operation: Operation) -> Json:
    """Return the problems of an operation by status."""
    return {
        str(status): refs("responses", [STATUSES[status][0]])[STATUSES[status][0]]
        if operation.keyed and codes == SHARED.get(status)
        else _reply(status, codes, keyed=operation.keyed)
        for status, codes in by_status(codes_of(operation)).items()
    }


def by_status(codes: Iterable[str]) -> dict[int, tuple[str, ...]]:
    """Return codes by their status."""
    sorted_codes = sorted(codes, key=lambda code: CODES[code].status)
    statuses = dict.fromkeys(CODES[code].status for code in sorted_codes)
    return {
        status: tuple(code for code in sorted_codes if CODES[code].status == status)
        for status in statuses
    }


def response_components() -> Json:
    """Return the problems that many operations share."""
    return {
        STATUSES[status][0]: _reply(status, codes, keyed=True) for status, codes in SHARED.items()
    }


def example_components() -> Json:
    """Return an example of every code."""
    return {
        name: {"summary": CODES[code].title, "value": msgspec.json.decode(_example(code).body)}
        for code, name in zip(CODES, map(_named, CODES), strict=True)
    }


def _reply(status: int, codes: tuple[str, ...], *, keyed: bool) -> Json:
    told = {name for code in codes for name in _example(code).headers}
    if "idempotency_key_in_use" in codes:
        # Where keys are held, a conflict that lasts is kept and repeated.
        told.add("Idempotency-Replayed")
    return {
        "description": STATUSES[status][1],
        "headers": problem_headers(told, counted=keyed and status != UNAUTHORIZED),
        "content": {
            MEDIA_TYPE: {
                "schema": schema_ref(Problem),
                "examples": refs("examples", map(_named, codes)),
            }
        },
    }


def _named(code: str) -> str:
    return f"problem_{code}"


def _example(code: str) -> Reply:
    return _examples()[code]


@cache
def _examples() -> dict[str, Reply]:
    replies = [problem_reply(error, path, REQUEST_ID) for path, error in RAISED]
    return {msgspec.json.decode(reply.body)["code"]: reply for reply in replies}


def _refused(body: bytes) -> InvalidRequestError:
    """Return what the reader of bodies says of one."""
    try:
        decode(body, CreateDebate)
    except InvalidRequestError as error:
        return error
    message = f"nothing is wrong with {body!r}"
    raise ValueError(message)


def _forbidden(url: str) -> InvalidRequestError:
    return InvalidRequestError(tuple(url_faults(url, NOWHERE, NOTHING)))


def _model(code: str, detail: str) -> InvalidRequestError:
    where, pointer = FaultIn.BODY, "/panel/0/model"
    return InvalidRequestError((Fault(where=where, code=code, pointer=pointer, detail=detail),))


UNAUTHORIZED = 401
REQUEST_ID = "req_5f2d0c8b7a9e4d1f3b6c8a0e"
DEBATES = "/v1/debates"
DEBATE = f"{DEBATES}/{DEBATE_ID}"
SUMMARY = f"{DEBATE}/summary"
ENDPOINT = f"{ENDPOINTS}/{ENDPOINT_ID}"
DELIVERY = f"{DELIVERIES}/{delivery().id}"

RAISED: tuple[tuple[str, Exception], ...] = (
    (DEBATES, MalformedRequestError(NO_HTTP)),
    (DEBATES, HeadersTooLargeError(HEAD_TOO_LARGE)),
    (DEBATES, _refused(b'{"question": "Tea or coffee?", "options": [')),
    (
        DEBATES,
        _refused(
            b'{"question": "Tea or coffee?", "options": [{"label": "Tea"}],'
            b' "protocol": {"max_rounds": "3"}, "seats": 3}'
        ),
    ),
    (DEBATES, _model("unknown_model", "There is no provider 'opnai' here.")),
    (
        DEBATES,
        _model("model_not_configured", "OpenAI is not configured here; set OPENAI_API_KEY."),
    ),
    (
        DEBATES,
        _model(
            "price_unknown",
            "What lab/alpha costs is not known here, so no budget can be kept with it; give it a"
            " [[price]] in ROUNDTABLE_PROVIDERS_FILE, or leave budget out.",
        ),
    ),
    (ENDPOINTS, SecretKeyMissingError(MISSING)),
    (ENDPOINTS, _forbidden("https://hooks.internal/x")),
    (ENDPOINTS, TooManyEndpointsError(FULL)),
    (f"{ENDPOINT}/test", EndpointDisabledError(DISABLED)),
    (f"{DELIVERY}/redeliver", DeliveryPendingError(PENDING)),
    (f"{DELIVERY}/redeliver", DeliveryEmptiedError(EMPTIED)),
    (DEBATES, MissingKeyError(API.key_needed)),
    (DEBATES, InvalidKeyError(UNKNOWN)),
    (DEBATES, ExpiredKeyError(EXPIRED)),
    (DEBATES, InsufficientScopeError(Scope.DEBATES_WRITE)),
    (DEBATES, ForbiddenOriginError(f"{WITHOUT_KEY}; {FOREIGN_PAGE}")),
    (DEBATE, UnknownResourceError(f"There is no debate {DEBATE_ID}.")),
    (
        DEBATES,
        MethodNotAllowedError(
            "This path has no PUT; it has GET, HEAD, OPTIONS, POST.",
            allow="GET, HEAD, OPTIONS, POST",
        ),
    ),
    (f"{DEBATE}/events", NotAcceptableError(OFFERED)),
    (DEBATES, BodyTimeoutError("The body was not complete within 30 seconds.")),
    (f"{DEBATE}/cancel", IdempotencyKeyInUseError(IN_USE)),
    (DEBATES, IdempotencyKeyReusedError(REUSED)),
    (
        f"{DEBATE}/cancel",
        DebateFinishedError(
            "The debate is already completed; it cannot be canceled any more.",
        ),
    ),
    (
        DEBATE,
        DebateInProgressError(
            "The debate is still at work; cancel it or wait for its end first.",
        ),
    ),
    (
        f"{DEBATE}/notes",
        TooManyNotesError(
            "A debate takes at most 20 notes of 20,000 characters together; this one has 20 of"
            " 4,812.",
        ),
    ),
    (f"{DEBATE}/share", TooManySharesError(TOO_MANY_SHARES)),
    (SUMMARY, SummaryNotReadyError("The debate is running; its summary comes at the end.")),
    *(
        (
            SUMMARY,
            NoSummaryError(
                f"The debate is {status}; it has no summary and will get none.", status=status
            ),
        )
        for status in ENDED
    ),
    (DEBATES, BodyTooLargeError(f"A body has at most {LARGEST} bytes.")),
    (
        DEBATES,
        UnsupportedMediaTypeError("Send JSON, with Content-Type: application/json; not nothing."),
    ),
    (DEBATES, RateLimitedError(7, {})),
    (
        DEBATES,
        TooManyActiveDebatesError(
            "100 debates of yours are at work, and no more may be at a time."
        ),
    ),
    (DEBATES, RuntimeError("what went wrong is not told")),
    ("/health/ready", StoppingError(STOPPING)),
    (DEBATES, StoreUnavailableError(NOT_NOW)),
)
"""An error of every code, on a path where it happens."""

COMMON = (*ALWAYS, *WITH_KEY, *WITH_BODY, "not_found", "not_acceptable")
SHARED = by_status(COMMON)
"""What most operations can have, by status; written once, and referred to."""
