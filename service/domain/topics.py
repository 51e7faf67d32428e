"""What a debate calls its participants and options, in the forms in which a text is looked through."""

from collections.abc import Iterator, Sequence

import msgspec

from service.domain.claim_words.languages import ANSWERS
from service.domain.claim_words.outcome_phrases import MODEL_WORD
from service.domain.debate import DebateSpec
from service.domain.model_names import MAKERS, MAKERS_WRITTEN_LARGE
from service.domain.skeletons import (
    LETTERS,
    TOKEN,
    as_read,
    folded_of,
    is_wide,
    phrase_of,
    squeezed,
    tokens_of,
)

_GENERIC = frozenset(
    {"model", "modell", "modelo", "modèle", "large", "small", "medium", "fast", "flash", "preview"}
    | {"turbo", "mini", "nano", "instruct", "chat", "thinking", "lite", "plus", "expert", "panel"}
)
"""What stands in many a name and means nobody by itself."""
_FEWEST_LETTERS = 4


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """What a debate calls its participants and options, and what it is about."""

    names: tuple[str, ...]
    """Of several words, with single spaces between and around them, in small letters."""
    single_names: frozenset[str]
    """Of one word, and what stands in a name for the whole, as written ..."""
    small_names: frozenset[str]
    """... and in small letters."""
    makers: frozenset[str]
    """Families of models and makers that are in a name, in small letters."""
    foreign_makers: frozenset[str]
    """Those that nothing but a model or a maker is called by, and the debate is not about."""
    labels: tuple[str, ...]
    """Of several words, like `names`."""
    single_labels: frozenset[str]
    """Of one word, in small letters."""
    wide: tuple[str, ...]
    """Names and labels in scripts in which words run together, and Korean ones."""
    ids: frozenset[str]
    called: frozenset[str]
    """`single_labels`, and `ids` in small letters."""
    own: frozenset[str]
    """Words of question, context and labels, in small letters ..."""
    own_text: str
    """... and all of them without what stands between."""
    about_models: bool


def topic_of(spec: DebateSpec) -> Topic:
    """Return what a debate calls things."""
    names = [participant.name for participant in spec.participants]
    labels = [option.label for option in spec.options]
    own = _small(" ".join((spec.question, spec.context or "", *labels)))
    own_words = frozenset(tokens_of(own))
    single_names = frozenset(_single_names(names, own_words))
    single_labels = frozenset(_single_labels(labels))
    ids = frozenset(option.id for option in spec.options)
    return Topic(
        names=tuple(phrase for phrase in _phrases(names) if " " in phrase.strip()),
        single_names=single_names,
        small_names=frozenset(name.casefold() for name in single_names),
        makers=frozenset(tokens_of(_small(" ".join(names)))) & MAKERS - own_words,
        foreign_makers=MAKERS - MAKERS_WRITTEN_LARGE - own_words,
        labels=tuple(phrase for phrase in _phrases(labels) if " " in phrase.strip()),
        single_labels=single_labels,
        wide=tuple(_wide((*names, *labels))),
        ids=ids,
        called=single_labels | {option.casefold() for option in ids},
        own=own_words,
        own_text=squeezed(own),
        about_models=MODEL_WORD.search(own) is not None,
    )


def _phrases(texts: Sequence[str]) -> Iterator[str]:
    phrases = (phrase_of(_small(text)) for text in texts if not is_wide(text))
    return (phrase for phrase in phrases if phrase.strip())


def _single_labels(labels: Sequence[str]) -> Iterator[str]:
    phrases = [phrase.split() for phrase in _phrases(labels)]
    yield from (words[0] for words in phrases if len(words) == 1)
    # Where a label answers, as in “Yes, but later”, so does “Nein” in another language.
    if any(words[0] in ANSWERS for words in phrases):
        yield from ANSWERS


def _wide(texts: Sequence[str]) -> Iterator[str]:
    found = (squeezed(_small(text)) for text in texts if is_wide(text))
    return (text for text in found if len(text) > 1)


def _single_names(names: Sequence[str], own: frozenset[str]) -> Iterator[str]:
    for name in map(as_read, names):
        parts = LETTERS.findall(name)
        if len(TOKEN.findall(name)) == 1 and not is_wide(name):
            yield from parts
        yield from (part for part in parts if _stands_for_all(part, own))


def _stands_for_all(part: str, own: frozenset[str]) -> bool:
    small = part.casefold()
    return len(part) >= _FEWEST_LETTERS and part != small and small not in _GENERIC | own


def _small(text: str) -> str:
    return folded_of(as_read(text))
