"""The summary that a model wrote: its sentences that hold, in the summary that needs no model.

Whatever can be computed is computed as in `extractive`, and whatever no sentence holds for stays
in the words of the participants.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from service.domain.debate import (
    Debate,
    Position,
    StrongestArgument,
    Summary,
    SummarySource,
    TurningPoint,
)
from service.domain.desk import Desk
from service.domain.extractive import extractive_summary
from service.domain.grounding import Grounded, Held
from service.domain.overview import Passage
from service.domain.sentences import joined


def written_summary(
    debate: Debate, desk: Desk, grounded: Grounded, *, model: str, now: datetime
) -> Summary | None:
    """Put the summary of a debate whose outcome is set together; None when nothing holds."""
    left = {participant.id for participant in debate.spec.former}
    untold = {f"positions {code}" for code, who in desk.codes.items() if who in left}
    held = {at: sentence for at, sentence in grounded.held.items() if at not in untold}
    if not held:
        return None
    base = extractive_summary(debate, now=now, account=_overview(held))
    return msgspec.structs.replace(
        base,
        source=SummarySource.MODEL,
        model=model,
        positions=tuple(_position(desk, one, held) for one in base.positions),
        strongest_arguments=tuple(_argument(one, held) for one in base.strongest_arguments),
        turning_points=tuple(_turns(desk, base.turning_points, held)),
        verification=grounded.verification,
    )


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


def _position(desk: Desk, base: Position, held: Mapping[str, Held]) -> Position:
    sentence = held.get(f"positions {desk.code_of[base.participant]}")
    if sentence is None:
        return base
    return msgspec.structs.replace(base, claim=sentence.text, citations=sentence.citations)


def _argument(base: StrongestArgument, held: Mapping[str, Held]) -> StrongestArgument:
    """Put a claim in; by which rule its argument was chosen is told by the ledger as before."""
    sentence = held.get(f"strongest_arguments {base.option}")
    if sentence is None:
        return base
    return msgspec.structs.replace(base, claim=sentence.text, citations=sentence.citations)


def _turns(
    desk: Desk, base: Iterable[TurningPoint], held: Mapping[str, Held]
) -> Iterable[TurningPoint]:
    for code, turn in zip(desk.turns, base, strict=True):
        sentence = held.get(f"turning_points {code}")
        yield turn if sentence is None else msgspec.structs.replace(turn, text=sentence.text)
