"""From a request to a debate: defaults resolved, and the faults that no single field shows.

A new rule that spans fields is a generator of `Fault` in `_faults`.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeAlias

from msgspec import UnsetType
from msgspec.structs import replace

from service import ids
from service.api.bodies import pointer, read_body
from service.api.calls import ApiRequest
from service.api.panels import default_panel, seats
from service.api.requests import (
    CreateDebate,
    ProtocolRequest,
    SeatRequest,
    chosen,
)
from service.domain.debate import (
    FEWEST_SEATS,
    MOST_SEATS,
    ConsensusRule,
    Debate,
    DebateSpec,
    DebateState,
    DebateStatus,
    Identities,
    Option,
    Rules,
    TieBreak,
)
from service.domain.errors import Fault, FaultIn, InvalidRequestError
from service.domain.replies import normalise_label
from service.ids import Prefix
from service.providers.catalogue import Catalogue, ModelFault
from service.settings import Settings

SECONDS_A_DAY = 86_400
SEED_BYTES = 16
FIRST_LETTER = ord("A")

Check: TypeAlias = Callable[[str], ModelFault | None]
"""Says why a model cannot be used."""


async def asked_debate(request: ApiRequest) -> Debate:
    """Return the debate that a request's body asks for; nothing is stored.

    Raises `InvalidRequestError` with every fault that was found.
    """
    context = request.context
    asked = read_body(request.headers, await request.body(), CreateDebate)
    named = chosen(asked.panel, ())
    models = [model for seat in named for model in (seat.model, *chosen(seat.fallbacks, ()))]
    if not named or any(context.catalogue.check(model) for model in models):
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
        rules=_rules(chosen(asked.protocol, ProtocolRequest()), len(panel)),
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
        raise InvalidRequestError((_fault("panel", detail=NO_PANEL, code="model_not_configured"),))
    return panel


def _rules(asked: ProtocolRequest, seat_count: int) -> Rules:
    max_rounds = chosen(asked.max_rounds, 3)
    votes_needed = chosen(asked.votes_needed, None)
    rule = ConsensusRule(chosen(asked.consensus, "supermajority"))
    return Rules(
        max_rounds=max_rounds,
        min_rounds=chosen(asked.min_rounds, min(2, max_rounds)),
        consensus=rule if votes_needed is None else ConsensusRule.VOTES_NEEDED,
        votes_needed=votes_needed,
        quorum=chosen(asked.quorum, seat_count // 2 + 1),
        round_deadline_s=chosen(asked.round_deadline_seconds, 120),
        stop_when_stable=chosen(asked.stop_when_stable, True),  # noqa: FBT003
        tie_break=chosen(asked.tie_break, TieBreak.TRAJECTORY),
        identities=chosen(asked.identities, Identities.ANONYMOUS),
        shuffle_options=chosen(asked.shuffle_options, True),  # noqa: FBT003
        allow_abstain=chosen(asked.allow_abstain, False),  # noqa: FBT003
        max_argument_words=chosen(asked.max_argument_words, 220),
    )


def _faults(
    asked: CreateDebate,
    options: tuple[Option, ...],
    panel: tuple[SeatRequest, ...],
    catalogue: Catalogue,
) -> Iterator[Fault]:
    yield from _id_faults(asked)
    yield from _label_faults(options)
    check = catalogue.check if isinstance(asked.budget, UnsetType) else catalogue.check_priced
    yield from _model_faults(panel, check, named=not isinstance(asked.panel, UnsetType))
    yield from _fallback_faults(panel, check)
    yield from _name_faults(panel)
    if not isinstance(asked.protocol, UnsetType):
        yield from _protocol_faults(asked.protocol, len(panel))


def _id_faults(asked: CreateDebate) -> Iterator[Fault]:
    without = [n for n, option in enumerate(asked.options) if isinstance(option.id, UnsetType)]
    if without and len(without) < len(asked.options):
        for place in without:
            yield _fault("options", place, "id", detail=ALL_OR_NONE)


def _label_faults(options: tuple[Option, ...]) -> Iterator[Fault]:
    """Find ids and labels that a reader of votes could take for those of another option."""
    owners: dict[str, int] = {}
    for place, option in enumerate(options):
        label = normalise_label(option.label)
        if not label:
            yield _fault("options", place, "label", detail=NOTHING_TO_READ)
        for field, text in (("id", normalise_label(option.id)), ("label", label)):
            owner = owners.setdefault(text, place)
            if text and owner != place:
                detail = f"This reads the same as the id or label of option {owner + 1}."
                yield _fault("options", place, field, detail=detail)


def _model_faults(panel: tuple[SeatRequest, ...], check: Check, *, named: bool) -> Iterator[Fault]:
    for place, seat in enumerate(panel):
        fault = check(seat.model)
        if fault is not None and named:
            yield _fault("panel", place, "model", detail=fault.detail, code=fault.code)
        elif fault is not None:
            detail = f"The server's default panel cannot be used; name a panel. {fault.detail}"
            yield _fault("panel", detail=detail, code=fault.code)


def _fallback_faults(panel: tuple[SeatRequest, ...], check: Check) -> Iterator[Fault]:
    for place, seat in enumerate(panel):
        models = (seat.model, *chosen(seat.fallbacks, ()))
        for number, model in enumerate(models[1:]):
            path = ("panel", place, "fallbacks", number)
            if model in models[: number + 1]:
                yield _fault(*path, detail=f"The seat has {model} already.")
            elif fault := check(model):
                yield _fault(*path, detail=fault.detail, code=fault.code)


def _name_faults(panel: tuple[SeatRequest, ...]) -> Iterator[Fault]:
    names = Counter(seat.name.strip().casefold() for seat in panel if isinstance(seat.name, str))
    for place, seat in enumerate(panel):
        if isinstance(seat.name, str) and names[seat.name.strip().casefold()] > 1:
            yield _fault("panel", place, "name", detail="Two seats cannot have the same name.")


def _protocol_faults(asked: ProtocolRequest, seat_count: int) -> Iterator[Fault]:
    max_rounds = chosen(asked.max_rounds, 3)
    if chosen(asked.min_rounds, 1) > max_rounds:
        detail = f"min_rounds must not exceed max_rounds, which is {max_rounds}."
        yield _fault("protocol", "min_rounds", detail=detail)
    given = not isinstance(asked.votes_needed, UnsetType)
    if given and not isinstance(asked.consensus, UnsetType):
        detail = "votes_needed takes the place of consensus; give one of them."
        yield _fault("protocol", "votes_needed", detail=detail)
    for field, wanted in (("votes_needed", asked.votes_needed), ("quorum", asked.quorum)):
        if chosen(wanted, 1) > seat_count:
            detail = f"{field} must not exceed the number of seats, which is {seat_count}."
            yield _fault("protocol", field, detail=detail)


def _fault(*path: str | int, detail: str, code: str = "validation_failed") -> Fault:
    return Fault(where=FaultIn.BODY, code=code, detail=detail, pointer=pointer(path))


ALL_OR_NONE = "Give an id to every option or to none."
NOTHING_TO_READ = "The label needs at least one letter or digit."
NO_PANEL = (
    "This server has no default panel; name the models that should debate."
    " GET /v1/models lists them."
)
