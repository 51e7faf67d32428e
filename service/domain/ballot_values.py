"""What the values of a ballot mean: one function for each kind of value, never a fault.

Only the vote and the argument can spoil a reply. Whatever else is missing or odd becomes None; a
new optional key needs a function here only if its kind is new.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from service.domain.debate import Option, OptionId
from service.domain.loose_json import Loose, Members, Word
from service.domain.option_names import labelled_option, named_option

ARGUMENT_LENGTH = 20_000
TEXT_LENGTH = 2_000
_CODES = 64
_FULL = 100
_CHOICES = 32

_NULLS = frozenset({"null", "None", "nil", "undefined"})
_ABSTENTIONS = frozenset({"abstain", "abstained", "abstention", "i abstain", "null", "none"})
_NOTHING = frozenset({"", "null", "none", "n/a", "na", "nil", "undefined", "-", "\N{EM DASH}"})
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,9})?)\s*%?")
_CODE = re.compile(r"[A-Z]{1,8}_?\d{1,3}")
_CODE_MARKS = re.compile(r"[\[\](){}<>\"'“”‘’`*\s]+|【|】")
_CODE_BREAKS = re.compile(r"[,;/&、，]|\band\b", re.IGNORECASE)

# What a prompt or a schema puts where an answer belongs; for a vote, a list of what is allowed too.
_BLANK = (
    r"[\s._…*-]+|<[^<>]*>|\[[^\[\]]*\]|\{\{[^{}]*\}\}|string|text|the argument"
    r"|your (?:\w+ ){0,3}(?:here|argument|reasoning|text|explanation|answer|reasons?)\.?"
    r"|(?:your argument,? (?:in )?)?(?:(?:at most|up to) )?(?:one|two|1|2)"
    r"(?:(?: or | to |-)(?:two|three|2|3))? (?:short )?sentences?\.?"
)
_BLANK_TEXT = re.compile(_BLANK, re.IGNORECASE)
_BLANK_VOTE = re.compile(
    rf"{_BLANK}|.*\|.*|your (?:vote|option|choice)|(?:an? |the )?option[ _-]?(?:id|letter)(?: here)?"
    r"|(?:the )?(?:id|letter) of .*",
    re.IGNORECASE | re.DOTALL,
)
_OPTION_KEYS = {"id": True, "optionid": True, "option": None, "label": False}
"""Keys of a vote given as an object; whether they hold an id (or a label, or either)."""


def clean(text: str, length: int) -> str:
    """Return `text` fit for storage: no NUL, no lone surrogate, trimmed, at most `length`."""
    return storable(text).strip()[:length].rstrip()


def storable(text: str) -> str:
    """Return `text` without NUL and without lone surrogates."""
    paired = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return paired.replace("\0", "")


def is_visible(text: str) -> bool:
    """Return whether any character of `text` shows: neither space nor control nor a joiner."""
    return any(unicodedata.category(char)[0] not in "CZ" for char in text)


def is_blank_text(text: str) -> bool:
    """Return whether `text` only marks the place of prose, as in an echoed form."""
    return _BLANK_TEXT.fullmatch(text.strip()[:TEXT_LENGTH]) is not None


def is_blank_vote(text: str) -> bool:
    """Return whether `text` only marks the place of a vote; an option may be called the same."""
    return _BLANK_VOTE.fullmatch(text.strip()[:TEXT_LENGTH]) is not None


def abstains(value: Loose) -> bool:
    """Return whether a vote says that there is none."""
    if isinstance(value, Word):
        return value.text in _NULLS
    return isinstance(value, str) and value.strip().rstrip(".").casefold() in _ABSTENTIONS


def chosen(value: Loose, options: tuple[Option, ...]) -> OptionId | None:
    """Return the one option that a vote names, in whatever shape it comes."""
    if isinstance(value, Members):
        return _chosen_in_object(value, options)
    if isinstance(value, tuple):
        few = value if len(value) <= _CHOICES else ()
        return _single({chosen(item, options) for item in few})
    if isinstance(value, Word) and value.text in _NULLS:
        return None
    return named_option(value if isinstance(value, str) else value.text, options)


def _chosen_in_object(value: Members, options: tuple[Option, ...]) -> OptionId | None:
    named: set[OptionId | None] = set()
    for key, item in value.pairs:
        if folded_key(key) not in _OPTION_KEYS or not isinstance(item, str | Word):
            return None
        is_id = _OPTION_KEYS[folded_key(key)]
        said = text_of(item)
        named.add(
            labelled_option(said, options) if is_id is False else named_option(said, options)
        )
    return _single(named)


def _single(named: set[OptionId | None]) -> OptionId | None:
    return named.pop() if len(named) == 1 else None


@lru_cache(maxsize=1_024)
def folded_key(key: str) -> str:
    """Return a key without case, spaces, marks: `Second Choice`, `secondChoice` are one key."""
    return re.sub(r"[\W_]+", "", key).casefold()


def text_of(value: Loose) -> str:
    """Return the text of a string, a bare word, or a list of strings; else an empty one."""
    if isinstance(value, Word):
        return "" if value.text in _NULLS else value.text
    if isinstance(value, tuple):
        parts = [item for item in value if isinstance(item, str)]
        return "\n\n".join(parts) if len(parts) == len(value) else ""
    return value if isinstance(value, str) else ""


def text_or_none(value: Loose | None) -> str | None:
    """Return cleaned prose, None where there is none or it says so."""
    if not isinstance(value, str):
        return None
    text = clean(value, TEXT_LENGTH)
    empty = text.casefold().rstrip(".") in _NOTHING or is_blank_text(text)
    return None if empty else text


def confidence_or_none(value: Loose | None) -> float | None:
    """Return 0 to 100.

    A fraction below 1 is None: 0.72 may mean 72 or less than one, and is not rescaled by guess.
    """
    if not isinstance(value, str | Word):
        return None
    number = _PERCENT.fullmatch(text_of(value).strip())
    if number is None:
        return None
    confidence = float(number[1])
    return None if 0 < confidence < 1 or confidence > _FULL else confidence


def flag_or_none(value: Loose | None) -> bool | None:
    """Return what true or false was said, with or without quotes."""
    if not isinstance(value, str | Word):
        return None
    return _FLAGS.get(text_of(value).strip().casefold())


def codes_of(value: Loose | None) -> tuple[str, ...]:
    """Return the participants' codes of a list or a line, in order, once each, as in `P3`."""
    match value:
        case str() | Word():
            said: Iterable[str] = _CODE_BREAKS.split(text_of(value)[:TEXT_LENGTH])
        case tuple():
            said = [text_of(item) for item in value if isinstance(item, str | Word)]
        case _:
            return ()
    codes = (_CODE_MARKS.sub("", text[:TEXT_LENGTH]).upper() for text in said)
    return tuple(dict.fromkeys(code for code in codes if _CODE.fullmatch(code)))[:_CODES]


def code_or_none(value: Loose | None) -> str | None:
    """Return the only code that is given."""
    codes = codes_of(value)
    return codes[0] if len(codes) == 1 else None
