"""From the bytes of a form that a browser has posted to its fields, or to what is wrong with them.

A field is a field of the Struct that is wanted: text, or a tuple of texts where it may be sent
several times. What a text says is for others to judge.
"""

from collections.abc import Iterator
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import msgspec
from msgspec.structs import fields

from service.api.bodies import FORM, check_media_type, fault_at
from service.api.calls import ApiRequest
from service.domain.errors import Fault, InvalidRequestError

Form = TypeVar("Form", bound=msgspec.Struct)

MOST_FIELDS = 1_000
"""Far more than anybody ticks; each costs a little memory."""
LONGEST_NAME = 200


async def read_form(request: ApiRequest, wanted: type[Form]) -> Form:
    """Read the form that a request posts.

    Raises `UnsupportedMediaTypeError`, or `InvalidRequestError` with every fault.
    """
    check_media_type(request.headers, FORM)
    return decode_form(await request.body(), wanted)


def decode_form(body: bytes, wanted: type[Form]) -> Form:
    """Decode the fields of a form; those that were not sent keep their defaults.

    Raises `InvalidRequestError` for what is no form, and for fields that are unknown or repeated.
    """
    sent: dict[str, list[str]] = {}
    for name, text in _pairs(body):
        sent.setdefault(name, []).append(text)
    known = {field.encode_name: field.type for field in fields(wanted)}
    if faults := tuple(_faults(sent, known)):
        raise InvalidRequestError(faults)
    return msgspec.convert(
        {name: texts[0] if known[name] is str else texts for name, texts in sent.items()}, wanted
    )


def _pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except UnicodeDecodeError:
        raise InvalidRequestError((fault_at(detail=NOT_UTF8),)) from None
    except ValueError:
        raise InvalidRequestError((fault_at(detail=TOO_MANY),)) from None


def _faults(sent: dict[str, list[str]], known: dict[str, Any]) -> Iterator[Fault]:
    for name, texts in sent.items():
        shown = name[:LONGEST_NAME]
        if name not in known:
            yield fault_at(shown, detail=f"There is no field {shown!r} here.")
        elif known[name] is str and len(texts) > 1:
            yield fault_at(shown, detail=f"The field {shown!r} was sent more than once.")


NOT_UTF8 = "The form is not encoded in UTF-8."
TOO_MANY = f"A form has at most {MOST_FIELDS} fields."
