"""From the raw bytes of a body to a request, or to everything that is wrong with it.

msgspec in strict mode decides; only when it refuses, or when the bytes hold something that it lets
pass, is the body decoded again and walked by `violations`.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeVar

import msgspec

from service.api.calls import ApiRequest
from service.api.errors import UnsupportedMediaTypeError
from service.api.queries import query_faults
from service.api.reply import JSON
from service.api.requests import NoQuery
from service.api.violations import Path, Violation, untyped, violations
from service.domain.errors import Fault, FaultIn, InvalidRequestError

Request = TypeVar("Request", bound=msgspec.Struct)


async def read_body(request: ApiRequest, wanted: type[Request], *, absent: bytes = b"") -> Request:
    """Decode the body of a request whose query takes nothing; `absent` stands for one left out.

    Raises `UnsupportedMediaTypeError`, or `InvalidRequestError` with every fault of both.
    """
    body = await request.body()
    if body:
        check_media_type(request.headers, JSON)
    faults = query_faults(request.query, NoQuery)
    try:
        decoded = decode(body or absent, wanted)
    except InvalidRequestError as error:
        raise InvalidRequestError((*faults, *error.faults)) from None
    if faults:
        raise InvalidRequestError(faults)
    return decoded


def decode(body: bytes, wanted: type[Request]) -> Request:
    """Decode JSON; `InvalidRequestError` with every fault."""
    try:
        decoded: Request = _decoder(wanted).decode(body)
        suspect = SUSPECT.search(body) or _repeats_a_name(body)
    except (msgspec.ValidationError, RecursionError):
        raise InvalidRequestError(_faults(body, wanted)) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidRequestError((_malformed(body, error),)) from None
    if suspect and (found := violations(untyped(body), wanted)):
        raise InvalidRequestError(tuple(map(_fault, found)))
    return decoded


def _repeats_a_name(body: bytes) -> bool:
    """Return whether an object names a member twice: then writing it again takes fewer lines."""
    again = msgspec.json.encode(msgspec.json.decode(body))
    return _lines(body) != _lines(again)


def _lines(body: bytes) -> int:
    return msgspec.json.format(body, indent=1).count(b"\n")


def _faults(body: bytes, wanted: type) -> tuple[Fault, ...]:
    try:
        _well_formed(body)
        loose = untyped(body)
    except RecursionError:
        return (_fault(Violation(path=(), code="invalid_json", detail=TOO_DEEP)),)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return (_malformed(body, error),)
    found = violations(loose, wanted) or (Violation(path=(), detail=UNREADABLE),)
    return tuple(map(_fault, found))


def _well_formed(body: bytes) -> None:
    """Refuse what is no JSON at all; numbers of any size are left to the walk."""
    ANY_NUMBERS.decode(LONG_DIGITS.sub(rb"\1", body))


def _malformed(body: bytes, error: Exception) -> Fault:
    reason = NOT_UTF8 if isinstance(error, UnicodeDecodeError) else str(error).rstrip(".")
    if not body.strip():
        reason = "it is empty"
    detail = f"The body is not valid JSON: {reason}."
    return _fault(Violation(path=(), code="invalid_json", detail=detail))


def _fault(violation: Violation) -> Fault:
    return Fault(
        where=FaultIn.BODY,
        code=violation.code,
        detail=violation.detail,
        pointer=pointer(violation.path),
        surplus=violation.surplus,
    )


def fault_at(*path: str | int, detail: str, code: str = "validation_failed") -> Fault:
    """Return a fault of what stands at that place of a body."""
    return Fault(where=FaultIn.BODY, code=code, detail=detail, pointer=pointer(path))


def pointer(path: Path) -> str:
    """Return the JSON pointer (RFC 6901) to a place in a body."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)


def check_media_type(headers: Mapping[str, str], wanted: str) -> None:
    """Raise `UnsupportedMediaTypeError` for a body that is not such, encoded in UTF-8 and plain."""
    if headers.get("content-encoding", "identity").strip().lower() != "identity":
        message = "The body must not be compressed; send it without Content-Encoding."
        raise UnsupportedMediaTypeError(message)
    given = headers.get("content-type", "")
    media_type, _, parameters = given.strip().partition(";")
    if media_type.rstrip().lower() != wanted or not IN_UTF8.fullmatch(parameters):
        message = (
            f"Send {NAMES[wanted]}, with Content-Type: {wanted}; not {given[:100] or 'nothing'}."
        )
        raise UnsupportedMediaTypeError(message)


@lru_cache
def _decoder(wanted: type[Request]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(wanted)


ANY_NUMBERS = msgspec.json.Decoder(float_hook=str)
"""Looks at no number's size, so that what follows one that is too large is looked at as well."""
LONG_DIGITS = re.compile(rb"([0-9]{40})[0-9]+")
SUSPECT = re.compile(rb'\\u0000|\\(?:n|u000[aA])"')
"""What msgspec lets pass and the walk may not: a NUL, and a newline at the end of a text."""
FORM = "application/x-www-form-urlencoded"
NAMES = {JSON: "JSON", FORM: "a form"}
IN_UTF8 = re.compile(r'(\s*charset\s*=\s*"?utf-8"?\s*)?;?', re.IGNORECASE)
"""The parameters that a media type may have."""
NOT_UTF8 = "it is not encoded in UTF-8"
TOO_DEEP = "The body is nested too deeply."
UNREADABLE = "The body cannot be read."
