"""Every status with every trigger, every reason to stop, every way a debate ends."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import product

import msgspec
import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace

from service.domain.debate import (
    TERMINAL,
    ConsensusRule,
    Debate,
    DebateState,
    DebateStatus,
    DegradedReason,
    ResponseRef,
    ResponseStatus,
    Round,
    StopReason,
    Summary,
    SummarySource,
    Verification,
)
from service.domain.errors import ConflictError, DebateFinishedError
from service.domain.events import (
    TERMINAL_EVENTS,
    DebateCanceled,
    DebateCompleted,
    DebateExpired,
    DebateFailed,
    DebateStarted,
    Event,
    ResponseCompleted,
    RoundCompleted,
    RoundStarted,
    SummaryStarted,
)
from service.domain.extractive import extractive_summary
from service.domain.lifecycle import (
    TRANSITIONS,
    Step,
    Task,
    Trigger,
    add_note,
    begin,
    calls_at_the_end,
    cancel,
    close_round,
    conclude,
    enforce_deadline,
    fail,
    is_round_over,
    next_task,
    record_answer,
    resume,
    round_ends_at,
    stop_reason,
    summary_ends_at,
)
from service.domain.tally import degraded_reasons
from tests.support.debates import (
    NOW,
    ROUND_TIME,
    Cell,
    a_cut_response,
    a_debate,
    a_ledger,
    a_panel,
    a_response,
    a_spec,
    some_rules,
    the_reference_case,
    within,
)
from tests.support.store import a_call

FAILED = ResponseStatus.FAILED
IN_TIME = NOW + timedelta(minutes=10)
TOO_LATE = NOW + timedelta(minutes=15)
"""The moment of the deadline of every debate here."""


def in_status(status: DebateStatus, debate: Debate | None = None) -> Debate:
    """Return a debate in that status, with a round open that has not agreed on anything."""
    debate = debate or with_open_round("ABC")
    if status is DebateStatus.QUEUED:
        return replace(
            debate,
            state=DebateState(status=status, changed_at=NOW),
            responses=(),
        )
    return replace(debate, state=replace(debate.state, status=status))


def with_open_round(*rounds: str | list[Cell], **rules: object) -> Debate:
    """Return a running debate whose last round is still to be closed."""
    panel = a_panel(len(rounds[-1]))
    debate = a_debate(*rounds, spec=a_spec(panel=panel, rules=some_rules(**rules)))
    *earlier, last = debate.state.rounds
    reopened = (*earlier, replace(last, finished_at=None))
    return replace(
        debate,
        state=replace(debate.state, rounds=reopened, changed_at=last.started_at),
    )


def interrupted() -> Debate:
    """Return a debate of whose open round a call was made, one answer is in, and two are missing."""
    debate = with_open_round("ABC", round_deadline_s=120)
    return replace(debate, responses=debate.responses[:1], calls=(a_call(),))


def after(debate: Debate, step: Step) -> Debate:
    """Return the debate once the step is applied."""
    return a_ledger(replace(debate, state=step.state, rev=debate.rev + 1), *step.absent)


def some_summary() -> Summary:
    return Summary(
        source=SummarySource.EXTRACTIVE,
        model=None,
        headline="Unanimous: Yes, all (2 of 2)",
        overview="Everyone agreed.",
        positions=(),
        strongest_arguments=(),
        turning_points=(),
        exchanges=(),
        dissent=(),
        verification=Verification(),
        created_at=IN_TIME,
    )


def concluded(debate: Debate, now: datetime) -> Step:
    return conclude(debate, some_summary(), now=now)


def at_the_deadline(debate: Debate, now: datetime) -> Step | None:
    return enforce_deadline(debate, now=max(now, debate.spec.deadline_at))


def at_the_last_round(debate: Debate, now: datetime) -> Step:
    spec = replace(debate.spec, rules=replace(debate.spec.rules, max_rounds=1))
    return close_round(replace(debate, spec=spec), now=now)


def short_of_a_quorum(debate: Debate, now: datetime) -> Step | None:
    if debate.state.status is DebateStatus.SUMMARIZING:
        return None  # Its rounds have counted: the deadline completes it.
    return at_the_deadline(replace(debate, responses=()), now)


ATTEMPTS: dict[Trigger, Callable[[Debate, datetime], Step | None]] = {
    Trigger.BEGIN: lambda debate, now: begin(debate, now=now),
    Trigger.RESUME: lambda debate, now: resume(replace(debate, responses=()), now=now),
    Trigger.NOTE: lambda debate, now: add_note(debate, "nte_1", "Think of cost.", now=now),
    Trigger.NEXT_ROUND: lambda debate, now: close_round(debate, now=now),
    Trigger.SUMMARIZE: at_the_last_round,
    Trigger.COMPLETE: concluded,
    Trigger.FAIL: lambda debate, now: fail(debate, now=now),
    Trigger.CANCEL: lambda debate, now: cancel(debate, now=now),
    Trigger.EXPIRE: short_of_a_quorum,
    Trigger.ANSWER: lambda debate, now: record_answer(debate, "A", now=now),
}
"""For each trigger, the decision that pulls it, and circumstances in which it does."""

ALL_PAIRS = tuple(product(DebateStatus, Trigger))
ALLOWED = {
    ("queued", "note"): "queued",
    ("queued", "begin"): "running",
    ("queued", "fail"): "failed",
    ("queued", "cancel"): "canceled",
    ("queued", "expire"): "expired",
    ("running", "note"): "running",
    ("running", "resume"): "running",
    ("running", "next_round"): "running",
    ("running", "summarize"): "summarizing",
    ("running", "fail"): "failed",
    ("running", "cancel"): "canceled",
    ("running", "expire"): "expired",
    ("summarizing", "note"): "summarizing",
    ("summarizing", "complete"): "completed",
    ("summarizing", "fail"): "failed",
    ("summarizing", "cancel"): "canceled",
    ("completed", "answer"): "completed",
}
"""What may follow what, written down a second time: a change here is a change of the contract."""


def test_every_trigger_is_tried() -> None:
    assert set(ATTEMPTS) == set(Trigger)


@pytest.mark.parametrize(("status", "trigger"), ALL_PAIRS)
def test_a_trigger_moves_a_debate_as_the_table_says_or_is_refused(
    status: DebateStatus, trigger: Trigger
) -> None:
    debate = in_status(status)
    expected = ALLOWED.get((status.value, trigger.value))

    try:
        step = ATTEMPTS[trigger](debate, IN_TIME)
    except (KeyError, ValueError, ConflictError):
        step = None

    assert (step and step.state.status) == expected
    assert TRANSITIONS.get((status, trigger)) == expected


@given(
    status=st.sampled_from(sorted(TERMINAL)),
    trigger=st.sampled_from([trigger for trigger in Trigger if trigger is not Trigger.ANSWER]),
    rounds=st.lists(st.text("ABC", min_size=3, max_size=3), min_size=1, max_size=3),
    seconds=st.integers(-3_600, 100_000),
)
def test_a_terminal_debate_refuses_every_step_but_an_answer(
    status: DebateStatus, trigger: Trigger, rounds: list[str], seconds: int
) -> None:
    debate = in_status(status, with_open_round(*rounds, quorum=1))

    try:
        step = ATTEMPTS[trigger](debate, NOW + timedelta(seconds=seconds))
    except (KeyError, DebateFinishedError):
        step = None

    assert step is None
    assert next_task(debate) is None


@pytest.mark.parametrize("status", DebateStatus)
def test_terminal_are_exactly_the_statuses_that_nothing_leaves(status: DebateStatus) -> None:
    reached = {after for (before, _), after in TRANSITIONS.items() if before is status}

    assert status.terminal == (reached <= {status})


@pytest.mark.parametrize(
    ("status", "task"),
    [
        (DebateStatus.QUEUED, (Task.RUN_ROUND, 1)),
        (DebateStatus.RUNNING, (Task.RUN_ROUND, 2)),
        (DebateStatus.SUMMARIZING, (Task.WRITE_SUMMARY, 2)),
        (DebateStatus.COMPLETED, None),
        (DebateStatus.FAILED, None),
        (DebateStatus.CANCELED, None),
        (DebateStatus.EXPIRED, None),
    ],
)
def test_a_status_says_what_work_a_debate_waits_for(
    status: DebateStatus, task: tuple[Task, int] | None
) -> None:
    debate = in_status(status, with_open_round("ABC", "ABC"))

    assert next_task(debate) == task


def test_beginning_opens_the_first_round() -> None:
    step = begin(in_status(DebateStatus.QUEUED), now=IN_TIME)

    assert step.state == DebateState(
        status=DebateStatus.RUNNING,
        changed_at=IN_TIME,
        started_at=IN_TIME,
        rounds=(Round(number=1, started_at=IN_TIME),),
    )
    assert step.events == (DebateStarted(), RoundStarted(1))


def test_a_split_goes_another_round() -> None:
    debate = with_open_round("ABC")

    step = close_round(debate, now=IN_TIME)

    assert step.state.status is DebateStatus.RUNNING
    assert step.state.stop_reason is None
    assert step.state.rounds == (
        Round(number=1, started_at=NOW, finished_at=IN_TIME),
        Round(number=2, started_at=IN_TIME),
    )
    assert step.events == (RoundCompleted(1), RoundStarted(2))
    assert step.absent == ()


def test_a_round_ends_after_its_time_or_at_the_deadline_of_the_debate() -> None:
    spec = a_spec(rules=some_rules(round_deadline_s=120))
    debate = a_debate("ABC", spec=spec, next_round=True)
    begun = debate.state.rounds[-1].started_at

    assert round_ends_at(debate) == begun + timedelta(seconds=120)
    hurried = replace(debate, spec=replace(spec, deadline_s=100))
    assert round_ends_at(hurried) == NOW + timedelta(seconds=100)


def test_a_round_that_nobody_has_begun_has_its_time_when_somebody_does() -> None:
    debate = replace(with_open_round("ABC", round_deadline_s=120), responses=())
    begins = debate.state.rounds[-1].started_at + timedelta(seconds=90)

    step = resume(debate, now=begins)

    assert step is not None
    assert (step.events, step.absent) == ((), ())
    assert round_ends_at(after(debate, step)) == begins + timedelta(seconds=120)


def test_a_round_that_is_found_when_its_time_is_over_has_it_once_more() -> None:
    debate = interrupted()
    found = round_ends_at(debate)

    step = resume(debate, now=found)

    assert step is not None
    assert round_ends_at(after(debate, step)) == found + timedelta(seconds=120)
    assert after(debate, step).responses == debate.responses


@pytest.mark.parametrize(
    ("debate", "seconds"),
    [
        (replace(with_open_round("ABC"), responses=()), 0.5),
        (interrupted(), 118),
        (with_open_round("ABC"), 300),
        (replace(with_open_round("ABC"), responses=()), 899.5),
    ],
    ids=["at once", "in time", "all are in", "at the deadline of the debate"],
)
def test_a_round_goes_on_as_it_is(debate: Debate, seconds: float) -> None:
    assert resume(debate, now=NOW + timedelta(seconds=seconds)) is None


def test_models_may_write_for_as_long_as_a_round_has_and_leave_time_to_do_without() -> None:
    debate = with_open_round("ABC", max_rounds=1, round_deadline_s=120)
    summarizing = after(debate, close_round(debate, now=IN_TIME))
    hurried = replace(summarizing, spec=replace(summarizing.spec, deadline_s=660))

    assert summary_ends_at(summarizing) == IN_TIME + timedelta(seconds=120)
    assert summary_ends_at(hurried) == hurried.spec.deadline_at - timedelta(seconds=1)


def test_a_note_gives_the_writers_no_more_time() -> None:
    debate = with_open_round("ABC", max_rounds=1)
    summarizing = after(debate, close_round(debate, now=IN_TIME))
    step = add_note(summarizing, "nte_1", "One more thing.", now=IN_TIME + timedelta(seconds=60))
    assert step is not None

    assert summary_ends_at(after(summarizing, step)) == summary_ends_at(summarizing)


def test_at_the_end_a_draft_is_not_kept_with_its_call() -> None:
    debate = within(1.0, a_debate("AAA"), 0.25, 0.25)
    first, second = debate.calls
    drafted = replace(second, reply="{}")

    assert calls_at_the_end(replace(debate, calls=(first, drafted))) == (second,)


def test_a_round_is_over_when_all_are_in_or_nobody_could_answer_any_more() -> None:
    one_missing = with_open_round(["A", None, "B"])
    ends = round_ends_at(one_missing)

    assert is_round_over(with_open_round(["A", "B", "B"]), now=NOW)
    assert not is_round_over(one_missing, now=ends - timedelta(seconds=2))
    assert is_round_over(one_missing, now=ends - timedelta(milliseconds=5))


def test_seats_that_gave_no_answer_in_time_are_timed_out_and_said_so() -> None:
    debate = with_open_round(["A", None, "B", None])

    step = close_round(debate, now=IN_TIME)

    assert [(r.round, r.participant, r.status, r.vote) for r in step.absent] == [
        (1, "seat_2", ResponseStatus.TIMED_OUT, None),
        (1, "seat_4", ResponseStatus.TIMED_OUT, None),
    ]
    assert all(r.error is not None and r.error.code == "timed_out" for r in step.absent)
    assert step.events == (
        *(ResponseCompleted(response.ref) for response in step.absent),
        RoundCompleted(1),
        RoundStarted(2),
    )


@pytest.mark.parametrize(
    ("rounds", "rules", "reason"),
    [
        # Unanimity of all seats stops at once, under every rule.
        (["AAAA"], {}, StopReason.CONSENSUS),
        (["AAAA"], {"min_rounds": 3}, StopReason.CONSENSUS),
        (["AAAA"], {"consensus": ConsensusRule.UNANIMOUS}, StopReason.CONSENSUS),
        (
            ["AAAA"],
            {"consensus": ConsensusRule.VOTES_NEEDED, "votes_needed": 4},
            StopReason.CONSENSUS,
        ),
        # Unanimity of those who voted is not that of all seats.
        ([["A", "A", "A", FAILED]], {}, None),
        ([["A", "A", "A", FAILED]], {"min_rounds": 1}, StopReason.CONSENSUS),
        # Two thirds wait for min_rounds.
        (["AAAABB"], {}, None),
        (["AAAABB"], {"min_rounds": 1}, StopReason.CONSENSUS),
        (["ABCABC", "AAAABB"], {}, StopReason.CONSENSUS),
        (["ABCABC", "AAAABB"], {"min_rounds": 3}, None),
        (["ABCABC", "AAABBC"], {"max_rounds": 3}, None),
        (["ABCABC", "AAABBC"], {"consensus": ConsensusRule.MAJORITY}, None),
        (["ABCAB", "AAABC"], {"consensus": ConsensusRule.MAJORITY}, StopReason.CONSENSUS),
        (
            ["ABCABC", "AAABBC"],
            {"consensus": ConsensusRule.VOTES_NEEDED, "votes_needed": 3},
            StopReason.CONSENSUS,
        ),
        # Two thirds of the valid votes, not of the seats.
        (["ABC", ["A", "A", "B", FAILED, FAILED]], {}, StopReason.CONSENSUS),
        # Nothing moves any more.
        (["ABC", "ABC"], {}, StopReason.STABLE),
        (["ABC", "ABC"], {"stop_when_stable": False}, None),
        (["ABC", "ACB"], {}, None),
        ([["A", "B", FAILED], ["A", "B", ResponseStatus.REFUSED]], {}, StopReason.STABLE),
        ([["A", "B", FAILED], "ABC"], {}, None),
        (["ABC", ["A", "B", FAILED]], {}, None),
        # Consensus is named before stability, stability before the last round.
        (["AAB", "AAB"], {}, StopReason.CONSENSUS),
        (["ABC", "ABC"], {"max_rounds": 2}, StopReason.STABLE),
        (["ABC", "ACB"], {"max_rounds": 2}, StopReason.MAX_ROUNDS),
        (["ABC"], {"max_rounds": 1, "min_rounds": 1}, StopReason.MAX_ROUNDS),
        (["AAB"], {"max_rounds": 1, "min_rounds": 1}, StopReason.CONSENSUS),
        # Quorum comes before everything.
        ([["A", FAILED, FAILED]], {"quorum": 2}, StopReason.QUORUM_LOST),
        ([["A", "A", FAILED]], {"quorum": 3, "min_rounds": 1}, StopReason.QUORUM_LOST),
        (
            ["AAB", ["A", FAILED, FAILED]],
            {"quorum": 2, "max_rounds": 2},
            StopReason.QUORUM_LOST,
        ),
        (
            [["A", FAILED, FAILED], ["A", FAILED, FAILED]],
            {"quorum": 2},
            StopReason.QUORUM_LOST,
        ),
        ([["A", FAILED, FAILED]], {"quorum": 1, "min_rounds": 1}, StopReason.CONSENSUS),
    ],
)
def test_a_debate_stops_for_the_first_reason_that_holds(
    rounds: list[str | list[Cell]], rules: dict[str, object], reason: StopReason | None
) -> None:
    debate = with_open_round(*rounds, **rules)

    step = close_round(debate, now=IN_TIME)

    assert step.state.stop_reason is reason
    assert [r.stop_reason for r in step.state.rounds][: len(rounds)] == [
        *(None for _ in rounds[1:]),
        reason,
    ]
    assert (step.state.status is DebateStatus.RUNNING) == (reason is None)


@pytest.mark.parametrize(
    ("rounds", "reason"),
    [
        (["ABC"], StopReason.DEADLINE),
        (["ABC", "ABC"], StopReason.STABLE),
        (["ABC", "AAB"], StopReason.CONSENSUS),
        (["ABC", ["A", None, None]], StopReason.DEADLINE),
        ([["A", None, None]], StopReason.DEADLINE),
    ],
)
def test_the_deadline_is_the_last_of_the_reasons(
    rounds: list[str | list[Cell]], reason: StopReason
) -> None:
    debate = with_open_round(*rounds)

    step = enforce_deadline(debate, now=TOO_LATE)

    assert step is not None
    assert step.state.stop_reason is reason


@pytest.mark.parametrize("status", DebateStatus)
def test_nothing_is_enforced_before_the_deadline(status: DebateStatus) -> None:
    debate = in_status(status)

    assert enforce_deadline(debate, now=TOO_LATE - timedelta(milliseconds=1)) is None


@pytest.mark.parametrize(
    ("status", "ends"),
    [
        (DebateStatus.QUEUED, DebateStatus.EXPIRED),
        (DebateStatus.RUNNING, DebateStatus.COMPLETED),
        (DebateStatus.SUMMARIZING, DebateStatus.COMPLETED),
    ],
)
def test_the_deadline_ends_whatever_is_not_over(status: DebateStatus, ends: DebateStatus) -> None:
    step = enforce_deadline(in_status(status), now=TOO_LATE)

    assert step is not None
    assert step.state.status is ends
    assert step.state.finished_at == TOO_LATE


def test_a_round_that_the_deadline_closes_is_told_and_summed_up_in_one_step() -> None:
    debate = with_open_round("ABB", ["A", None, "B"], quorum=2)

    step = enforce_deadline(debate, now=TOO_LATE)

    assert step is not None
    assert step.events == (
        ResponseCompleted(ResponseRef(round=2, participant="seat_2")),
        RoundCompleted(2),
        SummaryStarted(),
        DebateCompleted(),
    )
    assert [response.status for response in step.absent] == [ResponseStatus.TIMED_OUT]
    assert step.summary == extractive_summary(after(debate, step), now=TOO_LATE)
    assert degraded_reasons(after(debate, step)) == (
        DegradedReason.SEAT_TIMED_OUT,
        DegradedReason.DEADLINE,
    )


def test_a_summary_that_is_not_written_at_the_deadline_is_the_one_that_needs_no_model() -> None:
    debate = with_open_round("AAB", max_rounds=1)
    summarizing = after(debate, close_round(debate, now=IN_TIME))

    step = enforce_deadline(summarizing, now=TOO_LATE)

    assert step is not None
    assert step.events == (DebateCompleted(),)
    assert step.summary == extractive_summary(summarizing, now=TOO_LATE)
    assert step.state.outcome == summarizing.state.outcome
    assert step.state.stop_reason is StopReason.MAX_ROUNDS


@pytest.mark.parametrize(
    ("rounds", "rules", "reason"),
    [
        (["AAAA"], {}, StopReason.CONSENSUS),
        (["ABC", "ABC"], {}, StopReason.STABLE),
        (["ABC", "ACB"], {"max_rounds": 2}, StopReason.MAX_ROUNDS),
    ],
)
def test_a_debate_that_ran_its_course_is_completed(
    rounds: list[str | list[Cell]], rules: dict[str, object], reason: StopReason
) -> None:
    debate = with_open_round(*rounds, **rules)

    summarizing = after(debate, close_round(debate, now=IN_TIME))
    step = concluded(summarizing, IN_TIME)
    completed = after(summarizing, step)

    assert summarizing.state.status is DebateStatus.SUMMARIZING
    assert completed.state.status is DebateStatus.COMPLETED
    assert completed.state.stop_reason is reason
    assert completed.state.outcome is not None
    assert completed.state.outcome.stop_reason is reason
    assert completed.state.error is None
    assert completed.state.finished_at == IN_TIME
    assert degraded_reasons(completed) == ()
    assert step.summary == some_summary()


@pytest.mark.parametrize(
    ("last", "now", "reason", "degraded"),
    [
        (
            ["B", FAILED, FAILED],
            IN_TIME,
            StopReason.QUORUM_LOST,
            (DegradedReason.SEAT_FAILED, DegradedReason.QUORUM),
        ),
        (
            ["B", None, None],
            TOO_LATE,
            StopReason.DEADLINE,
            (DegradedReason.SEAT_TIMED_OUT, DegradedReason.DEADLINE),
        ),
        (["B", "C", "A"], TOO_LATE, StopReason.DEADLINE, (DegradedReason.DEADLINE,)),
    ],
)
def test_a_debate_cut_short_after_a_counted_round_is_completed_and_degraded(
    last: list[Cell],
    now: datetime,
    reason: StopReason,
    degraded: tuple[DegradedReason, ...],
) -> None:
    debate = with_open_round("ABB", last)

    summarizing = after(debate, close_round(debate, now=now))

    assert summarizing.state.status is DebateStatus.SUMMARIZING
    assert summarizing.state.stop_reason is reason
    assert summarizing.state.outcome is not None
    assert summarizing.state.outcome.rounds == (1 if len(degraded) > 1 else 2)
    assert degraded_reasons(summarizing) == degraded


POOR, RICH = 0.35, 9.0
"""Of these budgets the first pays for one round of three seats and not for another."""


def counted_but_one_was_cut_short() -> Debate:
    return a_ledger(with_open_round("ABC"), a_cut_response(1, "seat_3"))


@pytest.mark.parametrize(
    ("debate", "max_usd", "now", "reason"),
    [
        (with_open_round("ABC"), RICH, IN_TIME, None),
        (with_open_round("ABC"), POOR, IN_TIME, StopReason.BUDGET),
        (counted_but_one_was_cut_short(), RICH, IN_TIME, StopReason.BUDGET),
        # Whatever else holds is named first.
        (with_open_round("AAA"), POOR, IN_TIME, StopReason.CONSENSUS),
        (with_open_round("ABC", "ABC"), POOR, IN_TIME, StopReason.STABLE),
        (with_open_round("ABC", "ACB", max_rounds=2), POOR, IN_TIME, StopReason.MAX_ROUNDS),
        (with_open_round("ABC"), POOR, TOO_LATE, StopReason.DEADLINE),
        (with_open_round(["A", FAILED, FAILED]), POOR, IN_TIME, StopReason.QUORUM_LOST),
        # A quorum that money would have saved.
        (
            a_ledger(with_open_round(["A", None, FAILED]), a_cut_response(1, "seat_2")),
            RICH,
            IN_TIME,
            StopReason.BUDGET,
        ),
        (
            a_ledger(with_open_round(["A", None, FAILED]), a_cut_response(1, "seat_2")),
            RICH,
            TOO_LATE,
            StopReason.BUDGET,
        ),
        # One that it would not have.
        (
            a_ledger(with_open_round(["A", None, FAILED], quorum=3), a_cut_response(1, "seat_2")),
            POOR,
            IN_TIME,
            StopReason.QUORUM_LOST,
        ),
        (
            a_ledger(with_open_round(["A", None, None], quorum=3), a_cut_response(1, "seat_2")),
            POOR,
            TOO_LATE,
            StopReason.DEADLINE,
        ),
    ],
)
def test_a_budget_stops_a_debate_that_it_does_not_pay_for_any_more(
    debate: Debate, max_usd: float, now: datetime, reason: StopReason | None
) -> None:
    debate = within(max_usd, debate, 0.1, 0.1, 0.1)

    step = close_round(debate, now=now)

    assert step.state.stop_reason is reason
    assert (step.state.status is DebateStatus.RUNNING) == (reason is None)


@pytest.mark.parametrize(
    ("debate", "rounds", "degraded"),
    [
        (with_open_round("ABC"), 1, (DegradedReason.BUDGET,)),
        (
            counted_but_one_was_cut_short(),
            1,
            (DegradedReason.SEAT_FAILED, DegradedReason.BUDGET),
        ),
        (
            a_ledger(
                with_open_round("ABC", ["A", None, None]),
                a_cut_response(2, "seat_2"),
                a_cut_response(2, "seat_3"),
            ),
            1,
            (DegradedReason.SEAT_FAILED, DegradedReason.BUDGET),
        ),
        (with_open_round("ABC", "BCA"), 2, (DegradedReason.BUDGET,)),
    ],
)
def test_a_debate_that_its_budget_cut_is_completed_with_its_last_counted_round(
    debate: Debate, rounds: int, degraded: tuple[DegradedReason, ...]
) -> None:
    debate = within(POOR, debate, 0.1, 0.1, 0.1)

    summarizing = after(debate, close_round(debate, now=IN_TIME))
    completed = after(summarizing, concluded(summarizing, IN_TIME))

    assert completed.state.status is DebateStatus.COMPLETED
    assert completed.state.outcome is not None
    assert completed.state.outcome.rounds == rounds
    assert completed.state.outcome.stop_reason is StopReason.BUDGET
    assert completed.state.error is None
    assert degraded_reasons(completed) == degraded


def test_seats_that_the_budget_does_not_pay_for_are_failed_and_said_so() -> None:
    debate = within(POOR, with_open_round("ABC", ["A", None, None]), 0.1, 0.1, 0.1)

    step = close_round(debate, now=IN_TIME, unpaid=True)

    assert [(r.participant, r.status, r.flags) for r in step.absent] == [
        ("seat_2", FAILED, ("budget_exceeded",)),
        ("seat_3", FAILED, ("budget_exceeded",)),
    ]
    assert {r.error and r.error.code for r in step.absent} == {"budget_exceeded"}
    assert not any(r.error and r.error.retryable for r in step.absent)
    assert step.state.stop_reason is StopReason.BUDGET
    assert step.state.status is DebateStatus.SUMMARIZING


def test_a_budget_that_pays_for_no_round_fails_the_debate_and_says_what_one_takes() -> None:
    debate = within(0.2, with_open_round([None] * 3))

    step = close_round(debate, now=TOO_LATE, unpaid=True)

    assert step.state.status is DebateStatus.FAILED
    assert step.state.stop_reason is StopReason.BUDGET
    assert step.state.outcome is None
    assert step.state.error is not None
    assert step.state.error.code == "budget_exceeded"
    assert "$0.2 " in step.state.error.message
    assert "$0.301," in step.state.error.message
    assert step.events[-2:] == (RoundCompleted(1), DebateFailed())


def test_a_quorum_lost_before_any_round_counted_fails_the_debate() -> None:
    debate = with_open_round(["A", FAILED, ResponseStatus.UNREADABLE])

    step = close_round(debate, now=IN_TIME)

    assert step.state.status is DebateStatus.FAILED
    assert step.state.outcome is None
    assert step.state.error is not None
    assert step.state.error.code == "quorum_lost"
    assert step.state.finished_at == IN_TIME
    assert step.events == (RoundCompleted(1), DebateFailed())


@pytest.mark.parametrize(
    "debate",
    [in_status(DebateStatus.QUEUED), with_open_round([None] * 3), with_open_round(["A", None])],
)
def test_a_deadline_before_any_round_counted_expires_the_debate(debate: Debate) -> None:
    step = enforce_deadline(debate, now=TOO_LATE)

    assert step is not None
    assert step.state.status is DebateStatus.EXPIRED
    assert step.state.outcome is None
    assert step.state.error is not None
    assert step.state.error.code == "deadline_exceeded"
    assert step.state.finished_at == TOO_LATE
    assert step.events[-1] == DebateExpired()


def test_closing_a_round_late_expires_a_debate_as_well() -> None:
    step = close_round(with_open_round([None, "A", None]), now=TOO_LATE)

    assert step.state.status is DebateStatus.EXPIRED
    assert [r.status for r in step.absent] == [ResponseStatus.TIMED_OUT] * 2


@pytest.mark.parametrize(
    "status", [DebateStatus.QUEUED, DebateStatus.RUNNING, DebateStatus.SUMMARIZING]
)
def test_an_active_debate_is_canceled_at_once_without_an_outcome(status: DebateStatus) -> None:
    step = cancel(in_status(status), now=IN_TIME)

    assert step is not None
    assert step.state.status is DebateStatus.CANCELED
    assert step.state.finished_at == IN_TIME
    assert step.state.outcome is None
    assert step.state.stop_reason is None
    assert step.state.error is None
    assert step.events[-1] == DebateCanceled()


def test_canceling_tells_what_became_of_the_seats_that_were_still_asked() -> None:
    debate = with_open_round("ABC", ["A", None, None])

    step = cancel(debate, now=IN_TIME)

    assert step is not None
    assert [(r.round, r.participant, r.status) for r in step.absent] == [
        (2, "seat_2", ResponseStatus.CANCELED),
        (2, "seat_3", ResponseStatus.CANCELED),
    ]
    assert step.events == (
        *(ResponseCompleted(response.ref) for response in step.absent),
        DebateCanceled(),
    )
    assert degraded_reasons(after(debate, step)) == ()


def test_canceling_twice_changes_nothing() -> None:
    debate = with_open_round(["A", None])
    step = cancel(debate, now=IN_TIME)
    assert step is not None

    again = cancel(after(debate, step), now=TOO_LATE)

    assert again is None


@pytest.mark.parametrize(
    "status", [DebateStatus.COMPLETED, DebateStatus.FAILED, DebateStatus.EXPIRED]
)
def test_what_has_ended_otherwise_cannot_be_canceled(status: DebateStatus) -> None:
    with pytest.raises(DebateFinishedError, match=status.value):
        cancel(in_status(status), now=IN_TIME)


def test_a_debate_given_up_keeps_what_is_there() -> None:
    running = with_open_round("ABC", ["A", None, None])
    summarizing = after(with_open_round("AAA"), close_round(with_open_round("AAA"), now=IN_TIME))

    early = after(running, fail(running, now=IN_TIME))
    late = after(summarizing, fail(summarizing, now=IN_TIME))

    assert early.state.status is late.state.status is DebateStatus.FAILED
    assert early.state.error is not None
    assert early.state.error.code == "internal_error"
    assert early.responses == running.responses
    assert early.state.outcome is None
    assert late.state.outcome == summarizing.state.outcome
    assert late.state.stop_reason is StopReason.CONSENSUS


def test_a_debate_that_its_workers_died_of_says_so() -> None:
    debate = with_open_round("ABC", ["A", None, None])

    failed = after(debate, fail(debate, now=IN_TIME, broken_off=5))

    assert failed.state.status is DebateStatus.FAILED
    assert failed.responses == debate.responses
    assert failed.state.error is not None
    assert failed.state.error.code == "internal_error"
    assert "died 5 times in a row" in failed.state.error.message


@pytest.mark.parametrize(
    "trigger", [Trigger.NOTE, Trigger.NEXT_ROUND, Trigger.CANCEL, Trigger.FAIL]
)
def test_no_decision_is_dated_before_anything_that_the_debate_holds(trigger: Trigger) -> None:
    debate = with_open_round(["A", "B", None])
    answered = NOW + ROUND_TIME

    step = ATTEMPTS[trigger](debate, NOW - timedelta(hours=1))

    assert step is not None
    assert step.state.changed_at == answered
    assert all(response.created_at == answered for response in step.absent)
    for opened in step.state.rounds:
        assert opened.started_at <= (opened.finished_at or answered) <= answered


def test_a_beginning_is_not_dated_before_the_creation() -> None:
    step = begin(in_status(DebateStatus.QUEUED), now=NOW - timedelta(seconds=1))

    assert step.state.started_at == step.state.changed_at == NOW


def test_the_log_of_a_whole_debate_tells_it_in_order() -> None:
    case = the_reference_case()
    debate = in_status(DebateStatus.QUEUED, case)
    log: list[Event] = []

    for step in whole_debate(debate, case):
        log += step.events

    assert log == [
        DebateStarted(),
        RoundStarted(1),
        RoundCompleted(1),
        RoundStarted(2),
        RoundCompleted(2),
        SummaryStarted(),
        DebateCompleted(),
    ]
    assert [isinstance(event, TERMINAL_EVENTS) for event in log] == [False] * 6 + [True]


def whole_debate(debate: Debate, case: Debate) -> Iterator[Step]:
    """Decide a queued debate to its end, with the answers that `case` holds."""
    step = begin(debate, now=NOW)
    yield step
    for number in (1, 2):
        debate = a_ledger(after(debate, step), *case.round_responses(number))
        step = close_round(debate, now=NOW + number * ROUND_TIME)
        yield step
    yield concluded(after(debate, step), IN_TIME)


@given(
    rounds=st.lists(
        st.lists(
            st.sampled_from((*"ABC", FAILED, ResponseStatus.ABSTAINED)), min_size=3, max_size=3
        ),
        min_size=1,
        max_size=4,
    ),
    quorum=st.integers(1, 3),
    min_rounds=st.integers(1, 4),
    late=st.booleans(),
    max_usd=st.sampled_from((POOR, RICH)),
)
def test_every_closed_round_is_followed_by_exactly_one_thing(
    rounds: list[list[Cell]],
    quorum: int,
    min_rounds: int,
    late: bool,  # noqa: FBT001 - drawn
    max_usd: float,
) -> None:
    asked = with_open_round(*rounds, max_rounds=4, quorum=quorum, min_rounds=min_rounds)
    debate = within(max_usd, asked, 0.1, 0.1, 0.1)

    step = close_round(debate, now=TOO_LATE if late else IN_TIME)

    went_on = step.state.status is DebateStatus.RUNNING
    assert went_on == (step.state.stop_reason is None)
    assert went_on == (step.state.rounds[-1].finished_at is None)
    assert len(step.state.rounds) == len(rounds) + went_on
    assert (step.state.outcome is not None) == (step.state.status is DebateStatus.SUMMARIZING)
    assert (step.state.error is not None) == (
        step.state.status in {DebateStatus.FAILED, DebateStatus.EXPIRED}
    )
    assert not ((late or max_usd is POOR) and went_on)
    assert (len(rounds) < 4) or not went_on


def test_a_stop_reason_is_found_without_changing_anything() -> None:
    debate = a_debate("ABC", "ABC")
    before = msgspec.structs.asdict(debate)

    reason = stop_reason(debate, now=IN_TIME)

    assert reason is StopReason.STABLE
    assert msgspec.structs.asdict(debate) == before


def test_responses_written_for_absent_seats_stand_in_the_order_of_the_panel() -> None:
    debate = a_ledger(with_open_round([None, "A", None]), a_response(1, "seat_2", "B"))

    step = close_round(debate, now=IN_TIME)

    assert [r.participant for r in step.absent] == ["seat_1", "seat_3"]
