"""Every body that can be asked, held against the official SDKs' own request types.

The SDKs' types are the providers' published word on what a request may hold. Here they are read
strictly: nothing is converted, and no field that they do not name is let through. What a provider
takes beyond OpenAI's own fields has its row in `BESIDE`.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise, product
from typing import Any

import anthropic
import msgspec
import pytest
from anthropic.types.message_create_params import MessageCreateParams
from google.genai import types as google
from openai.types.chat.completion_create_params import CompletionCreateParams
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from service.domain.debate import Debate, Effort, Identities, ResponseStatus
from service.domain.prompts import Prompt, ask, repair
from service.providers.base import ModelRequest
from service.providers.forms import first_form
from service.providers.registry import WIRES
from service.providers.specs import SPECS, ProtocolName, ProviderSpec, Structured
from service.providers.wire import Form
from tests.support.debates import a_debate, a_ledger, a_response, a_spec, some_rules
from tests.support.requests import a_request

BESIDE: Mapping[str, frozenset[str]] = {
    "deepseek": frozenset({"thinking"}),
    "openrouter": frozenset({"provider", "reasoning"}),
}
"""Fields of a provider's own beside those of OpenAI."""

_EITHER = (True, False)
FORMS = tuple(
    Form(structured=structured, streams=streams, effort=effort, system=system, other_cap=other)
    for structured in Structured
    for streams, effort, system, other in product(_EITHER, _EITHER, _EITHER, _EITHER)
)

_STRICT = ConfigDict(extra="forbid")
_CHAT: TypeAdapter[Any] = TypeAdapter(CompletionCreateParams, config=_STRICT)
_MESSAGES: TypeAdapter[Any] = TypeAdapter(MessageCreateParams, config=_STRICT)


class GeminiRequest(BaseModel):
    """What the SDK sends as a body, of its own types."""

    model_config = _STRICT

    contents: list[google.Content]
    systemInstruction: google.Content | None = None  # noqa: N815 - its name on the wire
    generationConfig: google.GenerationConfig  # noqa: N815 - as above


def informed_debate(**rules: object) -> Debate:
    debate = a_debate("DEAEBC", next_round=True, spec=a_spec(rules=some_rules(**rules)))
    return a_ledger(debate, a_response(1, "seat_2", ResponseStatus.FAILED))


def repaired(debate: Debate, reply: str) -> Prompt:
    return repair(ask(debate, "seat_1"), spec=debate.spec, reply=reply, fault='"vote" is missing.')


PROMPTS: Mapping[str, Prompt] = {
    "blind": ask(a_debate(), "seat_1"),
    "blind, with a context": ask(a_debate(spec=a_spec(context="Weights leaked.")), "seat_2"),
    "abstaining allowed": ask(
        a_debate(spec=a_spec(rules=some_rules(allow_abstain=True))), "seat_3"
    ),
    "informed": ask(informed_debate(), "seat_1"),
    "informed, after a failure": ask(informed_debate(), "seat_2"),
    "informed, by name": ask(informed_debate(identities=Identities.NAMED), "seat_6"),
    "repair": repaired(a_debate(), "I cannot decide."),
    "repair of nothing": repaired(informed_debate(), " \n"),
    "repair of odd characters": repaired(a_debate(), "a\ud83d\0b" * 5_000),
}


def requests(prompt: Prompt) -> Iterator[ModelRequest]:
    for effort in (None, *Effort):
        yield a_request("m-1", messages=prompt.messages, schema=prompt.schema, effort=effort)


def bodies(spec: ProviderSpec, prompt: Prompt) -> Iterator[dict[str, Any]]:
    """Return each different body in which this prompt can be put to that provider."""
    wire = WIRES[spec.protocol]
    written = {wire.write(spec, request, form) for request in requests(prompt) for form in FORMS}
    for body in written:
        yield msgspec.json.decode(body)


def plain(value: object) -> object:
    """Return a validated value with everything that is validated only when it is looked at."""
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if value is None or isinstance(value, str | int | float):
        return value
    # A type of a reply is no type of a request, and lets through what it does not know.
    assert not isinstance(value, BaseModel), f"read as a {type(value).__name__}"
    assert isinstance(value, Iterable)
    return [plain(part) for part in value]


def of(protocol: ProtocolName) -> list[ProviderSpec]:
    return [spec for spec in SPECS if spec.protocol is protocol]


any_prompt = pytest.mark.parametrize("prompt", PROMPTS.values(), ids=PROMPTS)


@any_prompt
@pytest.mark.parametrize("spec", of(ProtocolName.OPENAI_CHAT), ids=lambda spec: spec.name)
def test_a_chat_completion_is_asked_as_openai_publishes_it(
    spec: ProviderSpec, prompt: Prompt
) -> None:
    for body in bodies(spec, prompt):
        own = {name: body[name] for name in body if name not in BESIDE.get(spec.name, ())}

        assert plain(_CHAT.validate_python(own, strict=True)) == own


@any_prompt
@pytest.mark.parametrize("spec", of(ProtocolName.ANTHROPIC), ids=lambda spec: spec.name)
def test_a_message_is_asked_as_anthropic_publishes_it(spec: ProviderSpec, prompt: Prompt) -> None:
    for body in bodies(spec, prompt):
        assert plain(_MESSAGES.validate_python(body, strict=True)) == body


@any_prompt
def test_content_is_generated_as_google_publishes_it(prompt: Prompt) -> None:
    (spec,) = of(ProtocolName.GEMINI)
    for body in bodies(spec, prompt):
        read = GeminiRequest.model_validate_json(msgspec.json.encode(body), strict=True)

        assert read.model_dump(by_alias=True, exclude_none=True, mode="json") == body


@pytest.mark.parametrize(
    "change",
    [
        {"surprise": 1},
        {"max_tokens": "10"},
        {"stream_options": {"include_usage": True, "surprise": 1}},
        {"messages": [{"role": "user", "content": "x", "surprise": 1}]},
        {"messages": [{"role": "oracle", "content": "x"}]},
        {"reasoning_effort": "endless"},
    ],
)
def test_the_types_of_a_chat_completion_would_tell(change: dict[str, object]) -> None:
    spec = of(ProtocolName.OPENAI_CHAT)[0]
    body = {**next(bodies(spec, PROMPTS["blind"])), **change}

    with pytest.raises(ValidationError):
        plain(_CHAT.validate_python(body, strict=True))


@pytest.mark.parametrize(
    "change",
    [
        {"surprise": 1},
        {"messages": [{"role": "user", "content": [{"type": "text", "text": "x", "odd": 1}]}]},
        {"messages": [{"role": "user", "content": [{"type": "words", "text": "x"}]}]},
        {"output_config": {"format": {"type": "json_object"}}},
    ],
)
def test_the_types_of_a_message_would_tell(change: dict[str, object]) -> None:
    spec = of(ProtocolName.ANTHROPIC)[0]
    body = {**next(bodies(spec, PROMPTS["blind"])), **change}

    with pytest.raises((ValidationError, AssertionError)):
        plain(_MESSAGES.validate_python(body, strict=True))


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_no_message_is_empty_and_the_first_after_the_rules_is_of_the_user(
    spec: ProviderSpec,
) -> None:
    for prompt in PROMPTS.values():
        for body in bodies(spec, prompt):
            turns = [m for m in body.get("messages") or body["contents"] if m["role"] != "system"]

            assert turns[0]["role"] == turns[-1]["role"] == "user"
            roles = [turn["role"] for turn in turns]
            assert all(one != next_one for one, next_one in pairwise(roles))
            assert all(text.strip() for turn in turns for text in texts(turn))


@any_prompt
def test_a_prompt_names_json(prompt: Prompt) -> None:
    """Without the word, the providers of `json_object` refuse, or go on writing blanks."""
    assert any("JSON" in message.content for message in prompt.messages)


def texts(turn: Mapping[str, Any]) -> list[str]:
    content = turn.get("content") or turn.get("parts")
    return [content] if isinstance(content, str) else [part["text"] for part in content or [""]]


def schemas(schema: Mapping[str, Any], depth: int = 1) -> Iterator[tuple[Mapping[str, Any], int]]:
    """Return a schema and all within it, each with its depth."""
    yield schema, depth
    within = [*schema.get("properties", {}).values(), *schema.get("anyOf", ())]
    for part in [*within, *([schema["items"]] if "items" in schema else [])]:
        yield from schemas(part, depth + 1)


@any_prompt
def test_the_schema_keeps_the_rules_of_openais_strict_mode(prompt: Prompt) -> None:
    known = {"type", "properties", "required", "additionalProperties", "items", "anyOf", "enum"}
    assert prompt.schema["type"] == "object"
    for schema, depth in schemas(prompt.schema):
        assert set(schema) <= known
        assert depth <= 10
        if schema.get("type") == "object":
            assert schema["additionalProperties"] is False
            assert schema["required"] == list(schema["properties"])
        if "enum" in schema:
            assert 0 < len(schema["enum"]) == len(set(schema["enum"])) <= 250


@any_prompt
def test_the_schema_needs_no_change_for_anthropic(prompt: Prompt) -> None:
    """Its SDK moves into descriptions what the API cannot hold a model to."""
    read = anthropic.transform_schema(dict(prompt.schema))

    ours = {name: shape(schema) for name, schema in read["properties"].items()}
    assert ours == {n: shape(s) for n, s in prompt.schema["properties"].items()}  # type: ignore[attr-defined]
    assert "description" not in msgspec.json.encode(read).decode()


def shape(schema: Mapping[str, Any]) -> object:
    """Return a schema without the type that an enum says anyway."""
    if "anyOf" in schema:
        return [shape(one) for one in schema["anyOf"]]
    return schema.get("enum") or schema["type"]


@any_prompt
def test_the_schema_is_within_what_google_knows(prompt: Prompt) -> None:
    read = google.JSONSchema.model_validate(prompt.schema)

    assert set(read.properties or ()) == set(prompt.schema["properties"])  # type: ignore[call-overload]


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_the_same_request_is_written_in_the_same_bytes(spec: ProviderSpec) -> None:
    """Retries are told from new calls by their bodies, and cached prefixes found by them."""
    wire, form = WIRES[spec.protocol], first_form(spec)

    written = {wire.write(spec, a_request(attempt=n), form) for n in range(1, 5)}

    assert len(written) == 1
