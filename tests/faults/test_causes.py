"""What excuses a call that was repeated, and what does not."""

import pytest

from tests.faults.audit import repeats_have_a_cause
from tests.faults.evidence import Evidence
from tests.faults.provider import Noted, What
from tests.faults.scene import Incident, Kind

FIRST_S, AGAIN_S = 100.0, 104.0


def a_call(worker: str, at: float) -> Noted:
    return Noted(
        what=What.ASKED, at=at, worker=worker, debate=1, round=1, seat="seat_1", call=f"{at}-1"
    )


def done(kind: Kind, at: float, until: float, worker: str = "") -> Incident:
    return Incident(kind=kind, at=at, until=until, worker=worker)


def problems(*incidents: Incident) -> list[str]:
    """Return what is said when w2 repeats a call of w1 after these incidents."""
    evidence = Evidence(
        debates={},
        events={},
        keys={},
        calls=(a_call("w1", FIRST_S), a_call("w2", AGAIN_S)),
        incidents=incidents,
        accepted={},
        canceled={},
    )
    return list(repeats_have_a_cause(evidence))


EXCUSES = {
    "its worker was killed": [done(Kind.WORKER_KILLED, 101, 101, "w1")],
    "its worker was frozen before": [done(Kind.WORKER_FROZEN, 99, 103, "w1")],
    "who repeats it was frozen as it was about to ask": [
        done(Kind.WORKER_FROZEN, 95, 103.9, "w2"),
    ],
    "the machine stood still": [done(Kind.MACHINE_STALLED, 101, 103)],
    "the provider was killed": [done(Kind.PROVIDER_KILLED, 101, 101)],
    "it was read by a frozen provider after its worker was killed": [
        done(Kind.PROVIDER_FROZEN, 97, 99.9),
        done(Kind.WORKER_KILLED, 98, 98, "w1"),
    ],
    "outages in a row left no time for a beat": [
        done(Kind.STORE_KILLED, 100.5, 101.5),
        done(Kind.STORE_FULL, 102.5, 103.9),
    ],
}

NO_EXCUSES = {
    "nothing happened": [],
    "another worker was killed": [done(Kind.WORKER_KILLED, 101, 101, "w3")],
    "its worker was killed later": [done(Kind.WORKER_KILLED, 105, 105, "w1")],
    "who repeats it had thawed long before": [done(Kind.WORKER_FROZEN, 95, 103.5, "w2")],
    "who repeats it was frozen only after it": [done(Kind.WORKER_FROZEN, 101, 103.9, "w2")],
    "the store was away once": [done(Kind.STORE_KILLED, 100.1, 103.9)],
    "there was time between two outages": [
        done(Kind.STORE_KILLED, 100.2, 100.8),
        done(Kind.STORE_KILLED, 103.0, 103.9),
    ],
}


@pytest.mark.parametrize("incidents", EXCUSES.values(), ids=EXCUSES.keys())
def test_a_repeat_is_excused_when(incidents: list[Incident]) -> None:
    assert not problems(*incidents)


@pytest.mark.parametrize("incidents", NO_EXCUSES.values(), ids=NO_EXCUSES.keys())
def test_a_repeat_is_no_less_a_problem_when(incidents: list[Incident]) -> None:
    assert len(problems(*incidents)) == 1
