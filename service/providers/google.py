"""Google's Gemini API: `generateContent`, whole and streamed.

Facts: the official SDK's types and the API's discovery document as of 2026-11. A key goes into a
header and never into the address.
"""

from collections.abc import Mapping
from urllib.parse import quote

import msgspec

from service.domain.debate import Usage
from service.domain.prompts import Message
from service.domain.replies import Finish
from service.providers.base import ModelReply, ModelRequest
from service.providers.reports import reported_error
from service.providers.specs import ProviderSpec, Structured
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

VERSION = "/v1beta"

FINISHES: Mapping[str, Finish] = {
    "STOP": Finish.STOP,
    "MAX_TOKENS": Finish.LENGTH,
    "SAFETY": Finish.REFUSAL,
    "RECITATION": Finish.REFUSAL,
    "BLOCKLIST": Finish.REFUSAL,
    "PROHIBITED_CONTENT": Finish.REFUSAL,
    "SPII": Finish.REFUSAL,
    "LANGUAGE": Finish.REFUSAL,
    "MODEL_ARMOR": Finish.REFUSAL,
    "IMAGE_SAFETY": Finish.REFUSAL,
    "IMAGE_PROHIBITED_CONTENT": Finish.REFUSAL,
}
"""Every other reason is a stop, but for those in `BROKEN_OFF`."""

BROKEN_OFF = frozenset(
    {
        "FINISH_REASON_UNSPECIFIED",
        "OTHER",
        "MALFORMED_FUNCTION_CALL",
        "MALFORMED_RESPONSE",
        "UNEXPECTED_TOOL_CALL",
        "TOO_MANY_TOOL_CALLS",
    }
)

ROLES = {"user": "user", "assistant": "model"}


class _Part(msgspec.Struct, frozen=True):
    """A piece of the answer; thoughts are marked, and are not for us."""

    text: str | None = None
    thought: bool | None = None


class _Content(msgspec.Struct, frozen=True):
    parts: list[_Part] | None = None


class _Candidate(msgspec.Struct, frozen=True, rename="camel"):
    content: _Content | None = None
    finish_reason: str | None = None
    finish_message: str | None = None

    @property
    def text(self) -> str:
        parts = (self.content.parts if self.content else None) or []
        return "".join(part.text or "" for part in parts if not part.thought)


class _Feedback(msgspec.Struct, frozen=True, rename="camel"):
    block_reason: str | None = None
    block_reason_message: str | None = None


class _Chunk(msgspec.Struct, frozen=True, rename="camel"):
    """A reply in one piece, or the data of one event of a stream: both have the same form."""

    candidates: list[_Candidate] | None = None
    prompt_feedback: _Feedback | None = None
    model_version: str | None = None
    usage_metadata: msgspec.Raw = NULL
    error: msgspec.Raw = NULL


class _Usage(msgspec.Struct, frozen=True, rename="camel"):
    prompt_token_count: int | None = None
    cached_content_token_count: int | None = None
    candidates_token_count: int | None = None
    """Without thinking."""
    thoughts_token_count: int | None = None


_CHUNK = msgspec.json.Decoder(_Chunk)
_CHUNKS = msgspec.json.Decoder(_Chunk | list[_Chunk])
_USAGE = msgspec.json.Decoder(_Usage | None)


class Gemini:
    """The protocol."""

    headers: Mapping[str, str] = {}

    def url(self, base_url: str, request: ModelRequest, form: Form) -> str:
        """Return the address to post to, which names the model."""
        base = base_url if base_url.endswith(VERSION) else base_url + VERSION
        verb = "streamGenerateContent?alt=sse" if form.streams else "generateContent"
        return f"{base}/models/{quote(request.model, safe='')}:{verb}"

    def write(self, _spec: ProviderSpec, request: ModelRequest, form: Form) -> bytes:
        """Return the body that asks for this reply."""
        messages = messages_for(request, form)
        rules = [m for m in messages if m.role == "system"]
        asked = [m for m in messages if m.role != "system"]
        body: dict[str, object] = {
            "contents": [{"role": ROLES[m.role], **_parts([m])} for m in asked],
            "generationConfig": _config(request, form),
        }
        if rules:
            body["systemInstruction"] = _parts(rules)
        return msgspec.json.encode(body)

    def read(self, body: bytes) -> ModelReply:
        """Read a reply that came in one piece, or as a list of the pieces of a stream."""
        chunks = decoded(_CHUNKS, body)
        stream = GeminiStream()
        for chunk in chunks if isinstance(chunks, list) else [chunks]:
            stream.add(chunk)
        if not stream.ended:
            raise msgspec.ValidationError("it holds no finished candidate")
        return stream.reply()

    def stream(self) -> "GeminiStream":
        """Return a reader for one streamed reply."""
        return GeminiStream()


class GeminiStream:
    """Reads a streamed reply, which ends with a finish reason, or a reason to block."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._end = _Candidate()
        self._feedback = _Feedback()
        self._model: str | None = None
        self._usage = NULL

    @property
    def ended(self) -> bool:
        """Return whether the end has been seen."""
        return bool(self._end.finish_reason or self._feedback.block_reason)

    def take(self, data: bytes) -> str:
        """Take in the data of one event and return the text that it adds."""
        return self.add(decoded(_CHUNK, data))

    def add(self, chunk: _Chunk) -> str:
        """Take in one chunk and return the text that it adds."""
        if chunk.error != NULL:
            raise reported_error(chunk.error)
        self._model = self._model or chunk.model_version
        if chunk.usage_metadata != NULL:
            self._usage = chunk.usage_metadata.copy()
        if chunk.prompt_feedback and chunk.prompt_feedback.block_reason:
            self._feedback = chunk.prompt_feedback
        if not chunk.candidates:
            return ""
        candidate = chunk.candidates[0]
        if candidate.finish_reason:
            self._end = candidate
        text = candidate.text
        self._texts.append(text)
        return text

    def reply(self) -> ModelReply:
        """Return the reply once it has ended."""
        reply = ModelReply(
            text="".join(self._texts),
            finish=Finish.STOP,
            usage=_read_usage(self._usage),
            model_served=self._model or None,
        )
        reason = self._end.finish_reason
        if reason is None:
            return refused(reply, self._feedback.block_reason_message)
        if reason in BROKEN_OFF:
            raise broken_off(self._end.finish_message or reason)
        finish = FINISHES.get(reason, Finish.STOP)
        if finish is Finish.REFUSAL:
            return refused(reply, self._end.finish_message)
        return msgspec.structs.replace(reply, finish=finish)


def _parts(messages: list[Message]) -> dict[str, object]:
    return {"parts": [{"text": message.content} for message in messages]}


def _config(request: ModelRequest, form: Form) -> dict[str, object]:
    config: dict[str, object] = {"maxOutputTokens": request.max_output_tokens}
    if form.structured is not Structured.PROMPT:
        config["responseMimeType"] = "application/json"
    if form.structured is Structured.JSON_SCHEMA:
        config["responseJsonSchema"] = request.schema
    if request.effort is not None and form.effort:
        config["thinkingConfig"] = {"thinkingLevel": request.effort.value.upper()}
    return config


def _read_usage(raw: msgspec.Raw) -> Usage:
    """Read what a call used; counts that make no sense are left out, the call is still one."""
    usage = decoded_if_sound(_USAGE, raw) or _Usage()
    read, thoughts = count(usage.prompt_token_count), count(usage.thoughts_token_count)
    return Usage(
        calls=1,
        input_tokens=read,
        cached_input_tokens=min(count(usage.cached_content_token_count), read),
        output_tokens=count(usage.candidates_token_count) + thoughts,
        reasoning_tokens=thoughts,
    )
