"""Whether a text gives orders to its readers: about their vote, their reply or their rules.

An argument speaks of the subject; an order speaks to who reads it. It is known by its grammar, an
imperative or the readers and a word for having to, with what is ordered: to drop (rules), to
choose (an option), to reply (in a form). The words of a language are a row of
`order_words.languages`, what any language has in common is here. What is told of orders, as that a
page said “ignore your rules”, gives none.

The flag is a hint for whoever reads the ledger. What keeps orders from being followed is how
prompts quote and how replies are read.
"""

import re
from collections.abc import Iterator
from functools import cache

from service.domain.disguises import bare, undisguised
from service.domain.order_grammar import OPTION, grammar_of, rules_of
from service.domain.order_words.languages import LANGUAGES

INSTRUCTION_LIKE = "instruction_like"
"""The flag of a response that gives orders to its readers."""

# What stands in quotation marks of any kind, in brackets, or is code.
QUOTATION = re.compile(
    r"“[^“”\n]{1,300}”|„[^“”„\n]{1,300}[“”]|«[^«»\n]{1,300}»|「[^「」\n]{1,300}」|『[^『』\n]{1,300}』"
    r'|"[^"\n]{1,300}"|‘[^‘’\n]{1,300}’(?!\w)|`[^`\n]{1,300}`|\[[^\[\]\n]{1,60}\]|⟦\w+(?:@\d)?⟧'
    r"|《[^《》\n]{1,100}》"
    r"|'(?<!\w')[^'\n]{2,300}'(?!\w)"
)
# The id of an option, as most callers give them. All that looks around stands behind the letter, so
# that nothing but capitals is looked at.
LONE_CAPITAL = re.compile(
    r"[A-HJ-ZАБВГДЕЖ](?![A-Za-z0-9À-ɏа-яА-Я&/+-]|['’.]\w)(?<![A-Za-z0-9À-ɏа-яА-Я'’.&/+-].)"
    r"(?<!\bvitamin .)(?:(?<=[A-Z])|(?<=[a-zа-я] .))"
)
ARTICLE = re.compile(r"[A-Z](?= [a-z])(?:(?<=\A.)|(?<=[.!?] .)|(?<=[\n\"“«¿¡>].))")
"""A word of one letter that begins a sentence."""
TELLS = re.compile(
    r"\b(?:attack\w*|inject\w*|jailbreak\w*|hijack\w*|malicious|adversar\w*|prompts?|such as"
    r"|for example|e\.g"
    r"|phrases?|strings?|tags?|hidden|wrote|writes?|written|reads?|saying|says?|said|telling"
    r"|tells?|told|typed?|asked"
    r"|commands?|argues?|claims?|tricks?|filters?|sagt|sagte|schreibt|steht|heisst|dit|disent"
    r"|ecrit|dice|dicen|dijo|escribe"
    r"|diz|dizem|disse|scrive|zegt|staat|schrijft|mowi|pisze|napis\w*|говорит|пишет|написано"
    r"|сказано|diyen|yazan|diye)\b"
    r"|يقول|تقول|مكتوب|कहता|कहती|लिखा|说|說|写着|という|と書|と言|라는|라고 (?:말|쓰|적)",
    re.IGNORECASE,
)
"""Who tells what somebody says gives no order by it."""
AUTHORITY = re.compile(
    r"\b(?:moderator\w*|system|admin\w*|organi[sz]er\w*|operator|host|moderateur|moderador"
    r"|moderatore|модератор\w*)\b"
    r"|主持人|管理员|司会|진행자|المشرف|मॉडरेटर",
    re.IGNORECASE,
)
TOPIC = re.compile(
    r"\b(?:attack\w*|inject\w*|jailbreak\w*|hijack\w*|malicious|adversar\w*|spam\w*|phishing"
    r"|angriff\w*|angreif\w*"
    r"|attaqu\w*|atac\w*|atacant\w*|attacc\w*|aanval\w*|atak\w*|атак\w*|saldır\w*"
    r"|enjeksiyon\w*)\b|هجوم|حقن|攻击|攻擊|注入|攻撃|インジェクション|공격|주입|हमल|इंजेक्शन",
)
# Marks of prompts, heads of messages, and votes in the form of a reply.
ROLES = re.compile(
    r"<\|?/?\s*(?:im_?start|im_?end|system|assistant|user|human|start_?header_?id"
    r"|end_?header_?id|eot_?id|endoftext"
    r"|begin_?of_?text|start_?of_?turn|end_?of_?turn|instructions?|inst|sys|developer|system[_ "
    r"]?prompt|override|admin"
    r"|important|command)\b[^<>\n]{0,40}\|?>|<</?sys>>"
    r"|\[/?\s*(?:inst|sys|system|instructions?|developer|admin|assistant"
    r"|override)\b[^\[\]\n]{0,30}\]"
    r"|^\W{0,6}#{1,6}\s*(?:new |updated |your |system |user )?(?:instructions?|system|assistant"
    r"|user|human|developer|override|response)\b[^\n]{0,20}$"
    r"|(?:^|[.!?。！？]\s{1,2})\W{0,6}(?:system|assistant|developer|admin(?:istrator)?|human"
    r"|moderator|operator|root|override|directive|sistema|systeme|système"
    r"|systeem|система|النظام|نظام|सिस्टम|系统|系統|システム|시스템|sistem|notice to \w+)"
    r"(?:[ -]?(?:message|note|notice|prompt|override|update|instructions?|alert|command"
    r"|nachricht|meldung|hinweis|anweisung|mesajı|提示|消息|通知|メッセージ|通知|메시지|알림"
    r"|संदेश)){0,2}\W{0,3}[:：\]>]"
    r"|[\"'“”]vote[\"'“”]\s*[:：=]|^[^\S\n]{0,9}<<<\S{0,40}[^\S\n]{0,9}$|^[^\S\n]{0,9}\S{0,40}>>>[^\S\n]{0,9}$"
    r"|^\W{0,6}(?:begin|end|start)(?: of)?(?: the)?(?: new| hidden| admin| secret| system)? "
    r"(?:system|prompt|instructions?|override)\b",
    re.IGNORECASE | re.MULTILINE,
)
MARKS_HAVE = re.compile(r"[<>\[#]")
HEADS_HAVE = re.compile(r"[\]:：=]")
"""One of these is in every mark of a prompt, but for those that begin a line like `BEGINS` ..."""
BEGINS = re.compile(r"\W{0,6}(?:begin|end|start)\b", re.IGNORECASE)
HEADED_BY = (
    *(
        "system",
        "sistem",
        "систем",
        "النظام",
        "نظام",
        "सिस्टम",
        "系统",
        "系統",
        "システム",
        "시스템",
    ),
    *("assistant", "developer", "admin", "human", "moderator", "operator", "root", "override"),
    *("directive", "système", "notice to", "vote"),
)
"""... and of these, small, in those that have none but the second kind."""
LOOKED_BACK = 200
LOOKED_AHEAD = 80
"""Characters within which somebody is said to tell what is quoted."""

SENTENCE_END = re.compile(r"[.!?\n。！？؟।]")
WORD = re.compile(r"\w+")
STEM = 6
"""Characters of a word by which a language is known."""
LONG_WORD = 8
"""Characters beyond which a word may be several without spaces."""
SQUEEZED = re.compile(
    r"(?:ignore|disregard|forget)(?:all|your|the|any|previous|prior|every"
    r"|these)[a-z]{0,30}(?:instruct|rule|prompt|told)"
    r"|votefor(?:option)?[a-h]?|votenow|switchyourvote|changeyourvote"
)
SQUEEZED_FROM = (
    *("ignore", "disregard", "forget"),
    *("votefor", "votenow", "switchyour", "changeyour"),
)
"""How each of these begins."""
WITHOUT_SCRIPT = tuple(name for name, language in LANGUAGES.items() if not language.script)
SCRIPTS = {
    name: re.compile(language.script) for name, language in LANGUAGES.items() if language.script
}
"""Of the languages that have letters of their own, these letters."""


def gives_orders(text: str) -> bool:
    """Return whether a text gives orders to those who read it, in any of the languages known."""
    lines = (" ".join(line.split()) for line in undisguised(text).splitlines())
    plain = "\n".join(line for line in lines if line)
    shown, quoted = _without_quotations(plain)
    return _plays_a_role(plain) or _orders(shown) or _orders("\n".join(quoted))


def readied() -> Iterator[None]:
    """Build what the first text waits for, in steps between which others have their turn."""
    for rule in (rule for name in WITHOUT_SCRIPT for rule in rules_of(name)):
        yield
        _ = rule.needs
    yield
    grammar_of(*WITHOUT_SCRIPT)


def _without_quotations(text: str) -> tuple[str, list[str]]:
    """Return the text with a mark for each quotation, and the quotations that nobody tells of."""
    quotes: list[str] = []

    def marked(found: re.Match[str]) -> str:
        if not found[0].startswith("⟦") and not _is_told_in(text, found):
            quotes.append(found[0] if found[0].startswith("[") else found[0][1:-1])
        return OPTION

    return QUOTATION.sub(marked, text), quotes


def _plays_a_role(text: str) -> bool:
    return _may_play_a_role(text) and any(
        not _is_told_in(text, found) for found in ROLES.finditer(text)
    )


def _may_play_a_role(text: str) -> bool:
    if MARKS_HAVE.search(text) or any(map(BEGINS.match, text.splitlines())):
        return True
    if not HEADS_HAVE.search(text):
        return False
    # Patterns that ignore case take an i with and without a dot for the same.
    small = text.casefold().replace("\u0307", "").replace("ı", "i")
    return any(word in small for word in HEADED_BY)


def _is_told_in(text: str, quote: re.Match[str]) -> bool:
    behind = SENTENCE_END.split(text[quote.end() : quote.end() + LOOKED_AHEAD])[0]
    around = f"{_sentence_before(text, quote.start())} {behind}"
    return TELLS.search(around) is not None and AUTHORITY.search(around) is None


def _orders(text: str) -> bool:
    if not text:
        return False
    said = bare(_with_options_named(text)).casefold()
    return _is_squeezed(said) or any(
        not _is_told(said, found) and _is_spoken(language, said)
        for names in _spoken_in(said)
        for language, found in grammar_of(*names).orders(said)
    )


def _with_options_named(text: str) -> str:
    """Return the text with a mark for each word of one capital, as options are named."""
    return LONE_CAPITAL.sub(OPTION, ARTICLE.sub(_lowered, text))


def _lowered(found: re.Match[str]) -> str:
    return found[0].lower()


def _is_squeezed(text: str) -> bool:
    """Return whether an order is written without spaces."""
    return any(beginning in text for beginning in SQUEEZED_FROM) and any(
        SQUEEZED.search(word) for word in WORD.findall(text) if len(word) > LONG_WORD
    )


def _spoken_in(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the languages that a text may be in by its letters, those together that share them."""
    yield WITHOUT_SCRIPT
    if not text.replace(OPTION, "").isascii():
        yield from ((name,) for name, script in SCRIPTS.items() if script.search(text))


def _is_spoken(name: str, text: str) -> bool:
    """Return whether any word of a text is of that language."""
    language = LANGUAGES[name]
    tells_nothing = not (language.known_by or language.begins)
    return tells_nothing or any(
        word[:STEM] in _stems(name) or (language.begins and re.match(language.begins, word))
        for word in WORD.findall(text)
    )


@cache
def _stems(name: str) -> frozenset[str]:
    return frozenset(word[:STEM] for word in LANGUAGES[name].known_by.split())


def _is_told(text: str, found: re.Match[str]) -> bool:
    return TOPIC.search(_sentence_before(text, found.start() + 1)) is not None


def _sentence_before(text: str, at: int) -> str:
    return SENTENCE_END.split(text[max(0, at - LOOKED_BACK) : at])[-1]
