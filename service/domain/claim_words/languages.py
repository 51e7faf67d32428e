"""What tells languages apart, and the words of one that mean something else in another."""

from collections.abc import Mapping

FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the of and to in that is it for with as on by what this from which not are be its a an"
        " had has have was were into who can than then how when where will would because while but"
        " or if so there at one does nor could should may",
        "de": "der die das und ist von mit dem den des nicht ein eine einer zu für auf dass sich",
        "fr": "le la les des du et est que qui dans une pour pas sur par au ce ne il l d qu",
        "es": "el la los las y es que en una por con para se lo del al no su como",
        "it": "il lo la gli le e è che di una per con non si del della alla i nel un da",
        "pt": "o a os as e é que em uma por com para não se do da no na dos das ao um",
        "nl": "de het een en is van dat niet met voor op te aan zijn om ook die wat er",
        "pl": "i w na z że nie się jest do to co jak po o przez od ale dla oraz",
        "tr": "ve bir bu için ile da de ne olarak gibi",
        "sv": "och att det är en som på av för inte med ett den",
    }.items()
}
"""What tells the language of a sentence in Latin letters."""
ORDINARY: Mapping[str, frozenset[str]] = {
    word: frozenset(languages.split())
    for word, languages in {
        "once": "en",
        "due": "en",
        "sei": "de pt",
        "dos": "pt en",
        "ten": "nl pl",
        "half": "de",
        "elf": "en",
        "stem": "en",
        "tre": "en",
        "mille": "en",
        "cent": "en",
        "mil": "en",
        "quince": "en",
        "quarters": "en",
        "seize": "en",
        "sto": "it",
        "null": "en",
        "cents": "en",
        "neuf": "fr",
    }.items()
}
"""Words of one language that mean something else in others."""
LETTER_WORDS: Mapping[str | None, frozenset[str]] = {
    "en": frozenset("ai"),
    "de": frozenset(),
    "nl": frozenset(),
    "fr": frozenset("aàyô"),
    "es": frozenset("ayeou"),
    "it": frozenset("aeoièn"),
    "pt": frozenset("aeoàé"),
    "pl": frozenset("aiouwz"),
    "tr": frozenset("o"),
    "sv": frozenset("iå"),
    None: frozenset("aeioàyивскояауwz"),
}
"""Words of one letter, by language; the last row is for any other."""
ANSWERS = frozenset(
    [
        "yes",
        "no",
        "maybe",
        "perhaps",
        "ja",
        "nein",
        "vielleicht",
        "oui",
        "non",
        "sí",
        "si",
        "no",
        "quizá",
        "sì",
        "forse",
        "sim",
        "não",
        "talvez",
        "nee",
        "misschien",
        "tak",
        "nie",
        "może",
        "да",
        "нет",
        "возможно",
        "نعم",
        "لا",
        "ربما",
        "بله",
        "خیر",
        "हाँ",
        "नहीं",
        "शायद",
        "כן",
        "לא",
        "אולי",
    ]
)
"""What may begin a sentence or end it and is the label of many an option."""
