"""Which option a few words name: one, or none.

An option is named by its id, by its whole label, or by both where they agree; what may stand
around a name is in the tables at the top, and a new habit of models is a new entry there. Never
by a prefix, a substring or a first letter: whoever says less or more than a name has not voted.
"""

import re
import unicodedata
from functools import lru_cache

from service.domain.debate import Option, OptionId

_NAME_LENGTH = 1_000
_LAYERS = 8

# Typographic forms that models swap for one another; look-alike letters are not among them.
_SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛ʼ`´′", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
    },
)
_PAIRS = (
    "()",
    "[]",
    "{}",
    "<>",
    '""',
    "''",
    "**",
    "__",
    "【】",
    "「」",
    "『』",
    "《》",
)
_UNPAIRED_ENDS = {")": "(", "]": "["}
_STOPS = (".", "。", "!", ":", ";", "।", "؛")

# "Option B": the word that a list of options is headed by.
_CALLED = re.compile(
    r"(?:option|choice|answer|vote|opción|opción|opção|opzione|optie|seçenek|вариант|选项|選項"
    r"|选择|選択肢|オプション|옵션|선택지|خيار|الخيار|विकल्प)\s*[:#-]?\s*(?P<name>\S.*)",
)
_LEAD = r"""[\[(<{"'*#]{0,3}"""
_BETWEEN = r"""(?=[^\w])[\s\])}>"'*]{0,4}[:.,=|-]?[\s\[({<"'*]{0,4}"""
_TAIL = r"""[\])}>"'*.]{0,3}"""

# An id that is no word of any sentence, unlike "A" and "I".
_LETTER = re.compile(r"[B-HJ-Z]")

_TAGS = range(0xE0020, 0xE0080)
_VARIATION_SELECTORS = frozenset("\ufe0e\ufe0f")


@lru_cache(maxsize=1_024)
def normalise_label(text: str) -> str:
    """Return the form in which names are compared; two options must differ in it.

    NFKC, casefolded, without invisible characters, spaces folded, and without the quotes,
    brackets, emphasis, full stop or number sign around the whole. Never empty unless `text` is
    blank.
    """
    name = _visible(text)
    for _ in range(_LAYERS):
        bare = _without_edge(name)
        if not bare or bare == name:
            break
        name = bare
    return name


def named_option(said: str, options: tuple[Option, ...]) -> OptionId | None:
    """Return the one option that `said` names as a whole; ids take precedence over labels."""
    if len(said) > _NAME_LENGTH:
        return None
    for option in options:
        if option.id == said.strip():
            return option.id
    name = normalise_label(said)
    if not name:
        return None
    by_id = _with_id(name, options)
    named = by_id or (_with_phrase(name, options) | _called(name, options))
    return named.pop() if len(named) == 1 else None


def begins_with(said: str, options: tuple[Option, ...]) -> OptionId | None:
    """Return the option with whose id as it is written, or label, prose begins.

    The longest name counts, and an id before a label. This is no vote, but may contradict one.
    """
    words = _visible(said)
    ids = [(option.id, said, option.id) for option in options]
    labels = [(normalise_label(option.label), words, option.id) for option in options]
    begun = [
        (len(name), option_id)
        for name, text, option_id in (*ids, *labels)
        if text.startswith(name) and not text[len(name) : len(name) + 1].isalnum()
    ]
    return max(begun, key=lambda name: name[0])[1] if begun else None


def mentioned(prose: str, options: tuple[Option, ...]) -> set[OptionId]:
    """Return the options that prose speaks of by id as it is written, or by a label of words.

    An id that may be a word or a number of the sentence counts only where no sentence goes on.
    """
    if not prose.strip():
        return set()  # as of most replies, which are an object and nothing else
    words = _visible(prose)
    return {option.id for option in options if _is_mentioned(option, prose, words)}


def labelled_option(said: str, options: tuple[Option, ...]) -> OptionId | None:
    """Return the one option whose whole label `said` is."""
    name = normalise_label(said[:_NAME_LENGTH])
    named = {option.id for option in options if normalise_label(option.label) == name}
    return named.pop() if len(named) == 1 else None


def _is_mentioned(option: Option, prose: str, words: str) -> bool:
    goes_on = r"[^\S\n]+(?!(?:and|or|nor)\b)[a-z]"
    ends = r"(?!\w)" if _LETTER.fullmatch(option.id) else rf"(?!\w|{goes_on})"
    if re.search(rf"(?<!\w){re.escape(option.id)}{ends}", prose):
        return True
    label = normalise_label(option.label)
    return " " in label and re.search(rf"(?<!\w){re.escape(label)}(?!\w)", words) is not None


def _called(name: str, options: tuple[Option, ...]) -> set[OptionId]:
    called = _CALLED.fullmatch(name)
    if called is None:
        return set()
    rest = normalise_label(called["name"])
    return _with_id(rest, options) or _with_phrase(rest, options)


def _with_id(name: str, options: tuple[Option, ...]) -> set[OptionId]:
    return {option.id for option in options if normalise_label(option.id) == name}


def _with_phrase(name: str, options: tuple[Option, ...]) -> set[OptionId]:
    return {option.id for option in options if _is_label_or_both(name, option)}


def _is_label_or_both(name: str, option: Option) -> bool:
    label = normalise_label(option.label)
    if name == label:
        return True
    parts = (re.escape(normalise_label(option.id)), re.escape(label))
    return any(
        re.fullmatch(f"{_LEAD}{first}{_BETWEEN}{second}{_TAIL}", name)
        for first, second in (parts, parts[::-1])
    )


def _visible(text: str) -> str:
    plain = text.isascii() and text.isprintable()
    seen = text if plain else "".join(_shown(char) for char in text)
    folded = unicodedata.normalize("NFKC", seen).casefold()
    # Casefolding the Turkish capital leaves a dot that "i" has anyway.
    folded = unicodedata.normalize("NFKC", folded).replace("i\u0307", "i")
    return " ".join(folded.translate(_SAME).split())


def _shown(char: str) -> str:
    kind = unicodedata.category(char)
    if kind == "Cc":
        return " "
    # Tags are invisible too, but they are what tells one regional flag from another.
    hidden = kind in {"Cf", "Cs"} and ord(char) not in _TAGS
    return "" if hidden or char in _VARIATION_SELECTORS else char


def _without_edge(name: str) -> str:
    first, last = name[:1], name[-1:]
    if len(name) > 1 and first + last in _PAIRS:
        return name[1:-1].strip()
    if first == "#":
        return name[1:].lstrip()
    if last in _UNPAIRED_ENDS and _UNPAIRED_ENDS[last] not in name:
        return name[:-1].rstrip()
    # Two full stops are an ellipsis: the name may have been cut.
    if last in _STOPS and name[-2:-1] not in _STOPS:
        return name[:-1].rstrip()
    return name
