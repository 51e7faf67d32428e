"""References in a draft's text, as they are written and as they are told."""

import msgspec
import pytest

from service.domain.debate import Citation, Debate, ResponseStatus
from service.domain.desk import desk_of
from service.domain.facts import facts_of
from service.domain.slots import Piece, Quoted, Rendering, Unknown, What, When, Who, slots
from tests.support.debates import a_debate, the_reference_case
from tests.support.drafts import coded
from tests.support.summaries import argued

DEBATE = the_reference_case()
DESK = desk_of(DEBATE)
THIRD, FIFTH = Who(participant="seat_3"), Who(participant="seat_5")
QUOTES = ("Weights, as “files”, are out", "it’s out of our hands")


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", ()),
        ("Nothing here.", ("Nothing here.",)),
        ("[<3>] says", (THIRD, " says")),
        ("as <3> says", ("as ", THIRD, " says")),
        (
            "as <3>@2 and <3>@1>2 say",
            (
                "as ",
                Who(participant="seat_3", rounds=(2,)),
                " and ",
                Who(participant="seat_3", rounds=(1, 2)),
                " say",
            ),
        ),
        ("【<3>】认为", (THIRD, "认为")),
        ("［<3>、<5>］", (THIRD, "、", FIFTH)),
        ("[ <3> ]", (THIRD,)),
        ("[<3>, <5>] say", (THIRD, ", ", FIFTH, " say")),
        ("[<3> and <5>]", (THIRD, " and ", FIFTH)),
        ("[<3>@2]", (Who(participant="seat_3", rounds=(2,)),)),
        ("[<3> @ 1 -> 2]", (Who(participant="seat_3", rounds=(1, 2)),)),
        ("[<3>@1→2]", (Who(participant="seat_3", rounds=(1, 2)),)),
        ("[B]", (What(option="B"),)),
        ("[B@2]", (What(option="B", round=2),)),
        ("[B, E@1]", (What(option="B"), ", ", What(option="E", round=1))),
        ("[b]", (Unknown(text="b"),)),
        ("[B@x]", (Unknown(text="B@x"),)),
        ("B says", ("B says",)),
        ("[@2]", (When(round=2),)),
        ("[quote 1]", (Quoted(number=1),)),
        ("[Quote 2]", (Quoted(number=2),)),
        ("[P99]", (Unknown(text="P99"),)),
        ("P99 says", ("P99 says",)),
        ("[<3>, nobody]", (Unknown(text=coded(DESK, "<3>, nobody")),)),
        ("[[<3>]]", ("[", THIRD, "]")),
        ("he said “weights, as 'files', are out”.", ("he said ", Quoted(number=1), ".")),
        ('he said "it\'s out of our hands," too', ("he said ", Quoted(number=2), ",", " too")),
        ("he said 'it's out of our hands'", ("he said ", Quoted(number=2))),
        ("“[quote 2]” and “[B]”", (Quoted(number=2), " and ", What(option="B"))),
        ("“[<3>]” and “others”", ("“", THIRD, "” and “others”")),
    ],
)
def test_a_text_is_taken_apart(text: str, pieces: tuple[Piece, ...]) -> None:
    assert slots(coded(DESK, text), DESK, QUOTES) == pieces


def test_what_an_option_is_called_may_be_any_id() -> None:
    options = (
        msgspec.structs.replace(DEBATE.spec.options[0], id="quote"),
        msgspec.structs.replace(DEBATE.spec.options[1], id="P3"),
    )
    spec = msgspec.structs.replace(DEBATE.spec, options=options)
    desk = msgspec.structs.replace(DESK, spec=spec, codes={"J1": "seat_1"})

    assert slots("[quote] [P3]", desk, ()) == (What(option="quote"), " ", What(option="P3"))


def told(debate: Debate, *pieces: Piece) -> str:
    citation = Citation(round=1, participant="seat_1", quote="out \n of our hands")
    facts = facts_of(debate)
    return Rendering(spec=debate.spec, facts=facts, citations=(citation,)).text(pieces)


@pytest.mark.parametrize(
    ("piece", "text"),
    [
        ("plain", "plain"),
        (THIRD, "DeepSeek V3.2"),
        (Who(participant="seat_1", rounds=(2,)), "GPT-5.4 (“Maybe”)"),
        (Who(participant="seat_3", rounds=(2,)), "DeepSeek V3.2 (R2: “Yes, partial train”)"),
        (
            Who(participant="seat_3", rounds=(1, 2)),
            "DeepSeek V3.2 (“Yes, all” → “Yes, partial train”)",
        ),
        (What(option="B"), "“Yes, partial train”"),
        (What(option="B", round=2), "“Yes, partial train” (R2: 2/6)"),
        (What(option="E", round=2), "“No” (2/6)"),
        (When(round=2), "2"),
        (Quoted(number=1), "“out of our hands”"),
        (Unknown(text="x"), "x"),
    ],
)
def test_a_reference_is_told(piece: Piece, text: str) -> None:
    assert told(DEBATE, piece) == text


@pytest.mark.parametrize(
    ("beside", "signature"),
    [
        ((), ""),
        ((Who(participant="seat_1"),), ""),
        ((When(round=1),), ""),
        ((What(option="B", round=2),), ""),
        ((Who(participant="seat_1", rounds=(2,)),), ""),
        ((Who(participant="seat_3", rounds=(1, 2)),), " (GPT-5.4)"),
        ((THIRD, Who(participant="seat_1")), " (GPT-5.4)"),
        ((When(round=1), When(round=2)), " (R1)"),
        ((THIRD, When(round=2)), " (GPT-5.4, R1)"),
        ((Who(participant="seat_3", rounds=(2,)),), " (GPT-5.4, R1)"),
    ],
)
def test_a_quote_is_signed_where_another_or_another_round_is_named(
    beside: tuple[Piece, ...], signature: str
) -> None:
    quote = f"“out of our hands”{signature}"

    assert told(DEBATE, Quoted(number=1), *beside).startswith(quote)
    assert told(DEBATE, *beside, Quoted(number=1)).endswith(quote)


def test_rounds_are_told_where_somebody_moved_more_than_once() -> None:
    debate = argued("AB", "BB", "AB")

    move = Who(participant="seat_1", rounds=(1, 2))
    assert told(debate, move).endswith("(R1: “Yes, all” → R2: “Yes, partial train”)")


def test_a_round_is_told_where_somebody_abstained_in_another() -> None:
    debate = a_debate("AB", (ResponseStatus.ABSTAINED, "B"))

    assert told(debate, Who(participant="seat_1", rounds=(1,))).endswith("(R1: “Yes, all”)")
    assert told(debate, Who(participant="seat_2", rounds=(1,))).endswith("(“Yes, partial train”)")
