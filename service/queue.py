"""The queue as the rest of the house sees it: job names, ids and payloads.

Jobs are queued by name, in arq's payload format encoded as msgpack (never pickle: a forged pickle
runs code). Queueing itself happens inside the store's scripts, in the same step as the state that
calls for the job. A new kind of job is a member of `Task` and a function of that name in a worker.
"""

import msgspec
from arq.jobs import serialize_job

from service.domain.debate import Debate
from service.domain.delivery import Delivery
from service.domain.jobs import Job
from service.domain.lifecycle import next_task
from service.domain.tracing import call_headers
from service.ids import Prefix

DELIVER = "deliver"
"""Name of the job that makes one attempt at a delivery."""

encode_payload = msgspec.msgpack.Encoder().encode
decode_payload = msgspec.msgpack.Decoder().decode


class Queue:
    """Names the jobs that debates and deliveries wait for."""

    def __init__(self, namespace: str) -> None:
        self._namespace = namespace

    def job_for(self, debate: Debate) -> Job | None:
        """Return the job that an active debate waits for; None when it is over."""
        task = next_task(debate)
        if task is None:
            return None
        (name, number), spec = task, debate.spec
        payload = serialize_job(
            name.value,
            (spec.tenant, spec.id, number),
            {
                "request_id": spec.request_id,
                "trace_id": spec.trace.id,
                "traceparent": call_headers(spec.trace).get("traceparent"),
            },
            None,
            round(debate.state.changed_at.timestamp() * 1000),
            serializer=encode_payload,
        )
        job_id = f"{{{self._namespace}}}{spec.tenant}|{spec.id}|{name.value}|{number}"
        return Job(id=job_id, payload=payload)

    def delivery_job(self, delivery: Delivery) -> Job:
        """Return the job that makes the next attempt at a delivery."""
        payload = serialize_job(
            DELIVER,
            (delivery.tenant, delivery.id),
            {},
            None,
            round(delivery.created_at.timestamp() * 1000),
            serializer=encode_payload,
        )
        job_id = f"{{{self._namespace}}}{delivery.line}|{delivery.tenant}|{delivery.id}"
        return Job(id=job_id, payload=payload)


def subject_of(job_id: str) -> dict[str, str]:
    """Return what a job is about, as lines of the log say it: whose debate or delivery."""
    parts = job_id.partition("}")[2].split("|")
    if parts[-1].startswith(f"{Prefix.DELIVERY}_"):
        return {"tenant": parts[-2], "delivery": parts[-1]}
    return {"tenant": parts[0], "debate": parts[1]}
