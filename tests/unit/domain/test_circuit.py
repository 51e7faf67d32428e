"""When a provider's circuit opens, who passes it, and when it closes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace

from service.domain.circuit import (
    FAILURES_TO_OPEN,
    FIRST_PAUSE_S,
    LONGEST_PAUSE_S,
    Circuit,
    CircuitState,
    Closed,
    Entry,
    HalfOpen,
    Open,
    abandoned,
    answered,
    enter,
    failed,
    state_of,
)

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
OPEN = Open(since=NOW, until=NOW + timedelta(seconds=5), pause_s=5, reason="No.")
DUE = Open(since=NOW, until=NOW, pause_s=5, reason="No.")
PROBING = HalfOpen(since=NOW, until=NOW + timedelta(seconds=5), pause_s=5, reason="No.")
PLAIN, PROBE = Entry.PLAIN, Entry.PROBE


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_a_circuit_opens_after_failures_in_a_row() -> None:
    circuit: Circuit = Closed()
    for n in range(FAILURES_TO_OPEN):
        assert circuit == Closed(failures=n)
        circuit = failed(circuit, PLAIN, NOW, f"Failure {n + 1}.")

    assert circuit == Open(
        since=NOW, until=after(FIRST_PAUSE_S), pause_s=FIRST_PAUSE_S, reason="Failure 5."
    )


def test_an_answer_begins_the_count_anew() -> None:
    assert answered() == Closed(failures=0)


@pytest.mark.parametrize(
    ("circuit", "entry"),
    [(Closed(failures=4), PLAIN), (OPEN, None), (DUE, PROBE), (PROBING, None)],
)
def test_who_passes(circuit: Circuit, entry: Entry | None) -> None:
    assert enter(circuit, NOW)[1] is entry


def test_one_probe_goes_at_a_time() -> None:
    circuit, first = enter(DUE, NOW)
    circuit, second = enter(circuit, NOW)

    assert (circuit, first, second) == (PROBING, PROBE, None)


def test_each_probe_that_fails_doubles_the_pause_up_to_its_longest() -> None:
    circuit: Circuit = PROBING
    pauses = []
    for _ in range(5):
        circuit = failed(circuit, PROBE, NOW, "Still no.")
        assert isinstance(circuit, Open)
        pauses.append(circuit.pause_s)
        circuit, _entry = enter(circuit, circuit.until)

    assert pauses == [10, LONGEST_PAUSE_S, LONGEST_PAUSE_S, LONGEST_PAUSE_S, LONGEST_PAUSE_S]
    assert isinstance(circuit, HalfOpen)
    assert (circuit.since, circuit.reason) == (NOW, "Still no.")


@pytest.mark.parametrize("circuit", [OPEN, DUE, PROBING])
def test_a_failure_from_before_tells_nothing_new(circuit: Circuit) -> None:
    assert failed(circuit, PLAIN, after(1), "Late.") == circuit


def test_a_probe_that_told_nothing_lets_another_go_at_once() -> None:
    circuit, entry = enter(abandoned(PROBING, PROBE, after(1)), after(1))

    assert (circuit, entry) == (replace(PROBING, until=after(6)), PROBE)


def test_a_probe_that_takes_long_is_followed_by_another() -> None:
    circuit, early = enter(PROBING, after(4.9))
    circuit, late = enter(circuit, after(5))

    assert (circuit, early, late) == (replace(PROBING, until=after(10)), None, PROBE)


@pytest.mark.parametrize(
    ("circuit", "entry"),
    [(Closed(failures=3), PLAIN), (OPEN, PLAIN), (PROBING, PLAIN), (Closed(), PROBE)],
)
def test_another_call_that_told_nothing_changes_nothing(circuit: Circuit, entry: Entry) -> None:
    assert abandoned(circuit, entry, NOW) == circuit


@pytest.mark.parametrize(
    ("circuit", "state"),
    [
        (Closed(failures=4), CircuitState.CLOSED),
        (OPEN, CircuitState.OPEN),
        (DUE, CircuitState.HALF_OPEN),
        (PROBING, CircuitState.HALF_OPEN),
    ],
)
def test_what_is_said_of_a_circuit(circuit: Circuit, state: CircuitState) -> None:
    assert state_of(circuit, NOW) is state


@given(
    st.lists(st.tuples(st.sampled_from(["fail", "answer", "abandon", "hang"]), st.floats(0, 90)))
)
def test_whatever_happens_a_circuit_is_passed_again_within_a_minute(
    story: list[tuple[str, float]],
) -> None:
    circuit: Circuit = Closed()
    now = NOW
    for what, seconds in story:
        now += timedelta(seconds=seconds)
        circuit, entry = _lived(circuit, what, now)
        assert entry or state_of(circuit, now) is not CircuitState.CLOSED

    assert enter(circuit, now + timedelta(seconds=LONGEST_PAUSE_S))[1] is not None


def _lived(circuit: Circuit, what: str, now: datetime) -> tuple[Circuit, Entry | None]:
    """Return the circuit after one call that comes now and ends at once or never, if it passes."""
    circuit, entry = enter(circuit, now)
    if entry is None or what == "hang":
        return circuit, entry
    if what == "fail":
        return failed(circuit, entry, now, "No."), entry
    return answered() if what == "answer" else abandoned(circuit, entry, now), entry
