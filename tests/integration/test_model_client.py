"""One call to a provider, against a real HTTP server on loopback that speaks OpenAI's protocol."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping

import httpx
import msgspec
import pytest

from service.domain.debate import Effort, Usage
from service.domain.errors import Cause, ProviderError
from service.domain.limits import Allowance, Room
from service.domain.replies import Ballot, Finish, read_reply
from service.providers.base import ModelReply
from service.providers.client import ModelClient
from service.providers.configuration import (
    ProviderConfig,
    Secret,
    configure,
    load_providers_file,
)
from service.providers.openai_chat import OpenAIChat
from service.providers.registry import Providers
from service.providers.specs import SPECS, ProtocolName, ProviderSpec, Structured
from service.providers.transport import open_transport, tls_context
from tests.support.debates import a_debate
from tests.support.dialects import DIALECTS, Said
from tests.support.model_server import (
    Asked,
    ModelServer,
    Reply,
    Script,
    ballot,
    completion,
    page,
    rejection,
    streamed,
)
from tests.support.patience import PATIENCE_S
from tests.support.requests import a_request

KEY = "sk-very-secret-1234"
LAB = ProviderSpec(
    name="lab",
    display_name="Lab",
    base_url="http://127.0.0.1:9",
    key_variable=None,
    address_variable=None,
)


def client_of(
    server_url: str,
    transport: httpx.AsyncBaseTransport,
    spec: ProviderSpec = LAB,
    key: str | None = KEY,
) -> ModelClient:
    config = ProviderConfig(
        spec=spec,
        base_url=server_url,
        api_key=Secret(key) if key else None,
        configured=True,
    )
    return ModelClient(config, OpenAIChat(), transport)


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as server:
        yield server


async def ask(
    server: ModelServer,
    script: Script | None = None,
    *,
    spec: ProviderSpec = LAB,
    times: int = 1,
    timeout_s: float = 5,
) -> ModelReply:
    """Ask the model `alpha` so many times with one client; return the last reply."""
    if script is not None:
        server.replies["alpha"] = script
    async with open_transport(tls_context()) as transport:
        provider = client_of(server.url, transport, spec)
        replies = [
            await provider.complete(a_request("alpha", timeout_s=timeout_s)) for _ in range(times)
        ]
    return replies[-1]


async def failure(server: ModelServer, script: Script, *, timeout_s: float = 5) -> ProviderError:
    with pytest.raises(ProviderError) as raised:
        await ask(server, script, timeout_s=timeout_s)
    assert KEY not in str(raised.value)
    return raised.value


def changed(reply: Reply, **fields: object) -> Reply:
    """Return the reply with these fields in the top of its body."""
    assert isinstance(reply.body, Mapping)
    return msgspec.structs.replace(reply, body={**reply.body, **fields})


def formats(server: ModelServer) -> list[str | None]:
    return [asked.body.get("response_format", {}).get("type") for asked in server.asked]


def only_up_to(*known: str | None) -> Script:
    """Return the script of a server that refuses any other response format."""

    def reply(asked: Asked) -> Reply:
        if asked.body.get("response_format", {}).get("type") in known:
            return completion(ballot("B"))
        return rejection(400, "response_format is not supported")

    return reply


async def test_a_model_server_debates(server: ModelServer) -> None:
    reply = await ask(server)

    ballot = read_reply(reply.text, options=a_debate().spec.options, finish=reply.finish)
    assert isinstance(ballot, Ballot)
    assert reply.model_served == "alpha"
    assert reply.usage == Usage(calls=1, input_tokens=120, output_tokens=30)


async def test_a_request_carries_prompt_schema_cap_and_key(server: ModelServer) -> None:
    await ask(server)

    (asked,) = server.asked
    request = a_request()
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.headers["content-type"] == "application/json"
    assert asked.body == {
        "model": "alpha",
        "messages": [{"role": m.role, "content": m.content} for m in request.messages],
        "max_tokens": request.max_output_tokens,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "response", "strict": True, "schema": request.schema},
        },
        "stream": True,
        "stream_options": {"include_usage": True},
    }


CHAT = [spec for spec in SPECS if spec.protocol is ProtocolName.OPENAI_CHAT]


@pytest.mark.parametrize("spec", CHAT, ids=lambda spec: spec.name)
async def test_every_row_sends_what_its_provider_takes(
    server: ModelServer, spec: ProviderSpec
) -> None:
    await ask(server, spec=spec)

    body = server.asked[0].body
    assert body.pop(spec.cap_field.value) > 0
    assert body.pop("response_format")["type"] == spec.structured.value
    assert body.pop("stream")
    assert bool(body.pop("stream_options", None)) is spec.stream_usage
    assert bool(body.pop("prompt_cache_key", None)) is spec.cache_key
    assert set(body) == {"model", "messages", *spec.body}
    assert {field: body[field] for field in spec.body} == spec.body


async def test_without_a_key_no_authorization_is_sent(server: ModelServer) -> None:
    async with open_transport(tls_context()) as transport:
        await client_of(server.url, transport, key=None).complete(a_request("alpha"))

    assert "authorization" not in server.asked[0].headers


async def test_a_provider_that_takes_no_format_is_asked_by_the_prompt_alone(
    server: ModelServer,
) -> None:
    await ask(server, spec=msgspec.structs.replace(LAB, structured=Structured.PROMPT))

    assert formats(server) == [None]


@pytest.mark.parametrize(
    ("known", "tried"),
    [
        (("json_schema",), ["json_schema"]),
        (("json_object",), ["json_schema", "json_object"]),
        ((None,), ["json_schema", "json_object", None]),
    ],
)
async def test_an_unknown_server_is_asked_with_less_structure_and_remembered(
    server: ModelServer, known: tuple[str | None, ...], tried: list[str | None]
) -> None:
    await ask(server, only_up_to(*known), times=2)

    assert formats(server) == [*tried, tried[-1]]


async def test_a_refusal_that_names_no_part_of_the_request_is_final(server: ModelServer) -> None:
    error = await failure(server, rejection(400, "I do not like this one."))

    assert formats(server) == ["json_schema"]
    assert "I do not like this one." in str(error)


async def test_what_was_refused_with_every_format_is_tried_anew_later(server: ModelServer) -> None:
    refusals = [rejection(422, "no response_format")] * 3

    async with open_transport(tls_context()) as transport:
        provider = client_of(server.url, transport)
        server.replies["alpha"] = [*refusals, completion(ballot("B"))]
        with pytest.raises(ProviderError, match="422"):
            await provider.complete(a_request("alpha"))
        await provider.complete(a_request("alpha"))

    assert formats(server) == ["json_schema", "json_object", None, "json_schema"]


async def test_what_a_model_does_not_take_is_remembered_even_if_something_else_fails_next(
    server: ModelServer,
) -> None:
    """A retry must not repeat what was refused for good."""
    busy = [rejection(429, "Slow down.")]

    def reply(asked: Asked) -> Reply:
        if asked.streams:
            return rejection(400, "'stream' is not supported.")
        return busy.pop() if busy else completion(ballot("B"))

    server.replies["alpha"] = reply
    async with open_transport(tls_context()) as transport:
        provider = client_of(server.url, transport)
        with pytest.raises(ProviderError, match="429"):
            await provider.complete(a_request("alpha"))
        await provider.complete(a_request("alpha"))

    assert [asked.streams for asked in server.asked] == [True, False, False]


async def test_a_part_that_was_not_sent_is_not_to_blame(server: ModelServer) -> None:
    def reply(asked: Asked) -> Reply:
        if "response_format" in asked.body:
            return rejection(400, "A reasoning model takes no response_format.")
        return completion(ballot("B"))

    server.replies["alpha"] = reply
    async with open_transport(tls_context()) as transport:
        provider = client_of(server.url, transport)
        await provider.complete(a_request("alpha"))
        await provider.complete(a_request("alpha", effort=Effort.HIGH))

    assert "reasoning_effort" in server.asked[-1].body


async def test_text_may_come_in_parts(server: ModelServer) -> None:
    parts = [
        {"type": "reasoning", "text": "I secretly want C."},
        {"type": "text", "text": "one "},
        {"type": "text", "text": "two"},
        {"type": "image_url", "image_url": {"url": "x"}},
    ]

    assert (await ask(server, completion(parts))).text == "one two"


async def test_reasoning_is_never_read(server: ModelServer) -> None:
    reply = await ask(
        server,
        completion("B it is", reasoning_content="C", reasoning="C", reasoning_details=["C"]),
    )

    assert reply.text == "B it is"


@pytest.mark.parametrize(
    ("reason", "finish"),
    [("stop", Finish.STOP), ("length", Finish.LENGTH), ("eos", Finish.STOP), (None, Finish.STOP)],
)
async def test_why_it_stopped_is_told(server: ModelServer, reason: str, finish: Finish) -> None:
    assert (await ask(server, completion("x", finish_reason=reason))).finish is finish


async def test_an_empty_reply_at_the_cap_is_a_truncated_one(server: ModelServer) -> None:
    reply = await ask(server, completion(None, finish_reason="length"))

    assert (reply.text, reply.finish) == ("", Finish.LENGTH)


@pytest.mark.parametrize("content", [None, "", []])
async def test_an_empty_reply_is_one_without_a_vote(server: ModelServer, content: object) -> None:
    reply = await ask(server, completion(content))

    assert (reply.text, reply.finish) == ("", Finish.STOP)


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (completion(None, refusal="I would rather not."), "I would rather not."),
        (completion("", finish_reason="content_filter"), "content filter"),
        (rejection(400, "Flagged by policy.", code="content_filter"), "Flagged by policy."),
        (rejection(403, "", code="content_policy_violation"), "content filter"),
        # OpenAI's word for a question that its usage policies forbid.
        (rejection(400, "Invalid prompt: flagged.", code="invalid_prompt"), "Invalid prompt"),
    ],
)
async def test_a_refusal_is_an_answer(server: ModelServer, script: Reply, reason: str) -> None:
    reply = await ask(server, script)

    assert reply.finish is Finish.REFUSAL
    assert reason in (reply.refusal or "")


@pytest.mark.parametrize(
    ("reported", "usage"),
    [
        (
            {
                "prompt_tokens": 9,
                "completion_tokens": 5,
                "prompt_tokens_details": {"cached_tokens": 4},
                "cost": 0.0125,
            },
            Usage(
                calls=1, input_tokens=9, cached_input_tokens=4, output_tokens=5, cost_usd=0.0125
            ),
        ),
        ({"prompt_tokens": 9, "completion_tokens": -5}, Usage(calls=1, input_tokens=9)),
        ({"prompt_tokens": 9, "cost": 0}, Usage(calls=1, input_tokens=9, cost_usd=0.0)),
        ({"prompt_tokens": "many"}, Usage(calls=1)),
        ([], Usage(calls=1)),
        (None, Usage(calls=1)),
    ],
)
async def test_usage_is_read_as_far_as_it_makes_sense(
    server: ModelServer, reported: object, usage: Usage
) -> None:
    assert (await ask(server, changed(completion("x"), usage=reported))).usage == usage


async def test_the_model_that_answered_is_told_as_the_provider_names_it(
    server: ModelServer,
) -> None:
    reply = await ask(server, changed(completion("x"), model="alpha-2026-11-01"))

    assert reply.model_served == "alpha-2026-11-01"


async def test_blank_lines_before_the_body_are_no_fault(server: ModelServer) -> None:
    body = "\n\n \n" + json.dumps(completion("x").body)

    assert (await ask(server, Reply(body=body))).text == "x"


@pytest.mark.parametrize("broken", [b"\\ud83d", b"\xf0\x9f"])
async def test_half_a_character_does_not_cost_the_reply(
    server: ModelServer, broken: bytes
) -> None:
    body = json.dumps(completion("a|b").body).encode().replace(b"|", broken)

    text = (await ask(server, Reply(body=body))).text

    assert (text[0], text[-1]) == ("a", "b")
    assert text.encode()


@pytest.mark.parametrize(
    ("script", "said", "retryable"),
    [
        (page(), "web page", False),
        (page(502), "status 502", True),
        (Reply(body="{'choices': []}"), "not valid JSON", True),
        (Reply(body=""), "not valid JSON", True),
        (Reply(body="[" * 100_000), "form", False),
        (Reply(body='{"other": ' + "[" * 100_000), "nested too deeply", False),
        (Reply(body=[]), "form", False),
        (Reply(body={"choices": "none"}), "form", False),
        (Reply(body={}), "no choices", False),
        (Reply(body={"choices": []}), "no choices", False),
        (Reply(body={"choices": None}), "no choices", False),
        (Reply(body={"error": {"message": "Overloaded.", "code": 529}}), "529: Over", True),
        (Reply(body={"error": {"message": "No such model.", "code": 404}}), "No such", False),
        (Reply(body={"error": {"message": "Upstream is gone."}}), "502", True),
        (Reply(status=307, headers={"location": "http://127.0.0.1:9/"}), "status 307", False),
        (Reply(status=204), "status 204", False),
        (rejection(401, f"Incorrect API key provided: {KEY}"), "check its API key", False),
        (rejection(404, "No such model."), "No such model.", False),
        (rejection(429, "Slow down."), "Slow down.", True),
        (rejection(429, "Pay.", code="insufficient_quota"), "Pay.", False),
        (rejection(503, "Busy.", x_should_retry="false"), "Busy.", False),
    ],
)
async def test_what_is_no_answer_is_an_error_that_says_so(
    server: ModelServer, script: Reply, said: str, *, retryable: bool
) -> None:
    error = await failure(server, script)

    assert said in str(error)
    assert error.retryable is retryable


async def test_a_rate_limit_says_how_long_to_wait(server: ModelServer) -> None:
    error = await failure(server, rejection(429, "Slow down.", retry_after="7"))

    assert error.retry_after_s == 7


async def test_an_error_body_is_not_poured_into_the_message(server: ModelServer) -> None:
    error = await failure(server, rejection(500, "line one\nline two " * 1_000))

    assert len(str(error)) < 260
    assert "\n" not in str(error)


@pytest.mark.parametrize("size", [10_000_000, 4 * 1024 * 1024 + 1])
async def test_a_body_beyond_the_cap_is_not_read_to_its_end(
    server: ModelServer, size: int
) -> None:
    error = await failure(server, Reply(body=b" " * size))

    assert "too many bytes" in str(error)
    assert not error.retryable


async def test_a_body_cut_short_may_come_whole_next_time(server: ModelServer) -> None:
    cut = msgspec.structs.replace(completion(ballot("B")), close_after=100)

    error = await failure(server, cut)

    assert error.retryable
    assert error.code == "provider_unavailable"


async def test_silence_ends_when_the_time_is_over(server: ModelServer) -> None:
    async with asyncio.timeout(PATIENCE_S):
        error = await failure(server, Reply(delay_s=2 * PATIENCE_S), timeout_s=0.1)

    assert error.code == "timed_out"


async def test_a_body_that_drips_ends_when_the_time_is_over(server: ModelServer) -> None:
    dripping = msgspec.structs.replace(completion(ballot("B")), drip_s=0.05)

    error = await failure(server, dripping, timeout_s=0.1)

    assert error.code == "timed_out"


async def test_nobody_listening_may_pass() -> None:
    async with ModelServer() as server:
        url = server.url
    async with open_transport(tls_context()) as transport:
        with pytest.raises(ProviderError, match="Lab cannot be reached") as raised:
            await client_of(url, transport).complete(a_request("alpha"))

    assert raised.value.retryable
    assert raised.value.unbilled
    assert "127.0.0.1" not in str(raised.value)


async def test_what_is_no_http_is_an_error() -> None:
    async def garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
        writer.close()

    listening = await asyncio.start_server(garbage, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    async with listening, open_transport(tls_context()) as transport:
        provider = client_of(f"http://127.0.0.1:{port}", transport)
        with pytest.raises(ProviderError, match="Lab broke the connection off"):
            await provider.complete(a_request("alpha"))


async def test_many_calls_at_once_all_come_back(server: ModelServer) -> None:
    async with open_transport(tls_context()) as transport, asyncio.TaskGroup() as calls:
        provider = client_of(server.url, transport)
        for n in range(60):
            calls.create_task(provider.complete(a_request(f"model-{n}")))

    assert len(server.asked) == 60


async def test_a_key_that_a_model_repeats_is_not_passed_on(server: ModelServer) -> None:
    reply = await ask(server, completion(ballot("B", f"My key is {KEY}, I believe.")))

    assert KEY not in reply.text
    assert "My key is ***, I believe." in reply.text


async def test_cookies_of_a_server_are_not_kept(server: ModelServer) -> None:
    setting = msgspec.structs.replace(completion("x"), headers={"set-cookie": "a=b"})

    await ask(server, setting, times=2)

    assert "cookie" not in server.asked[1].headers


async def test_the_registry_opens_what_is_configured(server: ModelServer) -> None:
    files = load_providers_file(
        f'[[provider]]\nname = "lab"\nbase_url = "{server.url}"\nmodels = ["alpha"]'
    )
    configs = configure({"OPENAI_BASE_URL": server.url}, files)

    async with Providers.open(configs, sim=True) as providers:
        for model in ("lab/alpha", "openai/team/gpt", "sim/A"):
            provider, name = providers.resolve(model)
            await provider.complete(a_request(name))

    assert [asked.model for asked in server.asked] == ["alpha", "team/gpt"]


async def test_the_registry_refuses_what_it_cannot_ask() -> None:
    async with Providers.open(configure({}), sim=False) as providers:
        for model in ("xai/grok", "nobody/x", "sim/A"):
            with pytest.raises(ProviderError, match=r"\.$") as raised:
                providers.resolve(model)
            assert (raised.value.retryable, raised.value.unbilled) == (False, True)


LEFT = {"x-ratelimit-remaining-requests": "3", "x-ratelimit-reset-requests": "20ms"}


async def test_an_answer_carries_what_its_headers_say_is_left(server: ModelServer) -> None:
    reply = completion(ballot("A"))

    answered = await ask(server, msgspec.structs.replace(reply, headers=LEFT))
    plain = await ask(server, reply)

    assert answered.allowance == Allowance(requests=Room(left=3, resets_in_s=0.02))
    assert plain.allowance is None


async def test_a_refusal_under_another_status_carries_it_too(server: ModelServer) -> None:
    refusal = rejection(400, "No.", code="content_filter")

    refused = await ask(server, msgspec.structs.replace(refusal, headers=LEFT))

    assert refused.finish is Finish.REFUSAL
    assert refused.allowance is not None


@pytest.mark.parametrize(
    ("script", "cause"),
    [
        (rejection(500), Cause.DOWN),
        (rejection(401), Cause.DOWN),
        (rejection(429), Cause.LIMITED),
        (rejection(404), Cause.REQUEST),
        (page(), Cause.REQUEST),
        (Reply(body="{"), Cause.DOWN),
        (Reply(body="{}", close_after=1), Cause.DOWN),
        (Reply(hangs=True), None),
    ],
)
async def test_a_failure_says_whether_the_provider_is_down(
    server: ModelServer, script: Script, cause: Cause | None
) -> None:
    assert (await failure(server, script, timeout_s=0.5)).cause is cause


async def test_a_provider_that_had_long_enough_and_did_not_answer_is_down(
    server: ModelServer,
) -> None:
    server.replies["alpha"] = Reply(hangs=True)

    late = await too_late(server)

    assert late.cause is Cause.DOWN


async def test_a_provider_that_was_still_writing_when_the_time_was_over_is_not_down(
    server: ModelServer,
) -> None:
    dialect = DIALECTS[ProtocolName.OPENAI_CHAT]
    events = dialect.events(Said(pieces=("I would ",)))
    begun = [said for said in events if dialect.marker not in said]
    server.replies["alpha"] = streamed(*begun, hangs=True)

    late = await too_late(server)

    assert (late.code, late.cause) == ("timed_out", None)


async def too_late(server: ModelServer) -> ProviderError:
    """Return the failure of a call that was given what counts as long."""
    config = ProviderConfig(spec=LAB, base_url=server.url, api_key=None, configured=True)
    async with open_transport(tls_context()) as transport:
        client = ModelClient(config, OpenAIChat(), transport, long_s=0.1)
        with pytest.raises(ProviderError) as late:
            await client.complete(a_request("alpha", timeout_s=0.1))
    return late.value
