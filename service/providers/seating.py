"""Who sits down when a debate names nobody: a panel by its name, or whoever can be reached here.

What those panels are is data in `presets`. Simulated models never sit here: who asks for a panel
decides what to do when it is empty.
"""

from collections.abc import Callable, Iterator

import msgspec

from service.domain.errors import SettingsError
from service.domain.model_ids import is_simulated, provider_of
from service.providers.catalogue import Catalogue, FaultCode, ModelFault
from service.providers.configuration import EVERY_MODEL
from service.providers.presets import FURTHER, PRESETS, PresetSeat
from service.settings import Preset

VARIABLE, SUMMARIZERS_VARIABLE = "ROUNDTABLE_DEFAULT_PANEL", "ROUNDTABLE_SUMMARIZERS"

ALONE = 3
"""Seats of a model that has nobody else to debate with."""

FILLED_TO = 6
"""Seats up to which an operator's own models join."""


class SeatedModel(msgspec.Struct, frozen=True, kw_only=True):
    """A model that takes a seat, and the name that it goes by; None: what the catalogue says."""

    model: str
    name: str | None = None


def preset_panel(preset: Preset, catalogue: Catalogue) -> tuple[SeatedModel, ...]:
    """Return the panel of that name, every seat by the first of its routes that is configured.

    Seats without one are left out; `missing` says what they need.
    """
    return tuple(_seated(PRESETS[preset], catalogue))


def missing(preset: Preset, catalogue: Catalogue) -> tuple[str, ...]:
    """Say, one sentence a seat, which seats of that panel cannot be reached and what to set."""
    return tuple(
        f"Nothing that serves {seat.name} is configured here; set {_wanted(seat, catalogue)}."
        for seat in PRESETS[preset]
        if _route(seat, catalogue) is None
    )


def check_default_panel(models: tuple[str, ...], catalogue: Catalogue) -> None:
    """Refuse a list of models that could never debate here; raises `SettingsError`."""
    if fault := next(panel_faults(models, catalogue), None):
        raise SettingsError(f"{VARIABLE} cannot be used: {fault}")


def panel_faults(models: tuple[str, ...], catalogue: Catalogue) -> Iterator[str]:
    """Say, one sentence each, why these models could never debate here.

    A server at hand that needs no key is no reason: it may yet be started.
    """
    if {is_simulated(model) for model in models} == {True, False}:
        yield "It mixes simulated models with real ones."
    yield from _faults(models, catalogue.check, catalogue)


def check_summarizers(models: tuple[str, ...], catalogue: Catalogue) -> None:
    """Refuse models that could never write a summary here; raises `SettingsError`."""
    if fault := next(summarizer_faults(models, catalogue), None):
        raise SettingsError(f"{SUMMARIZERS_VARIABLE} cannot be used: {fault}")


def summarizer_faults(models: tuple[str, ...], catalogue: Catalogue) -> Iterator[str]:
    """Say, one sentence each, which of these models could never write a summary here."""
    yield from _faults(models, catalogue.check_summarizer, catalogue)


def cannot_choose(catalogue: Catalogue) -> tuple[str, ...]:
    """Say of which providers that have a key no model is known, so that none can be chosen."""
    return tuple(
        f"{config.spec.display_name} has a key here, but which models it serves is not known:"
        f" name a panel, or set {VARIABLE}."
        for config in catalogue.configs.values()
        if config.configured and config.api_key
    )


def panel_here(catalogue: Catalogue) -> tuple[SeatedModel, ...]:
    """Return a panel of what is configured here; empty when nothing is.

    Of every provider that has a key the best model, then up to `FILLED_TO` the models that the
    operator lists. Without any of them, what was found running. One alone debates with itself.
    """
    best = _seated(PRESETS[Preset.CURRENT] + FURTHER, catalogue)
    seats = [seated for seated in best if catalogue.configs[provider_of(seated.model)].api_key]
    listed = [SeatedModel(model=model) for model in _listed(catalogue)]
    seats += listed[: max(FILLED_TO - len(seats), 0)]
    if not seats:
        seats = [SeatedModel(model=model) for model in _found(catalogue)][:FILLED_TO]
    if len(seats) == 1:
        return (SeatedModel(model=seats[0].model),) * ALONE
    return tuple(seats)


def _faults(
    models: tuple[str, ...], check: Callable[[str], ModelFault | None], catalogue: Catalogue
) -> Iterator[str]:
    for model in models:
        config = catalogue.configs.get(provider_of(model))
        may_come = config is not None and not config.spec.key_required
        fault = check(model)
        if fault and not (may_come and fault.code is FaultCode.MODEL_NOT_CONFIGURED):
            yield fault.detail


def _seated(seats: tuple[PresetSeat, ...], catalogue: Catalogue) -> Iterator[SeatedModel]:
    for seat in seats:
        if route := _route(seat, catalogue):
            yield SeatedModel(model=route, name=seat.name)


def _route(seat: PresetSeat, catalogue: Catalogue) -> str | None:
    for model in seat.routes:
        if catalogue.check(model) is None:
            return model
    last = seat.last_resort
    if last and catalogue.check(last) is None and catalogue.configs[provider_of(last)].moved:
        return last
    return None


def _wanted(seat: PresetSeat, catalogue: Catalogue) -> str:
    specs = [
        config.spec
        for config in map(catalogue.configs.get, map(provider_of, seat.routes))
        if config
    ]
    keys = [spec.key_variable for spec in specs if spec.key_variable]
    moved = catalogue.configs.get(provider_of(seat.last_resort)) if seat.last_resort else None
    if moved and moved.spec.address_variable:
        keys.append(f"{moved.spec.address_variable} to another server that still has it")
    return " or ".join(keys)


def _listed(catalogue: Catalogue) -> Iterator[str]:
    for config in catalogue.configs.values():
        if config.configured:
            yield from (f"{config.name}/{m}" for m in config.models if m != EVERY_MODEL)


def _found(catalogue: Catalogue) -> Iterator[str]:
    for provider, models in catalogue.discovered.items():
        yield from (f"{provider}/{model}" for model in models)
