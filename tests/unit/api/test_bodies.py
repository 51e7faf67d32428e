"""Decoding bodies: whatever comes, a request or its faults."""

import contextlib
import json

import msgspec
import pytest
from hypothesis import given, strategies as st

from service.api.bodies import decode, pointer
from service.api.requests import CreateDebate
from service.domain.errors import InvalidRequestError

GOOD = {"question": "Why?", "options": [{"label": "Yes"}, {"label": "No"}]}

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


@pytest.mark.parametrize(
    ("path", "written"),
    [((), ""), (("options", 0, "id"), "/options/0/id"), (("a/b", "c~d"), "/a~1b/c~0d")],
)
def test_a_pointer_escapes_its_parts(path: tuple[str | int, ...], written: str) -> None:
    assert pointer(path) == written
