"""Whether a quote is turned round by what it leaves out of its sentence.

    is_turned_round("nobody has shown, so far, ", "that plans leak", " at all") -> True

A quote is judged by what stands next to it, and by all of its sentence before it where that tells
what somebody says, thinks or shows: where it begins with or behind a "that". What stands behind it
turns it round where it denies right there or calls it false. The words are rows in `negations`.
"""

import re

from service.domain.negations import (
    AFFIRMS,
    DENIES,
    DENIES_AFTER,
    DENIES_AFTER_WIDE,
    DENIES_RIGHT_AFTER,
    DENIES_WIDE,
    DOUBTS,
    FALLS,
    FALSE,
    FALSE_WIDE,
    FOR_THAT,
    GOES_ON,
    LIMITS,
    LINKS,
    NOT_ONLY,
    RESTARTS,
    STANCE_WIDE,
    SUBORDINATE,
    THAT,
    THAT_BEHIND_COMMA,
    THESIS,
    TRUE,
)
from service.domain.sentences import is_spaceless

_CLAUSE = re.compile(r"[.,;:!?…。，；：！？、،؛—–\n()]|\s-\s")
_SENTENCE = re.compile(r"[.!?…؟।]+[\"'”’»)]*(?:\s|$)|[。！？｡;；؛\n]")
_ENDED = re.compile(r"[.!?…؟।。！？｡;；؛][\"'”’»)]*\Z")
_MARKS = r"\u0300-\u036f\u064b-\u0652\u0900-\u0963\u0966-\u0dff"
"""Accents, and vowel signs with the letters of the scripts that have them."""
_WORD = re.compile(rf"[^\W_]+(?:[{_MARKS}]+[^\W_]*|['-][^\W_]+)*")
_GOVERNED = re.compile(
    rf"(?P<governor>.*)(?<!\w)(?:(?P<bare>{THAT})|{THAT_BEHIND_COMMA})(?:(?!\w)|(?<='))"
    r"(?:\s*,|[^,;:—–()]*$)",
    re.DOTALL,
)
_THAT_FIRST = re.compile(rf"['\"“„«(]*(?P<that>{THAT}|{THAT_BEHIND_COMMA})(?:(?!\w)|(?<='))")
_PARENTHESIS = re.compile(r",[^,]*,\s*$")
_NEAR = 4
"""How many words before a quote, in its clause, are looked at."""
_NEAR_AFTER = 3
_VERDICT = 8
"""Within how many words behind a quote it is called false."""
_FALLS_LOOK, _VERDICT_LOOK = 30, 60
_DENIES_FAR = (DENIES | DOUBTS) - LIMITS


def is_turned_round(before: str, quote: str, after: str) -> bool:
    """Return whether what stands before or behind, in small letters, turns a quote round."""
    sentence = _SENTENCE.split(before)[-1]
    rest = "" if _ENDED.search(quote[-3:]) else _SENTENCE.split(after, maxsplit=1)[0]
    return (
        _denies_next(_CLAUSE.split(sentence)[-1])
        or _denies_all(sentence, quote)
        or _denies_last(_CLAUSE.split(rest, maxsplit=1)[0])
        or _is_called_false(rest)
        or _falls(sentence, quote, rest)
    )


def _denies_next(clause: str) -> bool:
    if not clause.isascii() and DENIES_WIDE.search(clause):
        return True
    return _denies_near(clause) and _denies_near(_without_yes(clause))


def _denies_near(clause: str) -> bool:
    return any(_denies(word) for word in _WORD.findall(clause)[-_NEAR:])


def _denies_all(sentence: str, quote: str) -> bool:
    """Return whether the quote is part of what the sentence denies to be so."""
    if is_spaceless(sentence) and STANCE_WIDE.search(sentence):
        return True
    if not _denies_far(sentence):
        return False  # as most do not: spares them all that follows
    return _denies_far(_without_yes(_governor(sentence + _that_of(quote))))


def _governor(sentence: str) -> str:
    """Return what stands before the "that" by which a quote is governed; empty without one."""
    found = _GOVERNED.match(FOR_THAT.split(sentence)[-1])
    if found is None:
        return ""
    governor = found["governor"]
    if found["bare"]:
        governor = _PARENTHESIS.sub("", governor)
    return SUBORDINATE.sub("", RESTARTS.split(governor)[-1].lstrip())


def _that_of(quote: str) -> str:
    found = _THAT_FIRST.match(quote)
    return found["that"] if found else ""


def _denies_far(text: str) -> bool:
    return not _DENIES_FAR.isdisjoint(_WORD.findall(text)) or "n't" in text or " n'" in text


def _denies_last(clause: str) -> bool:
    words = _WORD.findall(clause)[:_NEAR_AFTER]
    if words and words[0] in DENIES_RIGHT_AFTER:
        return True
    if not DENIES_AFTER.isdisjoint(words):
        return True
    return not clause.isascii() and DENIES_AFTER_WIDE.match(clause) is not None


def _is_called_false(rest: str) -> bool:
    """Return whether a verdict stands behind a quote, with nothing but small words between."""
    if is_spaceless(rest) and FALSE_WIDE.match(rest):
        return True
    words = _WORD.findall(rest[:_VERDICT_LOOK])
    denied = is_true = linked = False
    for word, following in zip(words[:_VERDICT], [*words[1:], ""], strict=False):
        if word in FALSE:
            return following not in GOES_ON and (linked or not following)
        denied = denied or _denies(word)
        is_true = is_true or word in TRUE
        if denied and is_true:
            return True
        if not (_denies(word) or word in LINKS or word in TRUE):
            return False
        linked = True
    return denied


def _falls(sentence: str, quote: str, rest: str) -> bool:
    """Return whether the quote is what a sentence is about, and the rest says that it is not so."""
    words = _WORD.findall(rest[:_FALLS_LOOK])[:_NEAR_AFTER]
    if FALLS.isdisjoint(words) and not any(_denies(word) for word in words):
        return False
    if RESTARTS.match(f",{rest.lstrip(' ,')}"):
        return False
    return THESIS.search(sentence + _that_of(quote)) is not None


def _denies(word: str) -> bool:
    return word in DENIES or word.endswith("n't")


def _without_yes(text: str) -> str:
    """Return a text without the negations that deny nothing of what follows."""
    return AFFIRMS.sub(" ", NOT_ONLY.sub(" ", text))
