"""What of a summary can be written, and on which responses each of it may rest.

The same rules as in `grounding`, seen from the writer's side: it is told what is open to it, so
that it need not guess. What nobody argued for has no place here and is told by code.
"""

import msgspec

from service.domain.debate import Debate, OptionId, Response, SeatId, TurningPoint
from service.domain.desk import Desk


class Places(msgspec.Struct, frozen=True, kw_only=True):
    """What can be written beside the overview; responses as `P3@2`, by round."""

    positions: dict[str, tuple[str, ...]]
    """By participant's code: what may be cited for it."""
    strongest: dict[OptionId, tuple[str, ...]]
    """By option: what may be cited for it; what has to come first, where the ledger says, does."""
    turns: dict[str, tuple[str, ...]]
    """By turning point's code: the references of which its sentence has to hold one."""


def places_of(debate: Debate, desk: Desk) -> Places:
    """Return what the writer of this debate's summary can fill."""
    panel = {participant.id for participant in debate.spec.panel}
    positions = {
        code: _position(debate, desk, participant)
        for code, participant in desk.codes.items()
        if participant in panel
    }
    strongest = {option.id: _strongest(desk, option.id) for option in debate.spec.options}
    turns = {code: tuple(_forms(debate, desk, turn)) for code, turn in desk.turns.items()}
    return Places(
        positions={code: keys for code, keys in positions.items() if keys},
        strongest={option: keys for option, keys in strongest.items() if keys},
        turns={code: forms for code, forms in turns.items() if forms},
    )


def _position(debate: Debate, desk: Desk, participant: SeatId) -> tuple[str, ...]:
    votes = [r.vote for r in debate.responses if r.participant == participant and r.vote]
    return tuple(
        key
        for key, response in desk.citable.items()
        if response.participant == participant and (not votes or response.vote == votes[-1])
    )


def _strongest(desk: Desk, option: OptionId) -> tuple[str, ...]:
    keys = [key for key, response in desk.citable.items() if response.vote == option]
    first = desk.strongest.get(option)
    return tuple(sorted(keys, key=lambda key: desk.citable[key] != first))


def _forms(debate: Debate, desk: Desk, turn: TurningPoint) -> list[str]:
    """Return the references that tell a turn, as far as there is an argument to cite for them."""
    argued = desk.citable.values()
    if turn.participant is None:
        held = {response.vote for response in argued}
        return [f"[{option}@{turn.round}]" for option in turn.to_options if option in held]
    if turn.participant not in {response.participant for response in argued}:
        return []
    before = _voted_before(debate, turn.participant, turn.round)
    return [f"[{desk.code_of[turn.participant]}@{before.round}>{turn.round}]"]


def _voted_before(debate: Debate, participant: SeatId, number: int) -> Response:
    return [
        response
        for response in debate.responses
        if response.participant == participant and response.round < number and response.vote
    ][-1]
