"""Who sits in the demo, and what that may cost; pure."""

from datetime import datetime

import msgspec

from cli.local_model import MODEL_ID
from service.api.creation import new_debate
from service.api.requests import CreateDebate
from service.domain.debate import FEWEST_SEATS, MOST_SEATS, DebateSpec
from service.domain.errors import SettingsError
from service.domain.model_ids import SIMULATED
from service.providers.catalogue import Catalogue
from service.providers.presets import PRESETS
from service.providers.seating import panel_here
from service.settings import Preset, Settings

REFERENCE = "reference"
"""The published debate, replayed by simulated models."""
REAL = "current"
"""The current panel, as far as it can be reached, and whatever else is configured."""
LOCAL = "local"
"""Three seats of the small model that `roundtable local` serves."""

REPLAY = (
    "sim/D?delay=0.9",
    "sim/E?delay=0.5",
    "sim/A>B?delay=1.2",
    "sim/E?delay=0.3",
    "sim/B?delay=0.7",
    "sim/C?delay=1.1",
)
"""How the seats of the reference panel voted, in its order."""

LOCAL_MODEL = f"llamacpp/{MODEL_ID}"
LOCAL_NAMES = ("SmolLM2 one", "SmolLM2 two", "SmolLM2 three")


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


def choose_panel(asked: str, catalogue: Catalogue) -> tuple[PanelSeat, ...]:
    """Return the panel that `reference`, `current`, `local` or a list of models asks for.

    Raises `SettingsError` when `current` finds no provider or a list is no panel.
    """
    if asked == REFERENCE:
        names = (seat.name for seat in PRESETS[Preset.REFERENCE])
        return tuple(
            PanelSeat(model=model, name=name) for model, name in zip(REPLAY, names, strict=True)
        )
    if asked == LOCAL:
        return tuple(PanelSeat(model=LOCAL_MODEL, name=name) for name in LOCAL_NAMES)
    if asked == REAL:
        return _configured(catalogue)
    models = [model.strip() for model in asked.split(",") if model.strip()]
    if not FEWEST_SEATS <= len(models) <= MOST_SEATS:
        raise SettingsError(
            f"A panel has {FEWEST_SEATS} to {MOST_SEATS} models, separated by commas, or is one of"
            f" `{REFERENCE}`, `{REAL}` and `{LOCAL}`."
        )
    return tuple(PanelSeat(model=model) for model in models)


def as_debate(
    body: dict[str, object], settings: Settings, catalogue: Catalogue, now: datetime
) -> DebateSpec:
    """Return the debate that this body of a create asks for, as the API would.

    Raises `InvalidRequestError` when it would be refused, for instance for a model's sake.
    """
    asked = msgspec.convert(body, CreateDebate)
    debate = new_debate(asked, tenant="demo", now=now, settings=settings, catalogue=catalogue)
    return debate.spec


def _configured(catalogue: Catalogue) -> tuple[PanelSeat, ...]:
    sitters = panel_here(catalogue)
    if not sitters:
        specs = (config.spec for config in catalogue.configs.values())
        variables = ", ".join(spec.key_variable for spec in specs if spec.key_variable)
        raise SettingsError(
            f"No provider is configured: set at least one of {variables}, or leave out"
            " `--panel current`: without it the demo replays a debate with simulated models."
        )
    return tuple(PanelSeat(model=seated.model, name=seated.name) for seated in sitters)
