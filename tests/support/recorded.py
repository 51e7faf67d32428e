"""One reply of every provider, as its own interface words it: whole, and streamed.

Written from the providers' published formats, with what sets each apart: where thinking goes, how
tokens and money are counted, what comes before and between the events. A new row of `SPECS` needs
a `Recorded` here; `test_recorded` fails until it has one.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from service.domain.debate import Usage
from service.domain.replies import Finish

JsonObject = Mapping[str, Any]

TEXT = '{"argument": "Weights cannot be recalled.", "vote": "B"}'
HALVES = (TEXT[:24], TEXT[24:])
THOUGHT = "The user wants a vote; C would be wrong."


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider answered, and what it means."""

    whole: JsonObject
    stream: bytes
    usage: Usage
    streamed_usage: Usage | None = None
    """Where it counts otherwise in a stream."""
    model_served: str
    text: str = TEXT
    finish: Finish = Finish.STOP


def events(*data: JsonObject | str, before: str = "") -> bytes:
    """Return a stream of these events and, as they stand, lines of text."""
    lines = (d if isinstance(d, str) else f"data: {json.dumps(d)}" for d in data)
    return (before + "".join(f"{line}\n\n" for line in lines)).encode()


def chunks(
    frame: JsonObject, deltas: Iterable[JsonObject], *, last: JsonObject | None = None
) -> list[JsonObject]:
    """Return a chat completion's chunks; `last` goes beside the one that says why it stopped."""
    written = [
        {**frame, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
        for delta in deltas
    ]
    end = {"index": 0, "delta": {}, "finish_reason": "stop"}
    return [*written, {**frame, "choices": [end], **(last or {})}]


def chat(
    frame: JsonObject, message: JsonObject, usage: JsonObject, **beside: object
) -> JsonObject:
    """Return a chat completion in one piece."""
    choice = {"index": 0, "message": message, "finish_reason": "stop", **beside}
    return {**frame, "object": "chat.completion", "choices": [choice], "usage": usage}


def frame(model: str, **fields: object) -> JsonObject:
    """Return what every chunk of a chat completion carries."""
    return {
        "id": "chatcmpl-C7a",
        "object": "chat.completion.chunk",
        "created": 1_793_600_000,
        "model": model,
        **fields,
    }


CONTENT = [{"content": half} for half in HALVES]
DONE = "data: [DONE]"

OPENAI_USAGE = {
    "prompt_tokens": 1_412,
    "completion_tokens": 731,
    "total_tokens": 2_143,
    "prompt_tokens_details": {"cached_tokens": 1_280, "audio_tokens": 0},
    "completion_tokens_details": {
        "reasoning_tokens": 640,
        "audio_tokens": 0,
        "accepted_prediction_tokens": 0,
        "rejected_prediction_tokens": 0,
    },
}
OPENAI_FRAME = frame("gpt-5.4-2026-03-05", service_tier="default", system_fingerprint=None)
OPENAI = Recorded(
    whole=chat(
        OPENAI_FRAME,
        {"role": "assistant", "content": TEXT, "refusal": None, "annotations": []},
        OPENAI_USAGE,
        logprobs=None,
    ),
    stream=events(
        *(
            {**chunk, "usage": None, "obfuscation": "x7Qw"}
            for chunk in chunks(
                OPENAI_FRAME, [{"role": "assistant", "content": "", "refusal": None}, *CONTENT]
            )
        ),
        {**OPENAI_FRAME, "choices": [], "usage": OPENAI_USAGE, "obfuscation": ""},
        DONE,
    ),
    usage=Usage(
        calls=1,
        input_tokens=1_412,
        cached_input_tokens=1_280,
        output_tokens=731,
        reasoning_tokens=640,
    ),
    model_served="gpt-5.4-2026-03-05",
)

FILTERS = {
    name: {"filtered": False, "severity": "safe"}
    for name in ("hate", "self_harm", "sexual", "violence")
}
PROMPT_FILTERS = [{"prompt_index": 0, "content_filter_results": {**FILTERS, "jailbreak": {}}}]
AZURE = Recorded(
    whole={
        **chat(
            OPENAI_FRAME,
            {"role": "assistant", "content": TEXT, "refusal": None},
            OPENAI_USAGE,
            content_filter_results=FILTERS,
        ),
        "prompt_filter_results": PROMPT_FILTERS,
    },
    stream=events(
        {
            "choices": [],
            "created": 0,
            "id": "",
            "model": "",
            "object": "",
            "prompt_filter_results": PROMPT_FILTERS,
        },
        *chunks(OPENAI_FRAME, [{"role": "assistant", "content": ""}, *CONTENT]),
        {
            **frame(""),
            "choices": [
                {
                    "index": 0,
                    "finish_reason": None,
                    "content_filter_offsets": {"check_offset": 0, "start_offset": 0},
                    "content_filter_results": FILTERS,
                }
            ],
        },
        {**OPENAI_FRAME, "choices": [], "usage": OPENAI_USAGE},
        DONE,
    ),
    usage=OPENAI.usage,
    model_served="gpt-5.4-2026-03-05",
)

XAI_USAGE = {
    "prompt_tokens": 900,
    "completion_tokens": 80,
    "total_tokens": 1_480,
    "prompt_tokens_details": {
        "text_tokens": 900,
        "audio_tokens": 0,
        "image_tokens": 0,
        "cached_tokens": 768,
    },
    "completion_tokens_details": {"reasoning_tokens": 500, "audio_tokens": 0},
    "num_sources_used": 0,
    "cost_in_usd_ticks": 12_345_000,
}
XAI_FRAME = frame("grok-5", system_fingerprint="fp_156d35dcaa")
XAI = Recorded(
    whole=chat(
        XAI_FRAME,
        {"role": "assistant", "content": TEXT, "reasoning_content": THOUGHT, "refusal": None},
        XAI_USAGE,
    ),
    stream=events(
        *chunks(
            XAI_FRAME,
            [{"role": "assistant", "reasoning_content": THOUGHT, "content": ""}, *CONTENT],
        ),
        {**XAI_FRAME, "choices": [], "usage": XAI_USAGE},
        DONE,
    ),
    usage=Usage(
        calls=1,
        input_tokens=900,
        cached_input_tokens=768,
        output_tokens=580,
        reasoning_tokens=500,
        cost_usd=0.0012345,
    ),
    model_served="grok-5",
)

DEEPSEEK_USAGE = {
    "prompt_tokens": 1_000,
    "completion_tokens": 400,
    "total_tokens": 1_400,
    "prompt_tokens_details": {"cached_tokens": 896},
    "completion_tokens_details": {"reasoning_tokens": 320},
    "prompt_cache_hit_tokens": 896,
    "prompt_cache_miss_tokens": 104,
}
DEEPSEEK_FRAME = frame("deepseek-v4-pro", system_fingerprint="fp_ffc7281d48")
DEEPSEEK = Recorded(
    whole=chat(
        DEEPSEEK_FRAME,
        {"role": "assistant", "content": TEXT, "reasoning_content": THOUGHT},
        # An older server of theirs has no details yet.
        {k: v for k, v in DEEPSEEK_USAGE.items() if not k.endswith("_details")},
        logprobs=None,
    ),
    stream=events(
        ": keep-alive",
        ": keep-alive",
        *chunks(
            DEEPSEEK_FRAME,
            [
                {"role": "assistant", "content": None, "reasoning_content": ""},
                {"content": None, "reasoning_content": THOUGHT},
                *({**delta, "reasoning_content": None} for delta in CONTENT),
            ],
            last={"usage": DEEPSEEK_USAGE},
        ),
        DONE,
        before="\n\n\n",
    ),
    usage=Usage(calls=1, input_tokens=1_000, cached_input_tokens=896, output_tokens=400),
    streamed_usage=Usage(
        calls=1,
        input_tokens=1_000,
        cached_input_tokens=896,
        output_tokens=400,
        reasoning_tokens=320,
    ),
    model_served="deepseek-v4-pro",
)

MOONSHOT_USAGE = {
    "prompt_tokens": 800,
    "completion_tokens": 300,
    "total_tokens": 1_100,
    "cached_tokens": 512,
}
MOONSHOT_FRAME = frame("kimi-k3", system_fingerprint="fpv0_44ba8bdf")
MOONSHOT = Recorded(
    whole=chat(
        MOONSHOT_FRAME,
        {"role": "assistant", "content": TEXT, "reasoning_content": THOUGHT},
        MOONSHOT_USAGE,
    ),
    stream=events(
        *chunks(
            MOONSHOT_FRAME,
            [{"role": "assistant", "content": ""}, {"reasoning_content": THOUGHT}, *CONTENT],
        )[:-1],
        {
            **MOONSHOT_FRAME,
            "choices": [
                # Beside the reason to stop, and not at the top.
                {"index": 0, "delta": {}, "finish_reason": "stop", "usage": MOONSHOT_USAGE}
            ],
        },
        DONE,
    ),
    usage=Usage(calls=1, input_tokens=800, cached_input_tokens=512, output_tokens=300),
    model_served="kimi-k3",
)

MISTRAL_USAGE = {
    "prompt_tokens": 700,
    "completion_tokens": 250,
    "total_tokens": 950,
    "num_cached_tokens": 0,
}
MISTRAL_THOUGHT = {"type": "thinking", "thinking": [{"type": "text", "text": THOUGHT}]}
MISTRAL_FRAME = frame("magistral-medium-2606", p="abcdefgh")
MISTRAL = Recorded(
    whole=chat(
        MISTRAL_FRAME,
        {
            "role": "assistant",
            "tool_calls": None,
            "content": [MISTRAL_THOUGHT, {"type": "text", "text": TEXT}],
        },
        MISTRAL_USAGE,
    ),
    stream=events(
        *chunks(
            MISTRAL_FRAME,
            [
                {"role": "assistant", "content": ""},
                {"content": [MISTRAL_THOUGHT]},
                {"content": [{"type": "text", "text": HALVES[0]}]},
                {"content": HALVES[1]},
            ],
            last={"usage": MISTRAL_USAGE},
        ),
        DONE,
    ),
    usage=Usage(calls=1, input_tokens=700, output_tokens=250),
    model_served="magistral-medium-2606",
)

GROQ_USAGE = {
    "queue_time": 0.03,
    "prompt_tokens": 600,
    "prompt_time": 0.02,
    "completion_tokens": 200,
    "completion_time": 0.4,
    "total_tokens": 800,
    "total_time": 0.42,
    "prompt_tokens_details": {"cached_tokens": 256},
    "completion_tokens_details": {"reasoning_tokens": 120},
}
GROQ_FRAME = frame("openai/gpt-oss-120b", system_fingerprint="fp_44e3", service_tier="on_demand")
GROQ = Recorded(
    whole={
        **chat(
            GROQ_FRAME,
            {"role": "assistant", "content": TEXT, "reasoning": THOUGHT},
            GROQ_USAGE,
            logprobs=None,
        ),
        "x_groq": {"id": "req_01k"},
        "usage_breakdown": None,
    },
    stream=events(
        *chunks(
            GROQ_FRAME,
            [
                {"role": "assistant", "content": ""},
                {"reasoning": THOUGHT, "channel": "analysis"},
                *CONTENT,
            ],
            last={"x_groq": {"id": "req_01k", "usage": GROQ_USAGE}},
        ),
        {**GROQ_FRAME, "choices": [], "usage": GROQ_USAGE, "x_groq": {"id": "req_01k"}},
        DONE,
    ),
    usage=Usage(
        calls=1,
        input_tokens=600,
        cached_input_tokens=256,
        output_tokens=200,
        reasoning_tokens=120,
    ),
    model_served="openai/gpt-oss-120b",
)

OPENROUTER_USAGE = {
    "prompt_tokens": 500,
    "completion_tokens": 180,
    "total_tokens": 680,
    "cost": 0.00234,
    "is_byok": False,
    "prompt_tokens_details": {"cached_tokens": 128, "cache_write_tokens": 64, "audio_tokens": 0},
    "cost_details": {"upstream_inference_cost": None},
    "completion_tokens_details": {"reasoning_tokens": 90, "image_tokens": 0},
}
OPENROUTER_FRAME = frame("deepseek/deepseek-v3.2", provider="DeepInfra")
OPENROUTER_THOUGHT = {
    "reasoning": THOUGHT,
    "reasoning_details": [{"type": "reasoning.text", "text": THOUGHT, "index": 0}],
}
OPENROUTER = Recorded(
    whole=chat(
        OPENROUTER_FRAME,
        {"role": "assistant", "content": TEXT, "refusal": None, **OPENROUTER_THOUGHT},
        OPENROUTER_USAGE,
        native_finish_reason="stop",
        logprobs=None,
    ),
    stream=events(
        ": OPENROUTER PROCESSING",
        ": OPENROUTER PROCESSING",
        *chunks(
            OPENROUTER_FRAME,
            [{"role": "assistant", "content": "", **OPENROUTER_THOUGHT}, *CONTENT],
        ),
        {
            **OPENROUTER_FRAME,
            "choices": [
                {
                    "index": 0,
                    "delta": {"role": "assistant", "content": ""},
                    "finish_reason": None,
                    "native_finish_reason": None,
                }
            ],
            "usage": OPENROUTER_USAGE,
        },
        DONE,
    ),
    usage=Usage(
        calls=1,
        input_tokens=500,
        cached_input_tokens=128,
        cache_write_tokens=64,
        output_tokens=180,
        reasoning_tokens=90,
        cost_usd=0.00234,
    ),
    model_served="deepseek/deepseek-v3.2",
)

OLLAMA_USAGE = {"prompt_tokens": 400, "completion_tokens": 90, "total_tokens": 490}
OLLAMA_FRAME = frame("qwen3:8b", system_fingerprint="fp_ollama")
OLLAMA = Recorded(
    whole=chat(
        OLLAMA_FRAME, {"role": "assistant", "content": TEXT, "reasoning": THOUGHT}, OLLAMA_USAGE
    ),
    stream=events(
        *chunks(
            OLLAMA_FRAME,
            [
                {"role": "assistant", "content": "", "reasoning": THOUGHT},
                *({"role": "assistant", **delta} for delta in CONTENT),
            ],
        ),
        {**OLLAMA_FRAME, "choices": [], "usage": OLLAMA_USAGE},
        DONE,
    ),
    usage=Usage(calls=1, input_tokens=400, output_tokens=90),
    model_served="qwen3:8b",
)

VLLM_USAGE = {
    "prompt_tokens": 410,
    "total_tokens": 505,
    "completion_tokens": 95,
    "prompt_tokens_details": None,
}
VLLM_FRAME = frame("Qwen/Qwen3-32B")
VLLM = Recorded(
    whole={
        **chat(
            VLLM_FRAME,
            {
                "role": "assistant",
                "content": TEXT,
                "refusal": None,
                "annotations": None,
                "audio": None,
                "function_call": None,
                "tool_calls": [],
                "reasoning_content": THOUGHT,
            },
            VLLM_USAGE,
            logprobs=None,
            stop_reason=None,
            token_ids=None,
        ),
        "prompt_logprobs": None,
        "kv_transfer_params": None,
    },
    stream=events(
        *chunks(
            VLLM_FRAME,
            [{"role": "assistant", "content": ""}, {"reasoning_content": THOUGHT}, *CONTENT],
        ),
        {**VLLM_FRAME, "choices": [], "usage": VLLM_USAGE},
        DONE,
    ),
    usage=Usage(calls=1, input_tokens=410, output_tokens=95),
    model_served="Qwen/Qwen3-32B",
)

LLAMACPP_USAGE = {
    "completion_tokens": 70,
    "prompt_tokens": 350,
    "total_tokens": 420,
    "prompt_tokens_details": {"cached_tokens": 300},
}
TIMINGS = {"cache_n": 300, "prompt_n": 50, "prompt_ms": 80.1, "predicted_n": 70}
LLAMACPP_FRAME = frame("SmolLM2-135M-Instruct", system_fingerprint="b7021-e9fb3b3fc")
LLAMACPP = Recorded(
    whole={
        **chat(
            LLAMACPP_FRAME,
            {"role": "assistant", "content": TEXT, "reasoning_content": THOUGHT},
            LLAMACPP_USAGE,
        ),
        "timings": TIMINGS,
    },
    stream=events(
        *chunks(
            LLAMACPP_FRAME,
            [{"role": "assistant", "content": None}, {"reasoning_content": THOUGHT}, *CONTENT],
        ),
        {**LLAMACPP_FRAME, "choices": [], "usage": LLAMACPP_USAGE, "timings": TIMINGS},
        DONE,
    ),
    usage=Usage(calls=1, input_tokens=350, cached_input_tokens=300, output_tokens=70),
    model_served="SmolLM2-135M-Instruct",
)


def message(model: str) -> JsonObject:
    """Return the beginning of a message of Anthropic's."""
    return {"id": "msg_01X", "type": "message", "role": "assistant", "model": model}


def typed(kind: str, **fields: object) -> str:
    """Return an event of Anthropic's, which says its kind twice."""
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **fields})}"


ANTHROPIC_USAGE = {
    "input_tokens": 41,
    "cache_creation_input_tokens": 300,
    "cache_read_input_tokens": 1_100,
    "cache_creation": {"ephemeral_5m_input_tokens": 300, "ephemeral_1h_input_tokens": 0},
    "output_tokens": 512,
    "output_tokens_details": {"thinking_tokens": 400},
    "service_tier": "standard",
    "inference_geo": "global",
}
ANTHROPIC_END = {"stop_reason": "end_turn", "stop_sequence": None, "stop_details": None}


def of_anthropic(model: str) -> Recorded:
    """Return what Anthropic answers; Bedrock passes it on as it is."""
    return Recorded(
        whole={
            **message(model),
            "content": [
                {"type": "thinking", "thinking": THOUGHT, "signature": "EqQBCgIY"},
                {"type": "redacted_thinking", "data": "Em8BCgIY"},
                {"type": "text", "text": TEXT, "citations": None},
            ],
            **ANTHROPIC_END,
            "usage": ANTHROPIC_USAGE,
        },
        stream=events(
            typed(
                "message_start",
                message={
                    **message(model),
                    "content": [],
                    "stop_reason": None,
                    "stop_sequence": None,
                    "usage": {
                        **ANTHROPIC_USAGE,
                        "output_tokens": 2,
                        "output_tokens_details": None,
                    },
                },
            ),
            typed(
                "content_block_start",
                index=0,
                content_block={"type": "thinking", "thinking": "", "signature": ""},
            ),
            typed("ping"),
            typed(
                "content_block_delta",
                index=0,
                delta={"type": "thinking_delta", "thinking": THOUGHT},
            ),
            typed(
                "content_block_delta",
                index=0,
                delta={"type": "signature_delta", "signature": "EqQBCgIY"},
            ),
            typed("content_block_stop", index=0),
            typed("content_block_start", index=1, content_block={"type": "text", "text": ""}),
            *(
                typed("content_block_delta", index=1, delta={"type": "text_delta", "text": half})
                for half in HALVES
            ),
            typed("content_block_stop", index=1),
            typed(
                "message_delta",
                delta=ANTHROPIC_END,
                usage={
                    "input_tokens": 41,
                    "cache_creation_input_tokens": 300,
                    "cache_read_input_tokens": 1_100,
                    "output_tokens": 512,
                    "output_tokens_details": {"thinking_tokens": 400},
                },
            ),
            typed("message_stop"),
        ),
        usage=Usage(
            calls=1,
            input_tokens=1_441,
            cached_input_tokens=1_100,
            cache_write_tokens=300,
            output_tokens=512,
            reasoning_tokens=400,
        ),
        model_served=model,
    )


GEMINI_USAGE = {
    "promptTokenCount": 1_300,
    "candidatesTokenCount": 110,
    "totalTokenCount": 1_930,
    "cachedContentTokenCount": 1_024,
    "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 1_300}],
    "cacheTokensDetails": [{"modality": "TEXT", "tokenCount": 1_024}],
    "thoughtsTokenCount": 520,
}
GEMINI_FRAME = {"modelVersion": "gemini-3.1-pro-preview", "responseId": "kFz_aO2"}
GEMINI_THOUGHT = {"text": THOUGHT, "thought": True}


def content(*parts: JsonObject) -> JsonObject:
    """Return what a candidate of Google's holds."""
    return {"content": {"parts": list(parts), "role": "model"}}


GEMINI = Recorded(
    whole={
        "candidates": [
            {
                **content(GEMINI_THOUGHT, {"text": TEXT, "thoughtSignature": "EtgB"}),
                "finishReason": "STOP",
                "index": 0,
                "safetyRatings": [
                    {"category": "HARM_CATEGORY_HARASSMENT", "probability": "NEGLIGIBLE"}
                ],
            }
        ],
        "promptFeedback": {"safetyRatings": []},
        "usageMetadata": GEMINI_USAGE,
        **GEMINI_FRAME,
    },
    stream=events(
        {
            "candidates": [{**content(GEMINI_THOUGHT), "index": 0}],
            "usageMetadata": {"promptTokenCount": 1_300, "thoughtsTokenCount": 200},
            **GEMINI_FRAME,
        },
        *(
            {
                "candidates": [{**content({"text": half}), "index": 0}],
                "usageMetadata": {"promptTokenCount": 1_300, "thoughtsTokenCount": 520},
                **GEMINI_FRAME,
            }
            for half in HALVES
        ),
        {
            "candidates": [
                {
                    **content({"text": "", "thoughtSignature": "EtgB"}),
                    "finishReason": "STOP",
                    "index": 0,
                }
            ],
            "usageMetadata": GEMINI_USAGE,
            **GEMINI_FRAME,
        },
    ).replace(b"\n", b"\r\n"),
    usage=Usage(
        calls=1,
        input_tokens=1_300,
        cached_input_tokens=1_024,
        output_tokens=630,
        reasoning_tokens=520,
    ),
    model_served="gemini-3.1-pro-preview",
)

RECORDED: Mapping[str, Recorded] = {
    "openai": OPENAI,
    "anthropic": of_anthropic("claude-opus-4-6"),
    "google": GEMINI,
    "xai": XAI,
    "deepseek": DEEPSEEK,
    "moonshot": MOONSHOT,
    "mistral": MISTRAL,
    "groq": GROQ,
    "openrouter": OPENROUTER,
    "azure": AZURE,
    "bedrock": of_anthropic("anthropic.claude-opus-4-6-v1"),
    "ollama": OLLAMA,
    "vllm": VLLM,
    "llamacpp": LLAMACPP,
}
"""By the name of the provider's row."""
