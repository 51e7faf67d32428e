"""The three protocols as a provider speaks them: what was said, whole or in events.

`Said` is an answer in no protocol's terms; a `Dialect` puts it into the bytes of one. To test one
more protocol, add a class and its row to `DIALECTS`.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Protocol

import msgspec

from service.domain.replies import Finish
from service.providers.specs import ProtocolName

Body = Mapping[str, Any]


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """An answer."""

    pieces: tuple[str, ...]
    """Its text, as it is streamed."""
    thinking: tuple[str, ...] = ()
    """What the model thought before it wrote."""
    finish: Finish = Finish.STOP
    refusal: str | None = None
    """What a provider that declines says in its own name; only with that finish."""
    model: str = "alpha"

    @property
    def text(self) -> str:
        """Return the whole text."""
        return "".join(self.pieces)


class Dialect(Protocol):
    """One protocol."""

    name: ProtocolName
    marker: bytes
    """What is in its last event alone."""

    def whole(self, said: Said) -> Body:
        """Return the body that says so in one piece."""
        ...

    def events(self, said: Said) -> list[bytes]:
        """Return the same as events, each with the blank line that ends it."""
        ...


def event(data: object, kind: str | None = None) -> bytes:
    """Return one event; text stands as it is, everything else is sent as JSON."""
    written = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    named = f"event: {kind}\n" if kind else ""
    return f"{named}data: {written}\n\n".encode()


class ChatCompletions:
    """OpenAI's, as most providers speak them."""

    name = ProtocolName.OPENAI_CHAT
    marker = b"[DONE]"
    FINISHES: Mapping[Finish, str] = {
        Finish.STOP: "stop",
        Finish.LENGTH: "length",
        Finish.REFUSAL: "content_filter",
    }
    USAGE: ClassVar[Body] = {"prompt_tokens": 120, "completion_tokens": 30, "total_tokens": 150}

    def whole(self, said: Said) -> Body:
        message = {
            "role": "assistant",
            "content": said.text or None,
            "refusal": said.refusal,
            **({"reasoning_content": "".join(said.thinking)} if said.thinking else {}),
        }
        finish = self.FINISHES[said.finish]
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish}
        return {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1_790_000_000,
            "model": said.model,
            "choices": [choice],
            "usage": self.USAGE,
        }

    def events(self, said: Said) -> list[bytes]:
        written = [
            {"role": "assistant", "content": ""},
            *({"reasoning_content": piece} for piece in said.thinking),
            *({"content": piece} for piece in said.pieces),
            *([{"refusal": said.refusal}] if said.refusal else []),
        ]
        return [
            *(self._chunk(said, delta=delta, finish_reason=None) for delta in written),
            self._chunk(said, delta={}, finish_reason=self.FINISHES[said.finish]),
            event({**self._frame(said), "choices": [], "usage": self.USAGE}),
            event("[DONE]"),
        ]

    def _chunk(self, said: Said, **choice: object) -> bytes:
        return event({**self._frame(said), "choices": [{"index": 0, **choice}], "usage": None})

    def _frame(self, said: Said) -> Body:
        return {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1_790_000_000,
            "model": said.model,
        }


class Messages:
    """Anthropic's."""

    name = ProtocolName.ANTHROPIC
    marker = b"message_stop"
    FINISHES: Mapping[Finish, str] = {
        Finish.STOP: "end_turn",
        Finish.LENGTH: "max_tokens",
        Finish.REFUSAL: "refusal",
    }

    def whole(self, said: Said) -> Body:
        thought = {"type": "thinking", "thinking": "".join(said.thinking), "signature": "c2ln"}
        blocks = [
            *([thought] if said.thinking else []),
            *([{"type": "text", "text": said.text}] if said.text else []),
        ]
        return {
            **self._message(said),
            "content": blocks,
            **self._end(said),
            "usage": {"input_tokens": 120, "output_tokens": 30},
        }

    def events(self, said: Said) -> list[bytes]:
        start = {
            **self._message(said),
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": {"input_tokens": 120, "output_tokens": 1},
        }
        thinking = [{"type": "thinking_delta", "thinking": piece} for piece in said.thinking]
        text = [{"type": "text_delta", "text": piece} for piece in said.pieces]
        signed = [{"type": "signature_delta", "signature": "c2ln"}] if thinking else []
        blank = {"type": "thinking", "thinking": "", "signature": ""}
        return [
            self._event("message_start", message=start),
            self._event("ping"),
            *(self._block(0, blank, [*thinking, *signed]) if thinking else []),
            *(self._block(len(signed), {"type": "text", "text": ""}, text) if text else []),
            self._event("message_delta", delta=self._end(said), usage={"output_tokens": 30}),
            self._event("message_stop"),
        ]

    def _block(self, index: int, blank: Body, deltas: Sequence[Body]) -> list[bytes]:
        return [
            self._event("content_block_start", index=index, content_block=blank),
            *(self._event("content_block_delta", index=index, delta=delta) for delta in deltas),
            self._event("content_block_stop", index=index),
        ]

    def _event(self, kind: str, **fields: object) -> bytes:
        return event({"type": kind, **fields}, kind)

    def _message(self, said: Said) -> dict[str, Any]:
        return {"id": "msg_1", "type": "message", "role": "assistant", "model": said.model}

    def _end(self, said: Said) -> dict[str, Any]:
        end = {"stop_reason": self.FINISHES[said.finish], "stop_sequence": None}
        if said.refusal is None:
            return end
        details = {"type": "refusal", "category": "bio", "explanation": said.refusal}
        return {**end, "stop_details": details}


class GenerateContent:
    """Google's."""

    name = ProtocolName.GEMINI
    marker = b"finishReason"
    FINISHES: Mapping[Finish, str] = {
        Finish.STOP: "STOP",
        Finish.LENGTH: "MAX_TOKENS",
        Finish.REFUSAL: "SAFETY",
    }
    USAGE: ClassVar[Body] = {
        "promptTokenCount": 120,
        "candidatesTokenCount": 30,
        "totalTokenCount": 150,
    }

    def whole(self, said: Said) -> Body:
        thoughts = [{"text": "".join(said.thinking), "thought": True}] if said.thinking else []
        answer = [{"text": said.text}] if said.text else []
        return self._chunk(said, [*thoughts, *answer], self._end(said))

    def events(self, said: Said) -> list[bytes]:
        parts: list[Body] = [
            *({"text": piece, "thought": True} for piece in said.thinking),
            *({"text": piece} for piece in said.pieces),
        ]
        last = [{"text": "", "thoughtSignature": "c2ln"}]
        return [
            *(event(self._chunk(said, [part], {})) for part in parts),
            event(self._chunk(said, last, self._end(said))),
        ]

    def _end(self, said: Said) -> Body:
        end = {"finishReason": self.FINISHES[said.finish]}
        return {**end, "finishMessage": said.refusal} if said.refusal else end

    def _chunk(self, said: Said, parts: Sequence[Body], end: Body) -> dict[str, Any]:
        content = {"content": {"parts": parts, "role": "model"}} if parts else {}
        return {
            "candidates": [{**content, "index": 0, **end}],
            "usageMetadata": self.USAGE,
            "modelVersion": said.model,
            "responseId": "r1",
        }


DIALECTS: Mapping[ProtocolName, Dialect] = {
    dialect.name: dialect for dialect in (ChatCompletions(), Messages(), GenerateContent())
}
