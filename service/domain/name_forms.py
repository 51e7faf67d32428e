"""The forms of a name in prose: bent at its end, or spelled in the letters of another alphabet.

Nothing here knows a name. Languages that hardly bend names are in `_BEND_LITTLE`; the others may
put any short ending behind a name, and change the vowel that it ends with. An alphabet that is
read letter by letter is a table of letters and what they are in Latin ones, like `_GREEK`.
"""

import re
import unicodedata
from collections.abc import Iterator

FEWEST_LETTERS = 4
"""Of a name that stands for itself, and has other endings than an s."""
FEWEST_SOUNDS = 3
"""Of a name that is known by its sound, without a vowel at its end."""
_BEND_LITTLE = frozenset({"en", "de", "nl", "sv", "fr", "es", "it", "pt"})
_FEW_ENDINGS = {"s": 3, "es": FEWEST_LETTERS, "n": 5, "en": 5}
"""What those languages put behind a name, and the fewest letters of a name that has it."""
_LONGEST_ENDING = 3
_VOWELS = "aeiouy"

FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u052f]")
"""A letter of an alphabet that is read letter by letter: Greek or Cyrillic."""
_CYRILLIC = (
    "а a б b в v г g ґ g д d е e є ie ж j з z и i і i й i к k л l м m н n о o п p р r с s т t"
    " у u ф f х h ц ts ч ch ш sh щ sch ы i э e ю iu я ia"
)
_GREEK = (
    "α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ ks ο o π p ρ r σ s ς s τ t υ i"
    " φ f χ h ψ ps ω o"
)
_LETTERS = (*_CYRILLIC.split(), *_GREEK.split())
_TO_LATIN = str.maketrans(
    {
        **dict.fromkeys("ьъ\u0300\u0301\u0306\u0308", ""),
        **dict(zip(_LETTERS[::2], _LETTERS[1::2], strict=True)),
    }
)
_AS_IT_SOUNDS = str.maketrans({"c": "k", "q": "k", "w": "v", "y": "i", "j": "i", "x": "ks"})
_DOUBLED = re.compile(r"(.)\1")
_LONGEST_FOREIGN_ENDING = 2


def bases(word: str, language: str | None = None) -> Iterator[str]:
    """Yield what a word in small letters may be a bent form of, as its language bends names."""
    if language in _BEND_LITTLE:
        for ending, fewest in _FEW_ENDINGS.items():
            if word.endswith(ending) and len(word) >= fewest + len(ending):
                yield word.removesuffix(ending)
        return
    for length in range(max(len(word) - _LONGEST_ENDING, FEWEST_LETTERS), len(word)):
        yield word[:length]
    if word[-1:] in _VOWELS and len(word) >= FEWEST_LETTERS:
        yield from (word[:-1] + vowel for vowel in _VOWELS)


def sound_of(word: str) -> str:
    """Return how a word in small letters sounds in any alphabet, without a vowel at its end."""
    letters = unicodedata.normalize("NFD", word.replace("й", "i")).translate(_TO_LATIN)
    sound = _DOUBLED.sub(r"\1", letters.translate(_AS_IT_SOUNDS))
    return sound[:-1] if sound[-1:] in _VOWELS else sound


def sounds(word: str) -> Iterator[str]:
    """Yield how names may sound that a word in small letters is a form of."""
    sound = sound_of(word)
    if len(sound) >= FEWEST_SOUNDS:
        yield sound
    shortest = max(len(sound) - _LONGEST_FOREIGN_ENDING, FEWEST_LETTERS)
    yield from (sound[:length] for length in range(shortest, len(sound)))
