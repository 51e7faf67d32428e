"""Who sits at the table: the panel that was asked for, or the server's default one, with names."""

from collections.abc import Iterable

from msgspec import UnsetType

from service.api.requests import SeatRequest
from service.domain.debate import Option, Participant
from service.providers.catalogue import Catalogue, ModelEntry
from service.settings import Settings

FEWEST, MOST = 2, 12
DEFAULT_SEATS = 6
LONGEST_NAME = 80
ANY = "*"
"""Ends the id of an entry that stands for every model of a provider."""


def default_models(
    settings: Settings, catalogue: Catalogue, options: tuple[Option, ...]
) -> tuple[str, ...]:
    """Return the models of the panel when the request names none; empty when there is none.

    What the operator has set; else the models that are known to be served here; else simulated
    ones, which vote among these options. Real and simulated models are never mixed.
    """
    if settings.default_panel:
        return settings.default_panel
    real = tuple(entry.id for entry in catalogue.list() if _can_sit(entry))
    if real:
        return real[:DEFAULT_SEATS] if len(real) >= FEWEST else real * FEWEST
    return _simulated(options) if settings.sim else ()


def seats(asked: Iterable[SeatRequest], catalogue: Catalogue) -> tuple[Participant, ...]:
    """Return the panel: seats numbered from 1, each under a name of its own.

    Names that were asked for stay as they are; a default name is numbered when it is taken.
    """
    panel = tuple(asked)
    taken = {seat.name for seat in panel if not isinstance(seat.name, UnsetType)}
    participants = []
    for place, seat in enumerate(panel, start=1):
        if isinstance(seat.name, UnsetType):
            name = _free_name(catalogue.display_name(seat.model), taken)
            taken.add(name)
        else:
            name = seat.name
        persona = None if isinstance(seat.persona, UnsetType) else seat.persona
        participants.append(
            Participant(
                id=f"seat_{place}",
                model=seat.model,
                name=name,
                persona=persona,
                effort=None if isinstance(seat.effort, UnsetType) else seat.effort,
            )
        )
    return tuple(participants)


def _can_sit(entry: ModelEntry) -> bool:
    return entry.configured and not entry.simulated and not entry.id.endswith(f"/{ANY}")


def _simulated(options: tuple[Option, ...]) -> tuple[str, ...]:
    first, second = options[0].id, options[1].id
    third = options[2].id if len(options) > FEWEST else first
    votes = (first, second, f"{first}>{second}", second, third, "majority")
    return tuple(f"sim/{vote}" for vote in votes)


def _free_name(wanted: str, taken: set[str]) -> str:
    name, number = wanted[:LONGEST_NAME], 1
    while name in taken:
        number += 1
        suffix = f" ({number})"
        name = wanted[: LONGEST_NAME - len(suffix)] + suffix
    return name
