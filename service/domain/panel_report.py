"""What many debates tell together: how panels and models do, and whether they earn their cost.

Counts and intervals rather than verdicts: a share of few debates is mostly chance. Failed debates
count where they tell something, too. Of a fork only the rounds count that it held itself; the
others count in its original. What only right answers tell is in `panel_accuracy`.

A further figure is a function here, its field of `Report`, and its place in `cli/report_tables.py`.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from service.domain.calibration import Rate, rate
from service.domain.debate import Changes, Conformity, ResponseStatus
from service.domain.panel_accuracy import (
    Answers,
    ModelAccuracy,
    PanelAccuracy,
    answers,
    model_accuracy,
    panel_accuracy,
)
from service.domain.panel_records import RecordedDebate, RecordedResponse


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What is known to have been spent, and of how many the cost is not known."""

    known_usd: float
    unknown: int


class Crowd(msgspec.Struct, frozen=True, kw_only=True):
    """`Conformity` of all debates together, and its gap; None where that cannot be told."""

    outside: int
    joined: int
    inside: int
    left: int
    gap: float | None


class ModelReport(msgspec.Struct, frozen=True, kw_only=True):
    """What one model did, on whatever seats."""

    model: str
    seats: int
    """How often it sat on a panel."""
    responses: dict[str, int]
    """How its responses ended, by status; those that it gave in place of another are among them."""
    changes: Rate
    """Votes that differ from the same participant's vote before, of those that could."""
    credited: int
    """How often a participant that changed its vote credited it."""
    credited_consistently: int
    """Of these, how often it had voted for the new option by then."""
    cost: Cost
    """Of its responses; summaries that it wrote are in what debates cost, and in that alone."""
    accuracy: ModelAccuracy | None
    """None where no right answer is known."""


class PanelReport(msgspec.Struct, frozen=True, kw_only=True):
    """What one panel did: the same models on the same seats, whatever their personas."""

    models: tuple[str, ...]
    debates: int
    decided: int
    rounds: int
    """Of all its debates together, those that a fork has taken over not among them."""
    cost: Cost
    accuracy: PanelAccuracy | None


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What many debates tell together."""

    debates: int
    at_work: int
    """Debates that are left out, since they are not over."""
    statuses: dict[str, int]
    agreements: dict[str, int]
    stop_reasons: dict[str, int]
    rounds: dict[str, int]
    """How many debates had their last counted round as the first, second ..."""
    degraded: int
    decided: int
    overturned: Rate
    """Decisions for an option that did not lead the first round; forks do not count."""
    changes: Changes
    conformity: Crowd
    cost: Cost
    models: tuple[ModelReport, ...]
    """Those that sat on most seats first."""
    panels: tuple[PanelReport, ...]
    """Those with most debates first."""
    answers: Answers | None
    """None where no right answer is known."""
    warnings: tuple[str, ...]
    """Panels whose plurality is right less often than their best seat, in the order of `panels`."""


def report(debates: Sequence[RecordedDebate], *, at_work: int = 0) -> Report:
    """Tell what these debates have in common, all of them over; `at_work` more are not."""
    outcomes = [one.outcome for one in debates if one.outcome]
    panels = _panels(debates)
    return Report(
        debates=len(debates),
        at_work=at_work,
        statuses=_counted(one.status for one in debates),
        agreements=_counted(one.agreement for one in outcomes),
        stop_reasons=_counted(one.stop_reason for one in outcomes),
        rounds=_counted(str(one.rounds) for one in outcomes),
        degraded=sum(one.degraded for one in debates),
        decided=_decided(debates),
        overturned=_overturned(debates),
        changes=_changes(debates),
        conformity=_crowd(debates),
        cost=_cost(one.cost_usd for one in debates),
        models=_models(debates),
        panels=panels,
        answers=answers(debates),
        warnings=tuple(
            _warning(panel, panel.accuracy)
            for panel in panels
            if panel.accuracy and panel.accuracy.worse_than_best_seat
        ),
    )


def _counted(values: Iterable[str]) -> dict[str, int]:
    """Count values, the most frequent first."""
    return {str(value): count for value, count in Counter(values).most_common()}


def _cost(costs: Iterable[float | None]) -> Cost:
    all_of_them = tuple(costs)
    known = [cost for cost in all_of_them if cost is not None]
    return Cost(known_usd=sum(known), unknown=len(all_of_them) - len(known))


def _decided(debates: Iterable[RecordedDebate]) -> int:
    return sum(bool(one.outcome and one.outcome.decision) for one in debates)


def _overturned(debates: Iterable[RecordedDebate]) -> Rate:
    decided = [
        one.outcome
        for one in debates
        if one.outcome and one.outcome.decision and not one.copied_rounds
    ]
    return rate([one.decision not in one.first_round.leaders for one in decided])


def _changes(debates: Iterable[RecordedDebate]) -> Changes:
    found = [one.changes for one in debates if one.changes and not one.copied_rounds]
    return Changes(
        total=sum(one.total for one in found),
        to_plurality=sum(one.to_plurality for one in found),
        from_plurality=sum(one.from_plurality for one in found),
        other=sum(one.other for one in found),
    )


def _crowd(debates: Iterable[RecordedDebate]) -> Crowd:
    found = [one.conformity for one in debates if one.conformity and not one.copied_rounds]
    pooled = Conformity(
        outside=sum(one.outside for one in found),
        joined=sum(one.joined for one in found),
        inside=sum(one.inside for one in found),
        left=sum(one.left for one in found),
    )
    return Crowd(
        outside=pooled.outside,
        joined=pooled.joined,
        inside=pooled.inside,
        left=pooled.left,
        gap=pooled.gap,
    )


def _models(debates: Sequence[RecordedDebate]) -> tuple[ModelReport, ...]:
    seats = Counter(model for one in debates for model in one.panel)
    served: dict[str, list[RecordedResponse]] = {model: [] for model in seats}
    for one in debates:
        for response in one.own:
            served.setdefault(response.model, []).append(response)
    credits_ = Counter(_credits(debates))
    found = (
        ModelReport(
            model=model,
            seats=seats[model],
            responses=_by_status(responses),
            changes=rate([r.changed for r in responses if r.vote and r.previous_vote]),
            credited=credits_[model, True] + credits_[model, False],
            credited_consistently=credits_[model, True],
            cost=_cost(response.cost_usd for response in responses),
            accuracy=model_accuracy(debates, model),
        )
        for model, responses in served.items()
    )
    return tuple(sorted(found, key=lambda one: (-one.seats, one.model)))


def _by_status(responses: Iterable[RecordedResponse]) -> dict[str, int]:
    found = Counter(response.status for response in responses)
    return {str(status): found[status] for status in ResponseStatus if found[status]}


def _credits(debates: Iterable[RecordedDebate]) -> Iterable[tuple[str, bool]]:
    """Yield the model that is credited for each change, and whether it can have argued for it."""
    for one in debates:
        for response in one.own:
            credited = response.persuaded_by and one.response(response.persuaded_by)
            if response.changed and credited:
                yield credited.model, _argued(one, credited, response)


def _argued(debate: RecordedDebate, credited: RecordedResponse, change: RecordedResponse) -> bool:
    """Return whether the one credited had voted for the new option by the time (see `credit`)."""
    return any(
        response.vote == change.vote
        for response in debate.responses
        if (response.participant, response.name) == (credited.participant, credited.name)
        and response.round <= credited.round < change.round
    )


def _panels(debates: Sequence[RecordedDebate]) -> tuple[PanelReport, ...]:
    held: dict[tuple[str, ...], list[RecordedDebate]] = {}
    for one in debates:
        held.setdefault(one.panel, []).append(one)
    found = (
        PanelReport(
            models=models,
            debates=len(those),
            decided=_decided(those),
            rounds=sum(len({response.round for response in one.own}) for one in those),
            cost=_cost(one.cost_usd for one in those),
            accuracy=panel_accuracy(those),
        )
        for models, those in held.items()
    )
    return tuple(sorted(found, key=lambda one: (-one.debates, one.models)))


def _warning(panel: PanelReport, found: PanelAccuracy) -> str:
    best, together = found.best_seat, found.plurality
    doubt = " The 95 % intervals overlap: it may be chance." if found.may_be_chance else ""
    debates = "debate" if together.of == 1 else "debates"
    return (
        f"Of {together.of} answered {debates}, the plurality of {', '.join(panel.models)} was right"
        f" in {together.count:.4g}, and its best seat, {best.participant} ({best.model}),"
        f" in {best.right.count:.4g} when asked alone in the first round.{doubt}"
    )
