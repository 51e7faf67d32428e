"""What the model server answers: one ballot, in each protocol, whole and as a stream.

Everything is encoded once, before anybody asks, so that serving costs next to nothing. The
bodies carry what the providers' own carry, fields that nobody reads included: skipping them is
part of a client's work. A further protocol is a function here and its line in `ANSWERS`.
"""

from collections.abc import Mapping
from itertools import pairwise

import msgspec

PIECES = 120
"""Chunks that carry text in every stream, as many as a short ballot has tokens in pairs."""

ARGUMENT = (
    "Publication cannot be taken back, and that decides the order of things: test first, then "
    "release what the test allows. [P3] is right that a claim about data cannot be checked "
    "without the data, yet a checker can be given access without the public, as auditors of banks "
    "are. [P5] would hold back only the part of the training that teaches dangerous skills; I "
    "share the aim, but filtering leaves gaps which later fine-tuning fills, so the line has to "
    "be drawn by what a model adds to the reach of an attacker and not by the kind of file. Weights "
    "of models below that line serve researchers, small firms and everyone who must run a model "
    "where no network may leave. Above it, supervised access gives evaluation most of what it "
    "needs. A rule that names the test, who runs it and when it is repeated is open in the sense "
    "that matters: anybody can see why a model was published, and anybody can object."
)
BALLOT = msgspec.json.encode(
    {
        "argument": ARGUMENT,
        "vote": "D",
        "confidence": 72,
        "second_choice": "B",
        "strongest_objection": "Whoever runs the test can be captured by those whose models it is "
        "to judge, and then supervised access is a privilege and not a right.",
        "would_change_mind": "Evidence that copies of published weights were never used for an "
        "attack that a closed model of the same year would have refused.",
        "responds_to": ["P3", "P5"],
        "change_reason": None,
        "persuaded_by": None,
        "new_information": None,
    }
).decode()

CREATED = 1_793_000_000
OPENAI_MODEL = "gpt-5.4-2026-03-05"
OPENAI_ID = "chatcmpl-CkT7mZq3v9wXyBd0LrNfUeHs25PaG"
CLAUDE_MODEL = "claude-opus-4-6"
GEMINI_MODEL = "gemini-3.1-pro-preview"
GEMINI_ID = "kV0QaYb7LsWfxN8Pq4iJ2Ag"

INPUT, CACHED, OUTPUT = 1_780, 1_536, 342
"""Tokens, as every protocol reports them."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One protocol's answer."""

    whole: bytes
    stream: tuple[bytes, ...]
    """The events, the text in `PIECES` of them; whatever closes the stream is in the last one."""


def chat_completions(text: str = BALLOT) -> Answer:
    """Return the ballot, or another text, as OpenAI's chat completions answer it."""
    head = {"id": OPENAI_ID, "created": CREATED, "model": OPENAI_MODEL, "service_tier": "default"}
    usage = {
        "prompt_tokens": INPUT,
        "completion_tokens": OUTPUT,
        "total_tokens": INPUT + OUTPUT,
        "prompt_tokens_details": {"cached_tokens": CACHED, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": 0,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }
    message: dict[str, object] = {
        "role": "assistant",
        "content": text,
        "refusal": None,
        "annotations": [],
    }
    whole = {
        **head,
        "object": "chat.completion",
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
        "usage": usage,
        "system_fingerprint": None,
    }

    def chunk(delta: Mapping[str, object], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return _event({**chunks, "choices": [choice], "obfuscation": "p9Xw3LdQ"})

    chunks = {**head, "object": "chat.completion.chunk", "system_fingerprint": None, "usage": None}
    first = chunk({"role": "assistant", "content": "", "refusal": None})
    texts = [chunk({"content": piece}) for piece in _pieces(text)]
    closing = _event({**chunks, "choices": [], "usage": usage, "obfuscation": ""})
    last = chunk({}, "stop") + closing + b"data: [DONE]\n\n"
    return Answer(whole=msgspec.json.encode(whole), stream=(first + texts[0], *texts[1:], last))


def messages() -> Answer:
    """Return the ballot as Anthropic's messages answer it."""
    usage = {
        "input_tokens": INPUT - CACHED,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": CACHED,
        "output_tokens": OUTPUT,
        "service_tier": "standard",
    }
    head = {
        "id": "msg_01XFDUDYJgAACzvnptvVoYEL",
        "type": "message",
        "role": "assistant",
        "model": CLAUDE_MODEL,
    }
    whole = {
        **head,
        "content": [{"type": "text", "text": BALLOT}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": usage,
    }
    begun: dict[str, object] = {
        **head,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {**usage, "output_tokens": 1},
    }

    def named(event: str, **fields: object) -> bytes:
        return _event({"type": event, **fields}, name=event)

    first = (
        named("message_start", message=begun)
        + named("content_block_start", index=0, content_block={"type": "text", "text": ""})
        + named("ping")
    )
    texts = [
        named("content_block_delta", index=0, delta={"type": "text_delta", "text": piece})
        for piece in _pieces()
    ]
    last = (
        named("content_block_stop", index=0)
        + named(
            "message_delta", delta={"stop_reason": "end_turn", "stop_sequence": None}, usage=usage
        )
        + named("message_stop")
    )
    return Answer(whole=msgspec.json.encode(whole), stream=(first + texts[0], *texts[1:], last))


def generate_content() -> Answer:
    """Return the ballot as Gemini's generateContent answers it."""
    usage = {
        "promptTokenCount": INPUT,
        "cachedContentTokenCount": CACHED,
        "candidatesTokenCount": OUTPUT,
        "totalTokenCount": INPUT + OUTPUT,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": INPUT}],
    }
    tail = {"usageMetadata": usage, "modelVersion": GEMINI_MODEL, "responseId": GEMINI_ID}

    def body(text: str, finish: str | None) -> dict[str, object]:
        candidate: dict[str, object] = {
            "content": {"parts": [{"text": text}], "role": "model"},
            "index": 0,
        }
        if finish:
            candidate["finishReason"] = finish
        return {"candidates": [candidate], **tail}

    return Answer(
        whole=msgspec.json.encode(body(BALLOT, "STOP")),
        # Its streams have no closing marker: the last chunk says why it is the last.
        stream=(*(_event(body(piece, None)) for piece in _pieces()), _event(body("", "STOP"))),
    )


def _pieces(text: str = BALLOT) -> list[str]:
    """Return a text cut into `PIECES` of almost the same length."""
    bounds = [len(text) * n // PIECES for n in range(PIECES + 1)]
    return [text[start:end] for start, end in pairwise(bounds)]


def _event(body: Mapping[str, object], *, name: str | None = None) -> bytes:
    line = b"event: %b\n" % name.encode() if name else b""
    return line + b"data: %b\n\n" % msgspec.json.encode(body)


ANSWERS: Mapping[str, Answer] = {
    "/chat/completions": chat_completions(),
    "/messages": messages(),
    ":generateContent": generate_content(),
    ":streamGenerateContent": generate_content(),
}
"""By how the path of a request ends."""
