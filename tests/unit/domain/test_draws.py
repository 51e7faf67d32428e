"""Drawing by lot: repeatable, unforeseeable, and different wherever it should be."""

import pytest
from hypothesis import given, strategies as st

from service.domain.draws import TOKEN_DIGITS, draw_order, draw_token

SEED = bytes(range(16))
ITEMS = ("A", "B", "C", "D", "E", "F")


@given(
    items=st.lists(st.text(min_size=1), unique=True, max_size=12),
    seed=st.binary(min_size=16, max_size=16),
)
def test_an_order_holds_every_item_once(items: list[str], seed: bytes) -> None:
    drawn = draw_order(seed, "options", items, seat="seat_1")

    assert sorted(drawn) == sorted(items)


def test_an_order_does_not_depend_on_how_the_items_are_given() -> None:
    drawn = draw_order(SEED, "options", ITEMS, seat="seat_1")

    assert draw_order(SEED, "options", tuple(reversed(ITEMS)), seat="seat_1") == drawn


def test_a_draw_is_the_same_for_ever() -> None:
    drawn = draw_order(SEED, "arguments", ITEMS, round_number=2, seat="seat_1")

    assert drawn == ("E", "A", "F", "B", "C", "D")


@pytest.mark.parametrize(
    ("seed", "purpose", "round_number", "seat"),
    [
        (bytes(16), "arguments", 2, "seat_1"),
        (SEED, "options", 2, "seat_1"),
        (SEED, "arguments", 3, "seat_1"),
        (SEED, "arguments", 2, "seat_2"),
    ],
)
def test_seed_purpose_round_and_seat_each_give_a_draw_of_their_own(
    seed: bytes, purpose: str, round_number: int, seat: str
) -> None:
    order = draw_order(seed, purpose, ITEMS, round_number=round_number, seat=seat)
    token = draw_token(seed, purpose, round_number=round_number, seat=seat)

    assert order != draw_order(SEED, "arguments", ITEMS, round_number=2, seat="seat_1")
    assert token != draw_token(SEED, "arguments", round_number=2, seat="seat_1")


def test_every_item_comes_first_for_some_seat() -> None:
    firsts = {draw_order(SEED, "options", ITEMS, seat=f"seat_{n}")[0] for n in range(100)}

    assert firsts == set(ITEMS)


def test_a_token_is_a_short_hexadecimal_word() -> None:
    token = draw_token(SEED, "delimiter", round_number=1, seat="seat_1")

    assert len(token) == TOKEN_DIGITS
    assert set(token) <= set("0123456789abcdef")
