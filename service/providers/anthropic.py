"""Anthropic's messages, as Anthropic itself and Amazon Bedrock speak them.

Facts: the official SDK's request and event types, API version 2026-10-21. That version refuses
`temperature` and its kin even at their defaults, so none is ever sent.
"""

from collections.abc import Mapping, Sequence

import msgspec

from service.domain.debate import Usage
from service.domain.prompts import Message
from service.domain.replies import Finish
from service.providers.base import ModelReply, ModelRequest
from service.providers.reports import reported_error
from service.providers.specs import ProviderSpec, Structured
from service.providers.wire import NULL, Form, count, decoded, decoded_if_sound, refused

VERSION = "2026-10-21"
PATH = "/v1/messages"

FINISHES: Mapping[str, Finish] = {
    "max_tokens": Finish.LENGTH,
    "model_context_window_exceeded": Finish.LENGTH,
    "refusal": Finish.REFUSAL,
}
"""Every other reason to stop is a stop."""


class _Block(msgspec.Struct, frozen=True):
    """A block of content; those without text, such as thinking, are not for us."""

    type: str = ""
    text: str | None = None

    @property
    def words(self) -> str:
        return (self.text or "") if self.type in _TEXT else ""


class _StopDetails(msgspec.Struct, frozen=True):
    explanation: str | None = None


class _Message(msgspec.Struct, frozen=True):
    """A reply in one piece, the beginning of a streamed one, or what its end adds."""

    content: list[_Block] | None = None
    model: str | None = None
    stop_reason: str | None = None
    stop_details: _StopDetails | None = None
    usage: msgspec.Raw = NULL
    error: msgspec.Raw = NULL


class _Event(msgspec.Struct, frozen=True):
    """The data of one event; which fields it has depends on its type."""

    type: str = ""
    message: _Message | None = None
    content_block: _Block | None = None
    delta: msgspec.Raw = NULL
    usage: msgspec.Raw = NULL
    error: msgspec.Raw = NULL


class _OutputDetails(msgspec.Struct, frozen=True):
    thinking_tokens: int | None = None


class _Usage(msgspec.Struct, frozen=True):
    input_tokens: int | None = None
    """Without what was read from the cache or put into it."""
    cache_read_input_tokens: int | None = None
    cache_creation_input_tokens: int | None = None
    output_tokens: int | None = None
    output_tokens_details: _OutputDetails | None = None


_TEXT = frozenset({"text", "text_delta"})
_MESSAGE = msgspec.json.Decoder(_Message)
_EVENT = msgspec.json.Decoder(_Event)
_BLOCK = msgspec.json.Decoder(_Block)
_USAGE = msgspec.json.Decoder(_Usage | None)


class Anthropic:
    """The protocol."""

    headers: Mapping[str, str] = {"anthropic-version": VERSION}

    def url(self, base_url: str, _request: ModelRequest, _form: Form) -> str:
        """Return the address to post to; an operator's may name the version or not."""
        return f"{base_url.removesuffix('/v1')}{PATH}"

    def write(self, _spec: ProviderSpec, request: ModelRequest, form: Form) -> bytes:
        """Return the body that asks for this reply."""
        rules = [m.content for m in request.messages if m.role == "system"]
        asked = [m for m in request.messages if m.role != "system"]
        body: dict[str, object] = {
            "model": request.model,
            "max_tokens": request.max_output_tokens,
            "system": [{"type": "text", "text": text} for text in rules],
            "messages": [{"role": m.role, "content": _blocks(m)} for m in asked],
        }
        if output := _output_config(request, form):
            body["output_config"] = output
        if form.streams:
            body["stream"] = True
        return msgspec.json.encode(body)

    def read(self, body: bytes) -> ModelReply:
        """Read a reply that came in one piece."""
        message = decoded(_MESSAGE, body)
        if message.error != NULL:
            raise reported_error(message.error)
        if message.content is None:
            raise msgspec.ValidationError("it holds no content")
        text = "".join(block.words for block in message.content)
        return _reply(text, message, [message.usage], message.model)

    def stream(self) -> "AnthropicStream":
        """Return a reader for one streamed reply."""
        return AnthropicStream()


class AnthropicStream:
    """Reads a streamed reply, which ends with `message_stop`."""

    def __init__(self) -> None:
        self.ended = False
        self._texts: list[str] = []
        self._end = _Message()
        self._model: str | None = None
        self._usages: list[msgspec.Raw] = []

    def take(self, data: bytes) -> str:
        """Take in the data of one event and return the text that it adds."""
        event = decoded(_EVENT, data)
        text = ""
        match event.type:
            case "content_block_delta":
                text = decoded(_BLOCK, bytes(event.delta)).words
            case "content_block_start" if event.content_block:
                text = event.content_block.words
            case "message_start" if event.message:
                self._model = event.message.model
                self._usages.append(event.message.usage.copy())
            case "message_delta":
                self._end = decoded(_MESSAGE, bytes(event.delta))
                self._usages.append(event.usage.copy())
            case "message_stop":
                self.ended = True
            case _ if event.error != NULL:
                raise reported_error(event.error)
            case _:
                # Pings, the ends of blocks, and what is not invented yet.
                pass
        self._texts.append(text)
        return text

    def reply(self) -> ModelReply:
        """Return the reply once it has ended."""
        return _reply("".join(self._texts), self._end, self._usages, self._model)


def _blocks(message: Message) -> list[dict[str, object]]:
    """Return a message's text in blocks: what a debate shares ends the part that is cached."""
    shared, rest = message.content[: message.shared], message.content[message.shared :]
    blocks: list[dict[str, object]] = []
    if shared:
        ends = {"cache_control": {"type": "ephemeral"}}
        blocks.append({"type": "text", "text": shared, **ends})
    if rest:
        blocks.append({"type": "text", "text": rest})
    return blocks


def _output_config(request: ModelRequest, form: Form) -> dict[str, object]:
    config: dict[str, object] = {}
    if form.structured is Structured.JSON_SCHEMA:
        config["format"] = {"type": "json_schema", "schema": request.schema}
    if request.effort is not None and form.effort:
        config["effort"] = request.effort.value
    return config


def _reply(
    text: str, end: _Message, usages: Sequence[msgspec.Raw], model: str | None
) -> ModelReply:
    reply = ModelReply(
        text=text,
        finish=FINISHES.get(end.stop_reason or "", Finish.STOP),
        usage=_read_usage(usages),
        model_served=model or None,
    )
    if reply.finish is not Finish.REFUSAL:
        return reply
    said = end.stop_details.explanation if end.stop_details else None
    return refused(reply, said)


def _read_usage(reports: Sequence[msgspec.Raw]) -> Usage:
    """Read what a call used: reports are cumulative, and the last one to name a count is right."""
    used = _Usage()
    for report in reports:
        news = decoded_if_sound(_USAGE, report) or _Usage()
        named = {k: v for k, v in msgspec.structs.asdict(news).items() if v is not None}
        used = msgspec.structs.replace(used, **named)
    cached, written = count(used.cache_read_input_tokens), count(used.cache_creation_input_tokens)
    output = count(used.output_tokens)
    details = used.output_tokens_details or _OutputDetails()
    return Usage(
        calls=1,
        input_tokens=count(used.input_tokens) + cached + written,
        cached_input_tokens=cached,
        cache_write_tokens=written,
        output_tokens=output,
        reasoning_tokens=min(count(details.thinking_tokens), output),
    )
