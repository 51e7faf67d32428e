"""One seed of chaos in the suite; `make chaos` runs many. And that the audit would notice."""

import time
from collections.abc import Callable, Mapping

import pytest
from msgspec.structs import replace

from service.domain.debate import Debate, DebateStatus
from service.domain.events import RoundStarted
from tests.faults.audit import audit
from tests.faults.chaos import Report, Size, run_chaos
from tests.faults.evidence import Evidence, Key
from tests.faults.plan import plan
from tests.support.patience import patiently

SEED = "45"
"""Workers killed and frozen, the API killed, the store killed and full."""
SMALL = Size(debates=24, faults=6, over_s=6)
RECOVERY_S = 10.0


@pytest.fixture(scope="module")
def report() -> Report:
    return patiently(run_chaos(seed=SEED, size=SMALL))


def test_nothing_is_lost_whatever_is_done_to_the_processes(report: Report) -> None:
    assert not report.problems, "\n".join(map(str, (*report.problems, report.logs)))
    assert len(report.evidence.debates) == SMALL.debates
    assert max(report.recoveries_s, default=0) < RECOVERY_S


def test_a_seed_does_the_same_every_time() -> None:
    drawn = [plan(seed, faults=9, debates=9, over_s=9, workers=3) for seed in ("1", "1", "2")]

    assert drawn[0] == drawn[1]
    assert drawn[0] != drawn[2]


def completed(evidence: Evidence) -> Debate:
    found = (d for d in evidence.debates.values() if d.state.status is DebateStatus.COMPLETED)
    return next(found)


def with_debate(evidence: Evidence, debate: Debate) -> Evidence:
    return replace(evidence, debates={**evidence.debates, debate.spec.id: debate})


def with_keys(evidence: Evidence, keys: Mapping[str, Key]) -> Evidence:
    return replace(evidence, keys={**evidence.keys, **keys})


def a_lost_debate(evidence: Evidence) -> Evidence:
    lost = completed(evidence).spec.id
    return replace(evidence, debates={n: d for n, d in evidence.debates.items() if n != lost})


def a_second_debate_for_one_request(evidence: Evidence) -> Evidence:
    return replace(evidence, accepted=dict(list(evidence.accepted.items())[1:]))


def a_debate_that_failed(evidence: Evidence) -> Evidence:
    debate = completed(evidence)
    state = replace(debate.state, status=DebateStatus.FAILED)
    return with_debate(evidence, replace(debate, state=state))


def a_cancel_that_had_no_effect(evidence: Evidence) -> Evidence:
    canceled = {**evidence.canceled, completed(evidence).spec.id: time.time()}
    return replace(evidence, canceled=canceled)


def a_missing_answer(evidence: Evidence) -> Evidence:
    debate = completed(evidence)
    return with_debate(evidence, replace(debate, responses=debate.responses[1:]))


def an_answer_of_another_round(evidence: Evidence) -> Evidence:
    debate = completed(evidence)
    first, *others = debate.responses
    wrong = replace(first, argument=others[-1].argument)
    return with_debate(evidence, replace(debate, responses=(wrong, *others)))


def another_outcome(evidence: Evidence) -> Evidence:
    debate = completed(evidence)
    assert debate.state.outcome is not None
    wrong = replace(debate.state.outcome, changed_minds=99)
    return with_debate(evidence, replace(debate, state=replace(debate.state, outcome=wrong)))


def an_event_told_twice(evidence: Evidence) -> Evidence:
    name = completed(evidence).spec.id
    events = list(evidence.events[name])
    events.insert(4, replace(events[3], sequence=events[3].sequence))
    told = [replace(event, sequence=n) for n, event in enumerate(events, start=1)]
    return replace(evidence, events={**evidence.events, name: told})


def a_gap_in_the_events(evidence: Evidence) -> Evidence:
    name = completed(evidence).spec.id
    rest = [event for event in evidence.events[name] if event.event != RoundStarted(2)]
    return replace(evidence, events={**evidence.events, name: rest})


def a_lease_that_is_left(evidence: Evidence) -> Evidence:
    return with_keys(evidence, {"leases": Key(value=[b"job", 1.0], passes=False)})


def a_key_of_nobody(evidence: Evidence) -> Evidence:
    return with_keys(evidence, {"odd": Key(value=b"1", passes=False)})


def an_entry_in_the_wrong_index(evidence: Evidence) -> Evidence:
    key = Key(value=[completed(evidence).spec.id.encode(), 0.0], passes=False)
    return with_keys(evidence, {"t:anonymous:idx:running": key})


def a_call_for_a_stored_answer(evidence: Evidence) -> Evidence:
    last = evidence.calls[-1]
    again = replace(evidence.calls[0], at=last.at + 60, worker="w99")
    return replace(evidence, calls=(*evidence.calls, again))


def a_call_for_a_canceled_debate(evidence: Evidence) -> Evidence:
    debate = completed(evidence)
    canceled = replace(debate, state=replace(debate.state, status=DebateStatus.CANCELED))
    changed = with_debate(evidence, canceled)
    return replace(changed, canceled={**evidence.canceled, debate.spec.id: 1.0})


def a_repeat_without_a_cause(evidence: Evidence) -> Evidence:
    again = replace(evidence.calls[0], at=evidence.calls[0].at + 0.001, worker="w99")
    return replace(evidence, calls=(*evidence.calls, again), incidents=())


def a_call_that_is_not_written_down(evidence: Evidence) -> Evidence:
    debate = completed(evidence)
    return with_debate(evidence, replace(debate, calls=()))


FAULTS: tuple[Callable[[Evidence], Evidence], ...] = (
    a_lost_debate,
    a_second_debate_for_one_request,
    a_debate_that_failed,
    a_cancel_that_had_no_effect,
    a_missing_answer,
    an_answer_of_another_round,
    another_outcome,
    an_event_told_twice,
    a_gap_in_the_events,
    a_lease_that_is_left,
    a_key_of_nobody,
    an_entry_in_the_wrong_index,
    a_call_for_a_stored_answer,
    a_call_for_a_canceled_debate,
    a_repeat_without_a_cause,
    a_call_that_is_not_written_down,
)


@pytest.mark.parametrize("fault", FAULTS)
def test_the_audit_notices(report: Report, fault: Callable[[Evidence], Evidence]) -> None:
    before = set(audit(report.evidence))

    assert set(audit(fault(report.evidence))) - before
