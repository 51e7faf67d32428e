"""How tables of words by language are put to use."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import msgspec

from service.domain.needed_words import Index, Need, needs_of

_OTHER_LETTERS = frozenset({"el", "ru"})
"""Languages with spaces whose letters are not Latin."""
NEVER = "(?!)"
_OTHER_SCRIPT = re.compile("[\u0370-\u1cff\u3040-\ud7ff]")


class Phrases(msgspec.Struct, frozen=True, eq=False, dict=True):
    """Patterns of one kind; those of other scripts are tried only where there are such letters."""

    latin: re.Pattern[str]
    other: re.Pattern[str]

    @cached_property
    def needs(self) -> Need:
        """Return what a text in Latin letters needs to say any of it."""
        return needs_of(self.latin.pattern)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield where a text says any of it."""
        yield from self.latin.finditer(text)
        if _OTHER_SCRIPT.search(text):
            yield from self.other.finditer(text)

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first place where a text says any of it."""
        return self.latin.search(text) or (
            self.other.search(text) if _OTHER_SCRIPT.search(text) else None
        )

    def without(self, text: str) -> str:
        """Return a text with dashes in the places where it says any of it."""
        return self.other.sub(" – ", self.latin.sub(" – ", text))


class Kinds:
    """Phrases of several kinds; which of them a text may say is told by its words, at a glance."""

    def __init__(self, kinds: Sequence[Phrases]) -> None:
        """Know these."""
        self._kinds = frozenset(kinds)
        self._in_order = kinds
        self._index = Index([phrases.needs for phrases in kinds])

    def likely_in(self, text: str) -> frozenset[Phrases]:
        """Return the kinds of which a text may say any: no other is found in it."""
        if _OTHER_SCRIPT.search(text):
            return self._kinds
        return frozenset(self._in_order[number] for number in self._index.met_by(text))


def words(rows: Mapping[str, str]) -> frozenset[str]:
    """Return all words of a table."""
    return frozenset(" ".join(rows.values()).split())


def phrases(rows: Mapping[str, str], *, wide: Mapping[str, str]) -> Phrases:
    """Compile phrases by language: `rows` begin where a word does, `wide` ones anywhere.

    What is `wide` is in scripts that are not Latin.
    """
    latin = "|".join(row for language, row in rows.items() if language not in _OTHER_LETTERS)
    spaced = (row for language, row in rows.items() if language in _OTHER_LETTERS)
    other = "|".join((*(rf"(?<!\w)(?:{row})" for row in spaced), *wide.values()))
    return Phrases(
        re.compile(unicodedata.normalize("NFKC", rf"(?<!\w)(?:{latin})")),
        re.compile(unicodedata.normalize("NFKC", other)),
    )


def anywhere(latin: str, *, wide: str = NEVER) -> Phrases:
    """Compile phrases that say themselves where they begin.

    What is `wide` is in other scripts than Latin; so is what needs no more than one such letter.
    """
    return Phrases(re.compile(latin), re.compile(wide))


def any_of(rows: Mapping[str, str]) -> re.Pattern[str]:
    """Compile patterns that stand for themselves, a row for each language."""
    return re.compile("|".join(f"(?:{row})" for row in rows.values()))
