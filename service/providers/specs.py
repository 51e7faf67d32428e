"""The providers, one row each, and what makes one differ from the next.

To add a provider that speaks one of the three protocols, add its row to `SPECS`, a reply of its own
to `tests/support/recorded.py` and its line to `docs/providers.md`. This module is pure: the API
reads it too, and imports no HTTP client. Servers of an operator's own need no row; they are read
from `ROUNDTABLE_PROVIDERS_FILE` (see `configuration`).

The facts are the providers' own documentation and SDKs as of 2026-11; `docs/providers.md` says
which of them a live call has confirmed.
"""

import re
from collections.abc import Mapping
from enum import StrEnum

import msgspec

from service.domain.debate import Effort


class ProtocolName(StrEnum):
    """The form in which a provider is asked; each has a module of its own."""

    OPENAI_CHAT = "openai_chat"
    ANTHROPIC = "anthropic"
    GEMINI = "gemini"


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


class KeyHeader(StrEnum):
    """The header that carries the API key."""

    AUTHORIZATION = "authorization"
    """As `Bearer`; the others carry the key alone."""
    API_KEY = "api-key"
    X_API_KEY = "x-api-key"
    X_GOOG_API_KEY = "x-goog-api-key"


_PLACEHOLDER = re.compile(r"\{([A-Z_]+)\}")

Fields = Mapping[str, object]
"""Fields of a request's body."""


def effort_fields(**words: str) -> dict[Effort, Fields]:
    """Return what says each effort in OpenAI's own way; keywords rename what a provider lacks."""
    return {effort: {"reasoning_effort": words.get(effort, effort.value)} for effort in Effort}


class ProviderSpec(msgspec.Struct, frozen=True, kw_only=True):
    """How to speak to one provider."""

    name: str
    """What stands before the slash in `provider/model`."""
    display_name: str
    base_url: str
    """Its usual address, without a slash at the end; `{NAME}` is filled in from that variable."""
    key_variable: str | None
    """The environment variable that holds its API key."""
    address_variable: str | None
    """The environment variable that moves it to another address."""
    protocol: ProtocolName = ProtocolName.OPENAI_CHAT
    key_header: KeyHeader = KeyHeader.AUTHORIZATION
    key_required: bool = True
    """Whether the usual address refuses to answer without a key."""
    base_path: str = ""
    """Added to an operator's address that has no path of its own."""
    cap_field: CapField = CapField.MAX_TOKENS
    structured: Structured = Structured.JSON_SCHEMA
    streams: bool = True
    """Whether replies are asked for piece by piece."""
    stream_usage: bool = True
    """Whether a stream has to be asked for its usage (`stream_options`)."""
    cache_key: bool = False
    """Whether requests that share a prefix are marked with `prompt_cache_key`."""
    body: Fields = {}
    """Fields that every request to this provider carries."""
    efforts: Mapping[Effort, Fields] = msgspec.field(default_factory=effort_fields)
    """Fields that tell it how much to think; those of `body` with the same name give way."""

    @property
    def placeholders(self) -> tuple[str, ...]:
        """Return the variables that the usual address is filled in from."""
        return tuple(_PLACEHOLDER.findall(self.base_url))


SPECS: tuple[ProviderSpec, ...] = (
    ProviderSpec(
        name="openai",
        display_name="OpenAI",
        base_url="https://api.openai.com/v1",
        key_variable="OPENAI_API_KEY",
        address_variable="OPENAI_BASE_URL",
        cap_field=CapField.MAX_COMPLETION_TOKENS,
        cache_key=True,
    ),
    ProviderSpec(
        name="anthropic",
        display_name="Anthropic",
        base_url="https://api.anthropic.com",
        key_variable="ANTHROPIC_API_KEY",
        address_variable="ANTHROPIC_BASE_URL",
        protocol=ProtocolName.ANTHROPIC,
        key_header=KeyHeader.X_API_KEY,
    ),
    ProviderSpec(
        name="google",
        display_name="Google",
        base_url="https://generativelanguage.googleapis.com",
        key_variable="GEMINI_API_KEY",
        address_variable="GEMINI_BASE_URL",
        protocol=ProtocolName.GEMINI,
        key_header=KeyHeader.X_GOOG_API_KEY,
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
        efforts={
            effort: {"thinking": {"type": "enabled"}, **fields}
            for effort, fields in effort_fields().items()
        },
    ),
    ProviderSpec(
        name="moonshot",
        display_name="Moonshot AI",
        base_url="https://api.moonshot.ai/v1",
        key_variable="MOONSHOT_API_KEY",
        address_variable="MOONSHOT_BASE_URL",
        structured=Structured.JSON_OBJECT,
        efforts=effort_fields(medium="high"),
    ),
    ProviderSpec(
        name="mistral",
        display_name="Mistral AI",
        base_url="https://api.mistral.ai/v1",
        key_variable="MISTRAL_API_KEY",
        address_variable="MISTRAL_BASE_URL",
        # Its streams always end with the usage, and it refuses fields that it does not know.
        stream_usage=False,
        efforts=effort_fields(low="none", medium="high"),
    ),
    ProviderSpec(
        name="groq",
        display_name="Groq",
        base_url="https://api.groq.com/openai/v1",
        key_variable="GROQ_API_KEY",
        address_variable="GROQ_BASE_URL",
        cap_field=CapField.MAX_COMPLETION_TOKENS,
    ),
    ProviderSpec(
        name="openrouter",
        display_name="OpenRouter",
        base_url="https://openrouter.ai/api/v1",
        key_variable="OPENROUTER_API_KEY",
        address_variable="OPENROUTER_BASE_URL",
        # Without it a route that ignores the schema may answer.
        body={"provider": {"require_parameters": True}},
        efforts={effort: {"reasoning": {"effort": effort.value}} for effort in Effort},
    ),
    ProviderSpec(
        name="azure",
        display_name="Azure OpenAI",
        base_url="{AZURE_OPENAI_ENDPOINT}/openai/v1",
        key_variable="AZURE_OPENAI_API_KEY",
        address_variable="AZURE_OPENAI_BASE_URL",
        base_path="/openai/v1",
        key_header=KeyHeader.API_KEY,
        cap_field=CapField.MAX_COMPLETION_TOKENS,
        cache_key=True,
    ),
    ProviderSpec(
        name="bedrock",
        display_name="Amazon Bedrock",
        base_url="https://bedrock-mantle.{AWS_REGION}.api.aws/anthropic",
        key_variable="AWS_BEARER_TOKEN_BEDROCK",
        address_variable="BEDROCK_BASE_URL",
        protocol=ProtocolName.ANTHROPIC,
    ),
    ProviderSpec(
        name="ollama",
        display_name="Ollama",
        base_url="http://127.0.0.1:11434/v1",
        key_variable=None,
        address_variable="OLLAMA_BASE_URL",
        key_required=False,
        base_path="/v1",
    ),
    ProviderSpec(
        name="vllm",
        display_name="vLLM",
        base_url="http://127.0.0.1:8000/v1",
        key_variable="VLLM_API_KEY",
        address_variable="VLLM_BASE_URL",
        key_required=False,
        base_path="/v1",
    ),
    ProviderSpec(
        name="llamacpp",
        display_name="llama.cpp",
        base_url="http://127.0.0.1:8080/v1",
        key_variable="LLAMACPP_API_KEY",
        address_variable="LLAMACPP_BASE_URL",
        key_required=False,
        base_path="/v1",
    ),
)
