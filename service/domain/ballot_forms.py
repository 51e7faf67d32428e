"""The forms a ballot comes in: an object, alone or wrapped, or lines of `key: value`.

Here it is only found and taken apart; what it says is judged in `replies`. A wrapper that models
use is made of words in `_WRAPPERS`; any other word may mark somebody else's ballot.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec

from service.domain.attribution import is_attributed, is_joined
from service.domain.ballot_values import folded_key, is_blank_vote
from service.domain.loose_json import Loose, Members, Scan, scan
from service.domain.spoken_text import spoken

Fields = dict[str, tuple[Loose, ...]]
"""The distinct values that were given for each folded key, a few at most."""

MAX_VALUES = 16
"""No ballot says the same thing in more ways, or holds more of what could be a ballot."""


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """Something with a vote in it."""

    fields: Fields
    own: bool
    """False inside a place that is not known to hold the speaker's own ballot."""


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A reply taken apart."""

    claims: tuple[Claim, ...]
    prose: str
    """What stands outside the objects."""
    behind: str
    """What of it follows the last object that may be the speaker's ballot."""
    broken: bool
    """An object could not be read, so whatever is behind it is unknown."""
    open: bool
    """An object ended with the text, only its closing brackets missing."""
    has_argument: bool
    """Whether an object without a vote holds an argument."""


_WRAPPERS = frozenset(
    [
        "ballot",
        "response",
        "reply",
        "answer",
        "result",
        "output",
        "final",
        "data",
        "arguments",
        "args",
        "parameters",
        "params",
        "input",
        "function",
        "tool",
        "call",
        "calls",
        "json",
        "payload",
        "submission",
        "vote",
        "cast",
        "my",
        "body",
        "message",
        "debate",
        "panelist",
        "statement",
        "position",
        "content",
        "assistant",
        "action",
        "value",
        "object",
        "new",
        "revised",
        "updated",
        "the",
    ],
)
_KEY_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[^\W_a-zA-Z]+")
_UNWRAPS = 3

_PREFILLED = re.compile(r"""["'“](?:argument|vote)["'”]\s*:""", re.IGNORECASE)
_FENCED = re.compile(r"`{3,}+(?:json\w?|)[^\S\n]*+\n\s*+(?P<body>\{.*\})\s*+`{3,}+", re.DOTALL)
_FENCE_LINE = re.compile(r"^[^\S\n]*+(?:`{3,}|~{3,})[\w ]{0,20}$", re.MULTILINE)

_ATTRIBUTIONS = 200

_LINE_KEYS = (
    r"argument|confidence|second[ _]choice|strongest[ _]objection|would[ _]change[ _]mind"
    r"|responds[ _]to|change[ _]reason|persuaded[ _]by|new[ _]information"
)
_LINE = re.compile(
    r"^[^\S\n]*+(?:[-*+•]\s|\d{1,2}[.)]\s|\#{1,6}\s)?[^\S\n]*+(?P<mark>[*_`]{0,3})"
    rf"(?P<key>(?:(?:my|the|final)[ ]){{0,3}}vote|{_LINE_KEYS})[*_`]{{0,3}}"
    r"(?:[^\S\n]?[:：=]|[ ][-–—](?=\s))(?P=mark)?(?P<value>[^\n]*+)",
    re.IGNORECASE | re.MULTILINE,
)
# Parts of an object that could not be found as one: keys with a value in quotes, or bare votes.
_FRAGMENT = re.compile(
    r"""["'“”‘’]\s?(?:vote|argument)\s?["'“”‘’]\s*+[:：]\s*+["'“‘](?P<value>[^"'“”’\n]{0,200})""",
    re.IGNORECASE,
)
_TORN_END = re.compile(r"""["”]\s*+\}""")
_STRAY_VOTE = re.compile(r"[{,]\s*+vote\s*+:\s*+(?P<value>[^,{}\n]{0,200})", re.IGNORECASE)


def take_apart(text: str) -> Document:
    """Find everything in a raw reply that may be the speaker's ballot."""
    said, objects = take_in(text)
    claims: list[Claim] = []
    prose: list[str] = []
    behind = at = 0
    foreign = False
    for found in objects.found:
        between = said[at : found.start]
        prose.append(between)
        foreign = (foreign and is_joined(between)) or is_attributed(said, found.start, at)
        at = found.end
        if not foreign:
            claims.extend(_claims(found.value, own=True, unwraps=_UNWRAPS))
            behind = len(prose)
    prose.append(said[at:])
    outside = "\n".join(prose)
    return Document(
        claims=tuple(claims),
        prose=outside,
        behind="\n".join(prose[behind:]),
        broken=objects.broken or len(claims) > MAX_VALUES or _is_fragmented(outside),
        open=any(not found.closed for found in objects.found),
        has_argument=any("argument" in fields_of(found.value) for found in objects.found),
    )


def claim_in_lines(prose: str) -> Claim | None:
    """Read prose whose lines begin with `Vote:` and other keys; None without a vote line.

    What stands in no such line is the argument, or else the vote's own words are.
    """
    pairs: list[tuple[str, Loose]] = []
    argument: list[str] = []
    at = 0
    foreign = False
    for number, line in enumerate(_LINE.finditer(prose)):
        between = prose[at : line.start()]
        argument.append(between)
        at = line.end()
        key, value = folded_key(line["key"]), _line_value(line)
        if key == "argument":
            argument.append(value)
        elif not key.endswith("vote"):
            pairs.append((key, value))
        else:
            foreign = number <= _ATTRIBUTIONS and (
                (foreign and is_joined(between)) or is_attributed(prose, line.start())
            )
            pairs.extend([] if foreign else [("vote", value)])
    fields = _folded(pairs)
    if "vote" not in fields:
        return None
    argument.append(prose[at:])
    text = _FENCE_LINE.sub("", "".join(argument)).strip()
    return Claim(fields={**fields, "argument": (text or fields["vote"][0],)}, own=True)


def behind_lines(prose: str) -> str:
    """Return the prose that follows the last vote line, unless that is the argument."""
    lines = [line for line in _LINE.finditer(prose) if folded_key(line["key"]).endswith("vote")]
    return _LINE.sub("", prose[lines[-1].end() :]) if prose[: lines[0].start()].strip() else ""


def stray_votes(prose: str) -> set[str]:
    """Return what is said as a vote outside any object, whoever says it."""
    strays = {stray["value"] for stray in _STRAY_VOTE.finditer(prose)}
    lines = claim_in_lines(prose)
    votes = lines.fields["vote"] if lines else ()
    return strays | {vote for vote in votes if isinstance(vote, str)}


def fields_of(value: Members) -> Fields:
    """Return the distinct values of an object by folded key."""
    return _folded((folded_key(key), item) for key, item in value.pairs)


def _folded(pairs: Iterable[tuple[str, Loose]]) -> Fields:
    fields: defaultdict[str, dict[Loose, None]] = defaultdict(dict)
    for key, item in pairs:
        if len(fields[key]) <= MAX_VALUES:
            fields[key][item] = None
    return {key: tuple(values) for key, values in fields.items()}


def take_in(text: str) -> tuple[str, Scan]:
    """Return what a reply says for itself and the objects in that; one that is an object says all."""
    bare = _unwrapped(text.removeprefix("\ufeff").strip())
    objects = scan(bare)
    if [(found.start, found.end) for found in objects.found] == [(0, len(bare))]:
        return bare, objects
    said = spoken(bare).strip()
    if _PREFILLED.match(said):
        said = "{" + said
    return said, scan(said)


def _unwrapped(text: str) -> str:
    fenced = _FENCED.fullmatch(text)
    if fenced:
        text = fenced["body"]
    # A ballot that was encoded twice is a string, with its quotes or without them.
    for string in (text, f'"{text}"') if text[:1] in {'"', "{"} else ():
        try:
            decoded = json.loads(string, strict=False) if string[:1] == '"' else None
        except ValueError:
            continue
        if isinstance(decoded, str) and decoded.lstrip().startswith("{"):
            return decoded.strip()
    return text


def _is_fragmented(prose: str) -> bool:
    """Return whether an object has been torn, so that what was found may not be the whole."""
    values = (fragment["value"] for fragment in _FRAGMENT.finditer(prose))
    return _TORN_END.search(prose) is not None or any(not is_blank_vote(value) for value in values)


def _claims(value: Members, *, own: bool, unwraps: int) -> Iterator[Claim]:
    fields = fields_of(value)
    if "vote" in fields:
        yield Claim(fields=fields, own=own)
    ballot = "vote" in fields or "argument" in fields
    for key, item in value.pairs:
        yield from _nested(item, own=own and not ballot and _wraps(key), unwraps=unwraps)


def _nested(item: Loose, *, own: bool, unwraps: int) -> Iterator[Claim]:
    match item:
        case Members():
            yield from _claims(item, own=own, unwraps=unwraps)
        case tuple():
            for part in item:
                yield from _nested(part, own=own, unwraps=unwraps)
        case str() if own and unwraps and item.lstrip().startswith("{"):
            for found in scan(item).found:
                yield from _claims(found.value, own=own, unwraps=unwraps - 1)


def _wraps(key: str) -> bool:
    words = {word.casefold() for word in _KEY_WORDS.findall(key)}
    return bool(words) and words <= _WRAPPERS


def _line_value(line: re.Match[str]) -> str:
    value = line["value"].strip()
    if not value.startswith(line["mark"] or "\n"):
        value = value.removesuffix(line["mark"])
    # YAML announces text on the following lines with a bar.
    return "" if value in {"|", ">", "|-", ">-"} else value.strip()
