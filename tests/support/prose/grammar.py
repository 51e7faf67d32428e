"""Parsers for sentences: each yields every reading of a text from a place on, and where it ends.

Names and labels may hold anything, so that a sentence can be read in several ways: what is said is
true if it is true in one of them. A string stands for itself and yields nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeAlias

Reading: TypeAlias = tuple[Any, int]
"""What was read, and where it ends."""

Parser: TypeAlias = Callable[[str, int], Iterator[Reading]]

Shape: TypeAlias = tuple[Parser, Callable[..., bool]]
"""How a sentence is read as a list of values, and whether it is true with these."""


def word(known: Mapping[str, object]) -> Parser:
    """Read one of these texts as what it stands for."""

    def parse(text: str, at: int) -> Iterator[Reading]:
        return ((value, at + len(key)) for key, value in known.items() if text.startswith(key, at))

    return parse


def row(*parts: Parser | str) -> Parser:
    """Read one part after the other as a list; strings are left out of it."""

    def parse(text: str, at: int, n: int = 0) -> Iterator[Reading]:
        if n == len(parts):
            yield [], at
            return
        part = parts[n]
        if isinstance(part, str):
            if text.startswith(part, at):
                yield from parse(text, at + len(part), n + 1)
            return
        for value, end in part(text, at):
            for rest, stop in parse(text, end, n + 1):
                yield [value, *rest], stop

    return parse


def either(*parts: Parser) -> Parser:
    def parse(text: str, at: int) -> Iterator[Reading]:
        for part in parts:
            yield from part(text, at)

    return parse


def maybe(part: Parser) -> Parser:
    """Read a part, or nothing as None."""

    def parse(text: str, at: int) -> Iterator[Reading]:
        yield from part(text, at)
        yield None, at

    return parse


def whether(text: str) -> Parser:
    """Read a text that may be left out, as itself or as nothing."""
    return word({text: text, "": ""})


def only(part: Parser, holds: Callable[[Any], bool]) -> Parser:
    """Read a part where what it says holds."""
    return lambda text, at: ((value, end) for value, end in part(text, at) if holds(value))


def of(*parts: Parser | str) -> Parser:
    """Read a row of which one part alone says something, as that."""
    return turned(row(*parts), lambda values: values[0])


def as_(value: object, *parts: Parser | str) -> Parser:
    """Read a row of strings as a value."""
    return turned(row(*parts), lambda _: value)


def turned(part: Parser, into: Callable[[Any], object]) -> Parser:
    def parse(text: str, at: int) -> Iterator[Reading]:
        return ((into(value), end) for value, end in part(text, at))

    return parse


def several(part: Parser, between: str = ", ", last: str | None = " and ") -> Parser:
    """Read `a`, `a and b`, `a, b and c` as a list; without `last`, all are parted alike."""

    def parse(text: str, at: int) -> Iterator[Reading]:
        for value, end in part(text, at):
            yield [value], end
            yield from more([value], text, end)

    def more(before: list[object], text: str, at: int) -> Iterator[Reading]:
        for value, end in row(between, part)(text, at):
            if not last:
                yield [*before, *value], end
            yield from more([*before, *value], text, end)
        if last:
            yield from ((before + value, end) for value, end in row(last, part)(text, at))

    return parse


def is_true(shapes: Iterable[Shape], text: str) -> bool:
    """Return whether a whole text has one of these shapes and is true."""
    return any(
        end == len(text) and holds(*values)
        for parse, holds in shapes
        for values, end in parse(text, 0)
    )


def are_true(shapes: Iterable[Shape], text: str) -> str:
    """Return what is left of a text behind the last of its sentences that are true; "" for none.

    Sentences have a space between them.
    """
    known, places, behind = list(shapes), [0], {0}
    while places:
        at = places.pop()
        for parse, holds in known:
            for values, end in parse(text, at):
                after = end + 1
                if after not in behind and text[end:after] in {"", " "} and holds(*values):
                    behind.add(after)
                    places.append(after)
    return text[max(behind) :] if len(text) + 1 not in behind else ""
