"""The summary that a model wrote: its sentences that hold, in the summary that needs no model.

Whatever can be computed is computed as in `extractive`, and whatever no sentence holds for stays
in the words of the participants.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from service.domain.debate import Debate, Summary, SummarySource, TurningPoint
from service.domain.desk import Desk
from service.domain.extractive import Account, Prose, account_of, summed_up
from service.domain.grounding import Grounded, Held
from service.domain.overview import Passage
from service.domain.sentences import joined


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """What the sentences of a draft are put into; follows from the ledger alone."""

    debate: Debate
    desk: Desk
    account: Account


def frame_of(debate: Debate, desk: Desk) -> Frame:
    """Return what drafts of the summary of a debate whose outcome is set are put into."""
    turns = tuple(desk.turns.values())
    return Frame(debate=debate, desk=desk, account=account_of(debate, desk.advocates, turns))


def written_summary(
    frame: Frame, grounded: Grounded, *, model: str, now: datetime
) -> Summary | None:
    """Put a summary together; None when nothing holds."""
    debate, desk, account = frame.debate, frame.desk, frame.account
    left = {participant.id for participant in debate.spec.former}
    untold = {f"positions {code}" for code, who in desk.codes.items() if who in left}
    held = {at: sentence for at, sentence in grounded.held.items() if at not in untold}
    if not held:
        return None
    prose = Prose(
        overview=_overview(held),
        positions=_claims(held, {f"positions {code}": who for code, who in desk.codes.items()}),
        arguments=_claims(held, {f"strongest_arguments {one}": one for one in account.advocates}),
    )
    return msgspec.structs.replace(
        summed_up(debate, account, prose, now=now),
        source=SummarySource.MODEL,
        model=model,
        turning_points=tuple(_turns(desk, account.turning_points, held)),
        verification=grounded.verification,
    )


def _claims(held: Mapping[str, Held], places: Mapping[str, str]) -> dict[str, Passage]:
    """Return what holds at these places, by what each of them is the place of."""
    return {
        what: Passage(text=held[at].text, citations=held[at].citations)
        for at, what in places.items()
        if at in held
    }


def _overview(held: Mapping[str, Held]) -> Passage | None:
    places = [at.partition(" ") for at in held]
    numbers = sorted(int(number) for kind, _, number in places if kind == "overview")
    sentences = [held[f"overview {number}"] for number in numbers]
    if not sentences:
        return None
    return Passage(
        text=joined(sentence.text for sentence in sentences),
        citations=tuple(c for sentence in sentences for c in sentence.citations),
    )


def _turns(
    desk: Desk, base: Iterable[TurningPoint], held: Mapping[str, Held]
) -> Iterable[TurningPoint]:
    for code, turn in zip(desk.turns, base, strict=True):
        sentence = held.get(f"turning_points {code}")
        yield turn if sentence is None else msgspec.structs.replace(turn, text=sentence.text)
