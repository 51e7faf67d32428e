"""Whether a text gives orders to its readers: about their vote, their reply or their rules.

An argument speaks of the subject; an order speaks to who reads it. It is known by its grammar, an
imperative or the readers and a word for having to, with what is ordered: to drop (rules), to
choose (an option), to reply (in a form). The words of a language are a row of
`order_words.LANGUAGES`, what any language has in common is here. What is told of orders, as that a
page said “ignore your rules”, gives none.

The flag is a hint for whoever reads the ledger. What keeps orders from being followed is how
prompts quote and how replies are read.
"""

import re
from functools import cache

from service.domain.disguises import bare, undisguised
from service.domain.order_words import LANGUAGES, Language

OPTION = "□"
"""Stands for whatever names an option by its form."""

_IN_SENTENCE = r"[^.!?\n。！？؟।]"
_BEGINNING = (
    r"(?:^|[.!?:;,…()\-–—>¿¡|\n。！？؟।、،：，；」』]\s{0,3}|\b\d[.)] )[\s\"'“”«»*#>(\[—-]{0,4}"
)

QUOTATION = re.compile(
    r"“[^“”\n]{1,300}”|„[^“”„\n]{1,300}[“”]|«[^«»\n]{1,300}»|「[^「」\n]{1,300}」|『[^『』\n]{1,300}』"
    r'|"[^"\n]{1,300}"|‘[^‘’\n]{1,300}’(?!\w)|`[^`\n]{1,300}`|\[[^\[\]\n]{1,60}\]|⟦\w+(?:@\d)?⟧|《[^《》\n]{1,100}》'
    r"|(?<!\w)'[^'\n]{2,300}'(?!\w)"
)
LONE_CAPITAL = re.compile(
    r"(?<![A-Za-z0-9À-ɏ'’.&/+-])(?:[A-HJ-Z]|(?<=[a-zа-я] )[АБВГДЕЖ])(?![A-Za-z0-9À-ɏа-я&/+-]|['’.]\w)"
)
TELLS = re.compile(
    r"\b(?:attack\w*|inject\w*|jailbreak\w*|hijack\w*|malicious|adversar\w*|prompts? like|such as|for example|e\.g\."
    r"|phrases?|strings?|tags?|hidden text|wrote|writes?|reads?|saying|says?|said|telling|tells?|told|commands? like|asked|argues?|claims?|typed?"
    r"|lines? like|instructions like|angreif\w*|attaqu\w*|atac\w*|атак\w*|saldır\w*)\b|هجوم|حقن|攻击|注入|攻撃|インジェクション|공격|주입|हमल",
    re.IGNORECASE,
)
TOPIC = re.compile(
    r"\b(?:attack\w*|inject\w*|jailbreak\w*|hijack\w*|malicious|adversar\w*|spam\w*|phishing|angriff\w*|angreif\w*"
    r"|attaqu\w*|atac\w*|atacant\w*|attacc\w*|aanval\w*|atak\w*|атак\w*|saldır\w*|enjeksiyon\w*)\b|هجوم|حقن|攻击|攻擊|注入|攻撃|インジェクション|공격|주입|हमल|इंजेक्शन",
)
ROLES = re.compile(
    r"<\|?/?\s*(?:im_start|im_end|system|assistant|user|human|start_header_id|end_header_id|eot_id|endoftext"
    r"|begin_of_text|start_of_turn|end_of_turn|instructions?|inst|sys|developer|system_?prompt|override|admin"
    r"|important|command)\b[^<>\n]{0,40}\|?>|<</?sys>>"
    r"|\[/?\s*(?:inst|sys|system|instructions?|developer|admin|assistant|override)\b[^\[\]\n]{0,30}\]"
    r"|^\W{0,6}#{1,6}\s*(?:new |updated |your |system |user )?(?:instructions?|system|assistant|user|human|developer|override|response)\b[^\n]{0,20}$"
    r"|^\W{0,6}(?:system|assistant|developer|admin(?:istrator)?|human|moderator|operator|root|sistema|systeme|système"
    r"|systeem|система|النظام|نظام|सिस्टम|系统|系統|システム|시스템|sistem|notice to \w+)"
    r"(?:[ -]?(?:message|note|notice|prompt|override|update|instructions?|alert|command|nachricht|meldung|hinweis|anweisung|mesajı|提示|消息|通知|メッセージ|通知|메시지|알림|संदेश)){0,2}\W{0,3}[:：\]>]"
    r"|[\"'“”]vote[\"'“”]\s*[:：=]|^\s*<<<\S*\s*$|^\s*\S*>>>\s*$"
    r"|^\W{0,6}(?:begin|end|start)(?: of)?(?: the)?(?: new| hidden| admin| secret| system)? (?:system|prompt|instructions?|override)\b",
    re.IGNORECASE | re.MULTILINE,
)
WORD = re.compile(r"\w+")
SQUEEZED = re.compile(
    r"(?:ignore|disregard|forget)(?:all|your|the|any|previous|prior|every|these)[a-z]{0,30}(?:instruct|rule|prompt|told)"
    r"|votefor(?:option)?[a-h]?|votenow|switchyourvote|changeyourvote"
)


def gives_orders(text: str) -> bool:
    """Return whether a text gives orders to those who read it, in any of the languages known."""
    plain = undisguised(text)
    shown, quoted = _without_quotations(plain)
    if ROLES.search(shown) or any(ROLES.search(quote) for quote in quoted):
        return True
    return any(_orders(piece) for piece in (shown, *quoted))


def _without_quotations(text: str) -> tuple[str, list[str]]:
    """Return the text with a mark for each quotation, and the quotations that nobody tells of."""
    quotes: list[str] = []

    def marked(found: re.Match[str]) -> str:
        before = re.split(r"[.!?\n]", text[max(0, found.start() - 200) : found.start()])[-1]
        if not TELLS.search(before) and not found[0].startswith("⟦"):
            quotes.append(found[0][1:-1] if not found[0].startswith("[") else found[0])
        return OPTION

    return QUOTATION.sub(marked, text), quotes


def _orders(text: str) -> bool:
    said = bare(LONE_CAPITAL.sub(OPTION, text)).casefold()
    words = set(WORD.findall(said))
    return SQUEEZED.search(said) is not None or any(
        not _is_told(said, found)
        for name, language in LANGUAGES.items()
        if _may_be(language, said, words)
        for grammar in _grammars(name)
        for found in grammar.finditer(said)
    )


def _may_be(language: Language, text: str, words: set[str]) -> bool:
    if language.script:
        return re.search(language.script, text) is not None
    return not language.known_by or not words.isdisjoint(language.known_by.split())


def _is_told(text: str, found: re.Match[str]) -> bool:
    before = re.split(r"[.!?\n。！？؟।]", text[max(0, found.start() - 200) : found.start() + 1])[
        -1
    ]
    return TOPIC.search(before) is not None


@cache
def _grammars(name: str) -> tuple[re.Pattern[str], ...]:
    rules = _rules(LANGUAGES[name])
    return tuple(re.compile(bare(rule), re.MULTILINE) for rule in rules)


def _rules(language: Language) -> tuple[str, ...]:
    edge, end = ("", "") if language.joined else (r"(?<!\w)", r"(?!\w)")
    readers = rf"{edge}(?:{language.readers}){end}"
    orders = tuple(
        (rf"{edge}(?:{verb}){end}", rf"{edge}(?:{thing})", f"{_IN_SENTENCE}{{0,{gap}}}?")
        for verb, thing, gap in (
            (language.drop, language.rules, 60),
            (language.choose, f"{OPTION}|{language.option}", 24),
            (language.reply, f"{OPTION}|{language.form}", 40),
        )
    )
    whole = "|".join(f"(?:{phrase})" for phrase in language.whole)
    if language.verb_last:
        return (whole, "|".join(f"{thing}{gap}{verb}" for verb, thing, gap in orders))
    straight = "|".join(f"{verb}{gap}{thing}" for verb, thing, gap in orders)
    turned = "|".join(f"{thing}{gap}{verb}" for verb, thing, gap in orders)
    please = rf"(?:(?:{language.please})[\s,،，、]{{0,2}}){{0,4}}" if language.please else ""
    begun = straight if language.anywhere else f"{_BEGINNING}{please}(?:{straight})"
    return (whole, begun, f"{readers}{_IN_SENTENCE}{{0,60}}?(?:{straight}|{turned})")
