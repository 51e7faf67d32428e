"""A draft's text in the forms in which it is checked, whatever its letters are dressed up as.

References stand in it as single characters of no script (`WHO` and the like), so that it can be
told what stands beside one. Everything is looked at as it is read: without what cannot be seen,
compatibility forms and look-alike letters as the letters that they look like.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import chain, pairwise

import msgspec

from service.domain.claim_words import counts, in_words, mentions, moves, outcome_phrases
from service.domain.claim_words.languages import FUNCTION_WORDS
from service.domain.claim_words.outcome import HARMLESS
from service.domain.claim_words.tables import Kinds, Phrases
from service.domain.sentences import SPACELESS

WHO, MOVED, WHAT, COUNTED, WHEN, QUOTE = "\ue000\ue001\ue002\ue003\ue004\ue005"
"""What stands for the references of a text while it is checked."""
STAND_INS = re.compile(f"[{WHO}-{QUOTE}]")
TYPED = "\ufffd"
"""What takes the place of a stand-in that the writer typed: a symbol, and refused as one."""

LETTERS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
TOKEN = re.compile(rf"[^\W_]+|[{WHO}-{QUOTE}]")
JOINED = re.compile(r"(?<![^\W\d_])[^\W\d_]++(?:[^\w\s][^\W\d_]++)+")
_NO_LETTER = re.compile(r"\W")
_ELISION = 2
_WIDE = re.compile(f"{SPACELESS.pattern[:-1]}\uac00-\ud7a3]")
"""The same and Hangul."""
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´＇", "'"))
_LOOKALIKES = str.maketrans(
    "авгԁеһіјкӏмнорсԛѕтуԝхѵьαβγεηικνορτυχ", "abrdehijklmhopcqstywxvbabyenikvoptux"
)
_LOOKS_LATIN = re.compile("[\u0370-\u052f]")
"""Letters of the alphabets in which some do."""
_LATIN = "A-Za-z\u00aa-\u024f\u1e00-\u1eff"
_UNLIKE = (
    "\u0590-\u109f\u1100-\u139f\u1400-\u1cff\u2e80-\ua4cf\ua800-\uab2f\uab80-\ud7ff\uf900-\ufdff"
)
_NOT_LATIN = re.compile(f"[\u0370-\u052f{_UNLIKE}]")
_SEAM = re.compile(f"(?<=[{_LATIN}])(?=[{_UNLIKE}])|(?<=[{_UNLIKE}])(?=[{_LATIN}])")
"""Where letters of a script that looks nothing like Latin stand at a Latin one: a word ends there."""
_ORDINARY = re.compile(f"[\x00-_a-\x7f{WHO}-{QUOTE}]*")
"""A text that is read as it is written."""
_MARKS = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]")


_KINDS = (
    outcome_phrases.OUTCOME_PHRASES,
    outcome_phrases.GROUP_FAVOURS,
    outcome_phrases.MODELS,
    in_words.COUNTS,
    in_words.OUTCOMES,
    in_words.ROUNDS,
    in_words.MOVES,
    in_words.ADVICE,
    moves.SAYS_MOVED,
    moves.SAYS_STAYED,
    mentions.ADDRESSES,
    mentions.COUNTS_ROUNDS,
    counts.COUNT_COMPARED,
    counts.DECIDED,
    counts.LEADS,
    counts.AGAINST,
    counts.ALONE,
    HARMLESS,
)


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A text in the forms in which it is checked."""

    raw: str
    cased: str
    """Compatibility forms resolved, without what cannot be seen."""
    folded: str
    """In small letters, look-alikes as the letters that they look like."""
    claims: str
    """The same without what only looks like a claim."""
    words: frozenset[str]
    """Its words as they are written, each side of an apostrophe by itself."""
    tokens: frozenset[str]
    """Its words in small letters, also without the hyphens that join them."""
    phrase: str
    """All words with single spaces between and around them."""
    pairs: frozenset[str]
    """Each word with the next one, in one."""
    wide: bool
    """Whether it holds any script in which words run together."""
    latin: bool
    """Whether it holds no letters of another script."""
    likely: frozenset[Phrases]
    """The phrases of which it may say any."""

    def claim_of(self, phrases: Phrases) -> re.Match[str] | None:
        """Return the first place where it claims one of these phrases."""
        return phrases.search(self.claims) if phrases in self.likely else None

    def says(self, phrases: Phrases) -> bool:
        """Return whether it says any of these phrases, as a claim or not."""
        return phrases in self.likely and phrases.search(self.folded) is not None

    def all_of(self, phrases: Phrases) -> Iterator[re.Match[str]]:
        """Return where it says any of these phrases, as a claim or not."""
        return phrases.finditer(self.folded) if phrases in self.likely else iter(())


def see(skeleton: str) -> Seen:
    """Return a text, in which references stand as single characters, as it is checked."""
    cased = as_read(skeleton)
    folded = folded_of(cased)
    claims, likely = folded, _kinds().likely_in(folded)
    if HARMLESS in likely:
        claims = HARMLESS.without(folded)
        likely = _kinds().likely_in(f"{folded} {claims}")
    plain = TOKEN.findall(folded)
    return Seen(
        raw=skeleton,
        cased=cased,
        folded=folded,
        claims=claims,
        words=frozenset(_words(cased)),
        tokens=frozenset(tokens_of(claims)),
        phrase=f" {' '.join(plain)} ",
        pairs=frozenset(first + second for first, second in pairwise(plain)),
        wide=is_wide(folded),
        latin=_NOT_LATIN.search(cased) is None,
        likely=likely,
    )


def readied() -> Iterator[None]:
    """Build what the first draft waits for, in steps between which others have their turn."""
    for phrases in _KINDS:
        yield
        _ = phrases.needs
    yield
    _kinds()


@cache
def _kinds() -> Kinds:
    return Kinds(_KINDS)


def _words(cased: str) -> Iterator[str]:
    words = LETTERS.findall(cased)
    yield from chain.from_iterable(w.split("'") for w in words) if "'" in cased else words
    yield from (_NO_LETTER.sub("", joined) for joined in JOINED.findall(cased))


def tokens_of(folded: str) -> Iterator[str]:
    """Yield the words of a text, and what joined ones come to without what joins them."""
    words = LETTERS.findall(folded)
    yield from words
    for word in words if "'" in folded else ():
        head, _, tail = word.rpartition("'")
        if tail == "s":
            yield head
        elif 0 < len(head) <= _ELISION or head == "un":
            yield tail
    for joined in JOINED.findall(folded):
        yield _NO_LETTER.sub("", joined)


_LANGUAGES: Mapping[str, tuple[str, ...]] = {
    word: tuple(language for language, known in FUNCTION_WORDS.items() if word in known)
    for word in frozenset[str]().union(*FUNCTION_WORDS.values())
}
"""Whose words these are."""


@lru_cache(maxsize=16)
def language_of(folded: str) -> str | None:
    """Return the language in Latin letters that a text is most likely in; None where nothing tells."""
    known = (_LANGUAGES.get(token, ()) for token in re.findall(r"[^\W\d_]+", folded))
    scores = Counter(chain.from_iterable(known))
    return max(FUNCTION_WORDS, key=scores.__getitem__) if scores else None


def phrase_of(folded: str) -> str:
    """Return all words with single spaces between and around them."""
    return f" {' '.join(TOKEN.findall(folded))} "


def is_wide(text: str) -> bool:
    """Return whether a text is in a script in which words run together or are bent at the end."""
    return not text.isascii() and _WIDE.search(text) is not None


def squeezed(text: str) -> str:
    """Return a text without what stands between its words."""
    return re.sub(r"[\W_]+", "", text)


def as_read(text: str) -> str:
    """Return a text as it is read: compatibility forms resolved, what is unseen left out.

    A Latin word is parted from letters of another script that touch it.
    """
    if text.isascii() or _ORDINARY.fullmatch(text):
        return text
    composed = unicodedata.normalize("NFKC", text)
    unseen = {c for c in set(composed) if unicodedata.category(c) == "Cf"}
    shown = "".join(c for c in composed if c not in unseen) if unseen else composed
    parted = _SEAM.sub(" ", shown) if _NOT_LATIN.search(shown) else shown
    return _MARKS.sub("", parted).translate(_APOSTROPHES)


def folded_of(cased: str) -> str:
    """Return it in small letters, look-alikes in a text of Latin letters as what they look like."""
    small = cased.casefold()
    if small.isascii() or not _LOOKS_LATIN.search(small):
        return small
    latin = sum("a" <= c <= "z" for c in small)
    foreign = sum("\u0370" <= c <= "\u052f" for c in small)
    return small.translate(_LOOKALIKES) if foreign < latin else small
