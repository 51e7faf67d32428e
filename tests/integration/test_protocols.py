"""The three protocols over a real HTTP server, whole and streamed, at their best and their worst.

Each test is run for every protocol; what only one of them has stands in a table by its name. What
is the same for all whatever they speak (connections, caps on whole bodies, cookies) is tested in
`test_model_client`.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import msgspec
import pytest
import structlog

from service.domain.debate import Usage
from service.domain.errors import ProviderError
from service.domain.replies import Finish
from service.providers.base import ModelReply
from service.providers.client import ModelClient
from service.providers.configuration import ProviderConfig, Secret
from service.providers.google import BROKEN_OFF, FINISHES
from service.providers.receiving import DRAIN_S, MOST_BYTES, MOST_STREAM_BYTES, STALL_S
from service.providers.registry import WIRES
from service.providers.specs import SPECS, KeyHeader, ProtocolName, ProviderSpec
from service.providers.transport import open_transport, tls_context
from tests.support.dialects import DIALECTS, Dialect, Said, event
from tests.support.model_server import (
    EVENTS,
    HTML,
    Answer,
    Asked,
    ModelServer,
    Reply,
    Script,
    page,
    rejection,
    streamed,
)
from tests.support.patience import PATIENCE_S
from tests.support.requests import a_request

KEY = "sk-very-secret-1234"
TLS = tls_context()
PIECES = ('{"argu', 'ment": "Ünïcödé ', '投票 🗳️", "vo', 'te": "B"}')
SAID = Said(pieces=PIECES, thinking=("I secretly ", "want C."))

CHAT, ANTHROPIC, GEMINI = ProtocolName

every_protocol = pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
either_way = pytest.mark.parametrize("streams", [True, False], ids=["streamed", "whole"])


class Heard(msgspec.Struct, frozen=True):
    """A reply, and the pieces in which it was heard."""

    reply: ModelReply
    pieces: list[str]


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as server:
        yield server


def a_spec(protocol: ProtocolName, *, streams: bool = True) -> ProviderSpec:
    return ProviderSpec(
        name="lab",
        display_name="Lab",
        base_url="http://127.0.0.1:9",
        key_variable=None,
        address_variable=None,
        protocol=protocol,
        streams=streams,
    )


async def ask(
    server: ModelServer,
    spec: ProviderSpec,
    answer: Script,
    *,
    timeout_s: float = 10,
    stall_s: float = STALL_S,
) -> Heard:
    server.replies["alpha"] = answer
    pieces: list[str] = []
    config = ProviderConfig(spec=spec, base_url=server.url, api_key=Secret(KEY), configured=True)
    async with open_transport(TLS) as transport:
        provider = ModelClient(config, WIRES[spec.protocol], transport, stall_s=stall_s)
        assert KEY not in repr(provider) + repr(vars(config.api_key.__class__)) + repr(config)
        reply = await provider.complete(a_request("alpha", timeout_s=timeout_s), pieces.append)
    return Heard(reply, pieces)


async def failure(
    server: ModelServer, spec: ProviderSpec, answer: Answer, **options: float
) -> ProviderError:
    with pytest.raises(ProviderError) as raised:
        await ask(server, spec, answer, **options)
    assert KEY not in f"{raised.value}{raised.value!r}{vars(raised.value)}"
    return raised.value


def reply_with(body: Mapping[str, Any]) -> Reply:
    return Reply(body=body)


@every_protocol
@either_way
async def test_what_is_heard_is_the_text_and_never_the_thinking(
    server: ModelServer, dialect: Dialect, *, streams: bool
) -> None:
    heard = await ask(server, a_spec(dialect.name, streams=streams), SAID)

    assert heard.reply.text == "".join(heard.pieces) == SAID.text
    assert heard.pieces == (list(PIECES) if streams else [SAID.text])
    assert heard.reply.finish is Finish.STOP
    assert heard.reply.usage == Usage(calls=1, input_tokens=120, output_tokens=30)
    assert heard.reply.model_served == "alpha"
    assert server.asked[0].streams is streams


@every_protocol
@either_way
@pytest.mark.parametrize("finish", [Finish.STOP, Finish.LENGTH])
@pytest.mark.parametrize("pieces", [(), ("",), ('{"vote": ',)], ids=["none", "blank", "cut"])
async def test_a_short_answer_says_why_it_is_short(
    server: ModelServer,
    dialect: Dialect,
    finish: Finish,
    pieces: tuple[str, ...],
    *,
    streams: bool,
) -> None:
    said = Said(pieces=pieces, thinking=("So long.",), finish=finish)

    heard = await ask(server, a_spec(dialect.name, streams=streams), said)

    assert (heard.reply.text, heard.reply.finish) == (said.text, finish)
    assert "" not in heard.pieces


@every_protocol
@either_way
@pytest.mark.parametrize("said", ["I would rather not.", None])
async def test_a_refusal_is_an_answer(
    server: ModelServer, dialect: Dialect, said: str | None, *, streams: bool
) -> None:
    refusal = Said(pieces=("I ca",), finish=Finish.REFUSAL, refusal=said)

    reply = (await ask(server, a_spec(dialect.name, streams=streams), refusal)).reply

    assert reply.finish is Finish.REFUSAL
    assert reply.refusal == (said or "The provider's content filter stopped the answer.")


BLOCKED = {
    "promptFeedback": {
        "blockReason": "PROHIBITED_CONTENT",
        "safetyRatings": [],
        "blockReasonMessage": "Not this.",
    },
    "usageMetadata": {"promptTokenCount": 9},
    "modelVersion": "alpha",
}


@either_way
async def test_a_question_that_google_blocks_is_a_refusal(
    server: ModelServer, *, streams: bool
) -> None:
    answer = streamed(event(BLOCKED)) if streams else Reply(body=BLOCKED)

    reply = (await ask(server, a_spec(GEMINI, streams=streams), answer)).reply

    assert (reply.finish, reply.refusal) == (Finish.REFUSAL, "Not this.")
    assert reply.usage == Usage(calls=1, input_tokens=9)


@pytest.mark.parametrize(
    "reason", [reason for reason, finish in FINISHES.items() if finish is Finish.REFUSAL]
)
@either_way
async def test_google_may_decline_for_many_reasons(
    server: ModelServer, reason: str, *, streams: bool
) -> None:
    body = {"candidates": [{"finishReason": reason, "index": 0}]}
    answer = streamed(event(body)) if streams else Reply(body=body)

    assert (
        await ask(server, a_spec(GEMINI, streams=streams), answer)
    ).reply.finish is Finish.REFUSAL


async def test_a_reason_of_googles_that_is_not_known_leaves_the_answer_to_be_read(
    server: ModelServer,
) -> None:
    body = {"candidates": [{"content": {"parts": [{"text": "B"}]}, "finishReason": "NEW"}]}

    reply = (await ask(server, a_spec(GEMINI), streamed(event(body)))).reply

    assert (reply.text, reply.finish) == ("B", Finish.STOP)


@pytest.mark.parametrize("reason", sorted(BROKEN_OFF))
async def test_google_may_break_off_for_others(server: ModelServer, reason: str) -> None:
    body = {"candidates": [{"content": {"parts": [{"text": "B"}]}, "finishReason": reason}]}

    error = await failure(server, a_spec(GEMINI), streamed(event(body)))

    assert error.retryable
    assert reason in str(error)


@every_protocol
async def test_a_stream_without_its_end_is_no_answer(
    server: ModelServer, dialect: Dialect
) -> None:
    events = [e for e in dialect.events(SAID) if dialect.marker not in e]

    error = await failure(server, a_spec(dialect.name), streamed(*events))

    assert error.retryable
    assert "ended too early" in str(error)


@every_protocol
async def test_a_stream_of_nothing_is_no_answer(server: ModelServer, dialect: Dialect) -> None:
    assert (await failure(server, a_spec(dialect.name), streamed())).retryable


@every_protocol
@either_way
@pytest.mark.parametrize("share", [0, 0.3, 0.9])
async def test_a_cut_connection_may_hold_next_time(
    server: ModelServer, dialect: Dialect, share: float, *, streams: bool
) -> None:
    whole = streamed(*dialect.events(SAID)) if streams else Reply(body=dialect.whole(SAID))
    sent = whole.body if isinstance(whole.body, bytes) else json.dumps(whole.body).encode()
    cut = msgspec.structs.replace(whole, close_after=int(len(sent) * share))

    error = await failure(server, a_spec(dialect.name, streams=streams), cut)

    assert error.retryable
    assert error.code == "provider_unavailable"


@every_protocol
@pytest.mark.parametrize("broken", [b'{"half": ', b"{}}", b"\xff", b"nonsense"])
async def test_a_broken_event_may_be_whole_next_time(
    server: ModelServer, dialect: Dialect, broken: bytes
) -> None:
    first, *rest = dialect.events(SAID)
    answer = streamed(first, b"data: " + broken + b"\n\n", *rest)

    error = await failure(server, a_spec(dialect.name), answer)

    assert error.retryable
    assert "not valid JSON" in str(error)


@every_protocol
async def test_what_is_not_known_is_skipped(server: ModelServer, dialect: Dialect) -> None:
    strange = [
        b": keep-alive\n\n",
        b":\n",
        b"\n\n\n",
        b"id: 7\nretry: 10\n\n",
        b'event: ping\ndata: {"type": "ping"}\n\n',
        b'event: aurora\ndata: {"type": "aurora", "object": "aurora", "n": [1]}\n\n',
        b"data\n\n",
    ]
    events = [part for e in dialect.events(SAID) for part in (*strange, e)]

    assert (await ask(server, a_spec(dialect.name), streamed(*events))).reply.text == SAID.text


@every_protocol
@pytest.mark.parametrize("piece", [1, 2, 7])
async def test_lines_may_end_in_two_characters_and_come_in_any_pieces(
    server: ModelServer, dialect: Dialect, piece: int
) -> None:
    body = b"".join(dialect.events(SAID)).replace(b"\n", b"\r\n")
    answer = Reply(headers={"content-type": EVENTS}, body=body, drip_s=0, piece=piece)

    heard = await ask(server, a_spec(dialect.name), answer)

    assert heard.pieces == list(PIECES)


@every_protocol
@pytest.mark.parametrize(
    "timeout_s", [2 * PATIENCE_S, DRAIN_S / 2], ids=["time enough", "hardly any"]
)
async def test_an_answer_counts_once_its_end_is_seen(
    server: ModelServer, dialect: Dialect, timeout_s: float
) -> None:
    answer = streamed(*dialect.events(SAID), hangs=True)

    async with asyncio.timeout(PATIENCE_S):
        heard = await ask(server, a_spec(dialect.name), answer, timeout_s=timeout_s)

    assert heard.reply.text == SAID.text


@every_protocol
async def test_what_follows_the_end_is_not_waited_for(
    server: ModelServer, dialect: Dialect
) -> None:
    answer = streamed(*dialect.events(SAID), endless=b": more\n\n" * 512)

    assert (await ask(server, a_spec(dialect.name), answer)).reply.text == SAID.text


@every_protocol
async def test_silence_in_the_middle_is_not_waited_for(
    server: ModelServer, dialect: Dialect
) -> None:
    events = [e for e in dialect.events(SAID) if dialect.marker not in e]
    answer = streamed(*events, hangs=True)

    error = await failure(server, a_spec(dialect.name), answer, stall_s=0.2)

    assert error.retryable
    assert error.code == "provider_unavailable"
    assert "fell silent" in str(error)


@every_protocol
async def test_a_model_may_think_for_longer_than_it_may_be_silent(
    server: ModelServer, dialect: Dialect
) -> None:
    answer = streamed(*dialect.events(SAID), delay_s=0.6)

    heard = await ask(server, a_spec(dialect.name), answer, stall_s=0.2)

    assert heard.reply.text == SAID.text


@every_protocol
async def test_text_that_keeps_coming_is_not_silence(
    server: ModelServer, dialect: Dialect
) -> None:
    said = Said(pieces=tuple("abcdefghij"))
    data = b"".join(dialect.events(said))
    answer = streamed(data, drip_s=0.8 / 16, piece=len(data) // 16 + 1)

    heard = await ask(server, a_spec(dialect.name), answer, stall_s=0.4)

    assert heard.reply.text == said.text


@every_protocol
@either_way
async def test_a_drip_ends_when_the_time_is_over(
    server: ModelServer, dialect: Dialect, *, streams: bool
) -> None:
    whole = streamed(*dialect.events(SAID)) if streams else Reply(body=dialect.whole(SAID))
    dripping = msgspec.structs.replace(whole, drip_s=0.1, piece=8)

    error = await failure(server, a_spec(dialect.name, streams=streams), dripping, timeout_s=0.3)

    assert error.code == "timed_out"
    assert not error.retryable


@every_protocol
@pytest.mark.parametrize(
    "answer",
    [
        streamed(endless=b": %s\n\n" % (b"keep-alive " * 50) * 128),
        streamed(b"data: ", endless=b"x" * 65536),
        streamed(endless=b"x" * 65536),
        streamed(endless=b"data: x\n" * 8192),
        Reply(endless=b" " * 65536),
        Reply(headers={"content-type": "text/plain"}, endless=b"x" * 65536),
    ],
    ids=["comments", "one line", "no event", "one event", "blanks", "text"],
)
async def test_what_never_ends_is_not_read_for_ever(
    server: ModelServer, dialect: Dialect, answer: Reply
) -> None:
    error = await failure(server, a_spec(dialect.name), answer, timeout_s=50)

    assert "too many bytes" in str(error)
    assert not error.retryable


@every_protocol
async def test_neither_is_text_without_end(server: ModelServer, dialect: Dialect) -> None:
    long = "word " * 20_000
    events = dialect.events(Said(pieces=(long,)))
    (text,) = (e for e in events if b"word" in e)
    start = events[: events.index(text)]
    assert MOST_BYTES < MOST_STREAM_BYTES

    error = await failure(server, a_spec(dialect.name), streamed(*start, endless=text))

    assert "too many bytes" in str(error)


@every_protocol
async def test_a_body_of_ten_megabytes_is_not_read(server: ModelServer, dialect: Dialect) -> None:
    said = Said(pieces=("x" * 10_000_000,))

    for streams in (True, False):
        error = await failure(server, a_spec(dialect.name, streams=streams), said)

        assert "too many bytes" in str(error)


@every_protocol
@either_way
async def test_a_web_page_is_no_answer(
    server: ModelServer, dialect: Dialect, *, streams: bool
) -> None:
    error = await failure(server, a_spec(dialect.name, streams=streams), page())

    assert "web page" in str(error)


ODD = (b"null", b"[]", b"{}", b"1", b'"text"', b'{"choices": 1, "content": 1, "candidates": 1}')


@every_protocol
@either_way
@pytest.mark.parametrize("odd", ODD)
async def test_json_of_another_form_is_no_answer(
    server: ModelServer, dialect: Dialect, odd: bytes, *, streams: bool
) -> None:
    error = await failure(server, a_spec(dialect.name, streams=streams), Reply(body=odd))

    assert "in a form that is no answer" in str(error)


@every_protocol
async def test_a_server_that_does_not_stream_is_understood(
    server: ModelServer, dialect: Dialect
) -> None:
    heard = await ask(server, a_spec(dialect.name), Reply(body=dialect.whole(SAID)))

    assert heard.pieces == [heard.reply.text] == [SAID.text]


@every_protocol
async def test_one_that_refuses_to_stream_is_asked_for_the_whole(
    server: ModelServer, dialect: Dialect
) -> None:
    refusal = rejection(400, "Streaming is not supported by this model.")

    heard = await ask(server, a_spec(dialect.name), [refusal, SAID])

    assert [asked.streams for asked in server.asked] == [True, False]
    assert heard.reply.text == SAID.text


@every_protocol
@pytest.mark.parametrize("content_type", [EVENTS, "text/plain", "application/octet-stream"])
async def test_so_is_one_that_streams_unasked(
    server: ModelServer, dialect: Dialect, content_type: str
) -> None:
    answer = Reply(headers={"content-type": content_type}, body=b"".join(dialect.events(SAID)))

    heard = await ask(server, a_spec(dialect.name, streams=False), answer)

    assert heard.reply.text == "".join(heard.pieces) == SAID.text


async def test_googles_list_of_pieces_is_one_answer(server: ModelServer) -> None:
    """Without `alt=sse`, which a gateway may drop, its stream is a JSON array."""
    events = DIALECTS[GEMINI].events(SAID)
    body = [json.loads(e.removeprefix(b"data: ")) for e in events]

    assert (await ask(server, a_spec(GEMINI), Reply(body=body))).reply.text == SAID.text


@every_protocol
@either_way
async def test_half_a_character_does_not_cost_the_reply(
    server: ModelServer, dialect: Dialect, *, streams: bool
) -> None:
    said = Said(pieces=("a|b",))
    data = b"".join(dialect.events(said)) if streams else json.dumps(dialect.whole(said)).encode()
    for broken in (b"\\ud83d", b"\xf0\x9f"):
        headers = {"content-type": EVENTS} if streams else {}
        answer = Reply(headers=headers, body=data.replace(b"a|b", b"a" + broken + b"b"))

        text = (await ask(server, a_spec(dialect.name, streams=streams), answer)).reply.text

        assert (text[0], text[-1]) == ("a", "b")
        assert text.encode()


DAILY = [
    {
        "@type": "type.googleapis.com/google.rpc.QuotaFailure",
        "violations": [{"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier"}],
    },
    {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "40s"},
]
MINUTE = [
    {"@type": "type.googleapis.com/google.rpc.Help", "links": [{"url": "x"}]},
    {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "2.5s"},
]


def google(code: int, status: str, details: object = ()) -> dict[str, Any]:
    return {"error": {"code": code, "message": "M.", "status": status, "details": details}}


def anthropic(kind: str) -> dict[str, Any]:
    return {"type": "error", "error": {"type": kind, "message": "M."}, "request_id": "req_1"}


def openai(**fields: object) -> dict[str, Any]:
    return {"error": {"message": "M.", "param": None, **fields}}


INSIDE: list[tuple[ProtocolName, dict[str, Any], bool, float | None]] = [
    (CHAT, openai(type="server_error", code=None), True, None),
    (CHAT, openai(type="invalid_request_error", code="invalid_value"), False, None),
    (CHAT, openai(code=502, metadata={"provider_name": "x"}), True, None),
    (CHAT, openai(code=400), False, None),
    (CHAT, openai(type="insufficient_quota", code="insufficient_quota"), False, None),
    (CHAT, {"error": "model runner has unexpectedly stopped"}, True, None),
    (ANTHROPIC, anthropic("overloaded_error"), True, None),
    (ANTHROPIC, anthropic("api_error"), True, None),
    (ANTHROPIC, anthropic("rate_limit_error"), True, None),
    (ANTHROPIC, anthropic("invalid_request_error"), False, None),
    (ANTHROPIC, anthropic("billing_error"), False, None),
    (GEMINI, google(503, "UNAVAILABLE"), True, None),
    (GEMINI, google(429, "RESOURCE_EXHAUSTED", MINUTE), True, 2.5),
    (GEMINI, google(429, "RESOURCE_EXHAUSTED", DAILY), False, 40),
    (GEMINI, google(400, "INVALID_ARGUMENT"), False, None),
]


@pytest.mark.parametrize(("protocol", "error", "retryable", "wait_s"), INSIDE)
async def test_an_error_inside_a_stream_is_one(
    server: ModelServer,
    protocol: ProtocolName,
    error: dict[str, Any],
    wait_s: float | None,
    *,
    retryable: bool,
) -> None:
    first, *_ = DIALECTS[protocol].events(SAID)
    for before in ((), (first,)):
        broken = streamed(*before, event(error, "error"))

        said = await failure(server, a_spec(protocol), broken)

        assert (said.retryable, said.retry_after_s) == (retryable, wait_s)


@pytest.mark.parametrize(("protocol", "error", "retryable", "wait_s"), INSIDE)
async def test_an_error_under_a_good_status_is_one(
    server: ModelServer,
    protocol: ProtocolName,
    error: dict[str, Any],
    wait_s: float | None,
    *,
    retryable: bool,
) -> None:
    # Google wraps what it says in a list at times.
    bodies: list[Any] = [error, [error]] if protocol is GEMINI else [error]
    for body in bodies:
        said = await failure(server, a_spec(protocol, streams=False), Reply(body=body))

        assert (said.retryable, said.retry_after_s) == (retryable, wait_s)


@every_protocol
@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413, 422])
async def test_what_will_not_pass_is_said_once(
    server: ModelServer, dialect: Dialect, status: int
) -> None:
    error = await failure(server, a_spec(dialect.name), Reply(status=status, body=openai()))

    assert not error.retryable
    assert len(server.asked) == 1


@every_protocol
@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 529])
@pytest.mark.parametrize("kind", ["json", "html", "nothing"])
async def test_what_may_pass_is_left_to_the_caller(
    server: ModelServer, dialect: Dialect, status: int, kind: str
) -> None:
    bodies = {
        "json": Reply(status=status, body=openai()),
        "html": page(status),
        "nothing": Reply(status=status, headers={"content-type": HTML}),
    }

    error = await failure(server, a_spec(dialect.name), bodies[kind])

    assert error.retryable
    assert "<" not in str(error)
    assert len(server.asked) == 1


@pytest.mark.parametrize("listed", [False, True])
@pytest.mark.parametrize(
    ("details", "retryable", "wait_s"), [(MINUTE, True, 2.5), (DAILY, False, 40)]
)
async def test_google_says_in_the_body_how_long_to_wait(
    server: ModelServer,
    details: list[object],
    wait_s: float,
    *,
    retryable: bool,
    listed: bool,
) -> None:
    body = google(429, "RESOURCE_EXHAUSTED", details)
    answer = Reply(status=429, body=[body] if listed else body)

    error = await failure(server, a_spec(GEMINI), answer)

    assert (error.retryable, error.retry_after_s) == (retryable, wait_s)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
async def test_the_key_goes_into_its_header_and_nowhere_else(
    server: ModelServer, spec: ProviderSpec
) -> None:
    await ask(server, spec, SAID)

    (asked,) = server.asked
    expected = f"Bearer {KEY}" if spec.key_header is KeyHeader.AUTHORIZATION else KEY
    assert asked.headers[spec.key_header] == expected
    others = {name: value for name, value in asked.headers.items() if name != spec.key_header}
    assert KEY not in f"{others}{asked.path}{asked.body}"


def echoes(dialect: Dialect) -> list[Answer]:
    """Return what a server says that repeats the key wherever it can."""
    refusing = Said(pieces=(), finish=Finish.REFUSAL, refusal=f"No, {KEY}.")
    named = Said(pieces=("x",), model=f"alpha-{KEY}")
    header = {"x-request-id": KEY, "request-id": f"req_{KEY}"}
    said = {"message": f"Bad key {KEY}", "type": KEY, "code": KEY, "status": KEY}
    errors = [
        Reply(status=status, headers=header, body={"type": "error", "error": said})
        for status in (200, 400, 401, 500)
    ]
    return [
        *errors,
        Reply(status=403, body={"detail": KEY}),
        Reply(status=500, body=f"Authorization: Bearer {KEY}"),
        Reply(body=f'{{"choices": "{KEY}", "content": "{KEY}", "candidates": "{KEY}"}}'),
        Reply(headers=header, body=f"<html>{KEY}"),
        streamed(event({"type": "error", "error": said}, "error")),
        streamed(f"data: {KEY}\n\n".encode()),
        msgspec.structs.replace(
            streamed(*dialect.events(named)), headers={**header, "content-type": EVENTS}
        ),
        refusing,
        Reply(body=dialect.whole(refusing), headers=header),
        Reply(
            status=400, body={"error": {"message": f"{KEY} is flagged", "code": "content_filter"}}
        ),
    ]


@every_protocol
async def test_a_key_that_a_server_repeats_is_seen_by_nobody(
    server: ModelServer, dialect: Dialect
) -> None:
    with structlog.testing.capture_logs() as logs:
        for answer in echoes(dialect):
            try:
                said = repr((await ask(server, a_spec(dialect.name), answer)).reply)
            except ProviderError as error:
                said = f"{error}{error!r}{vars(error)}"

            assert KEY not in said

    assert KEY not in repr(logs)


@every_protocol
async def test_many_streams_at_once_do_not_mix(server: ModelServer, dialect: Dialect) -> None:
    def by_name(asked: Asked) -> Answer:
        return Said(pieces=(asked.model, "!"), model=asked.model)

    names = [f"model-{n}" for n in range(40)]
    server.replies = dict.fromkeys(names, by_name)
    spec = a_spec(dialect.name)
    config = ProviderConfig(spec=spec, base_url=server.url, api_key=None, configured=True)

    async with open_transport(TLS) as transport, asyncio.TaskGroup() as calls:
        provider = ModelClient(config, WIRES[spec.protocol], transport)
        tasks = [calls.create_task(provider.complete(a_request(name))) for name in names]

    assert [task.result().text for task in tasks] == [f"{name}!" for name in names]
