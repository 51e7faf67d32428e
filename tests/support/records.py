"""Builders of what a report is made of.

`recorded` takes the votes of each round, as `a_debate` does, and who sits there; `confident` gives
votes a confidence, `crediting` a change its cause.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from service.domain.debate import (
    Debate,
    DebateStatus,
    OptionId,
    Participant,
    Response,
    ResponseRef,
    StopReason,
)
from service.domain.measures import measures
from service.domain.panel_records import RecordedDebate, RecordedResponse
from service.domain.tally import previous_vote
from tests.support.debates import Cell, a_debate, a_spec, some_options, some_rules
from tests.support.summaries import ended

PANEL = ("m/a", "m/b", "m/c")


def recorded(
    *votes: Sequence[Cell],
    panel: Sequence[str] = PANEL,
    answer: OptionId | None = None,
    reason: StopReason = StopReason.STABLE,
    **changes: object,
) -> RecordedDebate:
    """Return a completed debate with these votes, in which options are A to E."""
    seats = tuple(
        Participant(id=f"seat_{n}", model=model, name=f"{model} {n}")
        for n, model in enumerate(panel, start=1)
    )
    options = some_options("Yes", "No", "Maybe", "Never", "Once")
    spec = a_spec(panel=seats, options=options, rules=some_rules(quorum=1))
    debate = ended(a_debate(*votes, spec=spec), reason)
    found = measures(debate)
    record = RecordedDebate(
        status=DebateStatus.COMPLETED,
        panel=tuple(panel),
        responses=tuple(_recorded(debate, response) for response in debate.responses),
        outcome=debate.state.outcome,
        changes=found.changes if found else None,
        conformity=found.conformity if found else None,
        answer=answer,
        cost_usd=0.5,
    )
    return replace(record, **changes)


def confident(record: RecordedDebate, confidence: float) -> RecordedDebate:
    """Return the debate with that confidence, from 0 to 100, in every vote."""
    sure = tuple(replace(r, confidence=confidence) for r in record.responses if r.vote)
    return replace(record, responses=sure)


def crediting(record: RecordedDebate, seat: str, number: int, credited: str) -> RecordedDebate:
    """Return the debate in which what a seat did in a round credits another for it."""
    ref = ResponseRef(round=number - 1, participant=credited)
    return replace(
        record,
        responses=tuple(
            replace(r, persuaded_by=ref) if (r.participant, r.round) == (seat, number) else r
            for r in record.responses
        ),
    )


def _recorded(debate: Debate, response: Response) -> RecordedResponse:
    participant = debate.spec.participant(response.participant)
    return RecordedResponse(
        round=response.round,
        participant=response.participant,
        name=participant.name,
        model=participant.model,
        status=response.status,
        vote=response.vote,
        previous_vote=previous_vote(debate, response),
        cost_usd=0.1,
    )
