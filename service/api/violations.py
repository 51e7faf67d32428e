"""Everything that is wrong with a decoded value, measured against a type.

msgspec stops at the first fault; this walks on, so that a caller learns of all at once. It says
what msgspec would say and three things more: a `$` in a pattern means the very end, no text holds
a NUL, and no object names a key twice. A new type in a request is a function here and its row in
`CHECKS`.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any

import msgspec
from msgspec import inspect

from service.api.requests import NOT_BLANK, PROSE

MOST = 10_000
"""Faults that are looked for in one value."""
LONGEST_KEY = 200

Path = tuple[str | int, ...]


class Violation(msgspec.Struct, frozen=True, kw_only=True):
    """One fault and where it lies."""

    path: Path
    detail: str
    code: str = "validation_failed"
    surplus: bool = False
    """Whether it is of a field that nothing is known of."""


class Members(dict[str, Any]):
    """A JSON object that remembers which keys it was given more than once."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        names = [name for name, _ in pairs]
        self.repeated = () if len(self) == len(names) else _more_than_once(names)


def violations(value: object, wanted: type) -> tuple[Violation, ...]:
    """Return what is wrong with `value` as a `wanted`, in the order met, at most `MOST`."""
    return tuple(islice(_check(value, type_info(wanted), ()), MOST))


def untyped(body: bytes) -> Any:  # noqa: ANN401 - any JSON
    """Decode JSON that is known to be well-formed; its objects are `Members`."""
    return json.loads(body, object_pairs_hook=Members, parse_int=integer)


def integer(text: str) -> int:
    """Read a whole number; of one with very many digits only the first."""
    # Python refuses to read endless digits; no field wants them, so their size is enough.
    return int(text[:LONG_INTEGER])


@lru_cache
def type_info(wanted: type) -> inspect.Type:
    """Return what msgspec knows of a type."""
    return inspect.type_info(wanted)


def _check(value: object, wanted: inspect.Type, path: Path) -> Iterator[Violation]:
    return CHECKS[type(wanted)](value, wanted, path)


def _described(value: object, wanted: inspect.Metadata, path: Path) -> Iterator[Violation]:
    return _check(value, wanted.type, path)


def _struct(value: object, wanted: inspect.StructType, path: Path) -> Iterator[Violation]:
    if not isinstance(value, dict):
        yield _not(path, "an object", value)
        return
    fields = {field.encode_name: field for field in wanted.fields}
    for name, content in value.items():
        if name in fields:
            yield from _check(content, fields[name].type, (*path, name))
    for name, field in fields.items():
        if field.required and name not in value:
            yield Violation(path=(*path, name), detail=f"The field {name!r} is required.")
    yield from (_surplus(name, path) for name in value if name not in fields)
    yield from _repeated(value, path)


def _surplus(name: str, path: Path) -> Violation:
    shown = name[:LONGEST_KEY]
    detail = f"There is no field {shown!r} here."
    return Violation(path=(*path, shown), detail=detail, surplus=True)


def _repeated(value: dict[str, Any], path: Path) -> Iterator[Violation]:
    for name in value.repeated if isinstance(value, Members) else ():
        detail = f"The key {name[:LONGEST_KEY]!r} stands here more than once."
        yield Violation(path=(*path, name[:LONGEST_KEY]), detail=detail)


def _mapping(value: object, wanted: inspect.DictType, path: Path) -> Iterator[Violation]:
    if not isinstance(value, dict):
        yield _not(path, "an object", value)
        return
    yield from _size(len(value), wanted, path, "entries")
    for name, content in value.items():
        at = (*path, name) if len(name) <= LONGEST_KEY else path
        yield from _check(name, wanted.key_type, at)
        yield from _check(content, wanted.value_type, at)
    yield from _repeated(value, path)


def _sequence(
    value: object, wanted: inspect.ListType | inspect.VarTupleType, path: Path
) -> Iterator[Violation]:
    if not isinstance(value, list):
        yield _not(path, "an array", value)
        return
    yield from _size(len(value), wanted, path, "entries")
    for place, item in enumerate(value):
        yield from _check(item, wanted.item_type, (*path, place))


def _text(value: object, wanted: inspect.StrType, path: Path) -> Iterator[Violation]:
    if not isinstance(value, str):
        yield _not(path, "a string", value)
        return
    yield from _size(len(value), wanted, path, "characters")
    if "\0" in value:
        yield Violation(path=path, detail="Text must not contain the character U+0000.")
    if len(value) < (wanted.min_length or 0) or wanted.pattern is None:
        return
    if not _pattern(wanted.pattern).search(value):
        detail = MEANINGS.get(wanted.pattern, f"The text must match {wanted.pattern}.")
        yield Violation(path=path, detail=detail)


def _size(
    size: int,
    wanted: inspect.StrType | inspect.DictType | inspect.ListType | inspect.VarTupleType,
    path: Path,
    what: str,
) -> Iterator[Violation]:
    low, high = wanted.min_length or 0, wanted.max_length
    if size < low:
        needed = f"At least {low} {what} are needed, not {size}." if low > 1 else EMPTY
        yield Violation(path=path, detail=needed)
    if high is not None and size > high:
        yield Violation(path=path, detail=f"At most {high} {what} are allowed, not {size}.")


def _whole(value: object, wanted: inspect.IntType, path: Path) -> Iterator[Violation]:
    if isinstance(value, float):
        yield Violation(path=path, detail=NOT_WHOLE)
        return
    if isinstance(value, bool) or not isinstance(value, int):
        yield _not(path, "a whole number", value)
        return
    yield from _limits(value, wanted, path)


def _number(value: object, wanted: inspect.FloatType, path: Path) -> Iterator[Violation]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield _not(path, "a number", value)
        return
    yield from _limits(value, wanted, path)


def _limits(
    value: float, wanted: inspect.IntType | inspect.FloatType, path: Path
) -> Iterator[Violation]:
    if wanted.gt is not None and value <= wanted.gt:
        yield Violation(path=path, detail=f"The number must be more than {wanted.gt}.")
    if wanted.ge is not None and value < wanted.ge:
        yield Violation(path=path, detail=f"The number must be at least {wanted.ge}.")
    if wanted.le is not None and value > wanted.le:
        yield Violation(path=path, detail=f"The number must be at most {wanted.le}.")


def _truth(value: object, _wanted: inspect.BoolType, path: Path) -> Iterator[Violation]:
    if not isinstance(value, bool):
        yield _not(path, "true or false", value)


def _literal(value: object, wanted: inspect.LiteralType, path: Path) -> Iterator[Violation]:
    yield from _one_of(value, tuple(str(one) for one in wanted.values), path)


def _enum(value: object, wanted: inspect.EnumType, path: Path) -> Iterator[Violation]:
    yield from _one_of(value, tuple(str(one.value) for one in wanted.cls), path)


def _one_of(value: object, known: tuple[str, ...], path: Path) -> Iterator[Violation]:
    if not isinstance(value, str) or value not in known:
        yield _not(path, f"one of {', '.join(known)}", value)


def _one_of_types(value: object, wanted: inspect.UnionType, path: Path) -> Iterator[Violation]:
    """Check what may be null, and is else of one type."""
    if value is None and wanted.includes_none:
        return
    for kind in wanted.types:
        if not isinstance(kind, inspect.NoneType):
            yield from _check(value, kind, path)


def _moment(value: object, _wanted: inspect.DateTimeType, path: Path) -> Iterator[Violation]:
    # A "+" that was not percent-encoded arrives as a space.
    if not isinstance(value, str) or not MOMENT.fullmatch(value):
        yield _not(path, "a time such as 2026-01-31T12:00:00Z", value)
        return
    try:
        msgspec.convert(value, datetime)
    except msgspec.ValidationError:
        yield _not(path, "a time such as 2026-01-31T12:00:00Z", value)


def _not(path: Path, wanted: str, value: object) -> Violation:
    got = JSON_NAMES.get(type(value), "something else")
    return Violation(path=path, detail=f"This must be {wanted}, not {got}.")


def _more_than_once(names: list[str]) -> tuple[str, ...]:
    return tuple(name for name, times in Counter(names).items() if times > 1)


@lru_cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\$$", r"\\Z", pattern))


LONG_INTEGER = 40
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)

MEANINGS = {
    NOT_BLANK: "The text must not be blank.",
    PROSE: "The text must not be blank, nor contain the character U+0000.",
}
"""What a pattern means, where it does not say so itself."""

EMPTY = "This must not be empty."
NOT_WHOLE = "This must be a whole number, written without a fraction or an exponent."

JSON_NAMES: dict[type, str] = {
    type(None): "null",
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "that text",
    list: "an array",
    Members: "an object",
    dict: "an object",
}

CHECKS: dict[type[inspect.Type], Callable[[object, Any, Path], Iterator[Violation]]] = {
    inspect.Metadata: _described,
    inspect.StructType: _struct,
    inspect.DictType: _mapping,
    inspect.ListType: _sequence,
    inspect.VarTupleType: _sequence,
    inspect.StrType: _text,
    inspect.IntType: _whole,
    inspect.FloatType: _number,
    inspect.BoolType: _truth,
    inspect.LiteralType: _literal,
    inspect.EnumType: _enum,
    inspect.DateTimeType: _moment,
    inspect.UnionType: _one_of_types,
}
