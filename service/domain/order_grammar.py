"""The grammar of an order: patterns made of the words of a language.

    (beginning of a clause, or the readers have to)  verb … object
    drop … rules | choose … option | reply … form

Where the verb comes last it is the object that comes first. What is an order in fixed words stands
in the tables as it is. A new kind of order is a pair of fields of `Language` and a row of `orders`.
"""

import re
from collections.abc import Iterator
from functools import cache, cached_property

import msgspec

from service.domain.disguises import bare
from service.domain.needed_words import SENTENCE, Index, Need, needs_of, stays_in_a_sentence
from service.domain.order_words.language import Language
from service.domain.order_words.languages import LANGUAGES

OPTION = "□"
"""Stands for whatever names an option by its form."""

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


class Rule(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One pattern of orders; compiled when first tried: nobody waits for what nobody says."""

    language: str
    """A key of `LANGUAGES`."""
    begin: str
    rest: str

    @cached_property
    def needs(self) -> Need:
        """Return what a sentence needs for the pattern to match in its text."""
        return needs_of(self.begin + self.rest)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Return the pattern."""
        return re.compile(self.begin + self.rest, re.MULTILINE)

    @cached_property
    def glance(self) -> re.Pattern[str]:
        """Return what matches in every text, with a line break before it, in which the rule does.

        It is sooner tried, since it begins with one character, of which there are few in any text.
        """
        if self.begin != CLAUSE:
            return self.pattern
        return re.compile(BEFORE_CLAUSE + self.rest, re.MULTILINE)

    @cached_property
    def stays(self) -> bool:
        """Return whether a sentence tells whether the rule may match in it.

        Wherever a sentence begins, there begins a clause.
        """
        return stays_in_a_sentence(self.rest)

    def may_match(self, text: str) -> bool:
        """Return whether it may; there is no need to try the pattern otherwise."""
        return self.glance.search(f"\n{text}") is not None


class Grammar(msgspec.Struct, frozen=True, kw_only=True):
    """Patterns of orders that are looked for together."""

    rules: tuple[Rule, ...]
    index: Index
    """Of the needs of the rules."""

    def orders(self, text: str) -> Iterator[tuple[str, re.Match[str]]]:
        """Yield the orders in a text, each with its language."""
        tried = set[int]()
        for sentence in SENTENCE.findall(text):
            for number in self.index.met_by(sentence) - tried:
                rule = self.rules[number]
                if not rule.stays or rule.may_match(sentence):
                    tried.add(number)
                    yield from ((rule.language, found) for found in rule.pattern.finditer(text))


@cache
def grammar_of(*names: str) -> Grammar:
    """Return the patterns of orders in these languages, keys of `LANGUAGES`."""
    rules = tuple(rule for name in names for rule in rules_of(name))
    return Grammar(rules=rules, index=Index([rule.needs for rule in rules]))


@cache
def rules_of(name: str) -> tuple[Rule, ...]:
    """Return the patterns of one language."""
    language = LANGUAGES[name]
    return tuple(
        Rule(language=name, begin=begin, rest=bare(rest))
        for begin, rest in (_clauses(language), *_fixed(language), *_free(language))
    )


def _clauses(language: Language) -> tuple[str, str]:
    """Return how clauses begin and what is an order there."""
    if not language.clauses:
        return "", NEVER
    return CLAUSE, f"{_pleased(language)}(?:{'|'.join(language.clauses)})"


def _fixed(language: Language) -> Iterator[tuple[str, str]]:
    """Yield the orders in fixed words, those apart that may go beyond the end of a sentence."""
    for stays in (True, False):
        fixed = [one for one in language.whole if stays_in_a_sentence(f"(?:{bare(one)})") is stays]
        if fixed:
            yield _edges(language)[0], f"(?:{'|'.join(fixed)})"


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
