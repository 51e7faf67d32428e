"""Whether the words right before a ballot say whose it is: a peer's, a former one, an example.

A new way of introducing somebody else's words is a word in one of the patterns.
"""

import re

_LENGTH = 160

# What may stand between those words and the ballot.
_LEADING_IN = r"(?:[\])*_\"' ]*:[\s*_]*(?:`{1,3}\w{0,12}\s*)?|[ `*\"'(]{0,4})\Z"
_SAID_BY = re.compile(
    r"(?<!\bi )(?<!i have )\b(?:wrote|writes|said|says|argued|argues|voted|replied|responded"
    rf"|answered|posted|submitted|claimed|claims|stated){_LEADING_IN}",
    re.IGNORECASE,
)
_BELONGS_TO = re.compile(
    r"\b(?:peers?|participants?|panelists?|others?|previous|earlier|former|initial|example|e\.g\."
    r"|for instance|such as|instead of|quot(?:e|ed|ing|es)|[A-Z]\d{1,2})(?:'s|’s)?\]?"
    rf"[^.!?\n:{{}},]{{0,30}}{_LEADING_IN}",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:my|final)\b(?! (?:previous|earlier|former|initial|first|last|old)\b)"
    r"|^\W*(?:in )?(?:respon\w+|reply\w*|answering|rebutt\w+) ",
    re.IGNORECASE,
)


def is_attributed(text: str, at: int, start: int = 0) -> bool:
    """Return whether what follows at `at` is given to somebody else by `text` from `start`."""
    before = text[max(start, at - _LENGTH) : at]
    if _SAID_BY.search(before):
        return True
    belongs = _BELONGS_TO.search(before)
    return bool(belongs) and not _OWN.search(before.rstrip(" \n`*:").rpartition("\n")[2])
