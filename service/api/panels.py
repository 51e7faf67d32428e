"""Who sits at the table: the panel that was asked for, or the server's default one, with names."""

from collections.abc import Iterable, Sequence

from msgspec import UNSET, UnsetType

from service.api.requests import SeatRequest, chosen
from service.domain.debate import Option, OptionId, Participant
from service.domain.errors import Fault, FaultIn, InvalidRequestError
from service.domain.model_ids import SIMULATED
from service.providers.catalogue import Catalogue, FaultCode
from service.providers.seating import SeatedModel, cannot_choose, missing, panel_here, preset_panel
from service.settings import Preset, Settings

LONGEST_NAME = 80


def default_panel(
    settings: Settings, catalogue: Catalogue, options: tuple[Option, ...]
) -> tuple[SeatRequest, ...]:
    """Return the panel when the request names none; empty when there is none.

    What the operator has set; else what is configured here; else simulated models, which vote
    among these options. Real and simulated models are never mixed. Raises `InvalidRequestError`
    when a seat of the panel that the operator has named cannot be reached, and when nothing can
    be chosen of what has a key.
    """
    asked = settings.default_panel
    if isinstance(asked, Preset):
        if wanting := missing(asked, catalogue):
            raise InvalidRequestError(tuple(_not_configured(asked, detail) for detail in wanting))
        return tuple(_request(seated) for seated in preset_panel(asked, catalogue))
    if asked:
        return tuple(SeatRequest(model=model) for model in asked)
    real = tuple(_request(seated) for seated in panel_here(catalogue))
    if not real and (unchosen := cannot_choose(catalogue)):
        raise InvalidRequestError(tuple(_no_panel(detail) for detail in unchosen))
    if real or not settings.sim:
        return real
    return simulated_panel(tuple(option.id for option in options))


def simulated_panel(votes: Sequence[OptionId]) -> tuple[SeatRequest, ...]:
    """Return simulated models that vote for these, two or more options, and do not agree."""
    first, second, *others = votes
    third = others[0] if others else first
    moves = (first, second, f"{first}>{second}", second, third, "majority")
    return tuple(SeatRequest(model=f"{SIMULATED}/{move}") for move in moves)


def seats(
    asked: Iterable[SeatRequest], catalogue: Catalogue, *, taken: Iterable[str] = ()
) -> tuple[Participant, ...]:
    """Return the panel: seats numbered from 1, each under a name of its own.

    Names that were asked for stay as they are; a default name is numbered when it is `taken`.
    """
    panel = tuple(asked)
    names = {*taken, *(seat.name for seat in panel if not isinstance(seat.name, UnsetType))}
    participants = []
    for place, seat in enumerate(panel, start=1):
        name = chosen(seat.name, None) or _free_name(catalogue.display_name(seat.model), names)
        names.add(name)
        participants.append(
            Participant(
                id=f"seat_{place}",
                model=seat.model,
                name=name,
                persona=chosen(seat.persona, None),
                effort=chosen(seat.effort, None),
                fallbacks=chosen(seat.fallbacks, ()),
            )
        )
    return tuple(participants)


def _request(seated: SeatedModel) -> SeatRequest:
    return SeatRequest(model=seated.model, name=UNSET if seated.name is None else seated.name)


def _not_configured(preset: Preset, detail: str) -> Fault:
    return _no_panel(
        f"The server's default panel, `{preset}`, cannot be used; name a panel. {detail}"
    )


def _no_panel(detail: str) -> Fault:
    return Fault(
        where=FaultIn.BODY, code=FaultCode.MODEL_NOT_CONFIGURED, detail=detail, pointer="/panel"
    )


def _free_name(wanted: str, taken: set[str]) -> str:
    name, number = wanted[:LONGEST_NAME], 1
    while name in taken:
        number += 1
        suffix = f" ({number})"
        name = wanted[: LONGEST_NAME - len(suffix)] + suffix
    return name
