"""All languages in which orders are known, by their codes."""

from collections.abc import Mapping

from service.domain.order_words.arabic import ARABIC
from service.domain.order_words.chinese import CHINESE
from service.domain.order_words.dutch import DUTCH
from service.domain.order_words.english import ENGLISH
from service.domain.order_words.french import FRENCH
from service.domain.order_words.german import GERMAN
from service.domain.order_words.hindi import HINDI
from service.domain.order_words.italian import ITALIAN
from service.domain.order_words.japanese import JAPANESE
from service.domain.order_words.korean import KOREAN
from service.domain.order_words.language import Language
from service.domain.order_words.polish import POLISH
from service.domain.order_words.portuguese import PORTUGUESE
from service.domain.order_words.russian import RUSSIAN
from service.domain.order_words.spanish import SPANISH
from service.domain.order_words.turkish import TURKISH

LANGUAGES: Mapping[str, Language] = {
    "en": ENGLISH,
    "de": GERMAN,
    "fr": FRENCH,
    "es": SPANISH,
    "it": ITALIAN,
    "pt": PORTUGUESE,
    "nl": DUTCH,
    "pl": POLISH,
    "ru": RUSSIAN,
    "tr": TURKISH,
    "ar": ARABIC,
    "hi": HINDI,
    "zh": CHINESE,
    "ja": JAPANESE,
    "ko": KOREAN,
}
