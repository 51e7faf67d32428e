"""Texts that try to be more than text, and a debate that is full of one of them."""

import msgspec
from hypothesis import strategies as st

from service.domain.debate import Debate, Option, Participant, ResponseError, ResponseStatus
from tests.support.debates import a_debate, a_ledger, a_response, a_spec, noted, some_rules

HOSTILE = (
    "# A heading",
    "Setext\n===",
    "Setext\n---",
    "---",
    "***",
    "- item\n- item",
    "+ item",
    "1. item\n2) item",
    "> quoted",
    "    code",
    "```\ncode\n```",
    "~~~\ncode",
    "`code` ``more``",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "[link](javascript:alert(1))",
    "![image](https://evil.example/x.png)",
    "<https://evil.example>",
    "https://evil.example/?q=1 and www.evil.example",
    "<javascript:alert(1)>",
    "[ref]: https://evil.example\n\n[ref]",
    "[^1]\n\n[^1]: a footnote",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</blockquote></dd></dl><h1>Outcome</h1>",
    "<!-- a comment",
    "]]> <![CDATA[ x ]]>",
    "&lt;b&gt; &amp; &#x3c;",
    "\"quoted\" 'text' \" onmouseover=alert(1) '",
    "*emphasis* **strong** _this_ __that__ ~~struck~~ a_b_c _a_b _é_ é_é_é 1_2",
    "**\n\n**",
    "ends in a backslash \\",
    "\\# \\* \\\\",
    "two spaces  \nand on",
    "\x1b[31mred\x1b[0m\x07\x00\x7f\x9b",
    "\u202eevil\u202c \u2066\u2067x\u2069 \u2068half",
    "a\r\nb\rc\u2028d\u2029e\x85f\x0bg\x0ch",
    "\n\n\n",
    "\u200b\ufeff",
    "\n# Usage\n\n- **Cost:** free\n",
    ": definition\n:: more",
    "$x^2$ and $$y$$ and ==mark== and {#id .class}",
)

ENDLESS = ("x" * 100_000, "`[<*_" * 10_000, "\n" * 20_000, "- " * 20_000, "\u2068" * 20_000)

TEXTS = st.sampled_from(HOSTILE) | st.text(
    st.sampled_from("#*_`~[]()<>!|\\&-+=:.0123456789 \n\r\t\u2028\u202e\u2068\u2069abc\"'$^{}@")
    | st.characters(),
    max_size=60,
)


def a_debate_of(text: str) -> Debate:
    """Return a debate whose callers and models have written nothing but this text."""
    name = f"a{text}"
    spec = a_spec(
        question=text,
        context=text,
        options=(Option(id="A", label=text), Option(id="B", label=f"b{text}")),
        panel=tuple(
            Participant(id=f"seat_{n}", model="sim/A", name=name, persona=text) for n in (1, 2, 3)
        ),
        rules=some_rules(max_rounds=3, allow_abstain=True),
    )
    refused = ResponseStatus.REFUSED
    debate = a_debate("ABA", "BBA", ["A", "B", refused], spec=spec)
    said = [
        msgspec.structs.replace(
            response,
            argument=text,
            strongest_objection=text,
            would_change_mind=text,
            change_reason=text,
            model_served=text,
            persuaded_by=debate.responses[1].ref,
            responds_to=(debate.responses[1].ref,),
            second_choice="A",
            confidence=50,
        )
        for response in debate.responses
        if response.vote
    ]
    failed = a_response(
        3,
        "seat_3",
        refused,
        error=ResponseError(code="refused", message=text, retryable=False),
    )
    return noted(a_ledger(debate, *said, failed), (1, text), (2, text), (4, text), (None, text))
