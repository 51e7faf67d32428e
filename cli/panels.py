"""Who sits in the demo, and what that may cost; pure.

`CURRENT` names a model of each provider that the service knows; keep it up with what is served.
"""

from collections.abc import Sequence

import msgspec

from cli.local_model import MODEL_ID
from service.domain.errors import SettingsError
from service.providers.configuration import EVERY_MODEL, SIMULATED, ProviderConfig

REFERENCE = "reference"
"""The published debate, replayed by simulated models."""
REAL = "current"
"""One model of each provider whose key or address is set."""
LOCAL = "local"
"""Three seats of the small model that `roundtable local` serves."""

MOST_SEATS = 12

CURRENT = {
    "openai": "gpt-5.4",
    "xai": "grok-4.3",
    "deepseek": "deepseek-v4-flash",
    "moonshot": "kimi-k2.6",
    "mistral": "mistral-large-latest",
    "groq": "openai/gpt-oss-120b",
    "openrouter": "openrouter/auto",
}
"""As of 2026-11. Ollama serves what its owner has pulled: nobody can know it beforehand."""

REFERENCE_PANEL = (
    ("sim/D?delay=0.9", "GPT-5.4"),
    ("sim/E?delay=0.5", "Gemini 3.1 Pro"),
    ("sim/A>B?delay=1.2", "DeepSeek V3.2"),
    ("sim/E?delay=0.3", "Grok 4.1 Fast"),
    ("sim/B?delay=0.7", "Claude Opus 4.6"),
    ("sim/C?delay=1.1", "Kimi K2.5"),
)

LOCAL_MODEL = f"llamacpp/{MODEL_ID}"
LOCAL_NAMES = ("SmolLM2 one", "SmolLM2 two", "SmolLM2 three")

INPUT_TOKENS_BLIND = 900
INPUT_TOKENS_PER_ARGUMENT = 320
OUTPUT_TOKENS = 700
"""For an argument of the default length and the fields around it."""


class PanelSeat(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One seat as the API is asked for it."""

    model: str
    name: str | None = None

    @property
    def simulated(self) -> bool:
        """Return whether no model sits here."""
        return self.model.startswith(f"{SIMULATED}/")

    @property
    def local(self) -> bool:
        """Return whether the small model of `roundtable local` sits here."""
        return self.model == LOCAL_MODEL

    @property
    def free(self) -> bool:
        """Return whether this seat costs nothing."""
        return self.simulated or self.local


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """What a debate will ask of providers that charge for it."""

    calls: int
    most_calls: int
    """When every answer has to be asked for a second time."""
    input_tokens: int
    output_tokens: int


def choose_panel(asked: str, configs: Sequence[ProviderConfig]) -> tuple[PanelSeat, ...]:
    """Return the panel that `reference`, `current`, `local` or a list of models asks for.

    Raises `SettingsError` when `current` finds no provider or a list is no panel.
    """
    if asked == REFERENCE:
        return tuple(PanelSeat(model=model, name=name) for model, name in REFERENCE_PANEL)
    if asked == LOCAL:
        return tuple(PanelSeat(model=LOCAL_MODEL, name=name) for name in LOCAL_NAMES)
    if asked == REAL:
        return _configured(configs)
    models = [model.strip() for model in asked.split(",") if model.strip()]
    if not 2 <= len(models) <= MOST_SEATS:  # noqa: PLR2004 - one alone debates with nobody
        raise SettingsError(
            f"A panel has 2 to {MOST_SEATS} models, separated by commas, or is one of"
            f" `{REFERENCE}`, `{REAL}` and `{LOCAL}`."
        )
    return tuple(PanelSeat(model=model) for model in models)


def estimate(panel: Sequence[PanelSeat], rounds: int) -> Estimate:
    """Estimate what the seats that cost something will ask for, all rounds together."""
    paying = sum(not seat.free for seat in panel)
    read = INPUT_TOKENS_PER_ARGUMENT * len(panel)
    each = INPUT_TOKENS_BLIND * rounds + read * (rounds - 1)
    return Estimate(
        calls=paying * rounds,
        most_calls=2 * paying * rounds,
        input_tokens=paying * each,
        output_tokens=paying * rounds * OUTPUT_TOKENS,
    )


def _configured(configs: Sequence[ProviderConfig]) -> tuple[PanelSeat, ...]:
    models = [f"{c.name}/{model}" for c in configs if c.configured and (model := _model(c))]
    if not models:
        variables = ", ".join(c.spec.key_variable for c in configs if c.spec.key_variable)
        raise SettingsError(
            f"No provider is configured: set at least one of {variables}, or leave out"
            " `--panel current`: without it the demo replays a debate with simulated models."
        )
    # One alone would have nobody to debate with.
    return tuple(PanelSeat(model=model) for model in (models * 2)[: max(2, len(models))])[
        :MOST_SEATS
    ]


def _model(config: ProviderConfig) -> str | None:
    listed = next((model for model in config.models if model != EVERY_MODEL), None)
    return listed or CURRENT.get(config.name)
