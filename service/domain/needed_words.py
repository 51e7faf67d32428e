r"""What a sentence has to hold before a pattern can match in its text.

    needs_of(r"\b(?:ignore|forget) (?:all )?rules")  ->  ` ignore ` or ` forget `, and ` rules`

Which words a sentence has decides which patterns are tried: to look for words costs far less than
to try a pattern at every place of a text, and most sentences lack some that it needs. What is told
here is always true and never all: a pattern may still not match where its needs are met. It is told
from the pattern, so that there is no second list to keep. Where a match may go beyond the end of a
sentence, only what it holds on one side of that is needed.

It reads as much of the language of patterns as `order_grammar` writes: no flags,
names or references to groups, and no escapes of characters but `\uXXXX` and `\{`.
"""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence, Set as AbstractSet
from functools import cache, reduce
from operator import or_
from typing import TypeAlias, cast

import msgspec

from service.domain.claim_words.languages import FUNCTION_WORDS

SHORTEST = 2
"""Characters of a part of a word that is looked for; shorter ones are in any text."""
BEGINNING = 3
"""Characters by which parts are looked up, one more than the shortest has."""
REMEMBERED, LONGEST_REMEMBERED = 8_192, 32
"""How many words are remembered, and of how many letters at most: the same few make most texts."""
RARER_BY_LETTER = 0.5
"""How much rarer a part of a word is than another that has a character less, roughly."""
_PRONOUNS = frozenset({"all", "any", "each", "every", "only", "other", "others", "you", "your"})
COMMON = frozenset(
    f" {word} " for words in (*FUNCTION_WORDS.values(), _PRONOUNS) for word in words
)
"""Words that most sentences have some of."""

SENTENCE = re.compile(r"[^.!?\n]*[.!?\n]?")
WORD = re.compile(r"[^\W_]+|[□{_]")
"""A word, or a sign that some patterns look for."""
_SIGNS = {"□": " □ ", r"\{": " { ", "_": " _ "}
"""Such signs as patterns write them, and as parts that are looked for."""

_EDGES = re.compile(r"\(\?<?!(?:\\w|\[\\w'-\])\)|\\b")
_SIGN = re.compile(
    r"\\u[0-9A-Fa-f]{4}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?[:=!]|\(\?<[=!]|[?*+][?+]?|\{\d*,?\d*\}[?+]?|.",
    re.DOTALL,
)
_REPEATS = re.compile(r"(?P<optional>[?*]|\{0?,)|[+{]")
_EDGE = r"\b"
_AHEAD, _BEFORE = "(?=", "(?<="
_ASIDE = frozenset({_AHEAD, _BEFORE, "(?!", "(?<!"})
"""What looks ahead or behind: nothing of it is part of the match."""


Parts: TypeAlias = frozenset[str]
"""Parts of words. One stands with a space before it if a word begins with it, and behind it if one
ends so."""
Way: TypeAlias = frozenset[Parts]
"""A sentence holds one of each of these parts."""
Need: TypeAlias = frozenset[Way]
"""A match is in one of these ways."""
NOTHING: Need = frozenset({Way()})
MOST_WAYS = 8
"""Beyond so many, a need is told by one kind of parts."""


class Index:
    """Many needs, of which those that a sentence may meet are found by its words, at a glance."""

    def __init__(self, needs: Sequence[Need]) -> None:
        """Know these, each by its place, by the rarest parts of each of its ways."""
        every = {part for need in needs for way in need for parts in way for part in parts}
        self._bits = {part: 1 << number for number, part in enumerate(sorted(every))}
        self._asked = defaultdict[str, tuple[_Asked, ...]](tuple)
        self._by_beginning = defaultdict[str, tuple[str, ...]](tuple)
        self._always = frozenset(number for number, need in enumerate(needs) if need == NOTHING)
        for number, way in ((n, way) for n, need in enumerate(needs) for way in need - NOTHING):
            rarest, *others = sorted(way, key=_how_common)
            for part in rarest:
                self._asked[part] += ((number, tuple(map(self._together, others))),)
        for part in self._bits:
            self._by_beginning[part[:BEGINNING]] += (part,)
        self._held = _Remembered(self._held_by)

    def met_by(self, sentence: str) -> AbstractSet[int]:
        """Return the places of the needs that a sentence meets."""
        held = [self._held[word] for word in WORD.findall(sentence)]
        asked = [one for _, needs in held if needs for one in needs]
        if not asked:
            return self._always
        is_held = reduce(or_, [parts for parts, _ in held]).__and__
        return self._always | {number for number, others in asked if all(map(is_held, others))}

    def _held_by(self, word: str) -> "_Held":
        between = f" {word} "
        parts = frozenset(
            part
            for at in range(len(between) - SHORTEST + 1)
            for length in (SHORTEST, BEGINNING)
            for part in self._by_beginning.get(between[at : at + length], ())
            if between.startswith(part, at)
        )
        asked = (one for part in parts for one in self._asked.get(part, ()))
        return self._together(parts), tuple(dict.fromkeys(asked))

    def _together(self, parts: Parts) -> int:
        return sum(self._bits[part] for part in parts)


_Asked: TypeAlias = tuple[int, tuple[int, ...]]
"""The place of a need, and of which other parts some have to be there, a bit for each part."""
_Held: TypeAlias = tuple[int, tuple[_Asked, ...]]
"""The parts that a word holds, a bit for each, and what asks for any of these."""


class _Remembered(dict[str, _Held]):
    """What words hold, found out when first asked for; when they are too many all are forgotten."""

    def __init__(self, held_by: Callable[[str], _Held]) -> None:
        super().__init__()
        self._held_by = held_by

    def __missing__(self, word: str) -> _Held:
        held = self._held_by(word)
        if len(word) <= LONGEST_REMEMBERED:
            if len(self) >= REMEMBERED:
                self.clear()
            self[word] = held
        return held


def needs_of(pattern: str) -> Need:
    """Return what every match of a pattern holds."""
    return _needs_of_group(_read_all(pattern), begins=False, ends=False)


class _Item(msgspec.Struct, frozen=True):
    """One thing that a pattern says: a character, a class of them, the edge of a word, or a group."""

    said: "str | _Group"
    """Empty where it is no part of the match."""
    optional: bool = False
    ahead: "_Group" = ()
    """What has to stand behind it ..."""
    before: "_Group" = ()
    """... or before it, without being part of the match."""

    @property
    def goes_on(self) -> bool:
        """Return whether it may go beyond the end of a sentence."""
        if self.before or isinstance(self.said, tuple):
            return _goes_on(self.before or cast("_Group", self.said))
        return _is_end(self.said)

    @property
    def is_letter(self) -> bool:
        return isinstance(self.said, str) and self.said.isalnum() and not self.optional

    @property
    def parts_words(self) -> bool:
        """Return whether a word ends before it and another begins behind it."""
        return self.said in _BETWEEN and not self.optional


_Group: TypeAlias = tuple[tuple[_Item, ...], ...]
"""Its alternatives."""
_BETWEEN = frozenset({_EDGE, r"\s", *" ,'-/:"})
_BREAK = _Item("")
_ONE_LETTER = re.compile(r"\[[a-z0-9а-я-]+\]")
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789абвгдежзийклмнопрстуфхцчшщъыьэюя"


def _read_all(pattern: str) -> _Group:
    return _read(_SIGN.findall(_EDGES.sub(r"\\b", pattern))[::-1])


def _read(signs: list[str]) -> _Group:
    """Read a group to its end; the next sign stands last."""
    group: list[tuple[_Item, ...]] = []
    items: list[_Item] = []
    while signs and (sign := signs.pop()) != ")":
        if sign == "|":
            group.append(tuple(items))
            items = []
            continue
        said = _read(signs) if sign.startswith("(") else sign
        repeats = _REPEATS.match(signs[-1]) if signs else None
        items.append(_item(sign, said, optional=bool(repeats and repeats["optional"])))
        if repeats:
            signs.pop()
            items.append(_BREAK)
    return (*group, tuple(items))


@cache
def _is_end(said: str) -> bool:
    """Return whether a character of a pattern may be one that ends a sentence."""
    return any(re.fullmatch(said, end) for end in ".!?\n")


def stays_in_a_sentence(pattern: str) -> bool:
    """Return whether no match goes beyond the end of a sentence, but for what it may begin with."""
    items = (item for items in _read_all(pattern) for item in items)
    return not any(item.goes_on and not item.optional for item in items)


def _item(sign: str, said: str | _Group, *, optional: bool) -> _Item:
    if sign not in _ASIDE:
        return _Item(said, optional)
    group = cast("_Group", said)
    return _Item(
        "",
        optional,
        ahead=group if sign == _AHEAD else (),
        before=group if sign == _BEFORE else (),
    )


def _needs_of_group(group: _Group, *, begins: bool, ends: bool) -> Need:
    """Return what a group needs; `begins` and `ends` say whether words do before and behind it."""
    return _one_of(_needs_of_items(items, begins=begins, ends=ends) for items in group)


def _needs_of_items(items: tuple[_Item, ...], *, begins: bool, ends: bool) -> Need:
    """Return what one alternative needs, within one sentence."""
    run = ""
    stretches = [NOTHING]
    for at, item in enumerate(items):
        behind = items[at + 1].parts_words if at + 1 < len(items) else ends
        if item.is_letter:
            run = run or (" " if begins else "")
            run += cast("str", item.said)
            begins = False
            if at + 1 == len(items) or not items[at + 1].is_letter:
                stretches[-1] = _both(stretches[-1], _looked_for(f"{run} " if behind else run))
                run = ""
            continue
        need = NOTHING if item.optional else _need_of_item(item, begins=begins, ends=behind)
        if item.goes_on:
            stretches += [need, NOTHING]
        else:
            stretches[-1] = _both(stretches[-1], need)
        begins = _begins_behind(item, begins=begins)
    return min(stretches, key=_how_often_met)


def _goes_on(group: _Group) -> bool:
    return any(item.goes_on for items in group for item in items)


def _need_of_item(item: _Item, *, begins: bool, ends: bool) -> Need:
    """Return what something needs that is neither a letter nor optional."""
    if isinstance(item.said, tuple):
        return _needs_of_group(item.said, begins=begins, ends=ends)
    if item.ahead and not _goes_on(item.ahead):
        return _needs_of_group(item.ahead, begins=begins, ends=False)
    if item.said in _SIGNS:
        return _looked_for(_SIGNS[item.said])
    if begins and ends and _ONE_LETTER.fullmatch(item.said):
        words = (f" {letter} " for letter in _LETTERS if re.fullmatch(item.said, letter))
        return frozenset({Way({Parts(words)})})
    return NOTHING


def _begins_behind(item: _Item, *, begins: bool) -> bool:
    """Return whether a word begins behind something, given whether one does before it."""
    if isinstance(item.said, str):
        return item.parts_words or (begins and not item.said)
    inside = all(_begin_behind(items, begins=begins) for items in item.said)
    return inside and (begins or not item.optional)


def _begin_behind(items: tuple[_Item, ...], *, begins: bool) -> bool:
    for item in items:
        begins = _begins_behind(item, begins=begins)
    return begins


def _looked_for(part: str) -> Need:
    return frozenset({Way({Parts({part})})}) if len(part) >= SHORTEST else NOTHING


def _both(one: Need, other: Need) -> Need:
    """Return what is needed where both are, in one sentence."""
    if min(len(one), len(other)) > 1 and len(one) * len(other) > MOST_WAYS:
        one, other = sorted((one, other), key=len)
        other = _in_one_way(other)
    return frozenset(first | second for first in one for second in other)


def _one_of(needs: Iterable[Need]) -> Need:
    """Return what is needed where any of these is; ways with one kind of parts are one way."""
    ways = Need().union(*needs)
    if not NOTHING.isdisjoint(ways):
        return NOTHING
    plain = [way for way in ways if len(way) == 1]
    together = Parts().union(*(parts for way in plain for parts in way))
    return ways.difference(plain) | ({Way({together})} if plain else Need())


def _in_one_way(need: Need) -> Need:
    return frozenset({Way({Parts().union(*(min(way, key=_how_common) for way in need))})})


def _how_often_met(need: Need) -> float:
    """Return about how many texts meet a need, against others."""
    return math.inf if need == NOTHING else _how_common(next(iter(next(iter(_in_one_way(need))))))


def _how_common(parts: Parts) -> float:
    """Return about how many texts have one of some parts, against others: long ones are rare."""
    return sum(1 if part in COMMON else RARER_BY_LETTER ** len(part) for part in parts)
