"""Whether the words around a ballot say whose it is, or take it back.

Before it may stand that it is a peer's, a former one, an example, or what one would not say;
behind it, that it was one of these, or that something else is meant. A new way of saying so is a
word in one of the patterns. They may cost a vote, which is asked for again.
"""

import re
from collections.abc import Iterator
from itertools import islice

from service.domain.instructions import gives_orders

_LENGTH = 160
_BEHIND = 4_000
_STATEMENTS = 64

_MODELS = (
    r"(?:(?:chat)?gpt|claude|opus|sonnet|haiku|gemini|gemma|grok|kimi|deepseek|llama|mistral"
    r"|mixtral|qwen|glm)\b(?:[ -](?:v?\d[\w.]{0,6}|k\d[\d.]{0,4}|pro|fast|flash|mini|nano|opus|sonnet"
    r"|haiku|turbo|chat|large|max|preview|lite|thinking)\b){0,4}"
)
_CODE = r"(?!JSON)[A-Z]{1,4}\d{1,2}"
_OTHERS = (
    r"peers?|participants?|panelists?|others?|opponents?|previous|earlier|former|initial"
    r"|(?:ander\w+ )?teilnehmer\w*|participantes?|partecipant[ei]|deelnemers?|uczestnik\w*|участник\w*"
    r"|katılımcı\w*|مشارك\w*|المشارك\w*"
)
_SAMPLES = r"examples?|samples?|e\.g\.|for instance|such as|instead of|quot(?:e|ed|ing|es)"
_FORMS = r"templates?|formats?|schemas?|placeholders?|hypothetical|counterfactual"
_BALLOT = r"(?:ballot|vote|reply|response|answer|position|json)"

# What may stand between those words and the ballot.
_LEADING_IN = (
    r"(?:[\])*_\"' ]*[:：][\s*_\[(\"'•-]*(?:`{1,4}\w{0,12}\s*)?|[ `*\"'(>\[]{0,4}"
    r"|\"?>\s*)\Z"
)
_NEAR = rf"[^.!?\n:{{}},]{{0,30}}{_LEADING_IN}"
_SAYING = (
    r"(?:wrote|writes?|said|says?|argued|argues?|voted?|repli(?:ed|es)|reply|respond(?:ed|s)?"
    r"|answer(?:ed|s)?|posted|submitted|claim(?:ed|s)?|stated?)"
)
# Whoever speaks: these are not said for oneself and now.
_UNSAID = re.compile(
    rf"(?:\b(?:not|never|nor|reject\w*|refus\w*|against|disagree with)\b|n['’]t\b){_NEAR}"
    rf"|\b(?:if|had|were|unless|suppose|supposing|assuming)\b[^.!?\n]{{0,100}}"
    rf"(?:\b(?:would|might|could)\b|['’]d\b){_NEAR}"
    rf"|\b(?:looks?|reply|respond|answer|line|something) like(?: this| so| the following)?{_LEADING_IN}"
    rf"|^\W{{0,20}}(?:{_FORMS}){_LEADING_IN}"
    r"|\b(?:told|asked|ordered|instructed|urged|commanded) (?:(?:me|us|you|all|everyone) )?to"
    rf" (?:reply|answer|respond|vote|say|write|output)(?: only| just)?(?: with| by)?{_LEADING_IN}"
    rf"|\b(?:ignor(?:e|es|ed|ing)|disregard\w*|pass(?:es|ed|ing)? over)\b{_NEAR}",
    re.IGNORECASE | re.MULTILINE,
)
_SAID_BY = re.compile(
    r"(?<!\bi )(?<!i have )\b(?:wrote|writes|said|says|argued|argues|voted|replied|responded"
    r"|answered|posted|submitted|claimed|claims|stated)(?: with| this| the following)?"
    rf"{_LEADING_IN}"
    rf"|\b(?:instructs|orders|demands|commands|insists|urges)\b{_NEAR}"
    rf"|(?<!\bi )\b(?:would|might|could|may)(?: have)? {_SAYING}(?: with| this)?{_LEADING_IN}",
    re.IGNORECASE,
)
_BELONGS_TO = re.compile(
    rf"(?<!/)\b(?:{_OTHERS}|{_SAMPLES}|{_CODE}|{_MODELS}"
    rf"|(?!(?:let|here|it|that|what|there)['’])\w+['’]s (?:\w+ ){{0,2}}{_BALLOT})"
    rf"(?:'s|’s|['’])?\]?{_NEAR}",
    re.IGNORECASE,
)
_HEADING = re.compile(
    rf"(?:^|\n)[\W_]*(?:{_CODE}|{_MODELS}|(?:{_OTHERS}|{_SAMPLES}|{_FORMS})\b[\w ]{{0,30}})"
    r"[\W_]*\n[\W_]*\Z",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:my|final)\b(?! (?:previous|earlier|former|initial|first|last|old)\b)"
    r"|^[^\w<]*(?:in )?(?:respon\w+|reply\w*|answering|rebutt\w+) "
    r"|^[^\w<]*(?:after|having|upon|taking|weighing) ",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"[.!?。！？।\n]")
_JOINED = re.compile(r"(?:[\W\d_]|\b(?:and|or|then|later|also|json)\b)*+", re.IGNORECASE)

_CORRECTS = (
    r"\bcorrection\b|\bon (?:second thoughts?|(?:further )?reflection)\b|\b(?:scratch|strike|forget) (?:this|that|it)\b"
    r"|\btake (?:it|that|this|my vote) back\b"
    r"|\bi (?:meant|mean to)\b|\bi (?:hereby )?abstain\b"
    r"|\b(?:disregard|ignore) (?:that|this|it|my|the (?:above|previous))\b"
    r"|(?:^|[.!?]\s)\W{0,20}(?:edit|update|wait|actually|oops|p\.? ?s\.?)\b"
    r"|(?:^\W{0,20}|[.!?,:;]\W{0,20}|\bi (?:now |hereby |will |must |want to |have to )?"
    r"|\bi(?:'m| am) )(?:chang|switch|revis|retract|withdraw)\w{0,4} "
    r"(?:my (?:vote|ballot|answer)|this|that|it|to)\b"
)
_DISOWNS = (
    r"\bnot my (?:own )?(?:vote|ballot|answer|position|view)\b"
    r"|\b(?:that|this|above|it|which) (?:is|was) (?:only |just |merely |not )?"
    rf"(?:an? |the |\w+['’]s )?(?:(?:example|sample)(?! of (?!the form))|{_FORMS}|quot\w+|joke"
    rf"|{_CODE}['’]s|(?:peer|participant)['’]?s?)\b"
    r"|\A\W*(?:quoted|taken|copied|from|by|said|wrote|says)(?: (?:by|from))? "
    rf"(?:{_CODE}|{_MODELS}|a peer|another)"
    rf"|\A[^\S\n]*[(—–-]{{1,2}}[^\S\n]*(?:{_CODE}\b|{_MODELS})|\A[^\n]{{0,20}}\bwould\b"
)

# By language: the words with which a vote is taken back behind it.
TAKING_BACK = {
    "en": f"{_CORRECTS}|{_DISOWNS}",
    "de": r"\bkorrektur\b|\bdoch (?:lieber|nicht)\b|\bich (?:ändere|korrigiere)\b",
    "fr": r"\bcorrection\b|\bje (?:change|rectifie|corrige)\b|\brectificati",
    "es": r"\bcorrecci[oó]n\b|\bcambio mi\b|\brectific",
    "pt": r"\bcorreç[aã]o\b|\bmudo (?:o )?meu\b",
    "it": r"\bcorrezione\b|\bcambio (?:il )?mio\b",
    "nl": r"\bcorrectie\b",
    "pl": r"\bkorekta\b|\bsprostowanie\b",
    "tr": r"\bdüzeltme\b",
    "ru": r"\b(?:поправка|исправл|вернее|меняю)",
    "ar": r"تصحيح|تراجع",
    "zh": r"更正|改为|改成|改投|修正",
    "ja": r"訂正|やはり|変更します",
    "ko": r"정정|변경합니다",
}
_TAKING_BACK = re.compile("|".join(TAKING_BACK.values()), re.IGNORECASE | re.MULTILINE)

# What one says in passing that one votes for stands right behind this.
_STATEMENT = re.compile(
    r"(?:\bi(?:'m|’m| am)?(?: (?:now|therefore|hereby|still|thus|will|do))? "
    r"(?:vot(?:e|ing)|choose|pick|select)(?: for| is)?"
    r"|\b(?:my|the|our)(?: (?:final|new|own|actual|updated|revised|true))? "
    r"(?:vote|ballot|choice|answer) (?:is|goes to|stays|remains|should be|must be)"
    r"(?: for| with| at)?"
    r"|\bmak(?:e|ing) (?:it|that)"
    r"|\b(?:that|it|this|vote) should (?:be|read|say))(?: option)?[\s:\"'“*`(\[]{1,6}",
    re.IGNORECASE,
)

# Behind a ballot, also where no line begins.
_AFTERTHOUGHT = re.compile(r"\bvote[*_`]{0,3}\s?[:：=][\s*_`\"'“(\[]{0,6}", re.IGNORECASE)


def is_attributed(text: str, at: int, start: int = 0) -> bool:
    """Return whether what follows at `at` is not the speaker's own, by `text` from `start`.

    Neither is what somebody is ordered to reply.
    """
    before = text[max(start, at - _LENGTH) : at]
    if not before.strip():
        return False
    if gives_orders(_SENTENCES.split(before.rstrip())[-1]):
        return True
    if _SAID_BY.search(before) or _UNSAID.search(before) or _HEADING.search(before):
        return True
    belongs = _BELONGS_TO.search(before)
    if belongs is None:
        return False
    line = before.rfind("\n", 0, belongs.start()) + 1
    return not _OWN.search(before[line:])


def is_joined(between: str) -> bool:
    """Return whether what is on both sides of `between` is told in one breath."""
    return _JOINED.fullmatch(between) is not None


def is_taken_back(behind: str) -> bool:
    """Return whether `behind`, which follows a ballot, takes it back."""
    return _TAKING_BACK.search(behind[:_BEHIND]) is not None


def statements(prose: str, behind: str) -> Iterator[str]:
    """Yield what follows wherever it is said in passing for what the vote is.

    `behind` is the part of `prose` that follows the ballot.
    """
    for text, pattern in ((prose, _STATEMENT), (behind, _AFTERTHOUGHT)):
        for statement in islice(pattern.finditer(text), _STATEMENTS):
            yield text[statement.end() : statement.end() + _LENGTH]
