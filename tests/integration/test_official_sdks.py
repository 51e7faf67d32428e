"""The official SDKs beside our client, at the same server: the same question, asked the same way.

Where an SDK adds fields or headers that tell about itself, only those are left out.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import anthropic
import msgspec
import openai
import pytest
from google import genai
from google.genai import types as google

from service.domain.debate import Effort
from service.providers.client import ModelClient
from service.providers.configuration import ProviderConfig, Secret
from service.providers.registry import WIRES
from service.providers.specs import SPECS, ProviderSpec
from service.providers.transport import open_transport, tls_context
from tests.support.dialects import Said
from tests.support.model_server import Asked, ModelServer
from tests.support.requests import a_request

KEY = "sk-very-secret-1234"
SAID = Said(pieces=("one ", "two"), thinking=("Hm.",))
REQUEST = a_request("alpha", effort=Effort.HIGH)


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer({"alpha": SAID}) as server:
        yield server


async def ours(server: ModelServer, name: str, root: str, **changes: object) -> Asked:
    """Ask as the provider of that name and return what came in."""
    spec: ProviderSpec = next(spec for spec in SPECS if spec.name == name)
    spec = msgspec.structs.replace(spec, **changes)
    config = ProviderConfig(spec=spec, base_url=root, api_key=Secret(KEY), configured=True)
    async with open_transport(tls_context()) as transport:
        reply = await ModelClient(config, WIRES[spec.protocol], transport).complete(REQUEST)
    assert reply.text == SAID.text
    return server.asked[-1]


def assert_same(sdk: Asked, own: Asked, *headers: str) -> None:
    assert sdk.path == own.path
    assert sdk.body == own.body
    for header in ("content-type", *headers):
        assert sdk.headers[header] == own.headers[header], header


@pytest.mark.parametrize("streams", [True, False])
async def test_openai_is_asked_as_by_its_own_sdk(server: ModelServer, *, streams: bool) -> None:
    own = await ours(server, "openai", server.url, streams=streams)

    async with openai.AsyncOpenAI(api_key=KEY, base_url=server.url, max_retries=0) as client:
        answer: Any = await client.chat.completions.create(**own.body)
        if streams:
            deltas = [chunk.choices[0].delta async for chunk in answer if chunk.choices]
            text = "".join(delta.content or "" for delta in deltas)
        else:
            text = answer.choices[0].message.content

    assert text == SAID.text
    assert_same(server.asked[-1], own, "authorization")


@pytest.mark.parametrize("streams", [True, False])
async def test_anthropic_is_asked_as_by_its_own_sdk(server: ModelServer, *, streams: bool) -> None:
    root = server.url.removesuffix("/v1")
    own = await ours(server, "anthropic", root, streams=streams)

    async with anthropic.AsyncAnthropic(api_key=KEY, base_url=root, max_retries=0) as client:
        answer: Any = await client.messages.create(**own.body)
        if streams:
            deltas = [e.delta async for e in answer if e.type == "content_block_delta"]
            text = "".join(delta.text for delta in deltas if delta.type == "text_delta")
        else:
            text = "".join(block.text for block in answer.content if block.type == "text")

    assert text == SAID.text
    assert_same(server.asked[-1], own, "anthropic-version")


@pytest.mark.parametrize("streams", [True, False])
async def test_google_is_asked_as_by_its_own_sdk(server: ModelServer, *, streams: bool) -> None:
    root = server.url.removesuffix("/v1")
    own = await ours(server, "google", root, streams=streams)
    rules, question = REQUEST.messages
    asked: dict[str, Any] = {
        "model": "alpha",
        "contents": question.content,
        "config": google.GenerateContentConfig(
            system_instruction=rules.content,
            max_output_tokens=REQUEST.max_output_tokens,
            response_mime_type="application/json",
            response_json_schema=REQUEST.schema,
            thinking_config=google.ThinkingConfig(thinking_level=google.ThinkingLevel.HIGH),
        ),
    }

    def generate() -> str:
        # Its own choice is v1 since release 3; ours stays with what the published document says.
        options = google.HttpOptions(base_url=root, api_version="v1beta")
        with genai.Client(api_key=KEY, http_options=options) as client:
            if streams:
                return "".join(
                    chunk.text or "" for chunk in client.models.generate_content_stream(**asked)
                )
            return client.models.generate_content(**asked).text or ""

    # Its asynchronous half leaves a client open.
    text = await asyncio.to_thread(generate)

    assert text == SAID.text
    sdk = server.asked[-1]
    # An instruction's role says nothing, and a name is the same in either spelling.
    assert sdk.body["systemInstruction"].pop("role") == "user"
    thinking = sdk.body["generationConfig"]["thinkingConfig"]
    thinking["thinkingLevel"] = thinking.pop("thinking_level")
    assert_same(sdk, own, "x-goog-api-key")
