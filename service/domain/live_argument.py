"""The argument of a reply while the reply is still being written.

For an ordinary JSON reply the pieces joined are the argument of the response that is stored, as
people read it. Of an odd reply they may show less: nothing where `argument` is no string, or its
object stands in another one or behind more than a short lead-in, and nothing behind a quote that
may have ended it. What the model meant is for `replies` to judge when the reply is complete; this
is a preview of it, and silent where in doubt.
"""

import re
import string
from collections.abc import Mapping

import msgspec

from service.domain.ballot_values import ARGUMENT_LENGTH, storable
from service.domain.debate import SeatId
from service.domain.references import canonical, render
from service.domain.unfinished_json import UnfinishedString


class Delta(msgspec.Struct, frozen=True, kw_only=True):
    """What was added to an argument: told to whoever listens, and kept nowhere."""

    round: int
    participant: SeatId
    attempt: int
    """Number of the call, from 1; a later one starts the text anew."""
    index: int
    """From 0 in every attempt, without gaps."""
    text: str


_WORD = f"{string.ascii_letters}{string.digits}_./@#-"
"""What may stand in a code without brackets or beside one: behind anything else none is cut."""
_BRACKETS = "[［【"
_LISTED_LENGTH = 240
_OPEN_BRACKET = re.compile(rf"[{re.escape(_BRACKETS)}][\w\s,;/&+、，،]{{0,{_LISTED_LENGTH}}}+\Z")
"""What may become a list of codes in brackets."""


class LiveArgument:
    """The argument of one reply, fed the reply's raw text in pieces of any size; never raises.

    `codes` are those of the prompt, `names` what people call the seats.
    """

    def __init__(self, codes: Mapping[str, SeatId], names: Mapping[SeatId, str]) -> None:
        self._codes = codes
        self._names = names
        self._value = UnfinishedString("argument")
        self._half = ""
        """First half of a character that came in two."""
        self._held: list[str] = []
        """What may belong to a code, or be white space at the end."""
        self._room = ARGUMENT_LENGTH
        self._begun = False

    def feed(self, piece: str) -> str:
        """Return what the piece has made known of the argument, as people read it."""
        if not self._room:
            return ""
        text = self._fit(self._value.feed(piece))
        if self._value.over:
            self._room = 0
        sure = self._complete(text) if self._room else self._rest(text).rstrip()
        return self._shown(sure)

    def _fit(self, text: str) -> str:
        """Return text as it is stored: without what cannot be, within the length of an argument."""
        text = self._half + text
        self._half = text[-1:] if "\ud800" <= text[-1:] <= "\udbff" else ""
        text = storable(text[: len(text) - len(self._half)])
        text = (text if self._begun else text.lstrip())[: self._room]
        self._begun = self._begun or bool(text)
        self._room -= len(text)
        return text

    def _complete(self, text: str) -> str:
        """Return all up to a place where no code is cut, and hold the rest."""
        if not text:
            return ""
        if self._held and _goes_on(self._held[-1][-1], text):
            self._held.append(text)
            return ""
        text = self._rest(text)
        end = len(text[: len(text.rstrip(_WORD))].rstrip())
        bracket = max(map(text.rfind, _BRACKETS))
        if 0 <= bracket < end and _OPEN_BRACKET.match(text, bracket):
            end = len(text[:bracket].rstrip())
        self._held = [text[end:]] if text[end:] else []
        return text[:end]

    def _rest(self, text: str) -> str:
        text = "".join([*self._held, text])
        self._held.clear()
        return text

    def _shown(self, text: str) -> str:
        return render(canonical(text, self._codes), self._names)


def _goes_on(before: str, text: str) -> bool:
    """Return whether `text` only prolongs the word or the white space that ends in `before`."""
    if before.isspace():
        return not text.strip()
    return before in _WORD and not text.rstrip(_WORD)
