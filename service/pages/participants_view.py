"""Everybody who sat at the table: where they stand, whether they moved, and all they said."""

from collections.abc import Iterator

import msgspec

from service.domain.debate import Debate, Participant, Response, seat_of
from service.domain.model_ids import is_simulated
from service.domain.phrasing import Naming, rounds
from service.pages.anchors import Passages
from service.pages.deeds import is_open
from service.pages.links import seat_anchor
from service.pages.moves_view import MoveView, move_view
from service.pages.responses_view import ResponseView, response_view
from service.pages.rounds_view import UNDER_WAY


class Stand(msgspec.Struct, frozen=True, kw_only=True):
    """Where somebody stands."""

    title: str
    label: str
    """Of the option; empty for who has not voted."""
    note: str


class ParticipantView(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who sits at the table, or did."""

    anchor: str
    name: str
    model: str
    simulated: bool
    persona: str | None
    tenure: str
    """Since or until when, where that is not all the time."""
    stand: Stand
    moves: tuple[MoveView, ...]
    thinking: int | None
    """The round in which an answer is waited for."""
    latest: ResponseView | None
    """The last response that has an argument."""
    as_of: str
    """Said where it has failed since."""
    silent: tuple[ResponseView, ...]
    """Those without an argument, by round ..."""
    earlier: tuple[ResponseView, ...]
    """... and all others."""


def participants_view(debate: Debate, passages: Passages) -> tuple[ParticipantView, ...]:
    """Return what is shown of everybody, by seat, whoever sits there now before who did."""
    return tuple(_participant(debate, one, passages) for one in _by_seat(debate))


def _by_seat(debate: Debate) -> Iterator[Participant]:
    for participant in debate.spec.panel:
        yield participant
        yield from (one for one in debate.spec.former if seat_of(one.id) == participant.id)


def _participant(debate: Debate, one: Participant, passages: Passages) -> ParticipantView:
    own = [response for response in debate.responses if response.participant == one.id]
    views = [response_view(debate, response, passages) for response in own]
    argued = [view for view in views if view.argument]
    moves = (move_view(debate, response) for response in own)
    return ParticipantView(
        anchor=seat_anchor(one),
        name=one.name,
        model=one.model,
        simulated=is_simulated(one.model),
        persona=one.persona,
        tenure=_tenure(debate, one),
        stand=_stand(debate, one, own),
        moves=tuple(move for move in moves if move is not None),
        thinking=_thinking(debate, one),
        latest=argued[-1] if argued else None,
        as_of=LAST_ARGUMENT if argued and argued[-1] != views[-1] else "",
        silent=tuple(view for view in views if not view.argument),
        earlier=tuple(argued[:-1]),
    )


LAST_ARGUMENT = "No argument came after this one."


def _tenure(debate: Debate, one: Participant) -> str:
    spec, naming = debate.spec, Naming(spec=debate.spec)
    number = seat_of(one.id).removeprefix("seat_")
    if one.until_round:
        successor = next(p for p in spec.panel_of(one.until_round + 1) if _shares(p, one))
        heir = naming.name(successor.id)
        return f"Sat on seat {number} until round {one.until_round}; then {heir} took it."
    joined = spec.joined(one.id)
    if joined == 1:
        return ""
    before = next(p for p in spec.panel_of(joined - 1) if _shares(p, one))
    return f"Took seat {number} from {naming.name(before.id)} before round {joined}."


def _shares(one: Participant, other: Participant) -> bool:
    return seat_of(one.id) == seat_of(other.id)


def _stand(debate: Debate, one: Participant, own: list[Response]) -> Stand:
    voted = [response for response in own if response.vote]
    if not voted:
        over = debate.state.status not in UNDER_WAY or one.until_round
        return Stand(title="No vote" if over else "No vote yet", label="", note="")
    last = voted[-1]
    return Stand(
        title=_title(debate, one, last),
        label=debate.spec.option(last.vote or "").label,
        note=_steady([response.round for response in voted])
        if len({response.vote for response in voted}) == 1
        else "",
    )


def _title(debate: Debate, one: Participant, last: Response) -> str:
    """Name a vote by what it is: final is one that the outcome was made of."""
    if debate.state.status in UNDER_WAY and not one.until_round:
        return "Vote so far"
    outcome = debate.state.outcome
    if outcome and outcome.rounds == last.round:
        return "Final vote"
    void = ", which does not count" if outcome and outcome.rounds < last.round else ""
    return f"Last vote, in round {last.round}{void}"


def _steady(voted_in: list[int]) -> str:
    """Say that somebody stayed with its vote, where there was anything to stay with."""
    return f", the same in {rounds(voted_in)}" if len(voted_in) > 1 else ""


def _thinking(debate: Debate, one: Participant) -> int | None:
    number = len(debate.state.rounds)
    waited_for = is_open(debate, number) and debate.response(number, one.id) is None
    return number if waited_for and not one.until_round else None
