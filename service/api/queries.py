"""From a query string to a request, or to everything that is wrong with it.

Parameters are read by the types of the Struct's fields: one that is given twice is a fault, unless
it takes a list, and so is an unknown one, unless the Struct lets unknown fields be.
"""

import re
from typing import TypeVar
from urllib.parse import parse_qsl

import msgspec
from msgspec import inspect

from service.api.violations import Violation, integer, type_info, violations
from service.domain.errors import Fault, FaultIn, InvalidRequestError

Query = TypeVar("Query", bound=msgspec.Struct)

SWITCHES = {"true": True, "false": False}
INTEGER = re.compile(r"-?(?:[0-9]{1,18}|[1-9][0-9]*)")
MANY = (inspect.ListType, inspect.VarTupleType)


def read_query(query: bytes, wanted: type[Query]) -> Query:
    """Decode a query string; `InvalidRequestError` with every fault."""
    kinds = _kinds(wanted)
    given: dict[str, object] = {}
    faults: list[Violation] = []
    for name, text in parse_qsl(query.decode("latin-1"), keep_blank_values=True):
        kind = kinds.get(name)
        if kind is None and not wanted.__struct_config__.forbid_unknown_fields:
            continue
        if isinstance(kind, MANY):
            earlier = given.get(name, [])
            given[name] = [
                *(earlier if isinstance(earlier, list) else []),
                *text.split(","),
            ]
        elif name in given:
            faults.append(Violation(path=(name,), detail="This parameter is given twice."))
        else:
            given[name] = _value(text, kind)
    faults += violations(given, wanted)
    if faults:
        raise InvalidRequestError(tuple(map(_fault, faults)))
    return msgspec.convert(given, wanted)


def query_faults(query: bytes, wanted: type[msgspec.Struct]) -> tuple[Fault, ...]:
    """Return what is wrong with a query string, to be told with other faults of its request."""
    try:
        read_query(query, wanted)
    except InvalidRequestError as error:
        return error.faults
    return ()


def _kinds(wanted: type) -> dict[str, inspect.Type]:
    info = type_info(wanted)
    fields = info.fields if isinstance(info, inspect.StructType) else ()
    return {
        field.encode_name: field.type.type
        if isinstance(field.type, inspect.Metadata)
        else field.type
        for field in fields
    }


def _value(text: str, kind: inspect.Type | None) -> object:
    if isinstance(kind, inspect.IntType) and INTEGER.fullmatch(text):
        return integer(text)
    if isinstance(kind, inspect.BoolType):
        return SWITCHES.get(text, text)
    return text


def _fault(violation: Violation) -> Fault:
    return Fault(
        where=FaultIn.QUERY,
        code=violation.code,
        detail=violation.detail,
        surplus=violation.surplus,
        name=str(violation.path[0])[:200] if violation.path else None,
    )
