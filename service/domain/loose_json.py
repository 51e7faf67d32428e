"""JSON as models really write it: tolerant of form, and never guessing where an object ends.

What is read besides strict JSON is in the patterns and tables at the top: single and typographic
quotes, unquoted keys and values, comments, trailing and forgotten commas, raw newlines, quotes
that were not escaped. Another habit is another row there. Keys are kept as often as they occur,
since which of two counts is for the reader to judge, and an object that cannot be read spoils
everything behind it: what stands in there may be somebody else's.
"""

import json
import re
from typing import NamedTuple, TypeAlias, cast

import msgspec


class Word(msgspec.Struct, frozen=True):
    """A value without quotes: a number, `true`, `null`, or a bare word."""

    text: str


class Members(msgspec.Struct, frozen=True):
    """The keys and values of an object, in order, with repetitions."""

    pairs: "tuple[tuple[str, Loose], ...]"


Loose: TypeAlias = str | Word | Members | tuple["Loose", ...]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """An object and where it stands."""

    value: Members
    start: int
    end: int
    closed: bool
    """False when the text ended after a value, with only brackets missing."""


class Scan(msgspec.Struct, frozen=True, kw_only=True):
    """All objects of a text that are in no other one."""

    found: tuple[Found, ...]
    broken: bool
    """Whether something began as an object and could not be read."""


_DEPTH = 24
_STRICT_DEPTH, _STRICT_KEY, _STRICT_WORD = 12, 32, 64
"""Within these, what is strict is read in one way only."""
_STARTS = 200

# A comment that holds what looks like a member may be text that was not escaped: it is none.
_KEY_ENDS = r"""["'“”»‘’`]\s*+[:：]"""
_COMMENT = (
    rf"(?://|\#)(?![^\n]{{0,200}}{_KEY_ENDS})[^\n]{{0,200}}"
    rf"|/\*(?s:(?!{_KEY_ENDS}).){{0,200}}?\*/"
)
_SPACE = rf"(?:\s++|{_COMMENT}){{0,9}}+"
_COLON = r"\s*+[:：]"
_COMMA = "[,，]"
_QUOTED_KEY = (
    r"""(?:["“”„«](?:[^"“”»\\\n]|\\.){0,200}+["“”»]|['‘’`](?:[^'‘’`\\\n]|\\.){0,200}+['‘’`])"""
)
_BARE_KEY = r"[^\W\d][\w $.-]{0,60}"
# Bounded, since every quote of a string of backticks may be tried.
_FENCE_OR_END = r"\s*+(?:`{3,9}+\s*+)?\Z"

SPACE = re.compile(_SPACE)
COLON = re.compile(_COLON)
COMMA = re.compile(_COMMA)
STARTS = re.compile(r"""\{(?=\s*+(?:["'“”„«‘’`/#]|[^\W\d]))""")
END = re.compile(_FENCE_OR_END)
QUOTED_KEY = re.compile(_QUOTED_KEY)
BARE_KEY = re.compile(_BARE_KEY)
BARE_VALUE = re.compile(
    r"""(?:(?!//|/\*|\s\#)[^,，{}\[\]"“”\n]){1,200}+(?=\s*+[,，}\]\n]|//|/\*|\s\#)""",
)

# Behind a brace: what was meant as a key, whatever is wrong with it.
TORN_KEY = re.compile(r"""\s*+(?:["'“”„«‘’`]|[\w ]{0,60}["'“”»‘’`]\s*+[:：])""")

# A quote ends a string only where what follows fits; else it is one that was not escaped.
VALUE_ENDS = re.compile(
    rf"{_SPACE}(?:\}}|{_COMMA}{_SPACE}(?:\}}|\Z|(?:{_QUOTED_KEY}|{_BARE_KEY}){_COLON}))"
    rf"|[^\S\n]*+\n\s*+{_QUOTED_KEY}{_COLON}"
    rf"|{_FENCE_OR_END}",
)
ITEM_ENDS = re.compile(rf"{_SPACE}(?:\]|{_COMMA})")
NEXT_LINE_KEY = re.compile(rf"\s*+{_QUOTED_KEY}{_COLON}")

# The quotes that may close a string, by the quote that opened it.
CLOSES = {
    '"': '"',
    "'": "'",
    "`": "`",
    "“": '”"',
    "”": '”"',
    "„": '“”"',
    "«": "»",
    "‘": "’'",
    "’": "’'",
}
_CLOSERS = {
    opening: re.compile(rf"\\.|[{closing}]", re.DOTALL) for opening, closing in CLOSES.items()
}

ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}

# A string that had to be repaired and holds this has swallowed a member of its object.
SWALLOWED = re.compile(
    r"""["'“”‘’`]\s*(?:vote|argument)\s*["'“”‘’`]\s*[:：]|[{,]\s*vote\s*[:：]""", re.IGNORECASE
)


def scan(text: str) -> Scan:
    """Find every object of `text`, in time linear in its length.

    Braces that do not begin with a key are prose. After an object that cannot be read, or more
    braces than any reply needs, nothing further is found and the scan is `broken`.
    """
    strict = _strictly(text)
    if strict is not None:
        whole = Found(value=strict, start=0, end=len(text), closed=True)
        return Scan(found=(whole,), broken=False)
    found: list[Found] = []
    at = 0
    for _ in range(_STARTS):
        start = STARTS.search(text, at)
        if start is None:
            return Scan(found=tuple(found), broken=False)
        reader = _Reader(text)
        try:
            value, at = reader.members(start.end(), _DEPTH)
        except _UnfitError:
            if reader.keys or start.start() == 0 or TORN_KEY.match(text, start.end()):
                return Scan(found=tuple(found), broken=True)
            at = start.end()
            continue
        found.append(Found(value=value, start=start.start(), end=at, closed=reader.closed))
    return Scan(found=tuple(found), broken=True)


def unescape(raw: str) -> str:
    """Return what stands between two quotes with its escapes made characters."""
    if "\\" not in raw:
        return raw
    text = ESCAPE.sub(_unescaped, raw)
    # Two escapes that make up one character become it; a lone half stays.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


class _UnfitError(Exception):
    """The text at hand is no object, however kindly one looks at it."""


class _Pairs(list[tuple[str, object]]):
    """The members of an object as they are decoded."""


_DECODE = json.JSONDecoder(
    object_pairs_hook=_Pairs, parse_int=Word, parse_float=Word, parse_constant=Word
).decode
_CONSTANTS = {True: Word("true"), False: Word("false"), None: Word("null")}


def _strictly(text: str) -> Members | None:
    """Return a text that is one object in strict JSON, as most replies are.

    None, too, where the keys, or the depth, are such that `_Reader` might read it in another way.
    """
    if not (text.startswith("{") and text.endswith("}")):
        return None
    try:
        text.encode()  # halves of a character are no text
        decoded = _DECODE(text)
        return _members(decoded, _STRICT_DEPTH) if decoded else None
    except (ValueError, RecursionError, _UnfitError):
        return None


def _members(pairs: object, depth: int) -> Members:
    members = []
    for key, value in cast("_Pairs", pairs):
        if not (key.isidentifier() and key.isascii() and len(key) <= _STRICT_KEY):
            raise _UnfitError
        members.append((key, _loosely(value, depth - 1)))
    return Members(tuple(members))


def _loosely(value: object, depth: int) -> Loose:
    """Return a decoded value as the reader gives it."""
    match value:
        case str():
            return value
        case Word():
            if len(value.text) > _STRICT_WORD:
                raise _UnfitError
            return value
        case list() if depth > 0:
            if isinstance(value, _Pairs):
                return _members(value, depth)
            return tuple(_loosely(item, depth - 1) for item in value)
        case True | False | None:
            return _CONSTANTS[value]
        case _:
            raise _UnfitError


class _Read(NamedTuple):
    value: Loose
    end: int


class _Reader:
    """Reads one object; the depth left bounds the recursion."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.keys = 0
        self.closed = True

    def members(self, at: int, depth: int) -> tuple[Members, int]:
        """Read what follows an opening brace, up to its end."""
        pairs: list[tuple[str, Loose]] = []
        at = self._skip(at)
        while not self.text.startswith("}", at):
            key, at = self._key(at)
            self.keys += 1
            read = self._value(self._skip(at), depth - 1, VALUE_ENDS)
            pairs.append((key, read.value))
            at = self._skip(read.end)
            if END.match(self.text, at):
                self.closed = False
                return Members(tuple(pairs)), len(self.text)
            at = self._next_member(read.end, at)
        return Members(tuple(pairs)), at + 1

    def _skip(self, at: int) -> int:
        space = SPACE.match(self.text, at)
        return space.end() if space else at

    def _next_member(self, value_end: int, at: int) -> int:
        if self.text.startswith("}", at):
            return at
        if COMMA.match(self.text, at):
            return self._skip(at + 1)
        if "\n" in self.text[value_end:at] and NEXT_LINE_KEY.match(self.text, at):
            return at
        raise _UnfitError

    def _key(self, at: int) -> tuple[str, int]:
        quoted = QUOTED_KEY.match(self.text, at)
        key = quoted or BARE_KEY.match(self.text, at)
        colon = COLON.match(self.text, key.end()) if key else None
        if key is None or colon is None:
            raise _UnfitError
        return unescape(key[0][1:-1]) if quoted else key[0], colon.end()

    def _value(self, at: int, depth: int, ends: re.Pattern[str]) -> _Read:
        if depth < 0:
            raise _UnfitError
        opening = self.text[at : at + 1]
        if opening == "{":
            return _Read(*self.members(at + 1, depth))
        if opening == "[":
            return self._items(at + 1, depth)
        if opening in CLOSES:
            return self._string(at, ends)
        bare = BARE_VALUE.match(self.text, at)
        if bare is None:
            raise _UnfitError
        return _Read(Word(bare[0].strip()), bare.end())

    def _items(self, at: int, depth: int) -> _Read:
        items: list[Loose] = []
        at = self._skip(at)
        while not self.text.startswith("]", at):
            item = self._value(at, depth - 1, ITEM_ENDS)
            items.append(item.value)
            at = self._skip(item.end)
            if COMMA.match(self.text, at):
                at = self._skip(at + 1)
            elif not self.text.startswith("]", at):
                raise _UnfitError
        return _Read(tuple(items), at + 1)

    def _string(self, at: int, ends: re.Pattern[str]) -> _Read:
        repaired = False
        for mark in _CLOSERS[self.text[at]].finditer(self.text, at + 1):
            if mark[0].startswith("\\"):
                continue
            if ends.match(self.text, mark.end()):
                raw = self.text[at + 1 : mark.start()]
                if repaired and SWALLOWED.search(raw):
                    break
                return _Read(unescape(raw), mark.end())
            repaired = True
        raise _UnfitError


def _unescaped(escape: re.Match[str]) -> str:
    if escape[1]:
        return chr(int(escape[1], 16))
    char = escape[2]
    # An unknown escape is a backslash that was not doubled, as in LaTeX.
    return ESCAPES.get(char) or (f"\\{char}" if char.isalnum() else char)
