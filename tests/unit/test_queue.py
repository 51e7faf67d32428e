"""The job that a debate waits for: its name, its id, its payload."""

from itertools import pairwise

import pytest
from msgspec.structs import replace

from service.domain.debate import TERMINAL, Debate, DebateSpec, DebateStatus
from service.domain.delivery import Delivery
from service.domain.lifecycle import Task
from service.domain.tracing import Trace
from service.queue import Queue, decode_payload, encode_payload, subject_of
from tests.support.debates import NOW, a_debate, a_spec


def in_status(status: DebateStatus, rounds: int = 1) -> Debate:
    debate = a_debate(*["ABC"] * rounds)
    return replace(debate, state=replace(debate.state, status=status))


def queued(spec: DebateSpec | None = None) -> Debate:
    """Return a debate of which no round was held."""
    debate = in_status(DebateStatus.QUEUED)
    return replace(debate, spec=spec or a_spec(), state=replace(debate.state, rounds=()))


def the_payload(debate: Debate) -> dict[str, object]:
    job = Queue("ns").job_for(debate)
    assert job is not None
    payload: dict[str, object] = decode_payload(job.payload)
    return payload


@pytest.mark.parametrize(
    ("debate", "function", "number"),
    [
        (queued(), "run_round", 1),
        (in_status(DebateStatus.QUEUED, 2), "run_round", 3),
        (in_status(DebateStatus.RUNNING, 2), "run_round", 2),
        (in_status(DebateStatus.SUMMARIZING, 2), "write_summary", 2),
    ],
    ids=["queued", "forked", "running", "summarizing"],
)
def test_an_active_debate_waits_for_a_job_by_name(
    debate: Debate, function: str, number: int
) -> None:
    payload = the_payload(debate)

    assert payload["f"] == function
    assert payload["a"] == ["public", debate.spec.id, number]
    assert payload["k"] == {
        "request_id": None,
        "trace_id": debate.spec.trace.id,
        "traceparent": None,
    }
    assert payload["t"] is None


@pytest.mark.parametrize("status", sorted(TERMINAL))
def test_a_finished_debate_waits_for_nothing(status: DebateStatus) -> None:
    assert Queue("ns").job_for(in_status(status)) is None


def test_the_same_work_is_the_same_job() -> None:
    debate = in_status(DebateStatus.RUNNING)

    assert Queue("ns").job_for(debate) == Queue("ns").job_for(replace(debate, rev=99))


def test_other_work_is_another_job() -> None:
    debates = [
        queued(),
        in_status(DebateStatus.RUNNING, 2),
        in_status(DebateStatus.SUMMARIZING, 2),
        queued(a_spec(tenant="somebody-else")),
        queued(a_spec(id="dbt_another")),
    ]

    jobs = sorted(job.id for debate in debates if (job := Queue("ns").job_for(debate)))

    assert len(jobs) == 5
    assert all(one != other for one, other in pairwise(jobs))


def test_a_job_stays_in_the_slot_of_its_namespace() -> None:
    job = Queue("ns").job_for(in_status(DebateStatus.QUEUED))

    assert job is not None
    assert job.id.startswith("{ns}")


def test_the_payload_says_when_the_work_became_due() -> None:
    debate = in_status(DebateStatus.RUNNING)

    due_ms = the_payload(debate)["et"]

    assert due_ms == debate.state.changed_at.timestamp() * 1000 > NOW.timestamp() * 1000


def test_the_payload_says_which_request_the_work_is_for() -> None:
    trace = Trace(id="0af7651916cd43dd8448eb211c80319c", sampled=False, parent="b7ad6b7169203331")
    spec = a_spec(request_id="req_12345678", callers_trace=trace)

    payload = the_payload(replace(in_status(DebateStatus.QUEUED), spec=spec))

    assert payload["k"] == {
        "request_id": "req_12345678",
        "trace_id": trace.id,
        "traceparent": f"00-{trace.id}-{trace.parent}-00",
    }


def test_payloads_are_plain_data() -> None:
    assert decode_payload(encode_payload({"f": Task.RUN_ROUND, "a": (1,)})) == {
        "f": "run_round",
        "a": [1],
    }


def a_delivery(**changes: object) -> Delivery:
    delivery = Delivery(
        id="dlv_01m6dqs9m05p9y7k2c4w8e3xtb",
        tenant="acme",
        event_id=None,
        event_type="debate.completed",
        debate_id="dbt_01m6dqs9m05p9y7k2c4w8e3xtb",
        endpoint_id=None,
        url="https://Hooks.example.com:8443/x",
        created_at=NOW,
    )
    return replace(delivery, **changes)


def test_a_delivery_waits_in_the_line_of_its_receiver() -> None:
    own = Queue("ns").delivery_job(a_delivery())
    registered = Queue("ns").delivery_job(a_delivery(endpoint_id="whe_1"))

    assert own.id == "{ns}acme/hooks.example.com:8443|acme|dlv_01m6dqs9m05p9y7k2c4w8e3xtb"
    assert registered.id == "{ns}whe_1|acme|dlv_01m6dqs9m05p9y7k2c4w8e3xtb"


def test_the_payload_of_a_delivery_names_it_and_is_always_the_same() -> None:
    delivery = a_delivery()
    job = Queue("ns").delivery_job(delivery)
    pending = replace(delivery, next_attempt_at=NOW, event_id="evt_1")

    payload = decode_payload(job.payload)

    assert (payload["f"], payload["a"], payload["k"]) == ("deliver", ["acme", delivery.id], {})
    assert Queue("ns").delivery_job(pending) == job


def test_the_id_of_a_job_tells_what_it_is_about() -> None:
    debate, delivery = queued(), a_delivery()
    of_debate, of_delivery = Queue("ns").job_for(debate), Queue("ns").delivery_job(delivery)

    assert of_debate is not None
    assert subject_of(of_debate.id) == {"tenant": debate.spec.tenant, "debate": debate.spec.id}
    assert subject_of(of_delivery.id) == {"tenant": delivery.tenant, "delivery": delivery.id}
