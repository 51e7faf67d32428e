"""Finding a quote in an argument, word for word.

    found_in(argument, "weights that are out") -> the argument's own span, or why there is none

Only the shape of quotation marks, dashes, brackets and spaces and the case of letters may differ,
and a mark at the very end. Whether a quote is turned round by what it leaves out is for `reversals`.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import islice

import msgspec

from service.domain.debate import SeatId
from service.domain.references import canonical
from service.domain.reversals import is_turned_round
from service.domain.sentences import count_words, is_spaceless


class QuoteFault(StrEnum):
    """Why a quote does not hold."""

    SHORT = "short"
    ABSENT = "absent"
    CUT = "cut"
    DENIED = "denied"
    TOLD = "told"


class Argument(msgspec.Struct, frozen=True, kw_only=True):
    """An argument in the form in which quotes are looked for in it."""

    text: str
    """Canonical, as stored."""
    folded: str
    ends: tuple[int, ...]
    """Where in `folded` something was left out before, ascending ..."""
    shifts: tuple[int, ...]
    """... and by how much `text` is ahead from there on."""

    def span(self, start: int, end: int) -> str:
        """Return what stands there in the argument itself."""
        return self.text[self._at(start) : self._at(end - 1) + 1]

    def before(self, start: int) -> str:
        """Return what stands before, in small letters: as far as may matter."""
        return _plain(self.text[: self._at(start)][-_LOOK:])

    def after(self, end: int) -> str:
        """Return what stands behind, likewise."""
        return _plain(self.text[self._at(end - 1) + 1 :][:_LOOK_AFTER])

    def parts(self, index: int) -> bool:
        """Return whether the dash that stands there parts clauses, and does not join words."""
        return self.text[self._at(index)] in "—–―"

    def _at(self, index: int) -> int:
        n = bisect_right(self.ends, index)
        return index + (self.shifts[n - 1] if n else 0)


FEWEST_WORDS = 3
MOST_PLACES = 8
"""At which a quote is looked at, where its words stand several times."""

_SAME = {
    **dict.fromkeys(map(ord, "\"'“”„‟‘’‚‛«»‹›`´ʼ′″「」『』＂＇"), "'"),
    **dict.fromkeys(map(ord, "-‐‑‒–—―−－"), "-"),
    **dict.fromkeys(
        map(ord, "\t\n\v\f\r\x85\u00a0\u2002\u2003\u2009\u202f\u2028\u2029\u3000"), " "
    ),
    **dict.fromkeys(map(ord, "[(［（【"), "("),
    **dict.fromkeys(map(ord, "])］）】"), ")"),
}
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2069\ufeff]")
_LEFT_OUT = re.compile(rf" {{2,}}|{_UNSEEN.pattern}+|-{{2,}}")
"""What stands for one character or none."""
_MARKS = frozenset('"“”„‟«»‹›「」『』＂`')
_MARK = re.compile(f"[{''.join(_MARKS)}]")
_CLOSING = frozenset("”»›」』")
_LAYERS = 2
_LAST_MARKS = ".,;:!?…。，；：！？、"
_TOLD = re.compile(r"⟦\w+(?:@\d)?⟧(?:'s)? ?$")
"""What another is named in right before a quote, which so tells what that one holds."""
_LONGEST_NAME = 40
_LOOK, _LOOK_AFTER = 200, 80
"""How many characters before and behind a quote are looked at: a long sentence's."""
_JOINS = "'-"
_INSIDE_NUMBER = re.compile(r"[0-9]?[0-9][.,][0-9]|[0-9][.,][0-9]")
_COUNTED = re.compile(r"[\w⟦⟧][\w⟦⟧'’-]*")


def bare_quote(quote: str) -> str:
    """Return a quote without the marks that a writer may have put around it.

    Marks that enclose some words of the quote are its own: `“No” is an answer, too`.
    """
    said = quote.strip()
    for _ in range(_LAYERS):
        marked = said[:1] in _MARKS, said[-1:] in _MARKS
        inside = said[marked[0] : len(said) - marked[1]]
        other = _MARK.search(inside)
        if other is None or (all(marked) and other[0] not in _CLOSING):
            said = inside.strip()
    return said


def folded(text: str) -> str:
    """Return the form in which quotes are compared."""
    lower = _lower(text).translate(_SAME)
    return (_LEFT_OUT.sub(_kept, lower) if _leaves_out(lower) else lower).strip()


def prepared(argument: str) -> Argument:
    """Return an argument, canonical, so that quotes can be found in it."""
    lower = _lower(argument).translate(_SAME)
    if not _leaves_out(lower):
        return Argument(text=argument, folded=lower, ends=(), shifts=())
    ends, shifts, out, ahead = [], [], [], 0
    at = 0
    for match in _LEFT_OUT.finditer(lower):
        kept = _kept(match)
        out += [lower[at : match.start()], kept]
        at = match.end()
        ahead += len(match[0]) - len(kept)
        ends.append(match.end() - ahead)
        shifts.append(ahead)
    out.append(lower[at:])
    return Argument(text=argument, folded="".join(out), ends=tuple(ends), shifts=tuple(shifts))


def found_in(argument: Argument, quote: str, codes: Mapping[str, SeatId]) -> str | QuoteFault:
    """Return the argument's own span, canonical, or why the quote does not hold.

    Where the words stand several times, one place that holds is enough, of the first `MOST_PLACES`.
    """
    said = canonical(bare_quote(quote), codes)
    if _length(said) < FEWEST_WORDS:
        return QuoteFault.SHORT
    fault = QuoteFault.ABSENT
    for start, end in islice(_places(argument, said), MOST_PLACES):
        found = _fault(argument, start, end)
        if found is None:
            return argument.span(start, end)
        fault = found
    return fault


def _places(argument: Argument, said: str) -> Iterator[tuple[int, int]]:
    for form in dict.fromkeys(_forms(said)):
        start = argument.folded.find(form) if form else -1
        while start >= 0:
            yield start, start + len(form)
            start = argument.folded.find(form, start + 1)


def _forms(said: str) -> Iterator[str]:
    """Yield the forms in which a quote may stand in an argument, the likeliest first."""
    nfc, nfd = unicodedata.normalize("NFC", said), unicodedata.normalize("NFD", said)
    for whole in (said,) if said.isascii() else (said, nfc, nfd):
        form = folded(whole)
        yield form
        yield form.rstrip(_LAST_MARKS)


def _fault(argument: Argument, start: int, end: int) -> QuoteFault | None:
    if not (_is_edge(argument, start) and _is_edge(argument, end)):
        return QuoteFault.CUT
    before = argument.before(start)
    if _TOLD.search(before[-_LONGEST_NAME:]):
        return QuoteFault.TOLD
    turned = is_turned_round(before, _plain(argument.span(start, end)), argument.after(end))
    return QuoteFault.DENIED if turned else None


def _is_edge(argument: Argument, at: int) -> bool:
    """Return whether a word ends or begins there, and nothing of it is left behind."""
    text = argument.folded
    if at in {0, len(text)}:
        return True
    left, right = text[at - 1], text[at]
    if unicodedata.category(right).startswith("M") or (_is_in_word(left) and _is_in_word(right)):
        return False
    if left in _JOINS and at > 1:
        return not (_is_in_word(text[at - 2]) and _is_in_word(right)) or argument.parts(at - 1)
    if right in _JOINS and at + 1 < len(text):
        return not (_is_in_word(left) and _is_in_word(text[at + 1])) or argument.parts(at)
    return not _INSIDE_NUMBER.match(text, max(0, at - 2), at + 2)


def _is_in_word(character: str) -> bool:
    return (character.isalnum() or character == "_") and not is_spaceless(character)


def _lower(text: str) -> str:
    """Return the text in small letters, each character for itself: places stay what they are."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := c.lower()) == 1 else c for c in text)


def _plain(text: str) -> str:
    return text.lower().replace("’", "'")


def _leaves_out(lower: str) -> bool:
    """Return whether `_LEFT_OUT` is anywhere in a text, as it hardly ever is."""
    if "  " in lower or "--" in lower:
        return True
    return not lower.isascii() and _UNSEEN.search(lower) is not None


def _kept(match: re.Match[str]) -> str:
    first = match[0][0]
    return first if first in " -" else ""


def _length(quote: str) -> int:
    """Count the words of a quote, marks aside."""
    return count_words(" ".join(_COUNTED.findall(quote)))
