"""Links to what stands on the page of a debate, and what they are called."""

from collections.abc import Iterable

import msgspec

from service.domain.debate import Debate, DebateSpec, Participant, ResponseRef, SeatId, seat_of
from service.pages.anchors import response_anchor


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A link within the page."""

    to: str
    """The id of what it leads to."""
    text: str
    note: str = ""
    """What is said of it beside its name: which round it is of."""


def seat_anchor(participant: Participant) -> str:
    """Return the id of the element of a participant: whoever left a seat has one of its own."""
    left = participant.until_round
    return f"{seat_of(participant.id)}-until-{left}" if left else participant.id


def to_seat(spec: DebateSpec, seat: SeatId) -> Link:
    """Return the link to a participant."""
    participant = spec.participant(seat)
    return Link(to=seat_anchor(participant), text=participant.name)


def to_response(spec: DebateSpec, ref: ResponseRef) -> Link:
    """Return the link to a response."""
    name = spec.participant(ref.participant).name
    return Link(to=response_anchor(ref), text=name, note=f"round {ref.round}")


def to_responses(debate: Debate, refs: Iterable[ResponseRef]) -> tuple[Link, ...]:
    """Return the links to those responses that there are, each once."""
    known = {response.ref for response in debate.responses}
    return tuple(to_response(debate.spec, ref) for ref in dict.fromkeys(refs) if ref in known)
