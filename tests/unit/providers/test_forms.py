"""What a model turns out not to take: each refusal leads to another request, and none to a loop."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import given, strategies as st

from service.domain.debate import Effort
from service.providers.forms import LOWER, NAMES, UNSUPPORTED, Part, first_form, lower_forms
from service.providers.registry import WIRES
from service.providers.specs import SPECS, ProtocolName, ProviderSpec, Structured
from service.providers.wire import Form
from tests.support.requests import a_request

FULL = Form(structured=Structured.JSON_SCHEMA, streams=True)
REQUEST = a_request(effort=Effort.HIGH)

SAID: dict[Part, tuple[str, ...]] = {
    Part.EFFORT: (
        "Unrecognized request argument supplied: reasoning_effort",
        "Thinking level is not supported for this model.",
        "output_config.effort: Extra inputs are not permitted",
        "This model does not support `reasoning`.",
    ),
    Part.STREAM: (
        "Your organization must be verified to stream this model.",
        "stream_options: Extra inputs are not permitted",
        "Streaming is not supported by this model.",
        "'stream' is not supported.",
    ),
    Part.CAP: (
        "Unsupported parameter: 'max_tokens' is not supported with this model.",
        "Unrecognized request argument supplied: max_completion_tokens",
    ),
    Part.SYSTEM: (
        "System role not supported",
        "Developer instruction is not enabled for models/gemma-3-27b-it",
    ),
    Part.STRUCTURE: (
        "Invalid parameter: 'response_format' of type 'json_schema' is not supported.",
        "This model does not support response format `json_schema`.",
        "output_config.format: Extra inputs are not permitted",
        "JSON mode is not enabled for models/gemma-3-27b-it",
        "Unknown name \"responseJsonSchema\" at 'generation_config': Cannot find field.",
        "Failed to initialize samplers: failed to parse grammar",
    ),
}
"""Refusals as servers word them."""

UNRELATED = (
    "This model's maximum context length is 8192 tokens.",
    "prompt is too long: 210000 tokens > 200000 maximum",
    "Your credit balance is too low to access the API.",
    "Invalid 'messages[0].content': string too long.",
    "upstream connect error or disconnect/reset before headers",
    "Upstream error from Provider: bad request",
    "The downstream service refused.",
    "API key not valid. Please pass a valid API key.",
    "",
)


def refusal(message: str) -> bytes:
    return json.dumps({"error": {"message": message}}).encode()


def body(spec: ProviderSpec, form: Form) -> tuple[str, bytes]:
    """Return the address and the body of a request: what tells it from another."""
    wire = WIRES[spec.protocol]
    return wire.url("http://x", REQUEST, form), wire.write(spec, REQUEST, form)


def descent(form: Form, said: bytes, status: int = 400) -> Iterator[Form]:
    """Return every form that a server comes to see which always says this."""
    lower: Form | None = form
    while lower:
        yield lower
        lower = lowered(lower, status, said)


def lowered(form: Form, status: int, said: bytes) -> Form | None:
    return next(lower_forms(form, status, said), None)


def test_every_part_has_its_names_and_a_refusal_to_test_it_with() -> None:
    assert set(NAMES) == set(SAID) == set(Part)
    assert all(names and name == name.lower() for names in NAMES.values() for name in names)


@pytest.mark.parametrize(("part", "name"), [(p, n) for p, names in NAMES.items() for n in names])
@pytest.mark.parametrize("status", sorted(UNSUPPORTED))
def test_every_name_leads_to_a_lower_form_and_soon_to_an_end(
    part: Part, name: bytes, status: int
) -> None:
    forms = list(descent(FULL, refusal(name.decode()), status))

    assert 1 < len(forms) == len(set(map(repr, forms))) <= len(Part) + len(LOWER)
    assert forms[-1] != FULL, part


@pytest.mark.parametrize(("part", "said"), [(p, s) for p, said in SAID.items() for s in said])
def test_what_a_model_does_not_take_is_left_out(part: Part, said: str) -> None:
    changed = {
        Part.EFFORT: Form(structured=FULL.structured, streams=True, effort=False),
        Part.STREAM: Form(structured=FULL.structured, streams=False),
        Part.CAP: Form(structured=FULL.structured, streams=True, other_cap=True),
        Part.SYSTEM: Form(structured=FULL.structured, streams=True, system=False),
        Part.STRUCTURE: Form(structured=Structured.JSON_OBJECT, streams=True),
    }

    assert lowered(FULL, 400, refusal(said)) == changed[part]


@pytest.mark.parametrize("part", Part)
@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_a_lower_form_is_another_request_or_none(spec: ProviderSpec, part: Part) -> None:
    """Where a protocol has no other way to say a part, the form is skipped, never repeated."""
    form = first_form(spec)
    for said in SAID[part]:
        lower = lowered(form, 400, refusal(said))

        assert lower is not None
        told_apart = body(spec, lower) != body(spec, form)
        assert told_apart or (spec.protocol, part) in SAME


SAME = {
    (ProtocolName.ANTHROPIC, Part.CAP),
    (ProtocolName.ANTHROPIC, Part.SYSTEM),
    (ProtocolName.GEMINI, Part.CAP),
}
"""What a protocol has no other way to say: its cap has one name, its rules one place."""


@pytest.mark.parametrize("said", UNRELATED)
@pytest.mark.parametrize("status", sorted(UNSUPPORTED))
def test_a_refusal_for_another_reason_is_final(said: str, status: int) -> None:
    assert lowered(FULL, status, refusal(said)) is None


@pytest.mark.parametrize("status", [200, 401, 402, 403, 404, 408, 409, 413, 429, 500, 503, 529])
def test_no_other_status_lowers_anything(status: int) -> None:
    for said in SAID.values():
        assert lowered(FULL, status, refusal(said[0])) is None


@given(
    st.lists(st.sampled_from([name for names in NAMES.values() for name in names]), max_size=8),
    st.binary(max_size=20),
)
def test_whatever_a_server_goes_on_saying_it_is_asked_a_few_times_at_most(
    names: list[bytes], noise: bytes
) -> None:
    forms = list(descent(FULL, noise.join(names)))

    assert len(forms) == len(set(map(repr, forms))) <= len(Part) + len(LOWER)
