"""What tokens cost, and how many a text has."""

import pytest
from hypothesis import given, strategies as st

from service.domain.debate import Usage
from service.domain.pricing import FREE, Price, charged, cost, count_tokens
from service.domain.tally import UNKNOWN_USAGE

PRICE = Price(input_usd=2, cached_input_usd=0.5, cache_write_usd=2.5, output_usd=10)
PLAIN = Price(input_usd=2, output_usd=10)
USAGE = Usage(
    calls=1,
    input_tokens=1_000_000,
    cached_input_tokens=400_000,
    cache_write_tokens=100_000,
    output_tokens=200_000,
    reasoning_tokens=150_000,
)

some_tokens = st.integers(0, 10_000_000)


@pytest.mark.parametrize(
    ("usage", "price", "usd"),
    [
        (USAGE, PRICE, 0.5 * 2 + 0.4 * 0.5 + 0.1 * 2.5 + 0.2 * 10),
        (USAGE, PLAIN, 1 * 2 + 0.2 * 10),
        (USAGE, Price(input_usd=2, output_usd=10, cached_input_usd=0), 0.6 * 2 + 0.2 * 10),
        (USAGE, FREE, 0),
        (Usage(), PRICE, 0),
        # A provider that counts what came from its cache beside the rest.
        (Usage(input_tokens=1, cached_input_tokens=1_000_000), PRICE, 0.5),
    ],
)
def test_every_kind_of_token_has_its_price(usage: Usage, price: Price, usd: float) -> None:
    assert cost(usage, price) == pytest.approx(usd)


@given(some_tokens, some_tokens, some_tokens)
def test_a_cache_never_makes_it_dearer_than_its_dearest_token(
    cached: int, written: int, other: int
) -> None:
    usage = Usage(
        input_tokens=cached + written + other,
        cached_input_tokens=cached,
        cache_write_tokens=written,
    )

    assert 0 <= cost(usage, PRICE) <= usage.input_tokens * 2.5 / 1_000_000 + 1e-9


def test_what_a_provider_reports_is_not_computed_again() -> None:
    reported = Usage(calls=1, input_tokens=1_000_000, cost_usd=0.25)

    assert charged(reported, PRICE) == reported


def test_a_call_costs_what_its_tokens_do() -> None:
    assert charged(USAGE, PLAIN).cost_usd == pytest.approx(4)


@pytest.mark.parametrize(("usage", "price"), [(USAGE, None), (UNKNOWN_USAGE, PRICE)])
def test_what_is_not_known_costs_nothing_that_is_known(usage: Usage, price: Price | None) -> None:
    assert charged(usage, price).cost_usd is None


def test_even_an_unknown_number_of_free_tokens_is_free() -> None:
    assert charged(UNKNOWN_USAGE, FREE).cost_usd == 0


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", 0),
        ("word" * 100, 115),
        ("论" * 100, 172),
        ("か" * 100, 172),
        ("한" * 100, 172),
        ("word论" * 100, 288),
    ],
)
def test_tokens_are_counted_by_characters(text: str, tokens: int) -> None:
    assert count_tokens(text) == tokens


@given(st.text(), st.text())
def test_a_longer_text_has_no_fewer_tokens(text: str, more: str) -> None:
    assert count_tokens(text + more) >= count_tokens(text)
