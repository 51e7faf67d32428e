"""How much room a text takes in a drawing, where nothing wraps and no browser can be asked.

Widths are what letters of 12 units take at most in the widest of the usual typefaces.
"""

from itertools import accumulate
from unicodedata import combining, east_asian_width

from service.domain.plain_text import one_line

SLIM, USUAL, LARGE, BROAD = 5, 8, 10, 12

SLIM_LETTERS = frozenset("iljtfrI.,:;'!|()[]/ -")
BROAD_LETTERS = frozenset("WMmw@%—…")


def shortened(text: str, room: int) -> str:
    """Return a text on one line, cut where it may take more room than that."""
    line = one_line(text)
    ends = list(accumulate(_width(character) for character in line))
    if not ends or ends[-1] <= room:
        return line
    fitting = sum(end <= room - BROAD for end in ends)
    return f"{line[:fitting].rstrip()}…"


def _width(character: str) -> int:
    if combining(character):
        return 0
    if character in SLIM_LETTERS:
        return SLIM
    if character in BROAD_LETTERS or east_asian_width(character) in "WF":
        return BROAD
    usual = character.isascii() and (character.islower() or character.isdigit())
    return USUAL if usual else LARGE
