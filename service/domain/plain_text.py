"""Text of callers and models as it may be shown: nothing in it reaches beyond what is seen of it.

What is dropped commands a terminal, turns the reading direction of what follows, or cannot be seen
at all. What joins letters or emoji, and marks of direction that end with their word, stay.
"""

import re

LINE_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")

UNSEEN = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls, but for tabs and line breaks
    "\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"  # invisible, without a meaning here
    "\u202a-\u202e\u2066\u2067"  # directions that are imposed
    "\ud800-\udfff"  # halves of a character, which cannot be written down
    "\U000e0000-\U000e007f"  # an alphabet that nobody sees
    "]"
)

ISOLATE = re.compile("(\u2068[^\u2068\u2069\n]*\u2069)|[\u2068\u2069]")
"""A text that is kept from turning what stands around it; by itself, half of one does turn it."""


def printable(text: str) -> str:
    """Return the text without what could command its reader's screen, and plain line breaks."""
    seen = UNSEEN.sub("", LINE_BREAK.sub("\n", text).replace("\t", " "))
    return ISOLATE.sub(lambda found: found[1] or "", seen)


def one_line(text: str) -> str:
    """Return it on one line, with single spaces."""
    return " ".join(printable(text).split())
