"""What was printed beside what the manual shows of it.

Ids and times in the manual stand for any; `…` for anything in its line, or any lines where it has
one to itself.
"""

import re
from typing import Any

ANYTHING = "…"
VARIES = {
    r"(?<=\b(?:dbt|rsp|evt|whe|dlv|nte|shr|key)_)(?:[0-9a-z]{26}\b|…)": r"[0-9a-z]{26}",
    r"\d{4}-\d\d-\d\dT[\d:.]+Z": r"\d{4}-\d\d-\d\dT[\d:.]+Z",
    r"\b\d\d:\d\d:\d\d\b": r"\d\d:\d\d:\d\d",
    ANYTHING: r".*?",
}
"""What differs each time, and what may stand in its place."""
PIECES = re.compile("|".join(f"({shown})" for shown in VARIES))


def shows(shown: str, printed: str) -> bool:
    """Return whether this is all that was printed."""
    return bool(_text(shown).fullmatch(_trimmed(printed)))


def shows_part(shown: str, printed: str) -> bool:
    """Return whether these lines were printed, one after the other, among others."""
    return bool(re.search(rf"(?m)^{_text(shown).pattern}", _trimmed(printed)))


def differences(shown: Any, said: Any, place: str = "") -> list[str]:  # noqa: ANN401 - any JSON
    """Return where JSON lacks what is shown of it; what is not shown may be anything."""
    if isinstance(shown, dict) and isinstance(said, dict):
        return [
            fault
            for key, value in shown.items()
            for fault in differences(value, said.get(key, "nothing"), f"{place}/{key}")
        ]
    if isinstance(shown, list) and isinstance(said, list):
        return _of_lists(shown, said, place)
    if isinstance(shown, str) and isinstance(said, str):
        fits = shown == ANYTHING or _line(shown).fullmatch(said)
        return [] if fits else [f"{place}: {said!r}, not {shown!r}"]
    same = type(shown) is type(said) and shown == said
    return [] if same or shown == ANYTHING else [f"{place}: {said!r}, not {shown!r}"]


def _of_lists(shown: list[Any], said: list[Any], place: str) -> list[str]:
    open_end = shown[-1:] == [ANYTHING]
    first = shown[:-1] if open_end else shown
    if len(said) < len(first) or (len(said) > len(first) and not open_end):
        return [f"{place}: {len(said)} elements, not {len(first)}"]
    return [
        fault
        for number, pair in enumerate(zip(first, said, strict=False))
        for fault in differences(*pair, f"{place}/{number}")
    ]


def _text(shown: str) -> re.Pattern[str]:
    lines = _trimmed(shown).split("\n")
    parts = [
        r"(?:.*(?:\n|\Z))*?" if line.strip() == ANYTHING else f"{_line(line).pattern}(?:\\n|\\Z)"
        for line in lines
    ]
    return re.compile("".join(parts))


def _line(shown: str) -> re.Pattern[str]:
    """Return a pattern for a line, or for text of several in which `…` stays within one."""
    pattern, end = "", 0
    for piece in PIECES.finditer(shown):
        pattern += re.escape(shown[end : piece.start()]) + _instead(piece)
        end = piece.end()
    return re.compile(pattern + re.escape(shown[end:]))


def _instead(piece: re.Match[str]) -> str:
    return next(
        instead
        for group, instead in zip(piece.groups(), VARIES.values(), strict=True)
        if group is not None
    )


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip("\n").splitlines())
