"""One string of a reply's object, read while the reply is still being written.

What is read is what is sure: strict about where an object begins and whose it is, since what has
been shown cannot be taken back, and silent for good once it is in doubt. Text that is not the
model's own speech is told by `spoken_text` and `attribution`, quotes and escapes by `loose_json`;
a new row there counts here too.
"""

import re
from collections.abc import Generator
from typing import TypeAlias, TypeVar

from service.domain.attribution import is_attributed
from service.domain.ballot_values import folded_key
from service.domain.loose_json import CLOSES, unescape
from service.domain.replies import MAX_TEXT
from service.domain.spoken_text import spoken

LEAD_IN_LENGTH = 300
"""Prose before the object that is longer may be thoughts that the prompt has opened."""
LOOKS = 16
"""How many braces are looked at as the beginning of the object; each look reads all before it."""
KEY_LENGTH = 200
PAUSE_LENGTH = 200
"""White space between a quote and what tells whether it ended the string."""

_SPACE = re.compile(r"\s*+")
# Behind a quote, one of these says that the string may be over: more is not guessed.
_AFTER_A_STRING = frozenset("},，/#").union(CLOSES)
_COLONS = frozenset(":：")
_COMMAS = frozenset(",，")
_DEEPER = {"{": 1, "[": 1, "}": -1, "]": -1}
# Before the brace: it is the value of a key, or a word of a sentence.
_NO_LEAD_IN = re.compile(r"""(?:["'“”’`]\s*+[:：]\s*+|\w[^\S\n]*+)\Z""")

# What of a string is sure: all up to a quote, or to an escape that may be incomplete.
_SURE = {
    opening: re.compile(
        rf"(?:[^\\{closing}]++|\\(?:u[0-9a-fA-F]{{4}}|[^u]|u(?![0-9a-fA-F]{{0,3}}\Z)))*+"
    )
    for opening, closing in CLOSES.items()
}

Result = TypeVar("Result")
Reading: TypeAlias = Generator[str, str, Result]
"""Gives what has become sure and is sent the next piece."""


class UnfinishedString:
    """The string under one key at the top of a reply's object, fed the reply's raw text.

    The key is given folded: without case and marks.
    """

    def __init__(self, key: str) -> None:
        self.over = False
        """Whether nothing more can come."""
        self._key = key
        self._room = MAX_TEXT
        self._text = ""
        self._at = 0
        self._reading = self._read()
        next(self._reading)

    def feed(self, piece: str) -> str:
        """Return what the piece has made known of the string, its escapes made characters."""
        self._room -= len(piece)
        if self.over or self._room < 0:
            self.over = True
            return ""
        try:
            return self._reading.send(piece)
        except StopIteration as end:
            self.over = True
            return str(end.value)

    def _read(self) -> Reading[str]:
        more = yield from self._begins()
        while more:
            key = yield from self._next_key()
            mark = yield from self._next_mark()
            if key == self._key:
                return (yield from self._string(mark)) if mark in CLOSES else ""
            more = key is not None and (yield from self._skips(mark))
        return ""

    def _begins(self) -> Reading[bool]:
        """Read up to the brace that opens the object; False when it is not to be found."""
        before = ""
        for _ in range(LOOKS):
            lead = [before]
            while (brace := self._text.find("{", self._at)) < 0:
                lead.append(self._text[self._at :])
                self._at = len(self._text)
                yield from self._more()
            before = "".join([*lead, self._text[self._at : brace + 1]])
            self._at = brace + 1
            if _opens_the_object(before):
                return True
        return False

    def _next_key(self) -> Reading[str | None]:
        mark = yield from self._next_mark()
        if mark not in CLOSES:
            return None
        key, char = "", (yield from self._next())
        while char not in CLOSES[mark] and len(key) < KEY_LENGTH:
            key, char = key + char, (yield from self._next())
        colon = yield from self._next_mark()
        return folded_key(key) if colon in _COLONS else None

    def _skips(self, mark: str) -> Reading[bool]:
        """Go past a value that begins with this mark; False when its object ends with it."""
        depth = 0
        while depth or mark not in _COMMAS:
            if mark in CLOSES:
                yield from self._skip_string(mark)
            depth += _DEEPER.get(mark, 0)
            if depth < 0:
                return False
            mark = yield from self._next()
        return True

    def _skip_string(self, opening: str) -> Reading[None]:
        while True:
            self._take_sure(opening)
            if self._text[self._at : self._at + 1] not in {"", "\\"}:
                self._at += 1
                return
            yield from self._more()

    def _string(self, opening: str) -> Reading[str]:
        """Give a string as far as it is sure; return its last part."""
        said: list[str] = []
        while True:
            said.append(self._take_sure(opening))
            follows = self._behind_quote()
            if not follows:
                yield from self._more(unescape("".join(said)))
                said.clear()
            elif follows in _AFTER_A_STRING:
                return unescape("".join(said))
            else:
                # A quote that was not escaped.
                said.append(self._text[self._at])
                self._at += 1

    def _behind_quote(self) -> str:
        """Return the mark behind the quote that is next; empty while it is not known."""
        if self._text[self._at : self._at + 1] in {"", "\\"}:
            return ""
        pause = _SPACE.match(self._text, self._at + 1)
        end = pause.end() if pause else self._at
        if end - self._at > PAUSE_LENGTH:
            return "}"
        return self._text[end : end + 1]

    def _take_sure(self, opening: str) -> str:
        start = self._at
        sure = _SURE[opening].match(self._text, start)
        self._at = sure.end() if sure else start
        return self._text[start : self._at]

    def _next_mark(self) -> Reading[str]:
        char = yield from self._next()
        while char.isspace():
            char = yield from self._next()
        return char

    def _next(self) -> Reading[str]:
        while self._at == len(self._text):
            yield from self._more()
        self._at += 1
        return self._text[self._at - 1]

    def _more(self, sure: str = "") -> Reading[None]:
        """Give what is sure and read the next piece behind what is not."""
        rest = self._text[self._at :]
        self._text, self._at = rest + (yield sure), 0


def _opens_the_object(text: str) -> bool:
    """Return whether the brace at the end of `text` opens the model's own object."""
    if text.lstrip("\ufeff \t\r\n") == "{":
        return True
    said = spoken(text)
    lead = said[:-1]
    return (
        said.endswith("{")
        and "{" not in lead
        and len(lead) <= LEAD_IN_LENGTH
        and not _NO_LEAD_IN.search(lead)
        and not is_attributed(said, len(lead))
    )
