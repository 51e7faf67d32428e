"""The rounds of a debate, one step after the other: how each stood, who moved, who gave no vote."""

import msgspec

from service.domain.debate import Debate, DebateStatus, Note, Round, SeatId, TallyRow
from service.domain.headlines import round_result
from service.domain.phrasing import capital, counted
from service.domain.tally import handovers, round_tally, votes_by_seat
from service.domain.transcript import shown
from service.pages.deeds import deed, is_open
from service.pages.links import Link, to_response, to_seat
from service.pages.moves_view import MoveView, move_view

BLIND = "Blind: nobody had read anybody."
INFORMED = "Informed: everyone had read the others."

UNDER_WAY = {DebateStatus.QUEUED, DebateStatus.RUNNING}


class Votes(msgspec.Struct, frozen=True, kw_only=True):
    """An option that was voted for in a round, and by whom."""

    count: int
    label: str
    voters: tuple[Link, ...]


class Others(msgspec.Struct, frozen=True, kw_only=True):
    """Those who gave no vote in one way, or have not yet."""

    what: str
    who: tuple[Link, ...]


class NoteView(msgspec.Struct, frozen=True, kw_only=True):
    """What the moderator told the seats."""

    text: str
    shown: str


class RoundView(msgspec.Struct, frozen=True, kw_only=True):
    """A round that was begun."""

    number: int
    known: str
    result: str
    """How it stood."""
    votes: tuple[Votes, ...]
    others: tuple[Others, ...]
    moves: tuple[MoveView, ...]
    nobody_moved: bool
    """Whether somebody could have."""
    came: tuple[tuple[Link, Link], ...]
    """Who took a seat, and from whom."""
    notes: tuple[NoteView, ...]
    previous: int | None
    next: int | None


class RoundsView(msgspec.Struct, frozen=True, kw_only=True):
    """All of them."""

    held: tuple[RoundView, ...]
    to_come: str
    """How many may still follow; empty when none can."""
    unread: tuple[NoteView, ...]
    """Notes that no round has shown so far."""


def rounds_view(debate: Debate) -> RoundsView:
    """Return what is shown of the rounds."""
    begun = len(debate.state.rounds)
    return RoundsView(
        held=tuple(_round(debate, one) for one in debate.state.rounds),
        to_come=_to_come(debate),
        unread=tuple(
            _note(debate, note)
            for note in debate.state.notes
            if note.round is None or note.round > begun
        ),
    )


def _round(debate: Debate, one: Round) -> RoundView:
    number, spec = one.number, debate.spec
    found = (move_view(debate, response) for response in debate.round_responses(number))
    moves = tuple(move for move in found if move is not None)
    came = handovers(debate, number) if number > 1 else ()
    return RoundView(
        number=number,
        known=BLIND if number == 1 else INFORMED,
        result=_result(debate, one),
        votes=tuple(_votes(debate, number, row) for row in _by_votes(debate, number)),
        others=_others(debate, number),
        moves=moves,
        nobody_moved=number > 1 and one.finished_at is not None and not moves,
        came=tuple((to_seat(spec, new.id), to_seat(spec, old.id)) for old, new in came),
        notes=tuple(_note(debate, n) for n in debate.state.notes if n.round == number),
        previous=number - 1 if number > 1 else None,
        next=number + 1 if number < len(debate.state.rounds) else None,
    )


def _result(debate: Debate, one: Round) -> str:
    if one.finished_at is not None:
        return round_result(debate, one.number)
    return "Under way" if is_open(debate, one.number) else "Not finished"


def _to_come(debate: Debate) -> str:
    begun = len(debate.state.rounds)
    left = debate.spec.rules.max_rounds - begun
    if debate.state.status not in UNDER_WAY or not left:
        return ""
    told = counted(left, "more round" if begun else "round")
    return f"{capital(told if left == 1 else f'up to {told}')} may follow."


def _by_votes(debate: Debate, number: int) -> list[TallyRow]:
    """Return the options that got votes, most votes first."""
    rows = [row for row in round_tally(debate, number) if row.votes]
    return sorted(rows, key=lambda row: -row.votes)


def _votes(debate: Debate, number: int, row: TallyRow) -> Votes:
    return Votes(
        count=row.votes,
        label=debate.spec.option(row.option).label,
        voters=tuple(_link(debate, number, seat) for seat in row.participants),
    )


def _others(debate: Debate, number: int) -> tuple[Others, ...]:
    found: dict[str, list[Link]] = {}
    for seat, vote in votes_by_seat(debate, number).items():
        if vote is None:
            did = deed(debate, number, debate.response(number, seat))
            found.setdefault(did, []).append(_link(debate, number, seat))
    return tuple(Others(what=capital(what), who=tuple(who)) for what, who in found.items())


def _link(debate: Debate, number: int, seat: SeatId) -> Link:
    response = debate.response(number, seat)
    return to_response(debate.spec, response.ref) if response else to_seat(debate.spec, seat)


def _note(debate: Debate, note: Note) -> NoteView:
    return NoteView(text=note.text, shown=shown(debate, note))
