"""One small debate from create to summary: where the document's examples come from.

It is decided by the same functions as any debate and shown by the same ones, so that an example
cannot say what a reply does not. Only what the seats answer is written down here. To show another
end, take it from a `Story` as `canceled` does.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import msgspec
from msgspec.structs import replace

from service.domain.debate import (
    Call,
    CallStatus,
    ConsensusRule,
    Debate,
    DebateSpec,
    DebateState,
    DebateStatus,
    Identities,
    Option,
    Origin,
    Participant,
    Response,
    ResponseRef,
    ResponseStatus,
    Round,
    Rules,
    Summary,
    TieBreak,
    Usage,
)
from service.domain.events import DebateQueued, Event, LoggedEvent, ResponseCompleted
from service.domain.extractive import extractive_summary
from service.domain.forking import fork
from service.domain.lifecycle import (
    Step,
    add_note,
    begin,
    cancel,
    close_round,
    conclude,
    enforce_deadline,
    record_answer,
)
from service.ids import note_id

ASKED: dict[str, Any] = {
    "question": "Should frontier models be open sourced?",
    "options": [
        {"id": "A", "label": "Yes"},
        {"id": "B", "label": "Only the weights"},
        {"id": "C", "label": "No"},
    ],
    "panel": [
        {"model": "sim/A>B", "name": "Ada"},
        {"model": "sim/B", "name": "Ben"},
        {"model": "sim/C", "name": "Cleo"},
    ],
    "protocol": {"max_rounds": 2},
    "metadata": {"ticket": "42"},
}
"""The body of the create."""

FORKED: dict[str, Any] = {"from_round": 1, "protocol": {"consensus": "unanimous"}}
"""The body of a fork."""

DEBATE_ID = "dbt_01m6dqs9m03zq8w6v5m2r9xhd7"
FORK_ID = "dbt_01m6dv7h082c8t5k9r3x7wj4ye"
CREATED_AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
NOTE_ID = note_id(DEBATE_ID, "a request")
NOTE = "Take into account that auditors have no budget of their own."
"""What the moderator says in the first round."""
ANSWER = "B"
"""What turns out to be right."""
STARTED_AT = CREATED_AT + timedelta(milliseconds=40)
THINKING = timedelta(seconds=2)
"""That the first seat takes to answer; the others take longer."""

SAID: Mapping[tuple[int, str], Mapping[str, Any]] = {
    (1, "seat_1"): {
        "vote": "A",
        "argument": "Outside scrutiny needs the whole stack. Without the data nobody can find a"
        " poisoned source or check a claim about bias, and trust rests on press releases.",
        "confidence": 62.0,
        "second_choice": "B",
        "would_change_mind": "A way to audit a model without its training data.",
    },
    (1, "seat_2"): {
        "vote": "B",
        "argument": "Auditors can work from weights, code and documented sources. The data that"
        " teaches dangerous skills can be held back at little cost to them.",
        "confidence": 78.0,
        "second_choice": "A",
    },
    (1, "seat_3"): {
        "vote": "C",
        "argument": "A published file cannot be recalled once somebody finds a new misuse."
        " Fine-tuning strips every refusal within hours.",
        "confidence": 81.0,
        "second_choice": "B",
        "strongest_objection": "A closed model has to be trusted on its vendor's word.",
    },
    (2, "seat_1"): {
        "vote": "B",
        "argument": "⟦seat_2⟧ is right that auditors can do without the hazardous part, so the"
        " case for publishing everything falls. Weights still give outsiders something to test.",
        "confidence": 70.0,
        "second_choice": "A",
        "responds_to": ("seat_2",),
        "change_reason": "An audit does not need the training data.",
        "persuaded_by": "seat_2",
        "new_information": True,
    },
    (2, "seat_2"): {
        "vote": "B",
        "argument": "⟦seat_3⟧ fears what fine-tuning does to a published model. That takes data"
        " and skill which most people lack, and secrecy does not keep either from a state.",
        "confidence": 80.0,
        "second_choice": "A",
        "responds_to": ("seat_3",),
    },
    (2, "seat_3"): {
        "vote": "C",
        "argument": "Weights are exactly what gets fine-tuned, so ⟦seat_2⟧ holds back the wrong"
        " part. Auditors can be given access under supervision.",
        "confidence": 77.0,
        "second_choice": "B",
        "responds_to": ("seat_2",),
    },
}
"""What each seat answers in each round; others are named by their seats."""


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """A debate at one moment, and its log until then."""

    debate: Debate
    log: tuple[LoggedEvent, ...]
    summary: Summary | None = None

    def then(self, step: Step | None, at: datetime) -> "Story":
        """Return what follows from a decision."""
        if step is None:
            return self
        debate = replace(
            self.debate,
            state=step.state,
            responses=(*self.debate.responses, *step.absent),
            rev=self.debate.rev + 1,
        )
        return replace(self._logged(*step.events, at=at), debate=debate, summary=step.summary)

    def answered(self) -> "Story":
        """Return it with the answers of all seats to the open round."""
        story, asked = self, self.debate.state.rounds[-1]
        for place, seat in enumerate(self.debate.spec.panel, start=1):
            response = _response(asked, seat, place * THINKING)
            debate = replace(
                story.debate,
                responses=(*story.debate.responses, response),
                calls=(*story.debate.calls, _call(response, seat)),
            )
            said = ResponseCompleted(response.ref)
            story = replace(story._logged(said, at=response.created_at), debate=debate)
        return story

    def _logged(self, *events: Event, at: datetime) -> "Story":
        new = tuple(
            LoggedEvent(sequence=number, created_at=at, event=event)
            for number, event in enumerate(events, start=len(self.log) + 1)
        )
        return replace(self, log=(*self.log, *new))


@cache
def queued() -> Story:
    """Return the debate as it is created."""
    state = DebateState(status=DebateStatus.QUEUED, changed_at=CREATED_AT)
    log = (LoggedEvent(sequence=1, created_at=CREATED_AT, event=DebateQueued()),)
    return Story(debate=Debate(spec=_spec(), state=state, rev=1), log=log)


@cache
def running() -> Story:
    """Return the debate when its first round is closed and the second has begun."""
    begun, at = queued().then(begin(queued().debate, now=STARTED_AT), STARTED_AT), STARTED_AT
    return _with_round(begun.then(add_note(begun.debate, NOTE_ID, NOTE, now=at), at))


@cache
def completed() -> Story:
    """Return the debate when it is over."""
    return _concluded(_with_round(running()))


@cache
def resolved() -> Story:
    """Return the debate when the right answer has been told."""
    at = completed().log[-1].created_at + timedelta(days=1)
    return completed().then(record_answer(completed().debate, ANSWER, now=at), at)


@cache
def canceled() -> Story:
    """Return the debate canceled in its second round."""
    at = running().log[-1].created_at + THINKING
    return running().then(cancel(running().debate, now=at), at)


@cache
def failed() -> Story:
    """Return the debate when nobody answered in time."""
    begun = queued().then(begin(queued().debate, now=STARTED_AT), STARTED_AT)
    at = STARTED_AT + timedelta(seconds=begun.debate.spec.rules.round_deadline_s)
    return begun.then(close_round(begun.debate, now=at), at)


@cache
def expired() -> Story:
    """Return the debate when no worker took it up."""
    at = CREATED_AT + timedelta(seconds=queued().debate.spec.deadline_s)
    return queued().then(enforce_deadline(queued().debate, now=at), at)


@cache
def forked() -> Story:
    """Return a debate that goes on from the first round of it under a stricter rule."""
    before = completed()
    at = before.log[-1].created_at + timedelta(hours=1)
    spec = replace(
        before.debate.spec,
        id=FORK_ID,
        rules=replace(before.debate.spec.rules, consensus=ConsensusRule.UNANIMOUS),
        created_at=at,
        forked_from=Origin(debate_id=DEBATE_ID, round=1),
    )
    log = (LoggedEvent(sequence=1, created_at=at, event=DebateQueued()),)
    return Story(debate=fork(before.debate, spec), log=log)


@cache
def forked_and_completed() -> Story:
    """Return the fork when it is over."""
    at = forked().log[-1].created_at
    return _concluded(_with_round(forked().then(begin(forked().debate, now=at), at)))


def _concluded(story: Story) -> Story:
    at = story.log[-1].created_at
    summary = extractive_summary(story.debate, now=at)
    return story.then(conclude(story.debate, summary, now=at), at)


def _with_round(story: Story) -> Story:
    answered = story.answered()
    at = answered.log[-1].created_at
    return answered.then(close_round(answered.debate, now=at), at)


def _response(asked: Round, seat: Participant, after: timedelta) -> Response:
    number = asked.number
    said = dict(SAID[number, seat.id])
    credited = said.pop("persuaded_by", None)
    return Response(
        round=number,
        participant=seat.id,
        status=ResponseStatus.VOTED,
        created_at=asked.started_at + after,
        responds_to=tuple(_before(number, other) for other in said.pop("responds_to", ())),
        persuaded_by=_before(number, credited) if credited else None,
        model=seat.model,
        model_served=seat.model,
        attempts=1,
        latency_ms=round(1_000 * after.total_seconds()),
        usage=Usage(
            calls=1,
            input_tokens=640 * number,
            output_tokens=len(said["argument"]) // 2,
            cost_usd=0.0,
        ),
        **said,
    )


def _call(response: Response, seat: Participant) -> Call:
    return Call(
        round=response.round,
        participant=seat.id,
        number=1,
        model=seat.model,
        status=CallStatus.SETTLED,
        usage=response.usage,
        latency_ms=response.latency_ms,
    )


def _before(number: int, seat: str) -> ResponseRef:
    return ResponseRef(round=number - 1, participant=seat)


def _spec() -> DebateSpec:
    return DebateSpec(
        id=DEBATE_ID,
        tenant="anonymous",
        question=ASKED["question"],
        context=None,
        options=tuple(Option(**option) for option in ASKED["options"]),
        panel=tuple(
            Participant(id=f"seat_{n}", **seat) for n, seat in enumerate(ASKED["panel"], start=1)
        ),
        rules=Rules(
            max_rounds=2,
            min_rounds=2,
            consensus=ConsensusRule.SUPERMAJORITY,
            votes_needed=None,
            quorum=2,
            round_deadline_s=120,
            stop_when_stable=True,
            tie_break=TieBreak.TRAJECTORY,
            identities=Identities.ANONYMOUS,
            shuffle_options=True,
            allow_abstain=False,
            max_argument_words=220,
        ),
        language=None,
        deadline_s=900,
        metadata=ASKED["metadata"],
        seed=bytes(16),
        created_at=CREATED_AT,
    )
