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

INSTRUCTION_LIKE = "instruction_like"
"""The flag of a response that gives orders to its readers."""

OPTION = "□"
"""Stands for whatever names an option by its form."""

_IN_SENTENCE = r"[^.!?\n。！？؟।]"
_BEGINNING = (
    r"(?:^|[.!?:;,…()\-–—>¿¡|\n。！？؟।、،：，；」』]\s{0,3}|\b\d[.)] )[\s\"'“”«»*#>(\[—-]{0,4}"
)

_NO_HEADING = r"(?!\s?[:：=])"

QUOTATION = re.compile(
    r"“[^“”\n]{1,300}”|„[^“”„\n]{1,300}[“”]|«[^«»\n]{1,300}»|「[^「」\n]{1,300}」|『[^『』\n]{1,300}』"
    r'|"[^"\n]{1,300}"|‘[^‘’\n]{1,300}’(?!\w)|`[^`\n]{1,300}`|\[[^\[\]\n]{1,60}\]|⟦\w+(?:@\d)?⟧|《[^《》\n]{1,100}》'
    r"|(?<!\w)'[^'\n]{2,300}'(?!\w)"
)
LONE_CAPITAL = re.compile(
    r"(?<![A-Za-z0-9À-ɏа-яА-Я'’.&/+-])(?<!\bvitamin )(?:[A-HJ-Z]|(?<=[a-zа-я] )[АБВГДЕЖ])(?![A-Za-z0-9À-ɏа-яА-Я&/+-]|['’.]\w)"
)
ARTICLE = re.compile(r"(?:\A|[.!?] |[\n\"“«¿¡>])[A-Z](?= [a-z])")
"""A word of one letter that begins a sentence."""
TELLS = re.compile(
    r"\b(?:attack\w*|inject\w*|jailbreak\w*|hijack\w*|malicious|adversar\w*|prompts?|such as|for example|e\.g"
    r"|phrases?|strings?|tags?|hidden|wrote|writes?|written|reads?|saying|says?|said|telling|tells?|told|typed?|asked"
    r"|commands?|argues?|claims?|tricks?|filters?|sagt|sagte|schreibt|steht|heisst|dit|disent|ecrit|dice|dicen|dijo|escribe"
    r"|diz|dizem|disse|scrive|zegt|staat|schrijft|mowi|pisze|napis\w*|говорит|пишет|написано|сказано|diyen|yazan|diye)\b"
    r"|يقول|تقول|مكتوب|कहता|कहती|लिखा|说|說|写着|という|と書|と言|라는|라고 (?:말|쓰|적)",
    re.IGNORECASE,
)
"""Who tells what somebody says gives no order by it."""
AUTHORITY = re.compile(
    r"\b(?:moderator\w*|system|admin\w*|organi[sz]er\w*|operator|host|moderateur|moderador|moderatore|модератор\w*)\b"
    r"|主持人|管理员|司会|진행자|المشرف|मॉडरेटर",
    re.IGNORECASE,
)
TOPIC = re.compile(
    r"\b(?:attack\w*|inject\w*|jailbreak\w*|hijack\w*|malicious|adversar\w*|spam\w*|phishing|angriff\w*|angreif\w*"
    r"|attaqu\w*|atac\w*|atacant\w*|attacc\w*|aanval\w*|atak\w*|атак\w*|saldır\w*|enjeksiyon\w*)\b|هجوم|حقن|攻击|攻擊|注入|攻撃|インジェクション|공격|주입|हमल|इंजेक्शन",
)
ROLES = re.compile(
    r"<\|?/?\s*(?:im_?start|im_?end|system|assistant|user|human|start_?header_?id|end_?header_?id|eot_?id|endoftext"
    r"|begin_?of_?text|start_?of_?turn|end_?of_?turn|instructions?|inst|sys|developer|system[_ ]?prompt|override|admin"
    r"|important|command)\b[^<>\n]{0,40}\|?>|<</?sys>>"
    r"|\[/?\s*(?:inst|sys|system|instructions?|developer|admin|assistant|override)\b[^\[\]\n]{0,30}\]"
    r"|^\W{0,6}#{1,6}\s*(?:new |updated |your |system |user )?(?:instructions?|system|assistant|user|human|developer|override|response)\b[^\n]{0,20}$"
    r"|(?:^|[.!?。！？]\s{1,2})\W{0,6}(?:system|assistant|developer|admin(?:istrator)?|human|moderator|operator|root|sistema|systeme|système"
    r"|systeem|система|النظام|نظام|सिस्टम|系统|系統|システム|시스템|sistem|notice to \w+)"
    r"(?:[ -]?(?:message|note|notice|prompt|override|update|instructions?|alert|command|nachricht|meldung|hinweis|anweisung|mesajı|提示|消息|通知|メッセージ|通知|메시지|알림|संदेश)){0,2}\W{0,3}[:：\]>]"
    r"|[\"'“”]vote[\"'“”]\s*[:：=]|^\s*<<<\S*\s*$|^\s*\S*>>>\s*$"
    r"|^\W{0,6}(?:begin|end|start)(?: of)?(?: the)?(?: new| hidden| admin| secret| system)? (?:system|prompt|instructions?|override)\b",
    re.IGNORECASE | re.MULTILINE,
)
SENTENCE_END = re.compile(r"[.!?\n。！？؟।]")
WORD = re.compile(r"\w+")
LONG_WORD = 8
STEM = 6
SQUEEZED = re.compile(
    r"(?:ignore|disregard|forget)(?:all|your|the|any|previous|prior|every|these)[a-z]{0,30}(?:instruct|rule|prompt|told)"
    r"|votefor(?:option)?[a-h]?|votenow|switchyourvote|changeyourvote"
)


def gives_orders(text: str) -> bool:
    """Return whether a text gives orders to those who read it, in any of the languages known."""
    plain = undisguised(text)
    shown, quoted = _without_quotations(plain)
    return _plays_a_role(plain) or any(_orders(piece) for piece in (shown, *quoted))


def _without_quotations(text: str) -> tuple[str, list[str]]:
    """Return the text with a mark for each quotation, and the quotations that nobody tells of."""
    quotes: list[str] = []

    def marked(found: re.Match[str]) -> str:
        if not found[0].startswith("⟦") and not _is_told_in(text, found):
            quotes.append(found[0] if found[0].startswith("[") else found[0][1:-1])
        return OPTION

    return QUOTATION.sub(marked, text), quotes


def _plays_a_role(text: str) -> bool:
    return any(not _is_told_in(text, found) for found in ROLES.finditer(text))


def _is_told_in(text: str, quote: re.Match[str]) -> bool:
    before = SENTENCE_END.split(text[max(0, quote.start() - 200) : quote.start()])[-1]
    behind = SENTENCE_END.split(text[quote.end() : quote.end() + 80])[0]
    around = f"{before} {behind}"
    return TELLS.search(around) is not None and AUTHORITY.search(around) is None


def _orders(text: str) -> bool:
    named = LONE_CAPITAL.sub(OPTION, ARTICLE.sub(_lowered, text))
    said = bare(named).casefold()
    words = set(WORD.findall(said))
    return any(SQUEEZED.search(word) for word in words if len(word) > LONG_WORD) or any(
        not _is_told(said, found)
        for name in LANGUAGES
        if _may_be(name, said, words)
        for grammar in _grammars(name)
        for found in grammar.finditer(said)
    )


def _lowered(found: re.Match[str]) -> str:
    return found[0].lower()


def _may_be(name: str, text: str, words: set[str]) -> bool:
    """Return whether a text may hold anything in that language, which is cheap to tell."""
    if LANGUAGES[name].script:
        return re.search(LANGUAGES[name].script, text) is not None
    known = _known(name)
    return not known or not known.isdisjoint(word[:STEM] for word in words)


@cache
def _known(name: str) -> frozenset[str]:
    return frozenset(word[:STEM] for word in LANGUAGES[name].known_by.split())


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
    readers = rf"{edge}(?:{language.readers}){end}{_IN_SENTENCE}{{0,60}}?"
    orders = tuple(
        (
            rf"(?:{verb}){end}{_NO_HEADING}",
            rf"{edge}(?:{thing})(?!{language.goes_on})",
            f"{_IN_SENTENCE}{{0,{gap}}}?",
        )
        for verb, thing, gap in (
            (language.drop, language.rules, 60),
            (language.choose, f"{OPTION}|{language.option}", 24),
            (language.reply, f"{OPTION}|{language.form}", 40),
        )
    )
    please = rf"(?:(?:{language.please})[\s,،，、]{{0,2}}){{0,4}}" if language.please else ""
    clause = f"{_BEGINNING}{please}"
    clauses = f"{clause}(?:{'|'.join(language.clauses)})" if language.clauses else "(?!)"
    whole = f"{edge}(?:{'|'.join(language.whole)})"
    unless = f"{edge}(?!{language.statement})"
    straight = "|".join(f"{verb}{gap}{thing}" for verb, thing, gap in orders)
    turned = "|".join(f"{thing}{gap}{edge}{verb}" for verb, thing, gap in orders)
    if language.verb_last:
        ordered = "|".join(f"{thing}{gap}{unless}{verb}" for verb, thing, gap in orders)
        return (clauses, whole, ordered, f"{readers}(?:{turned})")
    begun = "" if language.anywhere else clause
    return (
        clauses,
        whole,
        f"{begun}{unless}(?:{straight})",
        f"{readers}{edge}(?:{straight}|{turned})",
    )
