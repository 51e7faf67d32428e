"""From a request to a debate: defaults resolved, and the faults that no single field shows.

A new rule that spans fields is a generator of `Fault` in `_faults`.
"""

import secrets
from collections.abc import Iterator
from datetime import datetime

from msgspec import UnsetType
from msgspec.structs import replace

from service import ids
from service.api.bodies import fault_at
from service.api.calls import ApiRequest
from service.api.mending import NOTHING, Told, read_mended
from service.api.panel_faults import all_at_hand, panel_faults
from service.api.panels import default_panel, seats
from service.api.protocols import protocol_faults, resolved, usual_rules
from service.api.receivers import own_address, webhook_faults
from service.api.requests import (
    CreateDebate,
    ProtocolRequest,
    SeatRequest,
    chosen,
)
from service.api.summarizers import (
    are_at_hand,
    off_the_panel_first,
    summarizer_faults,
    summarizers,
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
    asked, told = await read_mended(request, CreateDebate)
    return await judged(request, asked, told)


async def judged(request: ApiRequest, asked: CreateDebate, told: Told) -> Debate:
    """Return the debate that was asked for, in whatever form; nothing is stored.

    Raises `InvalidRequestError` with every fault that was found, after those that were `told`.
    """
    context = request.context
    named = chosen(asked.panel, ())
    catalogue = context.catalogue
    if not (named and all_at_hand(named, catalogue) and are_at_hand(asked.summarizer, catalogue)):
        # It may depend on what is at hand, and that can have changed.
        await context.discoveries.refresh()
    return new_debate(
        asked,
        tenant=request.tenant,
        now=context.clock.now(),
        settings=context.settings,
        catalogue=catalogue,
        told=told,
    )


def new_debate(  # noqa: PLR0913 - each is named
    asked: CreateDebate,
    *,
    tenant: str,
    now: datetime,
    settings: Settings,
    catalogue: Catalogue,
    told: Told = NOTHING,
) -> Debate:
    """Return the debate that was asked for, queued.

    Raises `InvalidRequestError` with every fault that its fields have together, after those that
    were `told` of it before.
    """
    options = _options(asked)
    panel, unseated = _panel(asked, options, settings, catalogue, told)
    within_budget = not isinstance(asked.budget, UnsetType)
    told.refuse(
        *unseated,
        *_faults(asked, options, panel, catalogue, told),
        *summarizer_faults(asked.summarizer, catalogue, within_budget=within_budget, told=told),
        *webhook_faults(asked.webhook, settings, told),
    )
    participants = seats(panel, catalogue)
    spec = DebateSpec(
        id=ids.draw(Prefix.DEBATE, now),
        tenant=tenant,
        question=asked.question,
        context=chosen(asked.context, None),
        options=options,
        panel=participants,
        rules=resolved(chosen(asked.protocol, ProtocolRequest()), usual_rules(len(panel))),
        language=chosen(asked.language, None),
        deadline_s=chosen(asked.deadline_seconds, 900),
        webhook=own_address(asked.webhook),
        summarizers=summarizers(
            asked.summarizer,
            off_the_panel_first(settings.summarizers, participants),
            catalogue,
            within_budget=within_budget,
        ),
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
    asked: CreateDebate,
    options: tuple[Option, ...],
    settings: Settings,
    catalogue: Catalogue,
    told: Told,
) -> tuple[tuple[SeatRequest, ...], tuple[Fault, ...]]:
    """Return who is to debate, or nobody and why; that may have been told."""
    if not told.sound("panel"):
        return (), ()
    if not isinstance(asked.panel, UnsetType):
        return asked.panel, ()
    try:
        panel = default_panel(settings, catalogue, options)
    except InvalidRequestError as error:
        return (), error.faults
    if not FEWEST_SEATS <= len(panel) <= MOST_SEATS:
        return (), (fault_at("panel", detail=NO_PANEL, code="model_not_configured"),)
    return panel, ()


def _faults(
    asked: CreateDebate,
    options: tuple[Option, ...],
    panel: tuple[SeatRequest, ...],
    catalogue: Catalogue,
    told: Told,
) -> Iterator[Fault]:
    yield from _id_faults(asked, told)
    yield from _label_faults(options, told)
    check = catalogue.check if isinstance(asked.budget, UnsetType) else catalogue.check_priced
    named = not isinstance(asked.panel, UnsetType)
    yield from panel_faults(panel, check, unnamed=None if named else DEFAULT_PANEL, told=told)
    if not isinstance(asked.protocol, UnsetType):
        # Of a panel that is not known, no more can be said than of the largest.
        seat_count = len(panel) or MOST_SEATS
        yield from protocol_faults(asked.protocol, usual_rules(seat_count), seat_count, told)


def _id_faults(asked: CreateDebate, told: Told) -> Iterator[Fault]:
    known = [n for n in range(len(asked.options)) if told.sound("options", n)]
    without = [
        n
        for n in known
        if isinstance(asked.options[n].id, UnsetType) and told.sound("options", n, "id")
    ]
    if len(without) < len(known):
        for place in without:
            yield fault_at("options", place, "id", detail=ALL_OR_NONE)


def _label_faults(options: tuple[Option, ...], told: Told) -> Iterator[Fault]:
    """Find ids and labels that a reader of votes could take for those of another option."""
    owners: dict[str, int] = {}
    for place, option in enumerate(options):
        for field, given in (("id", option.id), ("label", option.label)):
            path, text = ("options", place, field), normalise_label(given)
            if not told.sound(*path):
                continue
            if not text and field == "label":
                yield fault_at(*path, detail=NOTHING_TO_READ)
            owner = owners.setdefault(text, place)
            if text and owner != place:
                detail = f"This reads the same as the id or label of option {owner + 1}."
                yield fault_at(*path, detail=detail)


ALL_OR_NONE = "Give an id to every option or to none."
NOTHING_TO_READ = "The label needs at least one letter or digit."
DEFAULT_PANEL = "The server's default panel cannot be used; name a panel."
NO_PANEL = (
    "This server has no default panel; name the models that should debate."
    " GET /v1/models lists them."
)
