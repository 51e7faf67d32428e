"""Who writes the summary: the models that were asked for, or the server's own."""

from collections.abc import Iterable, Iterator

from msgspec import UnsetType

from service.api.bodies import fault_at
from service.api.mending import NOTHING, Told
from service.api.requests import SummarizerRequest
from service.domain.debate import Participant
from service.domain.errors import Fault
from service.providers.catalogue import Catalogue

Asked = SummarizerRequest | UnsetType


def summarizers(
    asked: Asked, usual: Iterable[str], catalogue: Catalogue, *, within_budget: bool
) -> tuple[str, ...]:
    """Return the models that are asked in turn: those that were named, else the `usual` ones.

    Of these those are left out that a budget cannot be kept with, since whoever asks has not chosen
    them. One that cannot be reached for now stays: it may be when it is needed.
    """
    if not isinstance(asked, UnsetType):
        return asked.models
    price = catalogue.prices.price
    return tuple(m for m in usual if not within_budget or price(m) is not None)


def off_the_panel_first(models: Iterable[str], panel: Iterable[Participant]) -> tuple[str, ...]:
    """Return those first that are not asked for any seat."""
    seated = {model for participant in panel for model in participant.models}
    return tuple(sorted(models, key=lambda model: model in seated))


def are_at_hand(asked: Asked, catalogue: Catalogue) -> bool:
    """Return whether every summarizer that was named can be used here."""
    named = () if isinstance(asked, UnsetType) else asked.models
    return all(catalogue.check_summarizer(model) is None for model in named)


def summarizer_faults(
    asked: Asked, catalogue: Catalogue, *, within_budget: bool, told: Told = NOTHING
) -> Iterator[Fault]:
    """Find models that cannot be used, or are named twice."""
    models = () if isinstance(asked, UnsetType) else asked.models
    for place, model in enumerate(models):
        path = ("summarizer", "models", place)
        if not told.sound(*path):
            continue
        fault = catalogue.check_summarizer(model)
        if fault is None and within_budget:
            fault = catalogue.check_price(model)
        if model in models[:place]:
            yield fault_at(*path, detail=f"{model} is named already.")
        elif fault is not None:
            yield fault_at(*path, detail=fault.detail, code=fault.code)
