"""Reading and passing on traces, the malformed ones above all."""

import re

import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace

from service.domain.tracing import Trace, begin_trace, call_headers, read_trace
from tests.support.debates import a_spec

ID, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
PARENT = f"00-{ID}-{SPAN}-01"


@pytest.mark.parametrize(
    ("traceparent", "sampled"),
    [
        (PARENT, True),
        (f" {PARENT} ", True),
        (f"00-{ID}-{SPAN}-00", False),
        (f"00-{ID}-{SPAN}-03", True),
        (f"00-{ID}-{SPAN}-fe", False),
        (f"01-{ID}-{SPAN}-01", True),
        (f"cc-{ID}-{SPAN}-01-what-the-future-will-be-like", True),
    ],
)
def test_a_trace_is_known_by_its_id_and_whether_it_is_sampled(
    traceparent: str, *, sampled: bool
) -> None:
    assert read_trace(traceparent, None) == Trace(id=ID, sampled=sampled, parent=SPAN)


@pytest.mark.parametrize(
    "traceparent",
    [
        None,
        "",
        "rubbish",
        f"{PARENT}-more",
        f"{PARENT}, {PARENT}",
        f"00-{ID}-{SPAN}",
        f"00-{ID}-{SPAN}-1",
        f"ff-{ID}-{SPAN}-01",
        f"0-{ID}-{SPAN}-01",
        f"cc-{ID}-{SPAN}-01.more",
        f"00-{ID.upper()}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{ID}-{'0' * 16}-01",
        f"00-{ID[1:]}-{SPAN}-01",
        f"00-{ID[1:]}٣-{SPAN}-01",
        f"00-{ID}-{SPAN}-zz",
    ],
)
def test_a_malformed_trace_is_none(traceparent: str | None) -> None:
    assert read_trace(traceparent, "a=1") is None


@pytest.mark.parametrize(
    ("tracestate", "kept"),
    [
        ("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE", "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"),
        (" a=1 ,\t, b@c= 2", "a=1,b@c= 2"),
        ("", ""),
        ("a", ""),
        ("a=", ""),
        ("A=1", ""),
        ("a=1,b=2=3", ""),
        ("a=1,a=2", ""),
        ("a=é", ""),
        ("a=1\r\nx-evil: 1", ""),
        (",".join(f"k{n}=1" for n in range(32)), ",".join(f"k{n}=1" for n in range(32))),
        (",".join(f"k{n}=1" for n in range(33)), ""),
        (f"a={'x' * 256},b={'x' * 251}", f"a={'x' * 256},b={'x' * 251}"),
        (f"a={'x' * 256},b={'x' * 252}", ""),
        (f"a={'x' * 257}", ""),
    ],
)
def test_what_others_add_to_a_trace_is_kept_if_it_is_well_formed_and_short(
    tracestate: str, kept: str
) -> None:
    trace = read_trace(PARENT, tracestate)

    assert trace is not None
    assert trace.state == kept


@given(st.text(), st.text())
def test_no_headers_raise(traceparent: str, tracestate: str) -> None:
    assert read_trace(traceparent, tracestate) is None
    read_trace(PARENT, tracestate)


@pytest.mark.parametrize(
    "trace",
    [Trace(id=ID, sampled=True, state="a=1,b=2"), Trace(id=ID, sampled=False), begin_trace("d")],
)
def test_a_call_is_read_as_part_of_its_trace(trace: Trace) -> None:
    called = replace(trace, parent=SPAN)

    headers = call_headers(called)

    assert read_trace(headers["traceparent"], headers.get("tracestate")) == called
    assert ("tracestate" in headers) == bool(trace.state)


def test_a_trace_without_a_span_is_named_to_nobody() -> None:
    assert call_headers(Trace(id=ID, sampled=True, state="a=1")) == {}


def test_a_debate_begins_a_trace_of_its_own() -> None:
    first, other = begin_trace("dbt_1"), begin_trace("dbt_2")

    assert first == begin_trace("dbt_1")
    assert first.id != other.id
    assert re.fullmatch("[0-9a-f]{32}", first.id)


def test_a_debate_belongs_to_the_trace_of_its_request_else_to_its_own() -> None:
    trace = Trace(id=ID, sampled=False)

    assert a_spec(callers_trace=trace).trace == trace
    assert a_spec().trace == begin_trace(a_spec().id)
