"""Words that deny, by language: what a quote must neither begin behind nor end before.

A further language is a row in `DENIES` and, where it denies behind the verb, in `DENIES_AFTER`.
"""

import re
from collections.abc import Mapping


def _words(rows: Mapping[str, str]) -> frozenset[str]:
    return frozenset(" ".join(rows.values()).split())


DENIES = _words(
    {
        "en": "not never no nobody none nothing neither nor cannot without hardly barely scarcely"
        " nowhere doubt doubts deny denies false untrue",
        "de": "nicht nie niemals kein keine keinen keinem keiner keines niemand nichts weder noch"
        " ohne kaum nirgends",
        "fr": "ne pas jamais aucun aucune rien ni sans guère nullement",
        "es": "no nunca jamás ningún ninguna ninguno nadie nada ni sin tampoco apenas",
        "it": "non mai nessun nessuno nessuna niente nulla né senza neppure neanche",
        "pt": "não nunca jamais nenhum nenhuma ninguém nada nem sem tampouco",
        "nl": "niet nooit geen niemand niets noch zonder nauwelijks",
        "pl": "nie nigdy żaden żadna żadne nikt nic ani bez",
        "ru": "не нет никогда никто ничто ничего ни без нельзя вряд",
        "uk": "не ні ніколи ніхто без",
        "sv": "inte aldrig ingen inget inga utan icke ikke aldri",
        "tr": "değil hiç yok",
        "ko": "안 못",
        "ar": "لا لم لن ليس ليست غير دون ما",
        "he": "לא אין אינו אינה בלי",
        "fa": "نه بدون هیچ",
        "hi": "नहीं न मत बिना",
        "vi": "không chưa chẳng",
        "id": "tidak bukan tanpa jangan",
    }
)
NOT_ONLY = re.compile(
    r"\bnot (?:only|just|merely)\b|\bnicht (?:nur|bloß)\b|\bpas seulement\b|\bno s[oó]lo\b"
    r"|\bnon sol[oe]\b|\bnão só\b|\bniet alleen\b|\bnie tylko\b|\bне только\b"
)
DENIES_WIDE = re.compile(
    "(?:不(?![过過仅僅同断斷少但])|没|沒|未(?![来來])|非(?!常)|无(?!论)|無(?!論)|勿|别|別|안 ?|못 ?)[^，。,. ]{0,3}$"
)
DENIES_AFTER = _words(
    {
        "de": "nicht nie niemals keineswegs",
        "fr": "pas jamais nullement",
        "nl": "niet nooit",
        "sv": "inte ikke aldrig",
        "tr": "değil değildir yok",
        "ko": "않는다 않다 않습니다 않는 없다 없습니다 없는 아니다 아닙니다 아닌 못한다 못합니다 않아 않고",
        "hi": "नहीं",
    }
)
"""Negations that stand behind what they deny, with a few words between."""
DENIES_RIGHT_AFTER = frozenset({"not", "never"})
DENIES_AFTER_WIDE = re.compile(
    r" ?(?:지|지는|지도|하지|하지는)? ?(?:않|못하|없|아니)"
    "|[^、。]{0,6}?(?:ない|なく|なか|ません|ぬ$|まい|ず(?:$|に))"
)
