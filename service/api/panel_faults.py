"""What can be wrong with a panel beyond its single fields.

A new rule is a generator of `Fault` in `panel_faults`.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from service.api.bodies import fault_at
from service.api.mending import NOTHING, Told
from service.api.requests import SeatRequest, chosen
from service.domain.errors import Fault
from service.providers.catalogue import Catalogue, ModelFault

Check: TypeAlias = Callable[[str], ModelFault | None]
"""Says why a model cannot be used."""


def all_at_hand(panel: Sequence[SeatRequest], catalogue: Catalogue) -> bool:
    """Return whether every model that may be asked can be used here."""
    return all(catalogue.check(model) is None for seat in panel for model in _models(seat))


def panel_faults(
    panel: Sequence[SeatRequest],
    check: Check,
    *,
    unnamed: str | None = None,
    told: Told = NOTHING,
) -> Iterator[Fault]:
    """Find models that cannot be used, or are named twice for a seat, and names that repeat.

    A panel that the request does not name has its faults as a whole, after the words `unnamed`.
    """
    faults = (
        *_model_faults(panel, check, told),
        *_fallback_faults(panel, check, told),
        *_name_faults(panel),
    )
    for fault in faults:
        if unnamed is None:
            yield fault
        else:
            yield fault_at("panel", detail=f"{unnamed} {fault.detail}", code=fault.code)


def _models(seat: SeatRequest) -> tuple[str, ...]:
    return (seat.model, *chosen(seat.fallbacks, ()))


def _model_faults(panel: Sequence[SeatRequest], check: Check, told: Told) -> Iterator[Fault]:
    for place, seat in enumerate(panel):
        path = ("panel", place, "model")
        if told.sound(*path) and (fault := check(seat.model)):
            yield fault_at(*path, detail=fault.detail, code=fault.code)


def _fallback_faults(panel: Sequence[SeatRequest], check: Check, told: Told) -> Iterator[Fault]:
    for place, seat in enumerate(panel):
        earlier = {seat.model} if told.sound("panel", place, "model") else set[str]()
        for number, model in enumerate(chosen(seat.fallbacks, ())):
            path = ("panel", place, "fallbacks", number)
            if not told.sound(*path):
                continue
            if model in earlier:
                yield fault_at(*path, detail=f"The seat has {model} already.")
            elif fault := check(model):
                yield fault_at(*path, detail=fault.detail, code=fault.code)
            earlier.add(model)


def _name_faults(panel: Sequence[SeatRequest]) -> Iterator[Fault]:
    names = Counter(seat.name.strip().casefold() for seat in panel if isinstance(seat.name, str))
    for place, seat in enumerate(panel):
        if isinstance(seat.name, str) and names[seat.name.strip().casefold()] > 1:
            yield fault_at("panel", place, "name", detail="Two seats cannot have the same name.")
