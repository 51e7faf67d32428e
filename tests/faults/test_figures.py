"""What counts as standing still after a worker was killed."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from service.domain.debate import Debate, DebateStatus
from service.domain.events import Event, LoggedEvent, RoundCompleted, RoundStarted
from tests.faults.evidence import Evidence
from tests.faults.figures import recoveries_s
from tests.faults.provider import Noted, What, question
from tests.faults.scene import Incident, Kind
from tests.support.debates import a_debate, a_spec

KILLED = Incident(kind=Kind.WORKER_KILLED, at=100.0, until=100.1, worker="w1")


def a_call(worker: str, at: float) -> Noted:
    return Noted(
        what=What.ASKED, at=at, worker=worker, debate=1, round=1, seat="seat_1", call=f"{at}-1"
    )


def an_event(event: Event, at: float) -> LoggedEvent:
    return LoggedEvent(sequence=1, created_at=datetime.fromtimestamp(at, UTC), event=event)


def evidence(
    *calls: Noted,
    completed_at: float = 120.0,
    incidents: tuple[Incident, ...] = (KILLED,),
    status: DebateStatus = DebateStatus.COMPLETED,
) -> Evidence:
    debate: Debate = a_debate(spec=a_spec(question=question(1)))
    debate = replace(debate, state=replace(debate.state, status=status))
    events = (an_event(RoundStarted(1), 90.0), an_event(RoundCompleted(1), completed_at))
    return Evidence(
        debates={debate.spec.id: debate},
        events={debate.spec.id: events},
        keys={},
        calls=calls,
        incidents=incidents,
        accepted={},
        canceled={},
    )


def test_a_debate_stands_still_until_another_worker_asks_for_it() -> None:
    found = recoveries_s(evidence(a_call("w1", 99.0), a_call("w2", 103.5)))

    assert found == pytest.approx([3.5])


def test_a_round_that_only_had_to_be_closed_goes_on_when_it_is() -> None:
    found = recoveries_s(evidence(a_call("w1", 99.0), completed_at=102.0))

    assert found == pytest.approx([2.0])


def test_what_was_not_in_the_hands_of_the_dead_does_not_count() -> None:
    assert recoveries_s(evidence(a_call("w2", 99.0), a_call("w2", 103.5))) == []
    assert recoveries_s(evidence(a_call("w1", 91.0), completed_at=95.0)) == []


def test_what_was_canceled_does_not_count() -> None:
    calls = (a_call("w1", 99.0), a_call("w2", 103.5))

    assert recoveries_s(evidence(*calls, status=DebateStatus.CANCELED)) == []


def test_a_kill_near_an_outage_of_the_store_does_not_count() -> None:
    outage = Incident(kind=Kind.STORE_KILLED, at=102.0, until=110.0)
    calls = (a_call("w1", 99.0), a_call("w2", 113.5))

    assert recoveries_s(evidence(*calls, incidents=(KILLED, outage))) == []
