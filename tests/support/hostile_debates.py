"""Debates as large as they can be, in which nobody has written anything but attacks on a page.

Whatever runs calls `trapped`, and whatever loads goes to `TRAP`, where nobody is; so a test sees
both. A new attack is a line of `ATTACKS` or `TRICKS`. `a_hostile_debate` is a value; `says_it_all`
is a model that says the same through a provider.
"""

import itertools
import json
from collections.abc import Iterator

from msgspec.structs import replace

from service.domain.debate import (
    Call,
    CallStatus,
    Debate,
    Option,
    Participant,
    Response,
    ResponseError,
    ResponseRef,
    ResponseStatus,
    Usage,
)
from service.domain.instructions import INSTRUCTION_LIKE
from service.domain.recording import FALLBACK, OTHER_MODEL
from tests.support.debates import a_debate, a_ledger, a_spec, noted, some_rules
from tests.support.hostile import HOSTILE
from tests.support.model_server import Asked, Reply, completion, offered

SEATS, OPTIONS, ROUNDS = 12, 26, 6
TRAP = "127.0.0.1:1"
RUNS = "(window.trapped ||= []).push(location.href)"

ATTACKS = (
    f"<script>{RUNS}</script>",
    f"<img src=x onerror='{RUNS}'>",
    f'<svg/onload="{RUNS}"><animate onbegin="{RUNS}" attributeName=x dur=1s>',
    f"</script></style></title></textarea><script>{RUNS}</script>",
    f"</details></article></section></main><h1>Unanimous: No</h1><script>{RUNS}</script>",
    f"' onfocus='{RUNS}' autofocus x='",
    f'" onmouseover="{RUNS}" autofocus onfocus="{RUNS}" x="',
    f"<details open ontoggle='{RUNS}'><summary>x</summary></details>",
    f"<iframe srcdoc='<script>parent.{RUNS}</script>'></iframe><iframe src=//{TRAP}/x></iframe>",
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={RUNS}&gt;'>",
    f"<noscript><p title='</noscript><img src=x onerror={RUNS}>'>",
    f"<object data='javascript:{RUNS}'></object><embed src='javascript:{RUNS}'>",
    f"<base href=//{TRAP}/><link rel=stylesheet href=//{TRAP}/x.css><style>*{{display:none}}</style>",
    f"<meta http-equiv=refresh content='0;url=//{TRAP}/x'><style>@import '//{TRAP}/x';</style>",
    f"<form action=//{TRAP}/x><input name=getElementById autofocus><button>Vote</button></form>",
    f"<video src=//{TRAP}/x poster=//{TRAP}/y autoplay></video><audio src=//{TRAP}/z autoplay>",
    f"<p data-news data-events='//{TRAP}/events' id=seat_1-r1 role=status>The debate is over.</p>",
    "<p style='position:fixed;inset:0;background:#fff' class=unseen dir=rtl hidden>covered</p>",
    f"<a href='javascript:{RUNS}'>link</a> [link](javascript:{RUNS}) <javascript:{RUNS}>",
    f"[link](data:text/html,<script>{RUNS}</script>) [link]( java\nscript:{RUNS} 'x')",
    f"![image](http://{TRAP}/x.png) ![image][x]\n\n[x]: http://{TRAP}/y.png\n[y]: <javascript:{RUNS}>",
    f"[a]: # '\"><script>{RUNS}</script>'\n\n**<b onclick={RUNS}>bold</b>** `</code><script>{RUNS}</script>`",
    f"```html' onload='{RUNS}\n<script>{RUNS}</script>\n```\n~~~\n</pre><script>{RUNS}</script>",
    f"<!--><script>{RUNS}</script>--><![CDATA[<script>{RUNS}</script>]]><?php {RUNS} ?>",
    f"&lt;script&gt;{RUNS}&lt;/script&gt; &#60;img src=x onerror={RUNS}&#62; \\u003cscript\\u003e{RUNS}",
    f"＜script＞{RUNS}＜/script＞ <ſcript>{RUNS}</ſcript> <scr\x00ipt>{RUNS}</scr\x00ipt>",
)
"""Each tries to run something, to load something, or to pass for the page's own."""

TRICKS = (
    "{{7*7}} {{ view.live.events }} {% raw %} {% include 'layout.html' %} {# comment",
    "${7*7} #{7*7} <%= 7*7 %> %(x)s %s {0} {0.__class__} $(reboot) `reboot`",
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b2J \x00 \x7f \x08\x08\x08 \r overwritten",
    "\u202egnp.exe\u202c \u2067abc\u2066 def\u2069 \u2068half \u200f\u200e\u061c of it",
    "هل يجب أن تكون النماذج مفتوحة المصدر؟ نعم، لأن التدقيق يحتاج إلى الأوزان (انظر B).",
    "האם יש לפתוח את המודלים? כן, כי ביקורת דורשת גישה - 2 מתוך 6, 50%.",
    "公开权重有助于审计因为外部研究者可以检查模型而数据则不同所以应当分开处理" * 12,
    "오픈소스는 감사를 가능하게 한다 モデルの重みを公開すべきである ควรเปิดเผยน้ำหนักของแบบจำลอง" * 3,
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 7,
    "x" * 500 + " " + "W" * 80 + " " + "_" * 300 + " " + "/".join("path" for _ in range(80)),
    "\u200b".join("hidden") + "\ufeff\u2060 a\u00adb\u00adc \u2062 \U000e0041\U000e0042",
    "👩‍👩‍👧‍👦🏳️‍🌈👍🏿" * 20 + " Z̸̢̛͎͇̬͖͉̠̅̈́͝a̴̡̘̐l̷̨̺̈g̶̫͐o̵̳̎" + "\u0301" * 60,
    "| a | b |\n|---|---|\n| " + "cell " * 40 + " | 2 |\n\n1. one\n" + "   - deeper\n" * 12,
    "> " * 40 + "quoted\n\n" + "- " * 40 + "listed\n\n" + "#" * 6 + " heading\n\n" + "*" * 200,
    "https://a.example/" + "%20" * 120 + " www.example.com user@example.com",
)
"""Each tries to break what stands around it."""

FLAGS = (FALLBACK, OTHER_MODEL, INSTRUCTION_LIKE)
TEXTS = (*ATTACKS, *TRICKS, *HOSTILE)


def a_hostile_debate() -> Debate:
    """Return a debate of as many seats, options and rounds as there can be; all have closed."""
    texts = itertools.cycle(TEXTS)
    spec = a_spec(
        question=f"{next(texts)} {' '.join(TEXTS)}"[:4_000],
        context="\n\n".join(TEXTS),
        options=tuple(
            Option(id=chr(ord("A") + n), label=label) for n, label in enumerate(_labels(texts))
        ),
        panel=tuple(
            Participant(
                id=f"seat_{n}",
                model=f"openai/{'m' * 100}-{n}",
                name=_unique(n, name, 80),
                persona=next(texts)[:1_000],
                fallbacks=("sim/error:500", "sim/A"),
            )
            for n, name in enumerate(_names(), start=1)
        ),
        rules=some_rules(max_rounds=ROUNDS, stop_when_stable=False, allow_abstain=True),
        metadata={"<b>key</b>": f"<script>{RUNS}</script>"},
    )
    debate = a_debate(*_votes(), spec=spec)
    said = [_spoken(response, texts) for response in debate.responses]
    notes = [(n if n <= ROUNDS else None, next(texts)) for n in range(1, ROUNDS + 2)]
    return noted(replace(a_ledger(debate, *said), calls=tuple(map(_call, said))), *notes)


def says_it_all(asked: Asked) -> Reply:
    """Return a vote that moves from round to round, with nothing but attacks beside it."""
    number = sum(map(ord, json.dumps(asked.body)))
    options = offered(asked)
    texts = itertools.cycle(TEXTS[number % len(TEXTS) :] + TEXTS[: number % len(TEXTS)])
    reply = {
        "argument": _argument(texts)[:6_000],
        "vote": options[number % len(options)],
        "confidence": number % 101,
        "second_choice": options[(number + 1) % len(options)],
        "strongest_objection": next(texts),
        "would_change_mind": next(texts),
        "change_reason": next(texts),
        "new_information": True,
    }
    return completion(json.dumps(reply))


def a_hostile_request(models: str = "openai/mallory") -> dict[str, object]:
    """Return the body of a create for such a debate, of seats of that model."""
    texts = itertools.cycle(TEXTS)
    return {
        "question": f"{next(texts)} {' '.join(TEXTS)}".replace("\x00", "")[:4_000],
        "context": "\n\n".join(TEXTS).replace("\x00", ""),
        "options": [{"label": label.replace("\x00", "")} for label in _labels(texts)],
        "panel": [
            {"model": models, "name": _unique(n, name, 80).replace("\x00", "")}
            for n, name in enumerate(_names(), start=1)
        ],
        "protocol": {"max_rounds": ROUNDS, "min_rounds": ROUNDS, "stop_when_stable": False},
        "summarizer": {"models": ["openai/scribe"]},
    }


def _names() -> Iterator[str]:
    yield "W" * 80
    yield "نموذج الذكاء"
    yield "מודל שפה"
    yield from itertools.islice(TEXTS, SEATS - 3)


def _labels(texts: Iterator[str]) -> Iterator[str]:
    yield "W" * 200
    for n in range(1, OPTIONS):
        yield _unique(n, next(texts), 200)


def _unique(number: int, text: str, most: int) -> str:
    """Return the text with a number, so that no two are the same, within that length."""
    ending = f" {number}"
    return f"{text[: most - len(ending)]}{ending}"


def _votes() -> Iterator[list[str | ResponseStatus]]:
    """Give the rounds: everybody moves, and in each one seat fails in some way."""
    failures = itertools.cycle(s for s in ResponseStatus if s is not ResponseStatus.VOTED)
    for number in range(ROUNDS):
        cells: list[str | ResponseStatus] = [
            chr(ord("A") + (seat * (number + 1)) % OPTIONS) for seat in range(SEATS)
        ]
        cells[number] = next(failures)
        yield cells


def _spoken(response: Response, texts: Iterator[str]) -> Response:
    if response.argument is None:
        error = ResponseError(code="provider_error", message=next(texts), retryable=False)
        return replace(response, error=error)
    others = [
        ResponseRef(round=max(1, response.round - 1), participant=f"seat_{n}")
        for n in range(1, SEATS + 1)
        if f"seat_{n}" != response.participant
    ]
    informed = response.round > 1
    return replace(
        response,
        argument=_argument(texts),
        strongest_objection=next(texts),
        would_change_mind=next(texts),
        change_reason=next(texts) if informed else None,
        persuaded_by=others[response.round] if informed else None,
        responds_to=tuple(others) if informed else (),
        second_choice="Z",
        confidence=50,
        model="sim/A",
        model_served=next(texts),
        flags=FLAGS[: response.round],
    )


def _argument(texts: Iterator[str]) -> str:
    return "\n\n".join((next(texts), "⟦seat_2⟧ is wrong: release cannot be undone.", next(texts)))


def _call(response: Response) -> Call:
    return Call(
        round=response.round,
        participant=response.participant,
        number=1,
        model="openai/mallory",
        status=CallStatus.SETTLED,
        usage=Usage(calls=1, input_tokens=900, output_tokens=300, cost_usd=0.01),
    )
