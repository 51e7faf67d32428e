"""Codes, references and names: each becomes the next, and nothing else becomes any of them."""

import re

import pytest
from hypothesis import given, strategies as st

from service.domain.references import (
    canonical,
    code_letter,
    neutral,
    reference,
    render,
    shown_to_viewer,
)

CODES = {"P1": "seat_4", "P2": "seat_1", "P3": "seat_12"}
OTHER_CODES = {"P1": "seat_12", "P2": "seat_4", "P3": "seat_1"}
NAMES = {"seat_1": "GPT-5.4", "seat_4": "GPT-5.4 (2)", "seat_12": "Kimi [K2]"}

hostile_text = st.lists(
    st.one_of(
        st.text(max_size=4),
        st.sampled_from(
            [
                *("[P1]", "[P3", "P2]", "P2", "[P1, P9]", "[p2]", "【P3】", "[P2 and P3]", "(P1)"),
                *("[Q7]", "[[P1]]", "⟦seat_1⟧", "⟦", "⟧", "[", "]", "seat_4", "\n", " ", ", "),
            ]
        ),
    ),
    max_size=12,
).map("".join)


def _seats_by_code(codes: dict[str, str]) -> dict[str, str]:
    return {seat: code for code, seat in codes.items()}


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("[P1] is right.", "⟦seat_4⟧ is right."),
        ("[P1]'s point, as [P3] says", "⟦seat_4⟧'s point, as ⟦seat_12⟧ says"),
        ("**[P1]** and [p2]", "**⟦seat_4⟧** and ⟦seat_1⟧"),
        ("as [ P1 ] says", "as ⟦seat_4⟧ says"),
        ("[P1, P3] agree", "⟦seat_4⟧, ⟦seat_12⟧ agree"),
        ("[P1][P3]", "⟦seat_4⟧⟦seat_12⟧"),
        ("[P1, P2 und P3]", "⟦seat_4⟧, ⟦seat_1⟧ und ⟦seat_12⟧"),
        ("【P1】认为", "⟦seat_4⟧认为"),
        ("［P1、P2］の主張", "⟦seat_4⟧、⟦seat_1⟧の主張"),
        ("P1 says", "⟦seat_4⟧ says"),
        ("yes, P1.", "yes, ⟦seat_4⟧."),
        ("同意P1的观点", "同意⟦seat_4⟧的观点"),
        ("(P1)", "(⟦seat_4⟧)"),
        ("[P1, P9]", "⟦seat_4⟧, P9"),
    ],
)
def test_a_viewers_code_becomes_a_reference(written: str, stored: str) -> None:
    assert canonical(written, CODES) == stored


@pytest.mark.parametrize(
    "written",
    [
        "[P9]",
        "[Q1]",
        "[P1b]",
        "P12",
        "XP1",
        "P1-type",
        "v.P1",
        "#P1",
        "p1",
        "[P]",
        "[1]",
        "[B] Yes",
    ],
)
def test_any_other_code_stays_the_text_it_is(written: str) -> None:
    assert canonical(written, CODES) == written


def test_a_reference_that_was_typed_by_hand_is_no_reference() -> None:
    stored = canonical("⟦seat_1⟧ agrees", CODES)

    assert stored == "(seat_1) agrees"
    assert render(stored, NAMES) == stored


def test_people_read_names_and_the_rest_as_it_was_written() -> None:
    stored = canonical("[P1] answers [P2], see [P9].", CODES)

    assert render(stored, NAMES) == "GPT-5.4 (2) answers GPT-5.4, see [P9]."


def test_a_seat_without_a_name_is_rendered_as_its_id() -> None:
    assert render(reference("seat_7"), NAMES) == "seat_7"


def test_another_viewer_reads_its_own_codes() -> None:
    stored = canonical("[P1] answers [P2].", CODES)

    assert shown_to_viewer(stored, _seats_by_code(OTHER_CODES)) == "[P2] answers [P3]."


def test_a_code_that_means_nobody_is_not_shown_as_a_code() -> None:
    stored = canonical("[P9] and [P3] agree", {"P3": "seat_1"})

    assert shown_to_viewer(stored, {"seat_1": "P9"}) == "(P9) and [P9] agree"


@given(text=hostile_text)
def test_neutral_text_holds_no_code_and_no_reference(text: str) -> None:
    plain = neutral(text)

    assert not re.search(r"\[\s*P\d+\s*\]", plain)
    assert "⟦" not in plain
    assert neutral(plain) == plain


@given(text=hostile_text)
def test_what_is_stored_refers_only_to_seats_that_the_viewer_had_codes_for(text: str) -> None:
    referred = re.findall(r"⟦([^⟧]*)⟧", canonical(text, CODES))

    assert set(referred) <= set(CODES.values())


@given(text=hostile_text)
def test_code_like_text_never_refers_to_anyone_without_codes(text: str) -> None:
    stored = canonical(text, {})

    assert render(stored, NAMES) == stored
    assert "⟦" not in stored


@given(
    pieces=st.lists(
        st.one_of(st.sampled_from(("seat_1", "seat_4", "seat_12")), st.text("ab .,[]()\n")),
        max_size=8,
    )
)
def test_references_survive_being_shown_and_read_again(pieces: list[str]) -> None:
    stored = " ".join(reference(p) if p.startswith("seat") else p for p in pieces)

    for codes in (CODES, OTHER_CODES):
        shown = shown_to_viewer(stored, _seats_by_code(codes))
        assert canonical(shown, codes) == stored


@given(texts=st.lists(hostile_text, max_size=4))
def test_the_letter_of_the_codes_is_used_as_one_by_no_text(texts: list[str]) -> None:
    letter = code_letter(texts)

    codes = {f"{letter}{n}": f"seat_{n}" for n in range(1, 13)}
    assert all("⟦" not in canonical(text, codes) for text in texts)


@pytest.mark.parametrize(
    ("texts", "letter"),
    [
        ((), "P"),
        (("What follows from P3?",), "J"),
        (("[p3]", "the J1 visa"), "Y"),
        ((" ".join(f"{letter}1" for letter in "PJYZWXNROLDEKIUVTFSABCGHMQ"),), "PP"),
    ],
)
def test_the_letter_of_the_codes_is_p_unless_it_is_in_use(
    texts: tuple[str, ...], letter: str
) -> None:
    assert code_letter(texts) == letter
