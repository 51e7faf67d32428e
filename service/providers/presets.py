"""The panels that can be had by name, as data: who sits there, and by which ways to reach them.

Of a seat's routes the first whose provider is configured is taken, so the maker comes first. To
bring a panel up to date, change its rows here, give the new models their rows in
`scripts/models.py`, and run `make models`; a test holds that every route has a price.
"""

import msgspec

from service.settings import Preset


class PresetSeat(msgspec.Struct, frozen=True, kw_only=True):
    """One model, and the ids under which it may be served here."""

    name: str
    """Its maker's name for it, which its seat has."""
    routes: tuple[str, ...]
    """`provider/model`, in the order in which they are tried."""
    last_resort: str | None = None
    """The id at its maker, who has retired it: for a gateway at another address, after the rest."""


PRESETS: dict[Preset, tuple[PresetSeat, ...]] = {
    # The models of the reference case. As of 2026-11 xAI answers under the old name with another
    # model, DeepSeek has ended the name and Moonshot the model; whether OpenRouter still finds
    # somebody who serves Grok 4.1 Fast is not certain. `model_served` tells who has answered.
    Preset.REFERENCE: (
        PresetSeat(name="GPT-5.4", routes=("openai/gpt-5.4", "openrouter/openai/gpt-5.4")),
        PresetSeat(
            name="Gemini 3.1 Pro",
            routes=(
                "google/gemini-3.1-pro-preview",
                "openrouter/google/gemini-3.1-pro-preview",
            ),
        ),
        PresetSeat(
            name="DeepSeek V3.2",
            routes=("openrouter/deepseek/deepseek-v3.2",),
            last_resort="deepseek/deepseek-chat",
        ),
        PresetSeat(
            name="Grok 4.1 Fast",
            routes=("openrouter/x-ai/grok-4.1-fast",),
            last_resort="xai/grok-4-1-fast-reasoning",
        ),
        PresetSeat(
            name="Claude Opus 4.6",
            routes=("anthropic/claude-opus-4-6", "openrouter/anthropic/claude-opus-4.6"),
        ),
        PresetSeat(
            name="Kimi K2.5",
            routes=("openrouter/moonshotai/kimi-k2.5",),
            last_resort="moonshot/kimi-k2.5",
        ),
    ),
    # The same makers as of 2026-11-25: of each the newest large model, short of those that are
    # priced for work of days (GPT-6 Astra and Claude Fable 5.2 ask 2 to 5 times as much). None of
    # these asks more than 4 dollars for a million tokens read and 20 for a million written.
    Preset.CURRENT: (
        PresetSeat(
            name="GPT-6.1 Sol", routes=("openai/gpt-6.1-sol", "openrouter/openai/gpt-6.1-sol")
        ),
        PresetSeat(
            name="Gemini 4 Argon",
            routes=("google/gemini-4-argon", "openrouter/google/gemini-4-argon"),
        ),
        PresetSeat(
            name="DeepSeek V4 Pro",
            routes=("deepseek/deepseek-v4-pro", "openrouter/deepseek/deepseek-v4-pro-0813"),
        ),
        PresetSeat(name="Grok 4.7", routes=("xai/grok-4.7", "openrouter/x-ai/grok-4.7")),
        PresetSeat(
            name="Claude Opus 5.5",
            routes=("anthropic/claude-opus-5-5", "openrouter/anthropic/claude-opus-5.5"),
        ),
        PresetSeat(
            name="Kimi K3.1 Pro",
            routes=("moonshot/kimi-k3.1-pro", "openrouter/moonshotai/kimi-k3.1-pro"),
        ),
    ),
}

FURTHER: tuple[PresetSeat, ...] = (
    PresetSeat(name="Mistral Large 4", routes=("mistral/mistral-large-4",)),
    PresetSeat(name="GPT-OSS 120B", routes=("groq/openai/gpt-oss-120b",)),
)
"""The best model of each provider that no maker on the current panel is, when it is configured."""
