"""From a request to a debate: defaults resolved, and the faults that no single field shows.

A new rule that spans fields is a generator of `Fault` in `_faults`.
"""

import secrets
from collections.abc import Iterator
from datetime import datetime

from msgspec import UnsetType
from msgspec.structs import replace

from service import ids
from service.api.bodies import fault_at, read_body
from service.api.calls import ApiRequest
from service.api.panel_faults import all_at_hand, panel_faults
from service.api.panels import default_panel, seats
from service.api.protocols import protocol_faults, resolved, usual_rules
from service.api.requests import (
    CreateDebate,
    ProtocolRequest,
    SeatRequest,
    chosen,
)
from service.domain.debate import (
    FEWEST_SEATS,
    MOST_SEATS,
    Debate,
    DebateSpec,
    DebateState,
    DebateStatus,
    Option,
)
from service.domain.errors import Fault, InvalidRequestError
from service.domain.replies import normalise_label
from service.ids import Prefix
from service.providers.catalogue import Catalogue
from service.settings import Settings

SECONDS_A_DAY = 86_400
SEED_BYTES = 16
FIRST_LETTER = ord("A")


async def asked_debate(request: ApiRequest) -> Debate:
    """Return the debate that a request's body asks for; nothing is stored.

    Raises `InvalidRequestError` with every fault that was found.
    """
    context = request.context
    asked = read_body(request.headers, await request.body(), CreateDebate)
    named = chosen(asked.panel, ())
    if not named or not all_at_hand(named, context.catalogue):
        # It may depend on what is at hand, and that can have changed.
        await context.discoveries.refresh()
    return new_debate(
        asked,
        tenant=request.tenant,
        now=context.clock.now(),
        settings=context.settings,
        catalogue=context.catalogue,
    )


def new_debate(
    asked: CreateDebate,
    *,
    tenant: str,
    now: datetime,
    settings: Settings,
    catalogue: Catalogue,
) -> Debate:
    """Return the debate that was asked for, queued.

    Raises `InvalidRequestError` with every fault that its fields have together.
    """
    options = _options(asked)
    panel = _panel(asked, options, settings, catalogue)
    faults = tuple(_faults(asked, options, panel, catalogue))
    if faults:
        raise InvalidRequestError(faults)
    spec = DebateSpec(
        id=ids.draw(Prefix.DEBATE, now),
        tenant=tenant,
        question=asked.question,
        context=chosen(asked.context, None),
        options=options,
        panel=seats(panel, catalogue),
        rules=resolved(chosen(asked.protocol, ProtocolRequest()), usual_rules(len(panel))),
        language=chosen(asked.language, None),
        deadline_s=chosen(asked.deadline_seconds, 900),
        metadata=chosen(asked.metadata, {}),
        seed=secrets.token_bytes(SEED_BYTES),
        created_at=now,
        retention_s=settings.retention_days * SECONDS_A_DAY,
    )
    if not isinstance(asked.budget, UnsetType):
        spec = replace(spec, budget=catalogue.prices.budget(spec, asked.budget.max_cost_usd))
    state = DebateState(status=DebateStatus.QUEUED, changed_at=now)
    return Debate(spec=spec, state=state, rev=1)


def _options(asked: CreateDebate) -> tuple[Option, ...]:
    return tuple(
        Option(id=chosen(option.id, chr(FIRST_LETTER + place)), label=option.label)
        for place, option in enumerate(asked.options)
    )


def _panel(
    asked: CreateDebate, options: tuple[Option, ...], settings: Settings, catalogue: Catalogue
) -> tuple[SeatRequest, ...]:
    if not isinstance(asked.panel, UnsetType):
        return asked.panel
    panel = default_panel(settings, catalogue, options)
    if not FEWEST_SEATS <= len(panel) <= MOST_SEATS:
        raise InvalidRequestError(
            (fault_at("panel", detail=NO_PANEL, code="model_not_configured"),)
        )
    return panel


def _faults(
    asked: CreateDebate,
    options: tuple[Option, ...],
    panel: tuple[SeatRequest, ...],
    catalogue: Catalogue,
) -> Iterator[Fault]:
    yield from _id_faults(asked)
    yield from _label_faults(options)
    check = catalogue.check if isinstance(asked.budget, UnsetType) else catalogue.check_priced
    named = not isinstance(asked.panel, UnsetType)
    yield from panel_faults(panel, check, unnamed=None if named else DEFAULT_PANEL)
    if not isinstance(asked.protocol, UnsetType):
        yield from protocol_faults(asked.protocol, usual_rules(len(panel)), len(panel))


def _id_faults(asked: CreateDebate) -> Iterator[Fault]:
    without = [n for n, option in enumerate(asked.options) if isinstance(option.id, UnsetType)]
    if without and len(without) < len(asked.options):
        for place in without:
            yield fault_at("options", place, "id", detail=ALL_OR_NONE)


def _label_faults(options: tuple[Option, ...]) -> Iterator[Fault]:
    """Find ids and labels that a reader of votes could take for those of another option."""
    owners: dict[str, int] = {}
    for place, option in enumerate(options):
        label = normalise_label(option.label)
        if not label:
            yield fault_at("options", place, "label", detail=NOTHING_TO_READ)
        for field, text in (("id", normalise_label(option.id)), ("label", label)):
            owner = owners.setdefault(text, place)
            if text and owner != place:
                detail = f"This reads the same as the id or label of option {owner + 1}."
                yield fault_at("options", place, field, detail=detail)


ALL_OR_NONE = "Give an id to every option or to none."
NOTHING_TO_READ = "The label needs at least one letter or digit."
DEFAULT_PANEL = "The server's default panel cannot be used; name a panel."
NO_PANEL = (
    "This server has no default panel; name the models that should debate."
    " GET /v1/models lists them."
)
