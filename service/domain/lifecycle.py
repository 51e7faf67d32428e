"""Whatever changes the status of a debate: the transition table and the decisions.

A decision takes the debate as it is and the time, and returns a `Step`: the state to write and
the events to log. It does nothing itself; the store applies it if nobody else was faster. A new
decision is a function here that ends in `_move`, and rows in TRANSITIONS.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from service.domain.budget import (
    BUDGET_EXCEEDED,
    pays_another_round,
    quorum_lost_to_budget,
    seats_cut_short,
    too_small,
)
from service.domain.consensus import holds
from service.domain.debate import (
    Call,
    Debate,
    DebateError,
    DebateState,
    DebateStatus,
    Note,
    OptionId,
    Response,
    ResponseError,
    ResponseStatus,
    Round,
    StopReason,
    Summary,
    Written,
    seat_of,
)
from service.domain.errors import (
    DebateFinishedError,
    DebateInProgressError,
    NotCompletedError,
    TooManyNotesError,
)
from service.domain.events import (
    DebateCanceled,
    DebateCompleted,
    DebateExpired,
    DebateFailed,
    DebateStarted,
    Event,
    NoteAdded,
    ResponseCompleted,
    RoundCompleted,
    RoundStarted,
    SummaryStarted,
)
from service.domain.extractive import extractive_summary
from service.domain.outcome import outcome_of
from service.domain.tally import counted_rounds, is_counted, round_tally, votes_by_seat


class Trigger(StrEnum):
    """What can move a debate from one status to another."""

    BEGIN = "begin"
    RESUME = "resume"
    NOTE = "note"
    NEXT_ROUND = "next_round"
    SUMMARIZE = "summarize"
    COMPLETE = "complete"
    FAIL = "fail"
    CANCEL = "cancel"
    EXPIRE = "expire"
    ANSWER = "answer"


TRANSITIONS: dict[tuple[DebateStatus, Trigger], DebateStatus] = {
    (DebateStatus.QUEUED, Trigger.NOTE): DebateStatus.QUEUED,
    (DebateStatus.QUEUED, Trigger.BEGIN): DebateStatus.RUNNING,
    (DebateStatus.QUEUED, Trigger.FAIL): DebateStatus.FAILED,
    (DebateStatus.QUEUED, Trigger.CANCEL): DebateStatus.CANCELED,
    (DebateStatus.QUEUED, Trigger.EXPIRE): DebateStatus.EXPIRED,
    (DebateStatus.RUNNING, Trigger.NOTE): DebateStatus.RUNNING,
    (DebateStatus.RUNNING, Trigger.RESUME): DebateStatus.RUNNING,
    (DebateStatus.RUNNING, Trigger.NEXT_ROUND): DebateStatus.RUNNING,
    (DebateStatus.RUNNING, Trigger.SUMMARIZE): DebateStatus.SUMMARIZING,
    (DebateStatus.RUNNING, Trigger.FAIL): DebateStatus.FAILED,
    (DebateStatus.RUNNING, Trigger.CANCEL): DebateStatus.CANCELED,
    (DebateStatus.RUNNING, Trigger.EXPIRE): DebateStatus.EXPIRED,
    (DebateStatus.SUMMARIZING, Trigger.NOTE): DebateStatus.SUMMARIZING,
    (DebateStatus.SUMMARIZING, Trigger.COMPLETE): DebateStatus.COMPLETED,
    (DebateStatus.SUMMARIZING, Trigger.FAIL): DebateStatus.FAILED,
    (DebateStatus.SUMMARIZING, Trigger.CANCEL): DebateStatus.CANCELED,
    (DebateStatus.COMPLETED, Trigger.ANSWER): DebateStatus.COMPLETED,
}


class Task(StrEnum):
    """The work that a worker does for a debate; also the names of the queue's jobs."""

    RUN_ROUND = "run_round"
    WRITE_SUMMARY = "write_summary"


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A decision, ready to be applied: all of it or nothing."""

    state: DebateState
    events: tuple[Event, ...]
    absent: tuple[Response, ...] = ()
    """Responses written for the seats that have none in the round that ends."""
    summary: Summary | None = None


def next_task(debate: Debate) -> tuple[Task, int] | None:
    """Return the work that an active debate waits for, and of which round; None at its end."""
    match debate.state.status:
        case DebateStatus.QUEUED:
            return Task.RUN_ROUND, len(debate.state.rounds) + 1
        case DebateStatus.RUNNING:
            return Task.RUN_ROUND, len(debate.state.rounds)
        case DebateStatus.SUMMARIZING:
            return Task.WRITE_SUMMARY, len(debate.state.rounds)
        case (
            DebateStatus.COMPLETED
            | DebateStatus.FAILED
            | DebateStatus.CANCELED
            | DebateStatus.EXPIRED
        ):
            return None


def begin(debate: Debate, *, now: datetime) -> Step:
    """Start a queued debate and open its first round; a fork's follows those it was given."""
    now = _not_before(debate, now)
    earlier = debate.state.rounds
    opened = Round(number=len(earlier) + 1, started_at=now)
    return Step(
        state=_move(debate, Trigger.BEGIN, now, started_at=now, rounds=(*earlier, opened)),
        events=(DebateStarted(), RoundStarted(opened.number)),
    )


def resume(debate: Debate, *, now: datetime) -> Step | None:
    """Let the time of the open round begin now, where nobody was at work while it passed.

    Whoever works at a round ends it in time. So one that is found when its time is over was nobody's
    in the end, and one without a call was nobody's from the start. None where it goes on as it is,
    or where the debate itself has no time left.
    """
    *_, opened = debate.state.rounds
    begun = any(call.round == opened.number for call in debate.calls)
    over = now >= round_ends_at(debate) - TOO_SHORT
    alone = over if begun else now >= opened.started_at + TOO_SHORT
    all_in = len(debate.round_responses(opened.number)) == len(debate.spec.panel)
    if all_in or not alone or now >= debate.spec.deadline_at - TOO_SHORT:
        return None
    now = _not_before(debate, now)
    resumed = _with_last_round(debate, (), started_at=now)
    return Step(state=_move(resumed, Trigger.RESUME, now), events=())


def round_ends_at(debate: Debate) -> datetime:
    """Return when the open round has to be closed, whoever is missing."""
    allowed = timedelta(seconds=debate.spec.rules.round_deadline_s)
    return min(debate.state.rounds[-1].started_at + allowed, debate.spec.deadline_at)


def is_round_over(debate: Debate, *, now: datetime) -> bool:
    """Return whether the open round can be closed: all are in, or nobody could answer any more."""
    number = debate.state.rounds[-1].number
    all_in = len(debate.round_responses(number)) == len(debate.spec.panel)
    return all_in or now >= round_ends_at(debate) - TOO_SHORT


def close_round(debate: Debate, *, now: datetime, unpaid: bool = False) -> Step:
    """Close the open round, then go on or end as the table in ARCHITECTURE.md says.

    The caller closes a round that is over, or whose seats the budget does not pay for. Seats
    without a response are `timed_out`, or `failed` when they are `unpaid`.
    """
    now = _not_before(debate, now)
    if unpaid:
        failed = _absent(debate, ResponseStatus.FAILED, UNPAID, now)
        absent = tuple(replace(response, flags=(BUDGET_EXCEEDED,)) for response in failed)
    else:
        absent = _absent(debate, ResponseStatus.TIMED_OUT, TOO_LATE, now)
    closed = _with_last_round(debate, absent, finished_at=now)
    number = closed.state.rounds[-1].number
    reason = stop_reason(closed, now=now)
    said: tuple[Event, ...] = (
        *(ResponseCompleted(response.ref) for response in absent),
        RoundCompleted(number),
    )
    if reason is None:
        opened = Round(number=number + 1, started_at=now)
        state = _move(closed, Trigger.NEXT_ROUND, now, rounds=(*closed.state.rounds, opened))
        return Step(state=state, events=(*said, RoundStarted(opened.number)), absent=absent)
    ended = _with_last_round(closed, (), stop_reason=reason)
    step = _end(ended, reason, now)
    return replace(step, events=(*said, *step.events), absent=absent)


def summary_ends_at(debate: Debate) -> datetime:
    """Return until when models may write the summary: as long as a round has, from its last one's end.

    The rest of the debate's time is for the summary that needs no model.
    """
    allowed = timedelta(seconds=debate.spec.rules.round_deadline_s)
    closed_at = debate.state.rounds[-1].finished_at or debate.state.changed_at
    return min(closed_at + allowed, debate.spec.deadline_at - TOO_SHORT)


def conclude(debate: Debate, summary: Summary, *, now: datetime) -> Step:
    """Complete a debate whose summary is written."""
    now = _not_before(debate, now)
    written = Written(source=summary.source, verification=summary.verification)
    return Step(
        state=_move(debate, Trigger.COMPLETE, now, finished_at=now, written=written),
        events=(DebateCompleted(),),
        summary=summary,
    )


def add_note(debate: Debate, note_id: str, text: str, *, now: datetime) -> Step | None:
    """Record a moderator's note for the rounds to come; None when it is recorded already.

    It stands in the prompts of the next round to begin and of all after it: each is written anew,
    and a note that only one of them held would be forgotten in the next. Where no round can follow
    it is for the record alone. Raises `DebateFinishedError` when the debate has ended, and
    `TooManyNotesError`.
    """
    status, notes = debate.state.status, debate.state.notes
    if any(note.id == note_id for note in notes):
        return None
    if status.terminal:
        message = f"The debate is already {status}; it takes no notes any more."
        raise DebateFinishedError(message)
    if len(notes) == MOST_NOTES or _length(notes) + len(text) > LONGEST_NOTES:
        message = (
            f"A debate takes at most {MOST_NOTES} notes of {LONGEST_NOTES:,} characters together;"
            f" this one has {len(notes)} of {_length(notes):,}."
        )
        raise TooManyNotesError(message)
    now = _not_before(debate, now)
    note = Note(id=note_id, text=text, created_at=now, round=_next_round(debate))
    return Step(
        state=_move(debate, Trigger.NOTE, now, notes=(*notes, note)),
        events=(NoteAdded(note_id, status),),
    )


def record_answer(debate: Debate, option: OptionId, *, now: datetime) -> Step | None:
    """Record which option was right, in place of what was told before; None when that was the same.

    That is all that can still be told of a debate that is over; its log has ended and stays as it
    is. Raises `DebateInProgressError` before that, and `NotCompletedError` when it did not complete.
    """
    status = debate.state.status
    if not status.terminal:
        message = f"The debate is {status}; tell the right answer when it has completed."
        raise DebateInProgressError(message)
    if status is not DebateStatus.COMPLETED:
        message = f"The debate is {status}; only one that is completed takes an answer."
        raise NotCompletedError(message, status=status)
    if debate.state.answer == option:
        return None
    state = _move(debate, Trigger.ANSWER, _not_before(debate, now), answer=option)
    return Step(state=state, events=())


def cancel(debate: Debate, *, now: datetime) -> Step | None:
    """End an active debate at once; None when it is canceled already.

    Raises `DebateFinishedError` when it has ended in another way.
    """
    if debate.state.status is DebateStatus.CANCELED:
        return None
    if debate.state.status.terminal:
        message = f"The debate is already {debate.state.status}; it cannot be canceled any more."
        raise DebateFinishedError(message)
    now = _not_before(debate, now)
    absent = _absent(debate, ResponseStatus.CANCELED, CANCELED, now)
    return Step(
        state=_move(debate, Trigger.CANCEL, now, finished_at=now, outcome=None, stop_reason=None),
        events=(*(ResponseCompleted(r.ref) for r in absent), DebateCanceled()),
        absent=absent,
    )


def enforce_deadline(debate: Debate, *, now: datetime) -> Step | None:
    """End a debate whose deadline has passed; None while there is nothing to enforce.

    Where a round counted it is completed at once, with the summary that needs no model.
    """
    if now < debate.spec.deadline_at:
        return None
    match debate.state.status:
        case DebateStatus.QUEUED:
            now = _not_before(debate, now)
            return _end_with_error(debate, Trigger.EXPIRE, NOT_BEGUN, now)
        case DebateStatus.RUNNING:
            return _without_a_writer(debate, close_round(debate, now=now), now)
        case DebateStatus.SUMMARIZING:
            return conclude(debate, extractive_summary(debate, now=now), now=now)
        case (
            DebateStatus.COMPLETED
            | DebateStatus.FAILED
            | DebateStatus.CANCELED
            | DebateStatus.EXPIRED
        ):
            return None


def fail(debate: Debate, *, now: datetime, broken_off: int = 0) -> Step:
    """Give up an active debate because of a fault of ours; an outcome that it has stays.

    `broken_off` is how often its worker died of it, or was taken for dead; 0 for another fault.
    """
    error = _fatal(broken_off) if broken_off else INTERNAL_ERROR
    return _end_with_error(debate, Trigger.FAIL, error, _not_before(debate, now))


def kept_until(debate: Debate) -> datetime:
    """Return until when a finished debate is kept."""
    finished = debate.state.finished_at or debate.state.changed_at
    return finished + timedelta(seconds=debate.spec.retention_s)


def calls_at_the_end(debate: Debate) -> tuple[Call, ...]:
    """Return the calls that are written anew when a debate ends."""
    return tuple(without_draft(call) for call in debate.calls if call.reply is not None)


def without_draft(call: Call) -> Call:
    """Return a call as it is kept when its debate is over, and no worker can take it over."""
    return replace(call, reply=None)


def stop_reason(debate: Debate, *, now: datetime) -> StopReason | None:
    """Return why no further round follows the one just closed; None when one does."""
    number = debate.state.rounds[-1].number
    if not is_counted(debate, number):
        return _why_not_counted(debate, number, now)
    return next((reason for reason, test in STOP_TESTS if test(debate, number, now)), None)


def _why_not_counted(debate: Debate, number: int, now: datetime) -> StopReason:
    """Tell a lost quorum from seats that were not paid for and from seats not waited for."""
    if quorum_lost_to_budget(debate, number):
        return StopReason.BUDGET
    return StopReason.DEADLINE if now >= debate.spec.deadline_at else StopReason.QUORUM_LOST


def _agreed(debate: Debate, number: int, _now: datetime) -> bool:
    votes = tuple(row.votes for row in round_tally(debate, number))
    everyone = max(votes) == len(debate.spec.panel)
    return everyone or (number >= debate.spec.rules.min_rounds and holds(debate.spec.rules, votes))


def _stable(debate: Debate, number: int, _now: datetime) -> bool:
    if number == 1 or not debate.spec.rules.stop_when_stable:
        return False
    return votes_by_seat(debate, number) == votes_by_seat(debate, number - 1)


def _out_of_rounds(debate: Debate, number: int, _now: datetime) -> bool:
    return number >= debate.spec.rules.max_rounds


def _out_of_time(debate: Debate, _number: int, now: datetime) -> bool:
    return now >= debate.spec.deadline_at


def _out_of_money(debate: Debate, number: int, _now: datetime) -> bool:
    return seats_cut_short(debate, number) > 0 or not pays_another_round(debate)


STOP_TESTS: tuple[tuple[StopReason, Callable[[Debate, int, datetime], bool]], ...] = (
    (StopReason.CONSENSUS, _agreed),
    (StopReason.STABLE, _stable),
    (StopReason.MAX_ROUNDS, _out_of_rounds),
    (StopReason.DEADLINE, _out_of_time),
    (StopReason.BUDGET, _out_of_money),
)


def _end(debate: Debate, reason: StopReason, now: datetime) -> Step:
    if counted_rounds(debate):
        outcome = outcome_of(debate, reason)
        state = _move(debate, Trigger.SUMMARIZE, now, stop_reason=reason, outcome=outcome)
        return Step(state=state, events=(SummaryStarted(),))
    if reason is StopReason.DEADLINE:
        return _end_with_error(debate, Trigger.EXPIRE, DEADLINE_EXCEEDED, now, reason)
    if reason is StopReason.BUDGET and debate.spec.budget:
        error = too_small(debate, debate.spec.budget)
        return _end_with_error(debate, Trigger.FAIL, error, now, reason)
    return _end_with_error(debate, Trigger.FAIL, QUORUM_LOST, now, reason)


def _without_a_writer(debate: Debate, closed: Step, now: datetime) -> Step:
    """Complete the debate in the same step as its last round was closed, unless that ended it."""
    if closed.state.status is not DebateStatus.SUMMARIZING:
        return closed
    summarizing = _with_last_round(replace(debate, state=closed.state), closed.absent)
    end = conclude(summarizing, extractive_summary(summarizing, now=now), now=now)
    return replace(end, events=(*closed.events, *end.events), absent=closed.absent)


def _end_with_error(
    debate: Debate,
    trigger: Trigger,
    error: DebateError,
    now: datetime,
    reason: StopReason | None = None,
) -> Step:
    stopped = reason or debate.state.stop_reason
    state = _move(debate, trigger, now, finished_at=now, error=error, stop_reason=stopped)
    event = DebateExpired() if trigger is Trigger.EXPIRE else DebateFailed()
    return Step(state=state, events=(event,))


def _next_round(debate: Debate) -> int | None:
    """Return the number of the round that would begin next; None when none can."""
    number = len(debate.state.rounds) + 1
    ended = debate.state.status is DebateStatus.SUMMARIZING
    return None if ended or number > debate.spec.rules.max_rounds else number


def _length(notes: tuple[Note, ...]) -> int:
    return sum(len(note.text) for note in notes)


def _fatal(times: int) -> DebateError:
    return DebateError(
        code=INTERNAL_ERROR.code,
        message=f"The worker at this debate died {times} times in a row, or stopped responding, so"
        " it was given up; what was stored stays readable.",
    )


def _absent(
    debate: Debate, status: ResponseStatus, error: ResponseError, now: datetime
) -> tuple[Response, ...]:
    if not debate.state.rounds or debate.state.rounds[-1].finished_at is not None:
        return ()
    number = debate.state.rounds[-1].number
    return tuple(
        Response(round=number, participant=seat.id, status=status, created_at=now, error=error)
        for seat in debate.spec.panel
        if debate.response(number, seat.id) is None
    )


def _with_last_round(
    debate: Debate, more: tuple[Response, ...], **changes: datetime | StopReason
) -> Debate:
    *earlier, last = debate.state.rounds
    seats = [participant.id for participant in debate.spec.panel]
    ledger = sorted(
        (*debate.responses, *more), key=lambda r: (r.round, seats.index(seat_of(r.participant)))
    )
    state = replace(debate.state, rounds=(*earlier, replace(last, **changes)))
    return replace(debate, state=state, responses=tuple(ledger))


def _move(debate: Debate, trigger: Trigger, now: datetime, **changes: object) -> DebateState:
    """Return the state after a transition; `KeyError` for one that the table does not have."""
    status = TRANSITIONS[debate.state.status, trigger]
    return replace(debate.state, status=status, changed_at=now, **changes)


def _not_before(debate: Debate, now: datetime) -> datetime:
    """Return `now`, but never a time before anything that the debate holds."""
    return max(now, debate.state.changed_at, *(r.created_at for r in debate.responses))


MOST_NOTES, LONGEST_NOTES = 20, 20_000
"""How many notes a debate takes, and of how many characters together: every prompt holds them."""

TOO_SHORT = timedelta(seconds=1)
"""Of a round's time: who has not answered by then is not asked once more."""

TOO_LATE = ResponseError(
    code="timed_out", message="No answer came before the round had to close.", retryable=True
)
UNPAID = ResponseError(
    code=BUDGET_EXCEEDED,
    message="The budget did not pay for asking in this round; raise budget.max_cost_usd.",
    retryable=False,
)
CANCELED = ResponseError(
    code="canceled", message="The debate was canceled before an answer came.", retryable=False
)
DEADLINE_EXCEEDED = DebateError(
    code="deadline_exceeded",
    message="The deadline passed before any round had enough votes;"
    " allow more time with deadline_seconds.",
)
NOT_BEGUN = DebateError(
    code=DEADLINE_EXCEEDED.code,
    message="The deadline passed before a worker had begun the debate;"
    " see that one runs, or allow more time with deadline_seconds.",
)
QUORUM_LOST = DebateError(
    code="quorum_lost",
    message="Too few participants gave a valid vote; the responses say why each did not.",
)
INTERNAL_ERROR = DebateError(
    code="internal_error",
    message="The service could not go on with this debate; what was stored stays readable.",
)
