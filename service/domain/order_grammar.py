"""The grammar of an order: patterns made of the words of a language.

    (beginning of a clause, or the readers have to)  verb … object
    drop … rules | choose … option | reply … form

Where the verb comes last it is the object that comes first. What is an order in fixed words stands
in the tables as it is. A new kind of order is a pair of fields of `Language` and a row of `orders`.
"""

import re
from collections.abc import Collection, Iterator
from functools import cache

import msgspec

from service.domain.disguises import bare
from service.domain.needed_words import Need, Vocabulary, needs_of, parts_of
from service.domain.order_words.language import Language
from service.domain.order_words.languages import LANGUAGES

OPTION = "□"
"""Stands for whatever names an option by its form."""

BRIEF = 400
"""Characters below which a text is sooner searched than looked at for what it lacks."""

IN_SENTENCE = r"[^.!?\n。！？؟।]"
_ENDS_CLAUSES = bare(r".!?:;,…()\-–—>¿¡|\n。！？؟।、،：，；」』")
_OPENS = bare(r"[\s\"'“”«»*#>(\[—-]{0,4}")
CLAUSE = rf"(?:^|[{_ENDS_CLAUSES}]\s{{0,3}}|\b\d[.)] ){_OPENS}"
BEFORE_CLAUSE = rf"[{_ENDS_CLAUSES}\d](?:(?<!\d)\s{{0,3}}|(?<=\d)[.)] ){_OPENS}"
"""As much as `CLAUSE` and a line break before it, or more."""
WORD = r"(?<!\w)"
NOT_A_HEADING = r"(?!\s?[:：=])"
NEVER = "(?!)"

# How far a verb and its object may be apart, in characters, and the readers and the verb.
TO_RULES, TO_OPTION, TO_FORM, TO_VERB = 60, 24, 40, 60


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One pattern of orders."""

    pattern: re.Pattern[str]
    needs: Need
    glance: re.Pattern[str] | None = None
    """Matches in every text, with a line break before it, in which the pattern matches; and is
    sooner tried, since it begins with one character, of which there are few in any text."""

    def may_match(self, text: str) -> bool:
        """Return whether it may; there is no need to try the pattern otherwise."""
        return self.glance is None or self.glance.search(f"\n{text}") is not None


class Grammar(msgspec.Struct, frozen=True, kw_only=True):
    """All patterns of orders in one language."""

    rules: tuple[Rule, ...]
    vocabulary: Vocabulary
    """The words that they need."""

    def orders(self, text: str, words: Collection[str]) -> Iterator[re.Match[str]]:
        """Yield the orders in a text, given all its words."""
        is_brief = len(text) < BRIEF
        parts = frozenset[str]() if is_brief else self.vocabulary.parts_in(words)
        for rule in self.rules:
            if (is_brief or rule.needs.is_met(parts)) and rule.may_match(text):
                yield from rule.pattern.finditer(text)


@cache
def grammar_of(name: str) -> Grammar:
    """Return the patterns of orders in that language, a key of `LANGUAGES`.

    They are compiled when first asked for: nobody waits for languages that nobody speaks.
    """
    language = LANGUAGES[name]
    written = (_clauses(language), _fixed(language), *_free(language))
    rules = tuple(_rule(begin, bare(each)) for begin, each in written)
    return Grammar(
        rules=rules,
        vocabulary=Vocabulary(frozenset[str]().union(*(parts_of(rule.needs) for rule in rules))),
    )


def _rule(begin: str, rest: str) -> Rule:
    return Rule(
        pattern=re.compile(begin + rest, re.MULTILINE),
        needs=needs_of(begin + rest),
        glance=re.compile(BEFORE_CLAUSE + rest, re.MULTILINE) if begin == CLAUSE else None,
    )


def _clauses(language: Language) -> tuple[str, str]:
    """Return how clauses begin and what is an order there."""
    if not language.clauses:
        return "", NEVER
    return CLAUSE, f"{_pleased(language)}(?:{'|'.join(language.clauses)})"


def _fixed(language: Language) -> tuple[str, str]:
    return _edges(language)[0], f"(?:{'|'.join(language.whole)})"


def _free(language: Language) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return the orders without and with the readers named, each after how it begins."""
    edge, end = _edges(language)
    orders = tuple(
        (
            rf"(?:{verb}){end}{NOT_A_HEADING}",
            rf"{edge}(?:{thing})(?!{language.goes_on})",
            f"{IN_SENTENCE}{{0,{gap}}}?",
        )
        for verb, thing, gap in (
            (language.drop, language.rules, TO_RULES),
            (language.choose, f"{OPTION}|{language.option}", TO_OPTION),
            (language.reply, f"{OPTION}|{language.form}", TO_FORM),
        )
    )
    readers = rf"(?:{language.readers}){end}{IN_SENTENCE}{{0,{TO_VERB}}}?"
    unless = f"{edge}(?!{language.statement})"
    straight = "|".join(f"{verb}{gap}{thing}" for verb, thing, gap in orders)
    turned = "|".join(f"{thing}{gap}{edge}{verb}" for verb, thing, gap in orders)
    if language.verb_last:
        ordered = "|".join(f"{thing}{gap}{unless}{verb}" for verb, thing, gap in orders)
        return (("", ordered), (edge, f"{readers}(?:{turned})"))
    named = f"{readers}{edge}(?:{straight}|{turned})"
    if language.anywhere:
        return ((edge, f"(?!{language.statement})(?:{straight})"), (edge, named))
    return ((CLAUSE, f"{_pleased(language)}{unless}(?:{straight})"), (edge, named))


def _edges(language: Language) -> tuple[str, str]:
    return ("", "") if language.joined else (WORD, r"(?!\w)")


def _pleased(language: Language) -> str:
    return rf"(?:(?:{language.please or NEVER})[\s,،，、]{{0,2}}){{0,4}}"
