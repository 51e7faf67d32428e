"""OpenAI's chat completions, as most providers and every local server speak them.

How one provider differs from the next is in its row of `specs`. A field that some provider names
differently is one more attribute of `_Usage` or `_Message`.
"""

from collections.abc import Mapping

import msgspec

from service.domain.debate import Usage
from service.domain.replies import Finish
from service.providers.base import ModelReply, ModelRequest
from service.providers.reports import reported_error
from service.providers.specs import CapField, ProviderSpec, Structured
from service.providers.wire import (
    NULL,
    Form,
    broken_off,
    count,
    decoded,
    decoded_if_sound,
    messages_for,
    refused,
)

SCHEMA_NAME = "response"
DONE = b"[DONE]"
TICKS_PER_DOLLAR = 10_000_000_000
"""Of xAI's `cost_in_usd_ticks` (docs.x.ai, Cost Tracking)."""
MOST_DOLLARS = 10_000
"""No call costs more; a higher price is an error of whoever reckoned it."""

OTHER_CAP: Mapping[CapField, CapField] = {
    CapField.MAX_TOKENS: CapField.MAX_COMPLETION_TOKENS,
    CapField.MAX_COMPLETION_TOKENS: CapField.MAX_TOKENS,
}

FINISHES: Mapping[str, Finish] = {
    "length": Finish.LENGTH,
    "model_length": Finish.LENGTH,
    "max_tokens": Finish.LENGTH,
    "content_filter": Finish.REFUSAL,
    "safety": Finish.REFUSAL,
}
"""Every other reason to finish is a stop, but for those in `BROKEN_OFF`."""

BROKEN_OFF = frozenset({"error", "insufficient_system_resource", "network_error"})


class _Part(msgspec.Struct, frozen=True):
    """A piece of a message; pieces without text, such as thinking, are not for us."""

    type: str = "text"
    text: str | None = None


class _Message(msgspec.Struct, frozen=True):
    """What the model wrote: whole, or the next piece of it."""

    content: str | list[_Part] | None = None
    refusal: str | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, list):
            return "".join(part.text or "" for part in self.content if part.type == "text")
        return self.content or ""


class _Choice(msgspec.Struct, frozen=True):
    message: _Message | None = None
    delta: _Message | None = None
    finish_reason: str | None = None
    usage: msgspec.Raw = NULL
    """Where Moonshot tells it in a stream."""


class _Completion(msgspec.Struct, frozen=True):
    """The body of a reply with status 200, or the data of one event; either may be an error."""

    choices: list[_Choice] | None = None
    model: str | None = None
    usage: msgspec.Raw = NULL
    error: msgspec.Raw = NULL


class _PromptDetails(msgspec.Struct, frozen=True):
    cached_tokens: int | None = None
    cache_write_tokens: int | None = None


class _CompletionDetails(msgspec.Struct, frozen=True):
    reasoning_tokens: int | None = None


class _Usage(msgspec.Struct, frozen=True):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    total_tokens: int | None = None
    prompt_tokens_details: _PromptDetails | None = None
    completion_tokens_details: _CompletionDetails | None = None
    cached_tokens: int | None = None
    """Moonshot's name for them."""
    prompt_cache_hit_tokens: int | None = None
    """DeepSeek's."""
    cost: float | None = None
    """In dollars, at OpenRouter."""
    cost_in_usd_ticks: int | None = None
    """At xAI."""


_COMPLETION = msgspec.json.Decoder(_Completion)
_USAGE = msgspec.json.Decoder(_Usage | None)


class OpenAIChat:
    """The protocol."""

    headers: Mapping[str, str] = {}

    def url(self, base_url: str, _request: ModelRequest, _form: Form) -> str:
        """Return the address to post to: the same for every model."""
        return f"{base_url}/chat/completions"

    def write(self, spec: ProviderSpec, request: ModelRequest, form: Form) -> bytes:
        """Return the body that asks this provider for this reply."""
        asked = messages_for(request, form)
        body: dict[str, object] = {
            "model": request.model,
            "messages": [{"role": m.role, "content": m.content} for m in asked],
            _cap_field(spec, form): request.max_output_tokens,
            **spec.body,
            **_response_format(request, form.structured),
        }
        if request.effort is not None and form.effort:
            body |= spec.efforts[request.effort]
        if spec.cache_key:
            body["prompt_cache_key"] = request.turn.debate.id
        if form.streams:
            body["stream"] = True
            if spec.stream_usage:
                body["stream_options"] = {"include_usage": True}
        return msgspec.json.encode(body)

    def read(self, body: bytes) -> ModelReply:
        """Read a reply that came in one piece."""
        completion = decoded(_COMPLETION, body)
        _look_for_error(completion)
        if not completion.choices:
            raise msgspec.ValidationError("it holds no choices")
        choice = completion.choices[0]
        message = choice.message or _Message()
        return _reply(
            message.text, message.refusal, choice.finish_reason, completion.model, completion.usage
        )

    def stream(self) -> "OpenAIChatStream":
        """Return a reader for one streamed reply."""
        return OpenAIChatStream()


class OpenAIChatStream:
    """Reads a streamed reply, which ends with `[DONE]`."""

    def __init__(self) -> None:
        self.ended = False
        self._texts: list[str] = []
        self._refusals: list[str] = []
        self._finish_reason: str | None = None
        self._model: str | None = None
        self._usage = NULL

    def take(self, data: bytes) -> str:
        """Take in the data of one event and return the text that it adds."""
        if data.strip() == DONE:
            self.ended = True
            return ""
        chunk = decoded(_COMPLETION, data)
        _look_for_error(chunk)
        self._model = self._model or chunk.model
        if chunk.usage != NULL:
            self._usage = chunk.usage.copy()
        if not chunk.choices:
            return ""
        choice = chunk.choices[0]
        if choice.usage != NULL:
            self._usage = choice.usage.copy()
        self._finish_reason = choice.finish_reason or self._finish_reason
        written = choice.delta or _Message()
        if written.refusal:
            self._refusals.append(written.refusal)
        text = written.text
        self._texts.append(text)
        return text

    def reply(self) -> ModelReply:
        """Return the reply once it has ended."""
        text, refusal = "".join(self._texts), "".join(self._refusals)
        return _reply(text, refusal or None, self._finish_reason, self._model, self._usage)


def _cap_field(spec: ProviderSpec, form: Form) -> str:
    return (OTHER_CAP[spec.cap_field] if form.other_cap else spec.cap_field).value


def _response_format(request: ModelRequest, structured: Structured) -> dict[str, object]:
    match structured:
        case Structured.JSON_SCHEMA:
            named = {"name": SCHEMA_NAME, "strict": True, "schema": request.schema}
            return {"response_format": {"type": "json_schema", "json_schema": named}}
        case Structured.JSON_OBJECT:
            return {"response_format": {"type": "json_object"}}
        case Structured.PROMPT:
            return {}


def _look_for_error(completion: _Completion) -> None:
    if completion.error != NULL:
        raise reported_error(completion.error)


def _reply(
    text: str,
    refusal: str | None,
    finish_reason: str | None,
    model: str | None,
    usage: msgspec.Raw,
) -> ModelReply:
    if finish_reason in BROKEN_OFF:
        raise broken_off(finish_reason)
    finish = FINISHES.get(finish_reason or "", Finish.STOP)
    declined = refusal or finish is Finish.REFUSAL
    reply = ModelReply(
        text=text, finish=finish, usage=_read_usage(usage), model_served=model or None
    )
    return refused(reply, refusal) if declined else reply


def _read_usage(raw: msgspec.Raw) -> Usage:
    """Read what a call used; counts that make no sense are left out, the call is still one."""
    usage = decoded_if_sound(_USAGE, raw) or _Usage()
    prompt = usage.prompt_tokens_details or _PromptDetails()
    completion = usage.completion_tokens_details or _CompletionDetails()
    read, written = count(usage.prompt_tokens), count(usage.completion_tokens)
    reasoning = count(completion.reasoning_tokens)
    if reasoning and usage.total_tokens == read + written + reasoning:
        # xAI counts thinking beside what was written, everyone else within it.
        written += reasoning
    cached = prompt.cached_tokens or usage.cached_tokens or usage.prompt_cache_hit_tokens
    return Usage(
        calls=1,
        input_tokens=read,
        cached_input_tokens=min(count(cached), read),
        cache_write_tokens=min(count(prompt.cache_write_tokens), read),
        output_tokens=written,
        reasoning_tokens=min(reasoning, written),
        cost_usd=_cost(usage),
    )


def _cost(usage: _Usage) -> float | None:
    ticks, cost = usage.cost_in_usd_ticks, usage.cost
    if ticks is not None and 0 <= ticks <= MOST_DOLLARS * TICKS_PER_DOLLAR:
        return ticks / TICKS_PER_DOLLAR
    return cost if cost is not None and 0 <= cost <= MOST_DOLLARS else None
