"""What one seat sees in one round: options and arguments in its order, under its codes.

All of it follows from the ledger and the debate's seed; how it is said to a model is in `prompts`.
"""

from collections.abc import Iterable, Sequence
from itertools import count

import msgspec

from service.domain.debate import (
    Debate,
    DebateSpec,
    Identities,
    Note,
    OptionId,
    Response,
    ResponseRef,
    ResponseStatus,
    SeatId,
    seat_of,
)
from service.domain.draws import draw_order, draw_token
from service.domain.references import code_letter, referred_to


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What one seat sees in one round."""

    spec: DebateSpec
    seat: SeatId
    round: int
    order: tuple[OptionId, ...]
    codes: dict[str, ResponseRef]
    shown: tuple[Response, ...]
    """The latest argument of each seat, and what it leans on, in the order of the codes."""
    own: tuple[Response, ...]
    """What the seat itself has said so far, by round."""
    notes: tuple[Note, ...]
    """What the moderator has told every seat for this round and those before it."""
    delimiter: str
    """Encloses what is quoted beside question and context."""

    @property
    def blind(self) -> bool:
        """Return whether there is no argument to be shown."""
        return not self.shown

    @property
    def named(self) -> bool:
        """Return whether names are told."""
        return self.spec.rules.identities is Identities.NAMED

    @property
    def code_of(self) -> dict[SeatId, str]:
        """Return the code of each seat that is shown."""
        return {ref.participant: code for code, ref in self.codes.items()}


def view_of(debate: Debate, seat: SeatId) -> View:
    """Return what that seat sees in the debate's current round: answers of earlier rounds only."""
    spec = debate.spec
    number = debate.state.rounds[-1].number
    earlier = [response for response in debate.responses if _argues(response, before=number)]
    own = tuple(response for response in earlier if response.participant == seat)
    latest = _on_the_table(earlier, own)
    seats = draw_order(spec.seed, "arguments", list(latest), round_number=number, seat=seat)
    shown = tuple(latest[shown_seat] for shown_seat in seats)
    notes = debate.notes_shown(number)
    texts = [*written_texts(spec, earlier), *(note.text for note in notes)]
    letter = code_letter(texts) if shown else ""
    return View(
        spec=spec,
        seat=seat,
        round=number,
        order=_option_order(spec, seat),
        codes={f"{letter}{n}": response.ref for n, response in enumerate(shown, start=1)},
        shown=shown,
        own=own,
        notes=notes,
        delimiter=draw_delimiter(spec, texts, round_number=number, seat=seat),
    )


def draw_delimiter(
    spec: DebateSpec, texts: Sequence[str], *, round_number: int = 0, seat: SeatId = ""
) -> str:
    """Return a word that stands in none of the texts, so that none can end its quotation."""
    tokens = (
        draw_token(spec.seed, f"delimiter {n}", round_number=round_number, seat=seat)
        for n in count()
    )
    return next(token for token in tokens if not any(token in text for text in texts))


def written_texts(spec: DebateSpec, responses: Iterable[Response]) -> Iterable[str]:
    """Yield all that anybody wrote and that can stand in a prompt of this debate."""
    yield spec.question
    yield spec.context or ""
    for option in spec.options:
        yield option.id
        yield option.label
    for participant in spec.participants:
        yield participant.name
        yield participant.persona or ""
    for response in responses:
        yield response.argument or ""
        yield response.would_change_mind or ""


def _argues(response: Response, *, before: int) -> bool:
    chose = response.status in {ResponseStatus.VOTED, ResponseStatus.ABSTAINED}
    return chose and bool(response.argument) and response.round < before


def _on_the_table(earlier: Sequence[Response], own: Sequence[Response]) -> dict[SeatId, Response]:
    """Return the latest argument of each seat, whoever sat there, by who gave it.

    Who has left the panel of a fork is heard for as long as something that is shown speaks of it:
    a reference never dangles, and never means who came after.
    """
    latest = {response.participant: response for response in earlier}
    by_seat = {seat_of(response.participant): response for response in earlier}
    shown = {response.participant: response for response in by_seat.values()}
    texts = [response.argument or "" for response in shown.values()]
    texts += [own[-1].would_change_mind or ""] if own else []
    while texts:
        spoken_of = {one for text in texts for one in referred_to(text)} - shown.keys()
        added = {one: latest[one] for one in latest if one in spoken_of}
        shown |= added
        texts = [response.argument or "" for response in added.values()]
    return shown


def _option_order(spec: DebateSpec, seat: SeatId) -> tuple[OptionId, ...]:
    ids = tuple(option.id for option in spec.options)
    return draw_order(spec.seed, "options", ids, seat=seat) if spec.rules.shuffle_options else ids
