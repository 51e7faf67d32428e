"""What is left of a request that has faults, for the rules that span its fields to judge.

A field with a fault is left out, or something stands in for it where it is required; a rule looks
only at places that are `sound`. So all faults of a request are told together, and none that only
follows from another. A new type that a request can hold is an arm of `_left`.
"""

from typing import TypeVar

import msgspec
from msgspec import inspect

from service.api.bodies import decode, pointer, read_body
from service.api.calls import ApiRequest
from service.api.violations import Path, type_info, untyped
from service.domain.errors import Fault, FaultIn, InvalidRequestError

Request = TypeVar("Request", bound=msgspec.Struct)


class Told:
    """The faults of a request that are known before its fields are compared with each other."""

    def __init__(self, faults: tuple[Fault, ...] = ()) -> None:
        self.faults = faults
        self._places = {fault.pointer for fault in faults if fault.where is FaultIn.BODY}

    def sound(self, *path: str | int) -> bool:
        """Return whether nothing is wrong with that place of the body, nor with one around it."""
        return not self._places or all(
            pointer(path[:depth]) not in self._places for depth in range(len(path) + 1)
        )

    def refuse(self, *more: Fault) -> None:
        """Raise `InvalidRequestError` if there are faults: those that were told, or more."""
        if faults := (*self.faults, *more):
            raise InvalidRequestError(faults)


NOTHING = Told()


async def read_mended(request: ApiRequest, wanted: type[Request]) -> tuple[Request, Told]:
    """Decode a body, or what is left of it when it has faults, which have to be refused.

    Raises as `read_body` does when there is nothing left to judge.
    """
    try:
        return await read_body(request, wanted), NOTHING
    except InvalidRequestError as error:
        told = Told(error.faults)
    return mended(await request.body() or b"{}", wanted, told), told


def decode_mended(body: bytes, wanted: type[Request]) -> tuple[Request, Told]:
    """Decode JSON that is no request's body, or what is left of it when it has faults."""
    try:
        return decode(body, wanted), NOTHING
    except InvalidRequestError as error:
        told = Told(error.faults)
    return mended(body, wanted, told), told


def mended(body: bytes, wanted: type[Request], told: Told) -> Request:
    """Return what is left of a body with these faults; `InvalidRequestError` if nothing is."""
    if not told.sound():
        raise InvalidRequestError(told.faults)
    try:
        return msgspec.convert(_left(untyped(body), type_info(wanted), (), told), wanted)
    except msgspec.ValidationError:
        # There were more faults than are looked for.
        raise InvalidRequestError(told.faults) from None


def _left(value: object, wanted: inspect.Type, path: Path, told: Told) -> object:
    match wanted, value:
        case _ if not told.sound(*path):
            return _stand_in(wanted)
        case inspect.Metadata(type=inner), _:
            return _left(value, inner, path, told)
        case inspect.StructType(fields=fields), dict():
            return {
                field.encode_name: _left(
                    value.get(field.encode_name), field.type, (*path, field.encode_name), told
                )
                for field in fields
                if field.required
                or (field.encode_name in value and told.sound(*path, field.encode_name))
            }
        case inspect.VarTupleType(item_type=item), list():
            return [_left(one, item, (*path, place), told) for place, one in enumerate(value)]
        case inspect.DictType(), _:
            return {}
        case _:
            return value


def _stand_in(wanted: inspect.Type) -> object:
    """Return a value of that type: its published example."""
    match wanted:
        case inspect.Metadata(extra_json_schema={"examples": [example, *_]}):
            return example
        case inspect.Metadata(type=inner):
            return _stand_in(inner)
        case inspect.StructType(fields=fields):
            return {f.encode_name: _stand_in(f.type) for f in fields if f.required}
        case inspect.LiteralType(values=(value, *_)):
            return value
        case inspect.VarTupleType(item_type=item, min_length=least):
            return [_stand_in(item)] * (least or 0)
        case _:
            return None
