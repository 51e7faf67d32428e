"""The argument while it is written: what is shown of a reply, however it comes in pieces."""

import json

import pytest
from hypothesis import assume, given, strategies as st

from service.domain.ballot_values import ARGUMENT_LENGTH
from service.domain.live_argument import LiveArgument
from service.domain.prompts import ask
from service.domain.recording import record_reading
from service.domain.references import render
from service.domain.replies import MAX_TEXT, Ballot, Finish, read_reply
from tests.unit.domain.reply_corpus import LEFT, READ
from tests.unit.domain.test_recording import CODES, a_telling, in_round_2

SEATS = {code: ref.participant for code, ref in CODES.items()}
NAMES = {"seat_2": "Gemini", "seat_3": "DeepSeek", "seat_5": "Claude [4]"}
ARGUMENT = "Audits need weights."

prose = st.lists(
    st.one_of(
        st.text(max_size=5),
        st.sampled_from(
            [
                *("[P1]", "[P3", "P2]", "P2", "P2.", "[P1, P9]", "[p2]", "【P3】", "[P2 and P3]"),
                *(
                    "P1-",
                    "xP1",
                    "P1/2",
                    "[Q7]",
                    "[[P1]]",
                    "⟦seat_1⟧",
                    "⟦",
                    "[",
                    "]",
                    "\n",
                    " ",
                    ", ",
                ),
                *('"', "\\", "\\u00e9", "\ud83d", "\ude00", "😀", "\0", "{", "}", ":", "word" * 9),
            ]
        ),
    ),
    max_size=14,
).map("".join)
sizes = st.lists(st.integers(min_value=1, max_value=9), min_size=1, max_size=9)


def pieces(text: str, lengths: list[int]) -> list[str]:
    """Cut text into pieces of these lengths, over and over."""
    cut: list[str] = []
    while text:
        length = lengths[len(cut) % len(lengths)]
        cut.append(text[:length])
        text = text[length:]
    return cut


def heard(*texts: str) -> str:
    live = LiveArgument(SEATS, NAMES)
    return "".join([live.feed(text) for text in texts])


def stored(raw: str) -> str | None:
    """Return the argument that is recorded of a reply, as people read it."""
    debate = in_round_2()
    reading = read_reply(raw, options=debate.spec.options, finish=Finish.STOP)
    participant = debate.spec.participant("seat_3")
    response = record_reading(debate, participant, reading, a_telling())
    return None if response.argument is None else render(response.argument, NAMES)


@given(argument=prose, lengths=sizes, ascii_only=st.booleans(), first=st.booleans())
def test_what_is_heard_of_a_reply_is_its_argument_wherever_it_is_cut(
    argument: str, lengths: list[int], *, ascii_only: bool, first: bool
) -> None:
    rest = {"vote": "B", "confidence": 80, "strongest_objection": 'x "y" {', "responds_to": ["P1"]}
    reply = {"argument": argument, **rest} if first else {**rest, "argument": argument}
    raw = json.dumps(reply, ensure_ascii=ascii_only)

    said = stored(raw)
    assume(said is not None)  # Text without a word in it is no argument.

    assert heard(*pieces(raw, lengths)) == said


@given(raw=st.one_of(prose, prose.map(lambda text: '{"argument": "' + text)), lengths=sizes)
def test_any_text_can_be_heard_and_cuts_make_no_difference(raw: str, lengths: list[int]) -> None:
    assert heard(*pieces(raw, lengths)) == heard(raw)


@pytest.mark.parametrize("raw", sorted({row.raw for row in (*READ, *LEFT)}))
def test_replies_of_the_corpus_are_heard_alike_in_one_piece_and_in_many(raw: str) -> None:
    assert heard(*raw) == heard(raw)


def test_text_is_heard_while_it_is_written() -> None:
    live = LiveArgument(SEATS, NAMES)

    said = [
        live.feed(piece) for piece in ('{"argu', 'ment": "Op', "en weig", "hts ", 'win."', ",")
    ]

    assert said == ["", "", "Open", " weights", "", " win."]


def test_a_code_is_heard_as_a_name_once_it_is_complete() -> None:
    live = LiveArgument(SEATS, NAMES)

    said = [
        live.feed(piece) for piece in ('{"argument":"So [', "P", "1, P3", "] and P", "2 say", '" ')
    ]

    assert "".join(said[:3]) == "So"
    assert "".join(said) == "So Claude [4], Gemini and DeepSeek"
    assert live.feed("}") == " say"


def test_a_bracket_that_lists_no_codes_holds_nothing_up_for_long() -> None:
    live = LiveArgument(SEATS, NAMES)

    said = live.feed('{"argument": "See [a note that goes on and on ' + "and on " * 40)

    assert said.startswith("See [a note")


@pytest.mark.parametrize(
    "before",
    [
        "",
        "\ufeff \n",
        "```json\n",
        "Here is my answer:\n\n",
        "<think>{'argument': 'no'} and {\"argument\": \"no\"}</think>\n",
        "The prompt had opened this. " * 20 + '{"argument": "no"}</think>',
        "[",
    ],
)
def test_the_object_may_stand_behind(before: str) -> None:
    assert heard(*before, *f'{{"argument": "{ARGUMENT}", "vote": "B"}}') == ARGUMENT


@pytest.mark.parametrize(
    "raw",
    [
        f'Claude wrote: {{"argument": "{ARGUMENT}"}}',
        f'> {{"argument": "{ARGUMENT}"}}',
        f'```example\n{{"argument": "{ARGUMENT}"}}',
        f'<example>{{"argument": "{ARGUMENT}"}}',
        f'<think>{{"argument": "{ARGUMENT}"}}',
        f'I draft {{"argument": "{ARGUMENT}"}} first.</think>',
        f'Of {{A, B}} I take: {{"argument": "{ARGUMENT}"}}',
        f'{"Thoughts of no end. " * 20}\n{{"argument": "{ARGUMENT}"}}',
        f'"previous": {{"argument": "{ARGUMENT}"}}',
        f'{{"peer": {{"argument": "{ARGUMENT}"}}, "vote": "B"}}',
        f'{{"peers": [{{"argument": "{ARGUMENT}"}}], "vote": "B"}}',
        f'{{"note": "\\"argument\\": \\"{ARGUMENT}\\"", "vote": "B"}}',
        f'{{"vote": "B"}} {{"argument": "{ARGUMENT}"}}',
        f'{{"my argument": "{ARGUMENT}"}}',
        f'{{"{"key" * 99}": 1, "argument": "{ARGUMENT}"}}',
        f'{{"argument" "{ARGUMENT}"}}',
        f'{{"argument": ["{ARGUMENT}"], "vote": "B"}}',
        '{"argument": null, "vote": "B"}',
        f'{"<think>{" * 20}</think>{{"argument": "{ARGUMENT}"}}',
        f"Vote: B\nArgument: {ARGUMENT}",
        ARGUMENT,
        "",
    ],
)
def test_nothing_is_heard_of(raw: str) -> None:
    assert heard(*raw) == ""


@pytest.mark.parametrize(
    ("raw", "argument"),
    [
        (f'{{"a": [1, {{"b": "}}"}}], "c": -1e3, "d": null, "argument": "{ARGUMENT}"}}', ARGUMENT),
        (f"{{“Argument”: “{ARGUMENT}”, “vote”: “B”}}", ARGUMENT),
        ('{"argument": "What is "open" anyway?", "vote": "B"}', 'What is "open" anyway?'),
        ('{"argument": "He said "yes", and left.", "vote": "B"}', 'He said "yes'),
        ('{"argument": "One."' + " " * 500 + "x", "One."),
        (
            '{"argument": "Line\\nand \\\\ \\/ \\q \\u12zz \\ud83d\\ude00!"}',
            "Line\nand \\ / \\q \\u12zz 😀!",
        ),
        ('{"argument": "  \\u0000 A\\ud83d B \\n "}', "A B"),
        ('{"argument": "One. Two', "One."),
        ('{"argument": "First.", "argument": "Second."}', "First."),
    ],
)
def test_a_string_is_heard_as_far_as_it_is_sure(raw: str, argument: str) -> None:
    assert heard(*raw) == heard(raw) == argument


def test_no_more_is_heard_than_is_stored_of_an_argument() -> None:
    raw = json.dumps({"argument": "Ten chars " * (ARGUMENT_LENGTH // 5), "vote": "B"})

    said = heard(*pieces(raw, [997]))

    assert said == stored(raw)
    assert ARGUMENT_LENGTH - 10 <= len(said) <= ARGUMENT_LENGTH


def test_a_reply_that_is_too_long_to_be_read_is_heard_no_further() -> None:
    live = LiveArgument(SEATS, NAMES)

    live.feed("{" + " " * MAX_TEXT)

    assert live.feed(f'"argument": "{ARGUMENT}"}}') == ""


def test_a_real_prompt_and_its_reply_agree() -> None:
    debate = in_round_2()
    prompt = ask(debate, "seat_3")
    code = next(code for code, ref in prompt.codes.items() if ref.participant == "seat_2")
    raw = json.dumps({"argument": f"[{code}] has it: weights. {code}'s point.", "vote": "B"})
    reading = read_reply(raw, options=debate.spec.options, finish=Finish.STOP)
    codes = {code: ref.participant for code, ref in prompt.codes.items()}

    live = LiveArgument(codes, {seat.id: seat.name for seat in debate.spec.panel})
    said = "".join([live.feed(piece) for piece in raw])

    assert isinstance(reading, Ballot)
    assert said.count(debate.spec.participant("seat_2").name) == 2
