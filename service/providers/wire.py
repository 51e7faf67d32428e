"""OpenAI's chat completions as they stand on the wire: the request we write, the reply we read.

Only the fields we use, and tolerant of all others. Reasoning fields are left out on purpose: no
vote is read from them and nobody is shown them. A field that some provider names differently is
one more attribute of `_Usage` or `ReplyMessage`.
"""

import json

import msgspec

from service.domain.debate import Usage
from service.providers.base import ModelRequest
from service.providers.specs import ProviderSpec, Structured

SCHEMA_NAME = "response"


class Part(msgspec.Struct, frozen=True):
    """A piece of a message; pieces without text are not for us."""

    type: str = "text"
    text: str | None = None


class ReplyMessage(msgspec.Struct, frozen=True):
    """What the model wrote."""

    content: str | list[Part] | None = None
    refusal: str | None = None

    @property
    def text(self) -> str:
        """Return the written text, whole."""
        if isinstance(self.content, list):
            return "".join(part.text or "" for part in self.content if part.type == "text")
        return self.content or ""


class Choice(msgspec.Struct, frozen=True):
    """One answer; we ask for one."""

    message: ReplyMessage = ReplyMessage()
    finish_reason: str | None = None


class Completion(msgspec.Struct, frozen=True):
    """The body of a reply with status 200, which may still be an error."""

    choices: list[Choice] | None = None
    model: str | None = None
    usage: msgspec.Raw = msgspec.Raw(b"null")


class ErrorDetail(msgspec.Struct, frozen=True):
    """What a provider says about an error, as far as it says it in the usual form."""

    message: str = ""
    type: str | None = None
    code: str | int | None = None


class _ErrorBody(msgspec.Struct, frozen=True):
    error: ErrorDetail | str


class _PromptDetails(msgspec.Struct, frozen=True):
    cached_tokens: int | None = None


class _Usage(msgspec.Struct, frozen=True):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_tokens_details: _PromptDetails | None = None
    cost: float | None = None


def write_request(spec: ProviderSpec, request: ModelRequest, structured: Structured) -> bytes:
    """Return the body that asks this provider for this reply."""
    body: dict[str, object] = {
        "model": request.model,
        "messages": request.messages,
        spec.cap_field.value: request.max_output_tokens,
        **spec.body,
    }
    match structured:
        case Structured.JSON_SCHEMA:
            named = {"name": SCHEMA_NAME, "strict": True, "schema": request.schema}
            body["response_format"] = {"type": "json_schema", "json_schema": named}
        case Structured.JSON_OBJECT:
            body["response_format"] = {"type": "json_object"}
        case Structured.PROMPT:
            pass
    return msgspec.json.encode(body)


def read_completion(body: bytes) -> Completion:
    """Read a reply.

    Raises `msgspec.ValidationError` when it is no completion and another `ValueError` when it is
    no JSON. Half a character, as small models emit, does not cost the whole reply.
    """
    try:
        return msgspec.json.decode(body, type=Completion)
    except msgspec.ValidationError:
        raise
    except ValueError:
        return msgspec.json.decode(_mended(body), type=Completion)


def read_usage(raw: msgspec.Raw) -> Usage:
    """Read what a call used; counts that make no sense are left out, the call is still one."""
    try:
        usage = msgspec.json.decode(raw, type=_Usage | None) or _Usage()
    except (ValueError, RecursionError):
        usage = _Usage()
    details = usage.prompt_tokens_details or _PromptDetails()
    return Usage(
        calls=1,
        input_tokens=max(usage.prompt_tokens or 0, 0),
        cached_input_tokens=max(details.cached_tokens or 0, 0),
        output_tokens=max(usage.completion_tokens or 0, 0),
        cost_usd=usage.cost if usage.cost is not None and usage.cost >= 0 else None,
    )


def read_error(body: bytes) -> ErrorDetail:
    """Read what a provider says about an error; empty when it is not in the usual form."""
    try:
        decoded = msgspec.json.decode(body, type=_ErrorBody | list[_ErrorBody])
    except (ValueError, RecursionError):
        return ErrorDetail()
    if isinstance(decoded, list):
        decoded = decoded[0] if decoded else _ErrorBody(error="")
    error = decoded.error
    return ErrorDetail(message=error) if isinstance(error, str) else error


def _mended(body: bytes) -> bytes:
    """Return the same JSON without broken UTF-8 and without lone surrogates."""
    read: object = json.loads(body.decode(errors="replace"))
    return json.dumps(read, ensure_ascii=False).encode(errors="replace")
