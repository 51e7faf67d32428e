"""How tables of words by language are put to use."""

import re
from collections.abc import Mapping


def words(rows: Mapping[str, str]) -> frozenset[str]:
    """Return all words of a table."""
    return frozenset(" ".join(rows.values()).split())


def phrases(rows: Mapping[str, str], *, wide: Mapping[str, str]) -> re.Pattern[str]:
    """Compile phrases: `rows` begin where a word does, `wide` ones, in other scripts, anywhere."""
    # One boundary before all of them: where no word begins, none of them is tried.
    spaced = "|".join(rows.values())
    return re.compile(rf"(?<!\w)(?:{spaced})|{'|'.join(wide.values())}")


def any_of(rows: Mapping[str, str]) -> re.Pattern[str]:
    """Compile patterns that stand for themselves, a row for each language."""
    return re.compile("|".join(f"(?:{row})" for row in rows.values()))
