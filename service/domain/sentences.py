"""Prose as text: counting its words, finding its sentences, cutting it, setting it in quotes.

Works in any script: sentences end at the marks of `ENDS`, and scripts without spaces count two
characters a word. Nothing here alters what it is given: a sentence or a cut is a verbatim span,
and only `quoted` and `isolated` put something around it. A script without spaces is a range in
`SPACELESS`; a mark that ends sentences goes into `ENDS`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise, takewhile

import msgspec

SPACELESS = re.compile(
    "["
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f"  # Burmese
    "\u1780-\u17ff"  # Khmer
    "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Chinese characters
    "\U00020000-\U0003ffff"
    "]",
)

ENDS = re.compile(
    r"(?P<spaced>[.!?…؟۔।॥։።‼⁇⁈⁉]+[\"'”’»)\]*_]*)(?=\s|$)"
    r"|[。！？｡]+[\"'”’」』）】》]*"
    r"|\n",
)
"""Where a sentence can end: a mark before a space, a wide mark anywhere, or a line."""

WIDE_END = re.compile(r"[。！？｡][\"'”’」』）】》\u2069]*\Z")

MARKER = re.compile(r"(?:[-*•–>#]+|\d{1,2}[.)])(?=\s)\s*")
"""What begins the line of a list, a heading or a block quote."""

ABBREVIATIONS = frozenset({"e.g", "i.e", "vs", "cf", "dr", "mr", "mrs", "ms", "prof", "approx"})

LONGEST_ABBREVIATION = 24
"""Characters looked back at, at most; more than any of them has."""

NEXT = re.compile(r"[ \t]+(?P<character>\S)")

WIDE_CLAUSE_MARKS = "，；：、"

CLAUSE_MARKS = ",;:—–،؛，；：、"
"""Where a cut does least harm."""

DANGLING = CLAUSE_MARKS + "-([{“\"'«「『（ \t\n"
"""What a cut never ends with."""

BIDI = frozenset({"R", "AL", "AN", "RLE", "RLO", "LRE", "LRO", "RLI", "LRI", "FSI", "PDI", "PDF"})
FIRST_STRONG_ISOLATE = "\u2068"
POP_ISOLATE = "\u2069"


class Excerpt(msgspec.Struct, frozen=True, kw_only=True):
    """A verbatim span of an argument."""

    text: str
    cut: bool
    """Whether the sentence goes on after it."""

    def in_quotes(self) -> str:
        """Return the span in quotation marks; dots outside them show a cut."""
        return f"{quoted(self.text)} …" if self.cut else quoted(self.text)


def count_words(text: str) -> int:
    """Count the words of a text: what stands between spaces, or two characters a word."""
    characters = 0 if text.isascii() else len(SPACELESS.findall(text))
    if not characters:
        return len(text.split())
    rest = SPACELESS.sub(" ", text).split()
    return (characters + 1) // 2 + sum(any(c.isalnum() for c in token) for token in rest)


def is_spaceless(text: str) -> bool:
    """Return whether a text holds a character of a script without spaces."""
    return not text.isascii() and SPACELESS.search(text) is not None


@lru_cache(maxsize=256)
def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text as verbatim spans, without what stands between them."""
    bounds = [0, *(end.end() for end in ENDS.finditer(text) if _is_end(text, end)), len(text)]
    spans = (text[a:b].strip() for a, b in pairwise(bounds))
    bare = (MARKER.sub("", span, count=1) if MARKER.match(span) else span for span in spans)
    return tuple(span for span in bare if any(c.isalnum() for c in span))


def joined(texts: Iterable[str]) -> str:
    """Return sentences as one text: after a wide mark follows no space."""
    together = ""
    for text in texts:
        space = "" if not together or WIDE_END.search(together) else " "
        together = f"{together}{space}{text}"
    return together


@lru_cache(maxsize=256)
def excerpt(sentence: str, limit: int) -> Excerpt:
    """Return a sentence of at most `limit` words whole, a longer one cut.

    A cut falls at the last end of a clause in the second half of what is allowed, else at the
    last end of a word; it leaves room for the dots that mark it.
    """
    if count_words(sentence) <= limit:
        return Excerpt(text=sentence, cut=False)
    ends = (sentence[:end] for end in _word_ends(sentence))
    fitting = [next(ends), *takewhile(lambda piece: count_words(piece) < limit, ends)]
    clauses = [p for p in fitting if p[-1] in CLAUSE_MARKS and 2 * count_words(p) >= limit]
    text = (clauses or fitting)[-1]
    return Excerpt(text=text.rstrip(DANGLING) or text, cut=True)


def quoted(text: str) -> str:
    """Return the text in typographic quotation marks: single ones where it has double ones."""
    opening, closing = "‘’" if "“" in text else "“”"
    return f"{opening}{isolated(text)}{closing}"


def isolated(text: str) -> str:
    """Return the text so that its direction cannot disturb the line it stands in.

    Only text with right-to-left letters or direction marks is wrapped; all else stays as it is.
    """
    turns = not text.isascii() and any(unicodedata.bidirectional(c) in BIDI for c in text)
    if turns:
        return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"
    return text


def _is_end(text: str, end: re.Match[str]) -> bool:
    """Return whether a mark ends a sentence: not in `e.g. this`, `U.S.`, or `1.` before an item."""
    if not end["spaced"]:
        return True
    line = text[max(0, end.start() - LONGEST_ABBREVIATION) : end.start()].rpartition("\n")[2]
    if MARKER.fullmatch(f"{line.strip()}{end['spaced']} "):
        return False
    following = NEXT.match(text, end.end())
    if following is not None and following["character"].islower():
        return False
    before = re.split(r"[\s(\"'“«]", line)[-1]
    initials = re.search(r"\.\w$", before)
    return end["spaced"] != "." or not (before.lower() in ABBREVIATIONS or initials)


def _word_ends(text: str) -> Iterator[int]:
    """Yield where a text may be cut: after each word, or character of a script without spaces."""
    return (at for at in range(1, len(text) + 1) if _may_end(text[at - 1], text[at : at + 1]))


def _may_end(here: str, following: str) -> bool:
    if not following or following.isspace():
        return not here.isspace()
    if not (here in WIDE_CLAUSE_MARKS or is_spaceless(here)):
        return False
    # No mark is left behind by what it belongs to: an accent, a vowel sign, a comma.
    return not (unicodedata.category(following).startswith("M") or following in CLAUSE_MARKS)
