"""What is written in each of the three protocols."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from service.domain.debate import Effort
from service.domain.prompts import ask
from service.domain.wording import RULES
from service.providers.base import ModelRequest
from service.providers.forms import first_form
from service.providers.registry import WIRES
from service.providers.specs import SPECS, ProtocolName, ProviderSpec, Structured
from tests.support.debates import the_reference_case
from tests.support.requests import a_request


def row(name: str) -> ProviderSpec:
    (spec,) = (spec for spec in SPECS if spec.name == name)
    return spec


def written(name: str, request: ModelRequest | None = None, **form: object) -> dict[str, Any]:
    """Return the body that is sent to that provider."""
    spec = row(name)
    asked = replace(first_form(spec), **form)
    body = WIRES[spec.protocol].write(spec, request or a_request("m"), asked)
    decoded: dict[str, Any] = json.loads(body)
    return decoded


def url(name: str, model: str, base_url: str | None = None, **form: object) -> str:
    spec = row(name)
    asked = replace(first_form(spec), **form)
    return WIRES[spec.protocol].url(base_url or spec.base_url, a_request(model), asked)


def in_round_2(seat: str) -> ModelRequest:
    return a_request("m", debate=the_reference_case(rounds=1, next_round=True), seat=seat)


def test_anthropic_is_asked_as_its_protocol_says() -> None:
    request = a_request("claude")
    rules, asked = request.messages

    assert written("anthropic", request) == {
        "model": "claude",
        "max_tokens": request.max_output_tokens,
        "system": [{"type": "text", "text": RULES}],
        "messages": [
            {
                "role": "user",
                "content": [
                    {
                        "type": "text",
                        "text": asked.content[: asked.shared],
                        "cache_control": {"type": "ephemeral"},
                    },
                    {"type": "text", "text": asked.content[asked.shared :]},
                ],
            }
        ],
        "output_config": {"format": {"type": "json_schema", "schema": request.schema}},
        "stream": True,
    }
    assert rules.content == RULES


def test_gemini_is_asked_as_its_protocol_says() -> None:
    request = a_request("gemini")
    _, asked = request.messages

    assert written("google", request) == {
        "contents": [{"role": "user", "parts": [{"text": asked.content}]}],
        "systemInstruction": {"parts": [{"text": RULES}]},
        "generationConfig": {
            "maxOutputTokens": request.max_output_tokens,
            "responseMimeType": "application/json",
            "responseJsonSchema": request.schema,
        },
    }


def test_addresses_name_version_and_model_once() -> None:
    assert url("anthropic", "m") == "https://api.anthropic.com/v1/messages"
    assert url("anthropic", "m", "http://x/v1") == "http://x/v1/messages"
    assert url("google", "a/b:c", "http://x/gemini", streams=False) == (
        "http://x/gemini/v1beta/models/a%2Fb%3Ac:generateContent"
    )
    assert url("google", "m", "http://x/v1beta") == (
        "http://x/v1beta/models/m:streamGenerateContent?alt=sse"
    )


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
@pytest.mark.parametrize("effort", Effort)
def test_an_effort_is_said_in_every_rows_own_words(spec: ProviderSpec, effort: Effort) -> None:
    request = replace(a_request("m"), effort=effort)

    with_effort, without = written(spec.name, request), written(spec.name)

    assert with_effort != without
    assert written(spec.name, request, effort=False) == without


def test_deepseek_thinks_only_when_it_is_told_to() -> None:
    told = written("deepseek", replace(a_request("m"), effort=Effort.LOW))

    assert written("deepseek")["thinking"] == {"type": "disabled"}
    assert (told["thinking"], told["reasoning_effort"]) == ({"type": "enabled"}, "low")


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_no_request_sets_a_temperature(spec: ProviderSpec) -> None:
    body = json.dumps(written(spec.name, replace(a_request("m"), effort=Effort.HIGH)))

    assert not any(name in body for name in ("temperature", "top_p", "topP", "top_k", "topK"))


@pytest.mark.parametrize("name", ["openai", "google"])
def test_a_model_without_system_messages_gets_the_rules_with_the_question(name: str) -> None:
    body = written(name, system=False)

    assert "system" not in body
    assert "systemInstruction" not in body
    said = body.get("messages") or body["contents"]
    assert [message["role"] for message in said] == ["user"]
    assert json.dumps(said).count(json.dumps(RULES)[1:-1]) == 1


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_less_structure_leaves_the_schema_out(spec: ProviderSpec) -> None:
    schema = json.dumps(a_request("m").schema)

    body = json.dumps(written(spec.name, structured=Structured.PROMPT))

    assert schema not in body
    assert "json_object" not in body


@pytest.mark.parametrize("name", ["openai", "azure"])
def test_calls_of_one_debate_share_a_cache_key(name: str) -> None:
    first, second = written(name), written(name, in_round_2("seat_3"))

    assert first["prompt_cache_key"] == second["prompt_cache_key"] == a_request().turn.debate.id


@pytest.mark.parametrize("protocol", ProtocolName)
def test_the_shared_beginning_stays_byte_for_byte_in_every_request(protocol: ProtocolName) -> None:
    spec = next(spec for spec in SPECS if spec.protocol is protocol)
    debate = the_reference_case(rounds=1, next_round=True)
    shared = [m.content[: m.shared] for m in ask(debate, "seat_1").messages]

    for request in [a_request("m", seat="seat_4"), *map(in_round_2, ("seat_1", "seat_6"))]:
        body = WIRES[protocol].write(spec, request, first_form(spec)).decode()
        assert all(json.dumps(text, ensure_ascii=False)[1:-1] in body for text in shared)
