"""The OpenAI-compatible providers, one row each, and what makes one differ from the next.

To add a provider that speaks OpenAI's chat completions, add its row to `SPECS`; nothing else
changes. This module is pure: the API reads it too, and imports no HTTP client. Servers of an
operator's own need no row; they are read from `ROUNDTABLE_PROVIDERS_FILE` (see `configuration`).
"""

from collections.abc import Mapping
from enum import StrEnum

import msgspec


class Structured(StrEnum):
    """How a provider is told to answer with a JSON object, from the strictest way down."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    PROMPT = "prompt"
    """Nothing in the request: the prompt alone asks for it."""


class CapField(StrEnum):
    """The request field that limits what a model may write, its thinking included."""

    MAX_TOKENS = "max_tokens"
    MAX_COMPLETION_TOKENS = "max_completion_tokens"


class ProviderSpec(msgspec.Struct, frozen=True, kw_only=True):
    """How to speak to one provider."""

    name: str
    """What stands before the slash in `provider/model`."""
    display_name: str
    base_url: str
    """Its usual address, without a slash at the end."""
    key_variable: str | None
    """The environment variable that holds its API key."""
    address_variable: str | None
    """The environment variable that moves it to another address."""
    key_required: bool = True
    """Whether the usual address refuses to answer without a key."""
    base_path: str = ""
    """Added to an operator's address that has no path of its own."""
    cap_field: CapField = CapField.MAX_TOKENS
    structured: Structured = Structured.JSON_SCHEMA
    probe: bool = False
    """Whether `structured` is a guess, to be lowered when the server refuses it."""
    body: Mapping[str, object] = {}
    """Fields that every request to this provider carries."""


SPECS: tuple[ProviderSpec, ...] = (
    ProviderSpec(
        name="openai",
        display_name="OpenAI",
        base_url="https://api.openai.com/v1",
        key_variable="OPENAI_API_KEY",
        address_variable="OPENAI_BASE_URL",
        cap_field=CapField.MAX_COMPLETION_TOKENS,
    ),
    ProviderSpec(
        name="xai",
        display_name="xAI",
        base_url="https://api.x.ai/v1",
        key_variable="XAI_API_KEY",
        address_variable="XAI_BASE_URL",
        cap_field=CapField.MAX_COMPLETION_TOKENS,
    ),
    ProviderSpec(
        name="deepseek",
        display_name="DeepSeek",
        base_url="https://api.deepseek.com",
        key_variable="DEEPSEEK_API_KEY",
        address_variable="DEEPSEEK_BASE_URL",
        structured=Structured.JSON_OBJECT,
        # It thinks unless told otherwise, and thinking eats the cap unseen.
        body={"thinking": {"type": "disabled"}},
    ),
    ProviderSpec(
        name="moonshot",
        display_name="Moonshot AI",
        base_url="https://api.moonshot.ai/v1",
        key_variable="MOONSHOT_API_KEY",
        address_variable="MOONSHOT_BASE_URL",
        structured=Structured.JSON_OBJECT,
    ),
    ProviderSpec(
        name="mistral",
        display_name="Mistral AI",
        base_url="https://api.mistral.ai/v1",
        key_variable="MISTRAL_API_KEY",
        address_variable="MISTRAL_BASE_URL",
    ),
    ProviderSpec(
        name="groq",
        display_name="Groq",
        base_url="https://api.groq.com/openai/v1",
        key_variable="GROQ_API_KEY",
        address_variable="GROQ_BASE_URL",
        cap_field=CapField.MAX_COMPLETION_TOKENS,
        # Schemas work with some of its models only; the others answer 400.
        probe=True,
    ),
    ProviderSpec(
        name="openrouter",
        display_name="OpenRouter",
        base_url="https://openrouter.ai/api/v1",
        key_variable="OPENROUTER_API_KEY",
        address_variable="OPENROUTER_BASE_URL",
        # Without it a route that ignores the schema may answer.
        body={"provider": {"require_parameters": True}},
    ),
    ProviderSpec(
        name="ollama",
        display_name="Ollama",
        base_url="http://127.0.0.1:11434/v1",
        key_variable=None,
        address_variable="OLLAMA_BASE_URL",
        key_required=False,
        base_path="/v1",
        probe=True,
    ),
    ProviderSpec(
        name="llamacpp",
        display_name="llama.cpp",
        base_url="http://127.0.0.1:8080/v1",
        key_variable=None,
        address_variable="LLAMACPP_BASE_URL",
        key_required=False,
        base_path="/v1",
        probe=True,
    ),
)
