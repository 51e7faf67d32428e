"""What bytes mean in each protocol: whatever they are, an answer or an error that is foreseen."""

import contextlib
import json
from collections.abc import Mapping
from typing import Any

import msgspec
import pytest
from hypothesis import given, strategies as st

from service.domain.debate import Usage
from service.domain.replies import Finish
from service.providers.base import ModelReply
from service.providers.registry import WIRES
from service.providers.reports import read_report, reported_error
from service.providers.specs import ProtocolName
from service.providers.sse import EventParser
from service.providers.wire import ReportedError, Wire
from tests.support.dialects import DIALECTS, Dialect, Said

FORESEEN = (ReportedError, ValueError, RecursionError)
"""What `read`, `take` and `reply` may raise; a `msgspec.ValidationError` is a `ValueError`."""

NAMES = (
    *("choices", "delta", "message", "content", "text", "type", "finish_reason", "refusal"),
    *("usage", "error", "model", "prompt_tokens", "completion_tokens", "total_tokens", "cost"),
    *("cost_in_usd_ticks", "prompt_tokens_details", "cached_tokens", "content_block", "details"),
    *("stop_reason", "stop_details", "input_tokens", "output_tokens", "candidates", "parts"),
    *("thought", "finishReason", "usageMetadata", "promptFeedback", "blockReason", "retryDelay"),
    *("promptTokenCount", "thoughtsTokenCount", "modelVersion", "code", "status", "violations"),
)
VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.sampled_from([10**30, 10**400, -(10**400), 1e308, -0.0]),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=5),
        st.sampled_from(["text", "text_delta", "content_block_delta", "message_delta", "stop"]),
        st.sampled_from(["message_start", "content_block_start", "message_stop", "error", "STOP"]),
    ),
    lambda part: st.one_of(
        st.lists(part, max_size=3), st.dictionaries(st.sampled_from(NAMES), part, max_size=5)
    ),
    max_leaves=12,
)

every_protocol = pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
every_wire = pytest.mark.parametrize("wire", WIRES.values(), ids=WIRES)


def read_each_way(wire: Wire, data: bytes) -> None:
    """Read the bytes as a body and as an event; fail on what is not foreseen."""
    replies: list[ModelReply] = []
    with contextlib.suppress(*FORESEEN):
        replies.append(wire.read(data))
    stream, heard = wire.stream(), ""
    with contextlib.suppress(*FORESEEN):
        heard = stream.take(data)
        replies.append(stream.reply())
    for reply in replies:
        # It can be stored.
        assert msgspec.msgpack.encode(reply)
        assert reply.text.isprintable() or reply.text.encode()
    assert not replies or heard in {"", replies[-1].text}


@every_wire
@given(data=st.binary(max_size=60))
def test_no_bytes_do_worse_than_foreseen(wire: Wire, data: bytes) -> None:
    read_each_way(wire, data)


@every_wire
@given(value=VALUES)
def test_nor_does_any_json(wire: Wire, value: object) -> None:
    read_each_way(wire, json.dumps(value).encode())


@every_wire
@given(data=st.data())
def test_nor_does_an_answer_with_a_part_gone_wrong(wire: Wire, data: st.DataObject) -> None:
    protocol = next(name for name, known in WIRES.items() if known is wire)
    body = DIALECTS[protocol].whole(Said(pieces=("a", "b"), thinking=("c",)))

    read_each_way(wire, json.dumps(spoilt(body, data)).encode())


def spoilt(value: object, data: st.DataObject) -> object:
    """Return the value with something within it in the place of something else."""
    within = value if isinstance(value, Mapping | list) else ()
    if not within or data.draw(st.integers(0, 3)) == 0:
        return data.draw(VALUES)
    if isinstance(value, Mapping):
        name = data.draw(st.sampled_from(sorted(value)))
        return {**value, name: spoilt(value[name], data)}
    assert isinstance(value, list)
    return [spoilt(value[0], data), *value[1:]]


@every_wire
@pytest.mark.parametrize("opening", ["[", '{"a":', '{"choices":[', '{"content":[', '{"usage":'])
def test_no_depth_does_worse_than_foreseen(wire: Wire, opening: str) -> None:
    read_each_way(wire, opening.encode() * 50_000)


@given(value=VALUES)
def test_whatever_is_reported_can_be_read(value: object) -> None:
    data = json.dumps(value).encode()

    assert msgspec.json.encode(read_report(data).message)
    assert reported_error(data).detail.status in range(400, 600)


@every_protocol
def test_a_stream_may_be_cut_anywhere(dialect: Dialect) -> None:
    said = Said(pieces=('{"vo', "te", '": "🗳️"}'), thinking=("Hm.",))
    whole = b"".join(dialect.events(said))

    for cut in range(len(whole) + 1):
        parser, stream = EventParser(), WIRES[dialect.name].stream()
        heard = [
            stream.take(data)
            for piece in (whole[:cut], whole[cut:])
            for data in parser.feed(piece)
        ]

        assert stream.ended
        assert "".join(heard) == stream.reply().text == said.text


@every_protocol
@pytest.mark.parametrize("finish", Finish)
def test_whole_or_streamed_an_answer_is_the_same(dialect: Dialect, finish: Finish) -> None:
    said = Said(pieces=("a", "", "b"), thinking=("Hm.",), finish=finish)
    wire = WIRES[dialect.name]
    parser, stream = EventParser(), wire.stream()
    for data in parser.feed(b"".join(dialect.events(said))):
        stream.take(data)

    assert stream.reply() == wire.read(json.dumps(dialect.whole(said)).encode())
    assert stream.reply().finish is finish


BEYOND_REASON: dict[ProtocolName, dict[str, Any]] = {
    ProtocolName.OPENAI_CHAT: {
        "usage": {
            "prompt_tokens": 10**30,
            "completion_tokens": 10**400,
            "cost_in_usd_ticks": 10**400,
            "cost": 1e300,
        }
    },
    ProtocolName.ANTHROPIC: {"usage": {"input_tokens": 10**30, "output_tokens": 10**400}},
    ProtocolName.GEMINI: {
        "usageMetadata": {"promptTokenCount": 10**30, "candidatesTokenCount": 10**400}
    },
}


@every_protocol
def test_counts_beyond_reason_are_none(dialect: Dialect) -> None:
    """A store could not hold them, and a sum of them would be no use."""
    body = {**dialect.whole(Said(pieces=("x",))), **BEYOND_REASON[dialect.name]}

    reply = WIRES[dialect.name].read(json.dumps(body).encode())

    assert reply.usage == Usage(calls=1)
