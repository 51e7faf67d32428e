"""Who is meant: a viewer's codes, references to seats, and names, each turned into the next.

    [P3] in a reply   -- canonical -->   ⟦seat_5⟧ in the ledger   -- render -->   Claude Opus 4.6
                                                   `---- shown_to_viewer -->   [P2] in a prompt

A code holds for one viewer and one round only, so it is replaced once, when the reply is read.
Text that merely looks like a code or a reference never becomes one: `canonical` takes the marks
of a reference out of what was typed, `shown_to_viewer` and `neutral` take the square brackets
off anything that looks like a code, and `code_letter` picks a letter that none of the texts of a
prompt uses in this way.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import product

from service.domain.debate import SeatId

# Letters that mean little before a digit come first: Q3 is a quarter, B12 a vitamin, G7 a club.
_LETTERS = "PJYZWXNROLDEKIUVTFSABCGHMQ"
_LONGEST_LETTERS = 4

_CODE = rf"[A-Za-z]{{1,{_LONGEST_LETTERS}}}+[0-9]{{1,2}}"
_NO_WORD_BEFORE = r"(?<![A-Za-z0-9_])"
# "[P1, P3]", "[P1 and P3]", in any language; full-width brackets as Chinese and Japanese have.
_JOINED = r"(?:\s{0,2}[,;/&+、，،]\s{0,2}(?:\w{1,4}\s{1,2})?|\s{1,2}\w{1,4}\s{1,2})"
_BRACKETED = (
    rf"[\[［【]\s{{0,2}}(?P<listed>{_CODE}(?:{_JOINED}{_CODE}){{0,11}})"
    r"\s{0,2}[\]］】]"
)
# Some models drop the brackets. ASCII boundaries, since in Chinese no space stands beside a code.
_BARE = rf"(?<![A-Za-z0-9_./@#-])(?P<bare>{_CODE})(?![A-Za-z0-9_]|[-.][A-Za-z0-9])"
_MARK = r"(?P<mark>[⟦⟧])"

_CODE_PATTERN = re.compile(_CODE)
_CODE_LIKE = re.compile(f"{_BRACKETED}|{_MARK}")
_READABLE = re.compile(f"{_BRACKETED}|{_MARK}|{_BARE}")
_REFERENCE = re.compile(r"⟦(seat_[0-9]{1,2}(?:@[0-9])?)⟧")
_LETTERS_IN_USE = re.compile(rf"{_NO_WORD_BEFORE}([A-Za-z]{{1,{_LONGEST_LETTERS}}})[0-9]")
_DIGIT = re.compile("[0-9]")
_OPENING = "[［【⟦⟧"
_PLAIN_MARKS = {"⟦": "(", "⟧": ")"}


def reference(seat: SeatId) -> str:
    """Return the canonical reference to a seat, as it stands in stored prose."""
    return f"⟦{seat}⟧"


def neutral(text: str) -> str:
    """Return a caller's or model's text with all that looks like a code or reference defused.

    `[P3]` becomes `(P3)`; the marks of a canonical reference become parentheses.
    """
    # Most texts have no bracket at all, and every argument passes here once for every reader.
    bracketed = any(bracket in text for bracket in _OPENING)
    return _CODE_LIKE.sub(_defused, text) if bracketed else text


def canonical(text: str, codes: Mapping[str, SeatId]) -> str:
    """Return what a viewer wrote with its own codes replaced by references to seats.

    Meant to be called once, when a reply is read. Any other code stays the plain text that it
    is, and a reference that was typed by hand loses its marks.
    """

    def replaced(match: re.Match[str]) -> str:
        if match["mark"]:
            return _defused(match)
        if match["bare"]:
            return _reference_or_text(match["bare"], match["bare"], codes)
        listed = _CODE_PATTERN.sub(
            lambda code: _reference_or_text(code[0].upper(), code[0], codes), match["listed"]
        )
        return match[0] if listed == match["listed"] else listed

    may_be_read = _DIGIT.search(text) or "⟦" in text or "⟧" in text
    return _READABLE.sub(replaced, text) if may_be_read else text


def render(text: str, names: Mapping[SeatId, str]) -> str:
    """Return stored prose for people: every reference as that seat's name.

    A seat without a name keeps its id.
    """
    return _REFERENCE.sub(lambda match: names.get(match[1], match[1]), text)


def referred_to(text: str) -> frozenset[SeatId]:
    """Return whom stored prose refers to."""
    return frozenset(_REFERENCE.findall(text))


def readdressed(text: str, ids: Mapping[SeatId, SeatId]) -> str:
    """Return stored prose with these participants referred to by other ids."""
    return _REFERENCE.sub(lambda match: reference(ids.get(match[1], match[1])), text)


def shown_to_viewer(text: str, codes: Mapping[SeatId, str]) -> str:
    """Return stored prose for a prompt: references as the viewer's codes, the rest defused.

    `codes` maps each seat to its code without brackets.
    """
    pieces = _REFERENCE.split(text)
    labels = {seat: f"[{code}]" for seat, code in codes.items()}
    return "".join(
        render(reference(piece), labels) if n % 2 else neutral(piece)
        for n, piece in enumerate(pieces)
    )


def code_letter(texts: Iterable[str]) -> str:
    """Return the letter of the codes of one prompt: the first that no text puts before a digit.

    So `P3` in a reply to that prompt can only mean the code, even where brackets were dropped.
    """
    return _code_letter(tuple(texts))


@lru_cache(maxsize=8)
def _code_letter(texts: tuple[str, ...]) -> str:
    """Return it; all seats of a round are shown the same texts."""
    numbered = (text for text in texts if _DIGIT.search(text))
    taken = {used.upper() for text in numbered for used in _LETTERS_IN_USE.findall(text)}
    candidates = (
        "".join(letters)
        for length in range(1, _LONGEST_LETTERS + 1)
        for letters in product(_LETTERS, repeat=length)
    )
    return next(letters for letters in candidates if letters not in taken)


def _defused(match: re.Match[str]) -> str:
    if match["mark"]:
        return _PLAIN_MARKS[match["mark"]]
    return f"({match['listed']})"


def _reference_or_text(code: str, text: str, codes: Mapping[str, SeatId]) -> str:
    return reference(codes[code]) if code in codes else text
