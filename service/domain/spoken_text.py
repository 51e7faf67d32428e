"""What of a raw reply the model says for itself, to us.

Left out are its thoughts, what it quotes from others, and whatever it made up after its own end.
A provider's new way of marking one of these is a row in `THOUGHTS`, `QUOTES` or `ENDS`. Where a
mark is never closed, all behind it is left out: a missing vote is asked for again, a vote that
was only considered is counted for ever.
"""

import re

_THINKING = (
    r"(?:ant[_-]?)?think(?:ing)?|thoughts?|reason(?:ing)?|reflections?|analysis"
    r"|scratch(?:[_-]?pad)?|seed:think|(?:thought|thinking)[_-]process|inner[_-]?thoughts?"
    r"|internal|(?:inner|internal)_monologue|chain_of_thought|cot|deliberation|plan(?:ning)?"
    r"|brainstorm(?:ing)?|drafts?"
)
_QUOTING = r"blockquote|quoted?|q|peers?|peer_[a-z]{1,20}|participants?|other_[a-z]{1,20}|example"

# How thoughts open and close. Closing without opening means that the prompt had opened them.
THOUGHTS = (
    (
        rf"<\|?\s*(?:{_THINKING})(?:\s[^<>]{{0,80}})?\|?>",
        rf"<\|?\s*/\s*(?:{_THINKING})\s*\|?>",
    ),
    (r"\[(?:think(?:ing)?|reasoning)\]", r"\[/(?:think(?:ing)?|reasoning)\]"),
    (r"◁think▷", r"◁/think▷"),
    (r"<\|begin_of_thought\|>", r"<\|end_of_thought\|>"),
    (r"<\|start_thinking\|>", r"<\|end_thinking\|>"),
    (
        r"<\|channel\|>\s*analysis[^<]{0,80}<\|message\|>",
        r"<\|channel\|>\s*(?:final|commentary)[^<]{0,80}",
    ),
    (r"<unused94>", r"<unused95>"),
)
QUOTES = (
    (rf"<(?:{_QUOTING})(?:\s[^<>]{{0,80}})?>", rf"</(?:{_QUOTING})\s*>"),
    (r"\[quote[^\[\]]{0,80}\]", r"\[/quote\]"),
    (r"<(?:del|strike)>", r"</(?:del|strike)>"),
    (r"<!--", r"-->"),
    # As prompts quote what others wrote.
    (r"<<<\w{1,40}", r"\w{1,40}>>>"),
)
ENDS = re.compile(
    r"<\|(?:im_end|im_start|eot_id|end|return|endoftext|end_of_text|eom_id|call)\|>"
    r"|<end_of_turn>|</s>|<｜end▁of▁sentence｜>",
    re.IGNORECASE,
)

# Channels from a server that took their marks away.
_UNMARKED = re.compile(r"\Aanalysis(?=\s?[A-Z])(?:.*assistantfinal|.*)", re.DOTALL)
_TURN = re.compile(r"\A\s*+(?:<\|im_start\|>|<start_of_turn>)(?:assistant|model)\b", re.IGNORECASE)
_STRUCK = re.compile(r"(?<!~)~~(?=[^\s~])[^~]*(?<!\s)~~(?!~)")
_FENCE = re.compile(r"\s{0,12}(?P<ticks>`{3,}|~{3,})(?P<info>[^`\n]{0,200})")
_FOREIGN_FENCE = re.compile(rf"\b(?:{_QUOTING}|{_THINKING})\b", re.IGNORECASE)
_BLOCK_QUOTE = re.compile(r"\s{0,12}(?:[-*]\s)?>")


def spoken(text: str) -> str:
    """Return `text` without thoughts, quotes of others and anything after its own end mark."""
    text = _UNMARKED.sub("", text)
    said = _without_spans(_without_spans(text, THOUGHTS, opened=True), QUOTES, opened=False)
    turn = ENDS.split(_TURN.sub("", said).lstrip(), maxsplit=1)[0]
    return _without_quoted_lines(_STRUCK.sub("", turn))


def _without_spans(text: str, marks: tuple[tuple[str, str], ...], *, opened: bool) -> str:
    """Drop what is between marks; `opened`: a close without its open drops all before it."""
    opens = "|".join(mark for mark, _ in marks)
    closes = "|".join(mark for _, mark in marks)
    # Two openings in a row are one: some servers add their own to the model's.
    tokens = re.compile(rf"(?P<open>(?:(?:{opens})\s*+)++)|{closes}", re.IGNORECASE)
    kept: list[str] = []
    depth = at = 0
    for token in tokens.finditer(text):
        if depth == 0 and not token["open"] and not opened:
            continue
        if depth == 0:
            kept.append(text[at : token.start()])
        if token["open"]:
            depth += 1
        elif depth:
            depth -= 1
        else:
            kept.clear()
        at = token.end()
    return "".join([*kept, text[at:] if depth == 0 else ""])


def _without_quoted_lines(text: str) -> str:
    kept: list[str] = []
    inside = ""
    for line in text.split("\n"):
        fence = _FENCE.match(line)
        if inside:
            ends = fence and fence["ticks"].startswith(inside) and not fence["info"].strip()
            inside = "" if ends else inside
        elif fence and _FOREIGN_FENCE.search(fence["info"]):
            inside = fence["ticks"]
        elif not _BLOCK_QUOTE.match(line) or _ends_an_object(line):
            kept.append(line)
    return "\n".join(kept)


def _ends_an_object(line: str) -> bool:
    """Return whether a line closes what it did not open: then no quotation begins with it."""
    return line.count("}") > line.count("{") and '"' in line
