"""The operation that goes on from a round of another debate, and what it makes of its request.

What a fork is, is decided in `service.domain.forking`; its protocol and panel are resolved and
checked as those of a create are. A new field of a fork is read in `forked`.
"""

from collections.abc import Iterator
from datetime import datetime

from litestar import post
from litestar.params import FromPath
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from service import ids
from service.api.bodies import fault_at
from service.api.calls import ApiRequest
from service.api.creation import SECONDS_A_DAY
from service.api.debate_replies import accept, load
from service.api.mending import NOTHING, Told, read_mended
from service.api.panel_faults import all_at_hand, panel_faults
from service.api.panels import seats
from service.api.protocols import protocol_faults, resolved
from service.api.receivers import own_address, webhook_faults
from service.api.reply import Reply
from service.api.requests import ForkDebate, ProtocolRequest, SeatRequest, chosen
from service.api.summarizers import are_at_hand, summarizer_faults, summarizers
from service.domain.debate import Debate, DebateSpec, Origin, Participant, Rules
from service.domain.errors import Fault, InvalidRequestError, RoundtableError
from service.domain.forking import fork, heard_until, why_not_from
from service.ids import Prefix
from service.providers.catalogue import Catalogue
from service.settings import Settings


@post("/v1/debates/{debate_id:str}/fork", operation_id="forkDebate")
async def fork_debate(request: ApiRequest, debate_id: FromPath[str]) -> Reply:
    """Create a debate that goes on from a closed round of another, with what is to be different.

    The new debate holds the rounds up to that one as they were, with the moderator's notes that
    they showed, and asks for the next. Question, options, context, language, metadata, deadline and
    budget are the original's, and its summarizers unless others are named; the deadline runs anew,
    and the budget is for what the fork itself spends, as its `usage` is. A `webhook` of the
    original is not told of the fork; name one if you want to be told. It is replied to as a create
    is. The original stays as it is, and either can be deleted without the other.
    """
    return await accept(request, await _asked_fork(request, debate_id))


async def _asked_fork(request: ApiRequest, debate_id: str) -> Debate:
    asked, told = await read_mended(request, ForkDebate)
    try:
        return await _fork_of(request, debate_id, asked, told)
    except InvalidRequestError:
        raise
    except RoundtableError:
        # What stands in the way of judging the rest is no answer to a request with faults.
        told.refuse()
        raise


async def _fork_of(request: ApiRequest, debate_id: str, asked: ForkDebate, told: Told) -> Debate:
    context = request.context
    original = await load(request, debate_id)
    panel, catalogue = _panel(asked, original.spec, told), context.catalogue
    if not (all_at_hand(panel, catalogue) and are_at_hand(asked.summarizer, catalogue)):
        await context.discoveries.refresh()
    return forked(
        asked,
        original,
        now=context.clock.now(),
        settings=context.settings,
        catalogue=catalogue,
        told=told,
    )


def forked(  # noqa: PLR0913 - each is named
    asked: ForkDebate,
    original: Debate,
    *,
    now: datetime,
    settings: Settings,
    catalogue: Catalogue,
    told: Told = NOTHING,
) -> Debate:
    """Return the fork that was asked for, queued.

    Raises `InvalidRequestError` with every fault that was found, after those that were `told` of
    it before, and `DebateInProgressError` when the round is not closed yet.
    """
    before = original.spec
    panel, gone = _panel(asked, before, told), _gone(asked, before, told)
    rules = resolved(chosen(asked.protocol, ProtocolRequest()), before.rules)
    within_budget = before.budget is not None
    told.refuse(
        *_round_faults(asked, original, rules, told),
        *_faults(asked, before, catalogue, told),
        *summarizer_faults(asked.summarizer, catalogue, within_budget=within_budget, told=told),
        *webhook_faults(asked.webhook, settings, told),
    )
    spec = replace(
        before,
        id=ids.draw(Prefix.DEBATE, now),
        panel=seats(panel, catalogue, taken=gone),
        rules=rules,
        summarizers=summarizers(
            asked.summarizer,
            before.summarizers,
            catalogue,
            within_budget=within_budget,
        ),
        created_at=now,
        retention_s=settings.retention_days * SECONDS_A_DAY,
        webhook=own_address(asked.webhook),
        forked_from=Origin(debate_id=before.id, round=asked.from_round),
    )
    if before.budget is not None:
        spec = replace(spec, budget=catalogue.prices.budget(spec, before.budget.max_usd))
    return _with_notes_of_its_own(fork(original, spec))


def _round_faults(
    asked: ForkDebate, original: Debate, rules: Rules, told: Told
) -> Iterator[Fault]:
    if not told.sound("from_round"):
        return
    why_not = why_not_from(original, asked.from_round)
    if why_not is None and told.sound("protocol", "max_rounds"):
        why_not = _no_room(asked, rules)
    if why_not is not None:
        yield fault_at("from_round", detail=why_not)


def _faults(
    asked: ForkDebate, before: DebateSpec, catalogue: Catalogue, told: Told
) -> Iterator[Fault]:
    if told.sound("panel"):
        yield from _seat_faults(asked, before, catalogue, told)
    if not isinstance(asked.protocol, UnsetType):
        yield from protocol_faults(asked.protocol, before.rules, len(before.panel), told)


def _seat_faults(
    asked: ForkDebate, before: DebateSpec, catalogue: Catalogue, told: Told
) -> Iterator[Fault]:
    panel = _panel(asked, before, told)
    named = not isinstance(asked.panel, UnsetType)
    check = catalogue.check if before.budget is None else catalogue.check_priced
    if len(panel) != len(before.panel):
        detail = (
            f"Each entry takes the place of a seat of the original, which has {len(before.panel)}."
        )
        yield fault_at("panel", detail=detail)
    yield from panel_faults(panel, check, unnamed=None if named else ORIGINAL_PANEL, told=told)
    if told.sound("from_round") and all(_knows(told, place) for place in range(len(panel))):
        yield from _name_faults(panel, _gone(asked, before, told))


def _no_room(asked: ForkDebate, rules: Rules) -> str | None:
    if asked.from_round < rules.max_rounds:
        return None
    return (
        f"No round can follow round {asked.from_round}, since max_rounds is {rules.max_rounds};"
        " fork an earlier round, or raise protocol.max_rounds."
    )


def _with_notes_of_its_own(debate: Debate) -> Debate:
    """Return a fork in which the copied notes have ids of this debate, as responses do."""
    notes = (replace(n, id=ids.note_id(debate.spec.id, n.id)) for n in debate.state.notes)
    return replace(debate, state=replace(debate.state, notes=tuple(notes)))


def _name_faults(panel: tuple[SeatRequest, ...], gone: frozenset[str]) -> Iterator[Fault]:
    taken = {name.strip().casefold() for name in gone}
    for place, seat in enumerate(panel):
        if isinstance(seat.name, str) and seat.name.strip().casefold() in taken:
            yield fault_at("panel", place, "name", detail=NOT_THE_SAME)


def _knows(told: Told, place: int) -> bool:
    """Return whether it can be said who is to sit there."""
    return all(told.sound(*path) for path in (("panel", place, "model"), ("panel", place, "name")))


def _panel(asked: ForkDebate, before: DebateSpec, told: Told) -> tuple[SeatRequest, ...]:
    """Return the seats that were asked for; who stays and is not named keeps its name."""
    if isinstance(asked.panel, UnsetType):
        return tuple(_again(participant) for participant in before.panel)
    if not told.sound("from_round"):
        return asked.panel
    sat = {n: p for n, p in enumerate(before.panel_of(asked.from_round)) if _knows(told, n)}
    return tuple(_named_as(seat, sat.get(place)) for place, seat in enumerate(asked.panel))


def _gone(asked: ForkDebate, before: DebateSpec, told: Told) -> frozenset[str]:
    """Return the names of those who were heard in the rounds taken over and do not go on."""
    sat = before.panel_of(asked.from_round)
    pairs = zip(_panel(asked, before, told), sat, strict=False)
    stay = {p.name for seat, p in pairs if (seat.model, seat.name) == (p.model, p.name)}
    return frozenset(p.name for p in heard_until(before, asked.from_round)) - stay


def _named_as(seat: SeatRequest, sat: Participant | None) -> SeatRequest:
    same = sat is not None and seat.model == sat.model and isinstance(seat.name, UnsetType)
    return replace(seat, name=sat.name) if sat is not None and same else seat


def _again(participant: Participant) -> SeatRequest:
    return SeatRequest(
        model=participant.model,
        name=participant.name,
        persona=UNSET if participant.persona is None else participant.persona,
        effort=UNSET if participant.effort is None else participant.effort,
        fallbacks=participant.fallbacks,
    )


ORIGINAL_PANEL = "The original's panel cannot be used any more; name a panel."
NOT_THE_SAME = (
    "Another participant of the rounds taken over has this name, and who said what would be"
    " unclear; give another name, or none."
)

HANDLERS = (fork_debate,)
