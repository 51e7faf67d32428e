"""A form that was posted: its fields, or everything that is wrong with it."""

import contextlib
from urllib.parse import urlencode

import msgspec
import pytest
from hypothesis import given, strategies as st

from service.api.forms import MOST_FIELDS, decode_form
from service.domain.errors import InvalidRequestError


class Order(msgspec.Struct, frozen=True, kw_only=True):
    dish: str = "soup"
    extra: tuple[str, ...] = ()


def faults_of(body: bytes) -> list[tuple[str | None, str]]:
    with pytest.raises(InvalidRequestError) as refused:
        decode_form(body, Order)
    return [(fault.pointer, fault.detail) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("body", "order"),
    [
        (b"", Order()),
        (b"dish=", Order(dish="")),
        (b"dish", Order(dish="")),
        (b"&&dish=stew&", Order(dish="stew")),
        (b"dish=a+b%2Bc%26d%3D1%0D%0Ae", Order(dish="a b+c&d=1\r\ne")),
        (b"dish=%C3%A9", Order(dish="é")),
        ("dish=é".encode(), Order(dish="é")),
        (b"dish=%", Order(dish="%")),
        (b"dish=a;extra=b", Order(dish="a;extra=b")),
        (b"dish=%00", Order(dish="\0")),
        (b"extra=salt&dish=stew&extra=", Order(dish="stew", extra=("salt", ""))),
    ],
)
def test_a_form_is_read_as_browsers_write_it(body: bytes, order: Order) -> None:
    assert decode_form(body, Order) == order


@pytest.mark.parametrize("body", [b"dish=%FF", b"dish=\xff", b"dish=%ED%A0%80", b"%FF=1"])
def test_what_is_no_text_is_refused(body: bytes) -> None:
    assert faults_of(body) == [("", "The form is not encoded in UTF-8.")]


def test_fields_that_are_unknown_or_repeated_are_all_told() -> None:
    assert faults_of(b"dish=a&wine=red&dish=b") == [
        ("/dish", "The field 'dish' was sent more than once."),
        ("/wine", "There is no field 'wine' here."),
    ]


def test_a_long_name_is_told_in_short() -> None:
    [(place, detail)] = faults_of(b"x" * 100_000 + b"=1")

    assert len(f"{place}{detail}") < 500


def test_more_fields_than_anybody_fills_in_are_refused() -> None:
    most = b"&".join([b"extra=1"] * MOST_FIELDS)

    assert len(decode_form(most, Order).extra) == MOST_FIELDS
    assert faults_of(most + b"&extra=1") == [("", f"A form has at most {MOST_FIELDS} fields.")]


@given(
    st.builds(
        Order,
        dish=st.text(st.characters(codec="utf-8")),
        extra=st.lists(st.text(st.characters(codec="utf-8"))).map(tuple),
    )
)
def test_what_was_filled_in_arrives(order: Order) -> None:
    body = urlencode([("dish", order.dish), *(("extra", one) for one in order.extra)])

    assert decode_form(body.encode(), Order) == order


@given(st.binary() | st.text("dish=extra&%+;0F").map(str.encode))
def test_no_bytes_do_worse_than_to_be_refused(body: bytes) -> None:
    with contextlib.suppress(InvalidRequestError):
        assert isinstance(decode_form(body, Order), Order)
