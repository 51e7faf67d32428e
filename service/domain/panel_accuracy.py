"""How often debates, panels and models were right, where callers have told the right answer.

Where several options lead, what is right is told by its expected value: one of two leaders is half
right. Forks count by what they decided, not by their first round, which is their original's.
"""

from collections.abc import Sequence
from fractions import Fraction

import msgspec

from service.domain.calibration import Calibration, Forecast, Rate, calibration, rate
from service.domain.debate import OptionId, Outcome, ResponseStatus, SeatId
from service.domain.panel_records import RecordedDebate, RecordedResponse

RULES = ("first_round", "last_round", "trajectory", "second_choices", "confidence")
"""The ways of counting, as `ByRule` names them."""


class ModelAccuracy(msgspec.Struct, frozen=True, kw_only=True):
    """How often the votes of one model were right."""

    first: Rate
    """Its votes of the first round, in which it had read nobody."""
    final: Rate
    """The last vote of each participant."""
    confidence: Calibration | None
    """Of these last votes, as far as they came with one."""


class SeatAccuracy(msgspec.Struct, frozen=True, kw_only=True):
    """How often one seat of a panel was right in the first round; no vote is not right."""

    participant: SeatId
    model: str
    right: Rate


class PanelAccuracy(msgspec.Struct, frozen=True, kw_only=True):
    """How often one panel was right, beside its best seat on the same debates."""

    first_plurality: Rate
    plurality: Rate
    best_seat: SeatAccuracy
    """The seat that was right most often when asked alone; of several, the first."""
    worse_than_best_seat: bool
    may_be_chance: bool
    """Whether the intervals of both overlap."""


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """How often debates were right."""

    debates: int
    """Of which the right answer is known."""
    first_plurality: Rate
    """What led the first round; ties by their expected value."""
    plurality: Rate
    """What led the last round, likewise."""
    decision: Rate
    """Of the debates that decided something."""
    by_rule: dict[str, Rate]
    """Of the debates in which that way of counting names one option."""
    agreement: Calibration | None
    """Leading votes of all valid votes, read as a confidence."""


def answers(debates: Sequence[RecordedDebate]) -> Answers | None:
    """Tell how often these debates were right; None where no answer is known."""
    known = _answered(debates)
    if not known:
        return None
    return Answers(
        debates=len(known),
        first_plurality=_first_plurality(known),
        plurality=rate([_right(o.leaders, answer) for _, o, answer in known]),
        decision=rate([o.decision == answer for _, o, answer in known if o.decision]),
        by_rule={rule: _by_rule(known, rule) for rule in RULES},
        agreement=calibration([_forecast(outcome, answer) for _, outcome, answer in known]),
    )


def panel_accuracy(debates: Sequence[RecordedDebate]) -> PanelAccuracy | None:
    """Compare a panel with its best seat; None where no answer is known of a debate begun anew."""
    known = [one for one in _answered(debates) if not one[0].copied_rounds]
    if not known:
        return None
    together = rate([_right(outcome.leaders, answer) for _, outcome, answer in known])
    seats = [_seat(known, place) for place in range(len(known[0][0].panel))]
    best = max(seats, key=lambda seat: seat.right.count)
    return PanelAccuracy(
        first_plurality=_first_plurality(known),
        plurality=together,
        best_seat=best,
        worse_than_best_seat=together.count < best.right.count,
        may_be_chance=(together.high or 0) >= (best.right.low or 0),
    )


def model_accuracy(debates: Sequence[RecordedDebate], model: str) -> ModelAccuracy | None:
    """Tell how often one model was right; None where no answer is known."""
    known = _answered(debates)
    if not known:
        return None
    first = [
        response.vote == answer
        for debate, _, answer in known
        for response in debate.own
        if response.round == 1 and response.vote and response.model == model
    ]
    final = [
        (response, answer)
        for debate, _, answer in known
        for response in _last_votes(debate)
        if response.model == model
    ]
    return ModelAccuracy(
        first=rate(first),
        final=rate([response.vote == answer for response, answer in final]),
        confidence=calibration(
            [
                Forecast(response.confidence / 100, Fraction(response.vote == answer))
                for response, answer in final
                if response.confidence is not None
            ]
        ),
    )


Known = tuple[RecordedDebate, Outcome, OptionId]
"""A debate, how it ended, and what was right."""


def _answered(debates: Sequence[RecordedDebate]) -> list[Known]:
    return [(one, one.outcome, one.answer) for one in debates if one.outcome and one.answer]


def _right(leading: Sequence[OptionId], answer: OptionId) -> Fraction:
    return Fraction(answer in leading, len(leading) or 1)


def _first_plurality(known: Sequence[Known]) -> Rate:
    anew = [one for one in known if not one[0].copied_rounds]
    return rate([_right(outcome.first_round.leaders, answer) for _, outcome, answer in anew])


def _by_rule(known: Sequence[Known], rule: str) -> Rate:
    taken = [one for one in known if rule != "first_round" or not one[0].copied_rounds]
    winners = [(getattr(outcome.by_rule, rule), answer) for _, outcome, answer in taken]
    return rate([winner == answer for winner, answer in winners if winner])


def _forecast(outcome: Outcome, answer: OptionId) -> Forecast:
    top = max(row.votes for row in outcome.tally)
    return Forecast(top / max(outcome.valid_votes, 1), _right(outcome.leaders, answer))


def _seat(known: Sequence[Known], place: int) -> SeatAccuracy:
    seat = f"seat_{place + 1}"
    right = [
        any(
            response.vote == answer
            for response in debate.responses
            if (response.round, response.participant) == (1, seat)
        )
        for debate, _, answer in known
    ]
    return SeatAccuracy(participant=seat, model=known[0][0].panel[place], right=rate(right))


def _last_votes(debate: RecordedDebate) -> tuple[RecordedResponse, ...]:
    """Return the last vote of everybody who voted in a round of the debate's own."""
    voted = (r for r in debate.own if r.status is ResponseStatus.VOTED)
    return tuple({(r.participant, r.name): r for r in voted}.values())
