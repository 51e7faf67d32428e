"""From the log of a debate to the events that are returned.

An event says what was so when it happened, so that reading it again gives the same bytes: its data
is taken from what can no longer change. Money is therefore counted from the ledger, which is
closed when the debate is; a call that is settled after the end shows in the debate alone.
"""

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from service import ids
from service.domain.debate import Debate, DebateStatus, ResponseRef, Usage
from service.domain.events import (
    DebateQueued,
    LoggedEvent,
    NoteAdded,
    ResponseCompleted,
    RoundCompleted,
    RoundStarted,
)
from service.domain.live_argument import Delta
from service.domain.tally import add_up, degraded_reasons
from service.resources import schemas
from service.resources.present import (
    present_error,
    present_note,
    present_origin,
    present_outcome,
    present_response,
    present_round,
    present_usage,
    urls,
)

STATUS_AS_OF: dict[str, DebateStatus] = {
    "debate.queued": DebateStatus.QUEUED,
    "debate.started": DebateStatus.RUNNING,
    "round.started": DebateStatus.RUNNING,
    "response.completed": DebateStatus.RUNNING,
    "round.completed": DebateStatus.RUNNING,
    "summary.started": DebateStatus.SUMMARIZING,
    "debate.completed": DebateStatus.COMPLETED,
    "debate.failed": DebateStatus.FAILED,
    "debate.canceled": DebateStatus.CANCELED,
    "debate.expired": DebateStatus.EXPIRED,
}
"""What a debate's status is right after each event, but for a note, which says so itself."""


def present_event(debate: Debate, logged: LoggedEvent, base: str | None) -> schemas.Event:
    """Return an event of this debate, which has to be read no earlier than the event.

    `base` is what its URLs begin with; without it there are none.
    """
    return schemas.Event(
        id=ids.event_id(debate.spec.id, logged.sequence, logged.created_at),
        sequence=logged.sequence,
        type=logged.type,
        created_at=logged.created_at,
        data=_data(debate, logged, base),
    )


def present_delta(debate_id: str, delta: Delta) -> schemas.DeltaEvent:
    """Return what was added to an argument of this debate."""
    return schemas.DeltaEvent(
        type="response.delta",
        data=schemas.DeltaData(
            response_id=ids.response_id(debate_id, delta.round, delta.participant),
            round=delta.round,
            participant=delta.participant,
            attempt=delta.attempt,
            index=delta.index,
            text=delta.text,
        ),
    )


def _data(debate: Debate, logged: LoggedEvent, base: str | None) -> schemas.EventData:
    over, state = logged.terminal, debate.state
    reasons = degraded_reasons(debate) if over else ()
    return schemas.EventData(
        id=debate.spec.id,
        status=_status(logged),
        degraded=bool(reasons),
        degraded_reasons=reasons,
        outcome=present_outcome(state.outcome) if over else None,
        error=present_error(state.error) if over else None,
        usage=present_usage(_spent(debate)) if over else None,
        urls=urls(debate.spec, base),
        metadata=debate.spec.metadata,
        round=_round(debate, logged),
        response=_response(debate, logged),
        note=_note(debate, logged),
        forked_from=_origin(debate, logged),
    )


def _spent(debate: Debate) -> Usage:
    return add_up(r.usage for r in debate.responses if r.round > debate.spec.copied_rounds)


def _origin(debate: Debate, logged: LoggedEvent) -> schemas.ForkedFrom | UnsetType:
    match logged.event:
        case DebateQueued():
            return present_origin(debate.spec.forked_from) or UNSET
        case _:
            return UNSET


def _status(logged: LoggedEvent) -> DebateStatus:
    match logged.event:
        case NoteAdded(status=status):
            return status
        case _:
            return STATUS_AS_OF[logged.type]


def _round(debate: Debate, logged: LoggedEvent) -> schemas.Round | UnsetType:
    match logged.event:
        case RoundStarted(round=number):
            return _as_opened(debate, number)
        case RoundCompleted(round=number):
            return present_round(debate, debate.state.rounds[number - 1])
        case _:
            return UNSET


def _as_opened(debate: Debate, number: int) -> schemas.Round:
    opened = replace(debate.state.rounds[number - 1], finished_at=None, stop_reason=None)
    running = replace(debate.state, status=DebateStatus.RUNNING)
    return present_round(replace(debate, state=running, responses=()), opened)


def _response(debate: Debate, logged: LoggedEvent) -> schemas.PanelResponse | UnsetType:
    match logged.event:
        case ResponseCompleted(response=ResponseRef(round=number, participant=seat)):
            response = debate.response(number, seat)
            if response is None:
                message = f"{debate.spec.id} has no response {number}:{seat}, which was logged"
                raise ValueError(message)
            return present_response(debate, response)
        case _:
            return UNSET


def _note(debate: Debate, logged: LoggedEvent) -> schemas.Note | UnsetType:
    match logged.event:
        case NoteAdded(note=note_id):
            return present_note(debate, note_id)
        case _:
            return UNSET
