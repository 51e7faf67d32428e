"""Decoding bodies: whatever comes, a request or its faults."""

import contextlib
import json

import msgspec
import pytest
from hypothesis import given, strategies as st

from service.api.bodies import decode, pointer
from service.api.requests import CreateDebate
from service.api.violations import untyped, violations
from service.domain.errors import InvalidRequestError

GOOD = {"question": "Why?", "options": [{"label": "Yes"}, {"label": "No"}]}
WITH_ROUNDS = json.dumps(GOOD)[:-1].encode() + b', "protocol": {"max_rounds": %b}}'

FINITE = st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | FINITE | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["question", "options", "label", "id", "panel", "model"]) | st.text(),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)

TEXT = st.text(st.sampled_from('AB"\\n :,{}[\\\\é€'), min_size=1, max_size=8)
"""What JSON escapes, and what it is written with."""
ODD = st.sampled_from(["A\n", "A\0"])
"""What msgspec alone would let pass."""


HUGE = (b"1e400", b"-1" + b"0" * 5_000, b"0." + b"1" * 5_000, b"9" * 5_000 + b"e9")


@pytest.mark.parametrize("number", HUGE, ids=lambda number: number[:6].decode())
@pytest.mark.parametrize(
    "rest",
    [b"", b", ", b"]", b", NaN}", b', "\\ud800": 1}', b', "a": "\\ud800"}', b', "\xff": 1}'],
)
def test_what_follows_a_number_that_is_too_large_has_to_be_json_too(
    number: bytes, rest: bytes
) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        decode(b'{"question": ' + number + rest, CreateDebate)

    assert [fault.code for fault in refused.value.faults] == ["invalid_json"]


@pytest.mark.parametrize("number", HUGE, ids=lambda number: number[:6].decode())
def test_a_number_that_is_too_large_is_a_fault_where_it_stands(number: bytes) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        decode(b'{"question": ' + number + b"}", CreateDebate)

    assert [fault.pointer for fault in refused.value.faults] == ["/question", "/options"]


def test_a_good_body_is_decoded() -> None:
    decoded = decode(json.dumps(GOOD).encode(), CreateDebate)

    assert decoded.question == "Why?"
    assert [option.label for option in decoded.options] == ["Yes", "No"]


@given(st.binary(max_size=200))
def test_any_bytes_are_a_request_or_faults(body: bytes) -> None:
    with pytest.raises(InvalidRequestError) as raised:
        decode(body, CreateDebate)

    assert raised.value.faults


@given(JSON)
def test_any_json_is_a_request_or_faults(value: object) -> None:
    body = json.dumps(value).encode()

    with contextlib.suppress(InvalidRequestError):
        assert isinstance(decode(body, CreateDebate), CreateDebate)


@given(JSON)
def test_what_msgspec_refuses_is_refused(value: object) -> None:
    body = json.dumps(GOOD | {"metadata": value}).encode()
    try:
        msgspec.json.decode(body, type=CreateDebate)
    except msgspec.DecodeError:
        with pytest.raises(InvalidRequestError):
            decode(body, CreateDebate)


@given(TEXT | ODD, TEXT | ODD, st.booleans())
def test_whatever_the_walk_notices_is_refused(
    option: str,
    text: str,
    ascii_only: bool,  # noqa: FBT001
) -> None:
    asked = GOOD | {"options": [{"id": option, "label": text}, {"id": "B", "label": text}]}
    body = json.dumps(asked, ensure_ascii=ascii_only).encode()

    if violations(untyped(body), CreateDebate):
        with pytest.raises(InvalidRequestError):
            decode(body, CreateDebate)
    else:
        decode(body, CreateDebate)


@given(st.lists(st.tuples(TEXT, TEXT), max_size=4), st.booleans())
def test_a_name_is_given_once(members: list[tuple[str, str]], ascii_only: bool) -> None:  # noqa: FBT001
    pairs = (
        ":".join(json.dumps(text, ensure_ascii=ascii_only) for text in pair) for pair in members
    )
    body = json.dumps(GOOD)[:-1] + ', "metadata": {' + ",".join(pairs) + "}}"

    if len(members) == len(dict(members)):
        decode(body.encode(), CreateDebate)
    else:
        with pytest.raises(InvalidRequestError):
            decode(body.encode(), CreateDebate)


@pytest.mark.parametrize(
    ("path", "written"),
    [((), ""), (("options", 0, "id"), "/options/0/id"), (("a/b", "c~d"), "/a~1b/c~0d")],
)
def test_a_pointer_escapes_its_parts(path: tuple[str | int, ...], written: str) -> None:
    assert pointer(path) == written


@pytest.mark.parametrize(
    "number", [b"2.5", b"1e400", b"-1e400"], ids=lambda number: number.decode()
)
def test_a_number_that_is_not_whole_is_told_why(number: bytes) -> None:
    with pytest.raises(InvalidRequestError) as raised:
        decode(WITH_ROUNDS % number, CreateDebate)

    assert str(raised.value) == (
        "This must be a whole number, written without a fraction or an exponent."
    )


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (b"9" * 5_000, "The number must be at most 6."),
        (b"-" + b"9" * 5_000, "The number must be at least 1."),
    ],
    ids=["positive", "negative"],
)
def test_a_whole_number_of_many_digits_is_told_its_limit(number: bytes, said: str) -> None:
    with pytest.raises(InvalidRequestError) as raised:
        decode(WITH_ROUNDS % number, CreateDebate)

    assert str(raised.value) == said


def test_of_very_many_faults_those_of_known_fields_are_told_first() -> None:
    surplus = {f"zz{n}": 1 for n in range(150)}
    body = surplus | {"options": [{"label": "Yes"} | surplus, {"label": ""}]}

    with pytest.raises(InvalidRequestError) as raised:
        decode(json.dumps(body).encode(), CreateDebate)

    assert [fault.pointer for fault in raised.value.told][:3] == [
        "/options/1/label",
        "/question",
        "/options/0/zz0",
    ]
    assert len(raised.value.told) == 100
    assert str(raised.value).endswith(" There are at least 202 more faults.")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"question": ""}, "This must not be empty."),
        ({"options": [{"label": "Yes"}]}, "At least 2 entries are needed, not 1."),
    ],
)
def test_what_is_too_small_is_told_in_words(changes: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidRequestError) as raised:
        decode(json.dumps(GOOD | changes).encode(), CreateDebate)

    assert said in {fault.detail for fault in raised.value.faults}
