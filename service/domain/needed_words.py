r"""What a text has to hold before a pattern can match in it.

    needs_of(r"\b(?:ignore|forget) (?:all )?rules")  ->  ` ignore ` or ` forget `, and ` rules`

To look for words costs far less than to try a pattern at every place of a text, and most texts lack
some that it needs. What is told here is always true and never all: a pattern may still not match
where its needs are met. It is told from the pattern, so that there is no second list to keep.

It reads as much of the language of patterns as `order_grammar` writes: no flags,
names or references to groups, and no escapes of characters but `\uXXXX`.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Set as AbstractSet
from functools import lru_cache
from typing import TypeAlias, cast

import msgspec

SHORTEST = 2
"""Characters of a part of a word that is looked for; shorter ones are in any text."""
REMEMBERED, LONGEST_REMEMBERED = 8_192, 32
"""How many words are remembered, and of how many letters at most: the same few make most texts."""
RARER_BY_LETTER = 0.5
"""How much rarer a part of a word is than another that has a character less, roughly."""

_EDGES = re.compile(r"\(\?<!\\w\)|\(\?!\\w\)|\\b")
_SIGN = re.compile(
    r"\\u[0-9A-Fa-f]{4}|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?[:=!]|\(\?<[=!]|[?*+][?+]?|\{\d*,?\d*\}[?+]?|.",
    re.DOTALL,
)
_REPEATS = re.compile(r"(?P<optional>[?*]|\{0?,)|[+{]")
_EDGE = r"\b"
_ASIDE = frozenset({"(?=", "(?!", "(?<=", "(?<!"})
"""What looks ahead or behind: nothing of it is part of the match."""


class AnyOf(msgspec.Struct, frozen=True):
    """One of these parts of words, or one of these needs.

    A part stands with a space before it if a word begins with it, and behind it if one ends so.
    """

    parts: frozenset[str]
    needs: Mapping[str, tuple["Need", ...]] = {}
    """By each part that one of them cannot do without: only those are looked at that may be met."""

    def is_met(self, parts: AbstractSet[str]) -> bool:
        """Return whether it is, by what `parts` of words a text holds."""
        if not self.parts.isdisjoint(parts):
            return True
        found = self.needs.keys() & parts
        # Once each, whichever of its parts are there.
        may_be_met = {id(need): need for part in found for need in self.needs[part]}
        return any(need.is_met(parts) for need in may_be_met.values())


class AllOf(msgspec.Struct, frozen=True):
    """All of these; none at all where nothing is known to be needed."""

    needs: tuple["Need", ...]

    def is_met(self, parts: AbstractSet[str]) -> bool:
        """Return whether they are, by what `parts` of words a text holds."""
        return all(need.is_met(parts) for need in self.needs)


Need: TypeAlias = AnyOf | AllOf
NOTHING = AllOf(())


class Vocabulary:
    """All parts of words that are looked for, found in words at a glance."""

    def __init__(self, parts: Iterable[str]) -> None:
        """Know these, each of `SHORTEST` characters or more."""
        self._by_beginning: dict[str, tuple[str, ...]] = {}
        for part in parts:
            known = self._by_beginning.get(part[:SHORTEST], ())
            self._by_beginning[part[:SHORTEST]] = (*known, part)
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._parts_in)

    def parts_in(self, words: Collection[str]) -> frozenset[str]:
        """Return which of them some words hold."""
        short = [word for word in words if len(word) <= LONGEST_REMEMBERED]
        found = frozenset[str]().union(*map(self._remembered, short))
        if len(short) == len(words):
            return found
        return found.union(*(self._parts_in(w) for w in words if len(w) > LONGEST_REMEMBERED))

    def _parts_in(self, word: str) -> frozenset[str]:
        between = f" {word} "
        return frozenset(
            part
            for at in range(len(between) - SHORTEST + 1)
            for part in self._by_beginning.get(between[at : at + SHORTEST], ())
            if between.startswith(part, at)
        )


def needs_of(pattern: str) -> Need:
    """Return what every match of a pattern holds."""
    signs = _SIGN.findall(_EDGES.sub(r"\\b", pattern))
    return _needs_of_group(_read(signs[::-1]), begins=False, ends=False)


def parts_of(need: Need) -> frozenset[str]:
    """Return all parts of words that are looked for."""
    if isinstance(need, AllOf):
        return frozenset[str]().union(*map(parts_of, need.needs))
    # Once each, by whichever of its parts it is known.
    inside = {id(one): one for needs in need.needs.values() for one in needs}
    return need.parts.union(*map(parts_of, inside.values()))


class _Item(msgspec.Struct, frozen=True):
    """One thing that a pattern says: a character, a class of them, the edge of a word, or a group."""

    said: "str | _Group"
    """Empty where it is no part of the match."""
    optional: bool = False

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
_BREAK = _Item(".")


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
        items.append(_Item("" if sign in _ASIDE else said, bool(repeats and repeats["optional"])))
        if repeats:
            signs.pop()
            items.append(_BREAK)
    return (*group, tuple(items))


def _needs_of_group(group: _Group, *, begins: bool, ends: bool) -> Need:
    """Return what a group needs; `begins` and `ends` say whether words do before and behind it."""
    needs = [_all(_needs_of_items(items, begins=begins, ends=ends)) for items in group]
    if len(needs) == 1 or NOTHING in needs:
        return needs[0] if len(needs) == 1 else NOTHING
    by_part = defaultdict[str, tuple[Need, ...]](tuple)
    plain = frozenset[str]()
    for need in needs:
        if isinstance(need, AnyOf):
            plain |= need.parts
        for part in _first_looked_for(need) - (need.parts if isinstance(need, AnyOf) else set()):
            by_part[part] += (need,)
    return AnyOf(plain, dict(by_part))


def _first_looked_for(need: Need) -> frozenset[str]:
    """Return parts of which every text has one that meets a need; as rare as there are."""
    if isinstance(need, AnyOf):
        return need.parts | need.needs.keys()
    return min(map(_first_looked_for, need.needs), key=_how_common)


def _how_common(parts: AbstractSet[str]) -> float:
    """Return about how many texts have one of some parts, against others: long ones are rare."""
    return sum(RARER_BY_LETTER ** len(part) for part in parts)


def _needs_of_items(items: tuple[_Item, ...], *, begins: bool, ends: bool) -> Iterator[Need]:
    """Yield what one alternative needs."""
    run = ""
    for at, item in enumerate(items):
        behind = items[at + 1].parts_words if at + 1 < len(items) else ends
        if item.is_letter:
            run = run or (" " if begins else "")
            run += cast("str", item.said)
            begins = False
            if at + 1 == len(items) or not items[at + 1].is_letter:
                yield from _looked_for(f"{run} " if behind else run)
                run = ""
            continue
        if isinstance(item.said, tuple) and not item.optional:
            yield _needs_of_group(item.said, begins=begins, ends=behind)
        begins = _begins_behind(item, begins=begins)


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


def _looked_for(part: str) -> Iterator[Need]:
    if len(part) >= SHORTEST:
        yield AnyOf(frozenset({part}))


def _all(needs: Iterable[Need]) -> Need:
    told = tuple(need for need in needs if need != NOTHING)
    return told[0] if len(told) == 1 else AllOf(told)
