"""What is told of a debate to a collector: one trace, from the request to the last delivery."""

import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from service.context import Context
from service.domain.tracing import Trace, begin_trace
from tests.support.api import TENANT, a_context, a_request, a_stored_debate, calling, serving
from tests.support.collector import Collector, exporting
from tests.support.deliveries import owed
from tests.support.delivering import attempted, due, registered, webhooks_to
from tests.support.hedges import Impatient
from tests.support.model_server import ModelServer, Reply, ballot, completion, rejection
from tests.support.patience import PATIENCE_S
from tests.support.receiver import Receiver, answers
from tests.support.scribe import writes_honestly
from tests.support.store import eventually, is_at_rest, rob
from tests.support.workers import Recording, a_held_round, a_worker, asked, the_end

CALLERS, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
TRACED = {"traceparent": f"00-{CALLERS}-{SPAN}-01", "tracestate": "a=1"}
TO_THE_END = {"Prefer": "wait=20"}
SAID = "heron"
"""Stands in every text that callers and models write."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as collector:
        yield collector


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    argued = ballot("B", f"Of all that was said of it the {SAID} convinces me most by far.")
    moved = ballot("A", f"What the others say of the {SAID} has changed my mind for good.")
    async with ModelServer() as server:
        server.replies |= {
            "steady": completion(argued),
            "busy": [rejection(503, f"No {SAID}.", retry_after_ms="1"), completion(moved)],
            "odd": [completion(f"A {SAID}, I think."), completion(argued), completion(moved)],
            "slow": [Reply(hangs=True), completion(argued)],
            "scribe": writes_honestly,
        }
        yield server


WAITED_FOR = [f"openai/{model}" for model in ("steady", "busy", "odd", "scribe")]
"""Whose calls are never slow."""


@contextlib.asynccontextmanager
async def at_work(
    collector: Collector, server: ModelServer, valkey_url: str, namespace: str, *receivers: str
) -> AsyncIterator[tuple[Context, httpx.AsyncClient]]:
    """Give an API and a worker beside it that tell the collector what they do."""
    variables = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "sk-of-a-test"}
    async with (
        exporting(collector) as tracer,
        a_context(
            valkey_url, namespace, variables | webhooks_to(*receivers), tracer=tracer
        ) as context,
        a_worker(context, hedging=Impatient(*WAITED_FOR, percent=100, after_s=0.05)),
        calling(context) as client,
    ):
        client.timeout = httpx.Timeout(30)
        yield context, client


def a_debate(*models: str, **changes: object) -> dict[str, Any]:
    """Return the body of a create, in each of whose texts the word stands."""
    return a_request(
        question=f"Is a {SAID} a better counsel than an owl?",
        context=f"Nobody has ever asked a {SAID}.",
        options=[{"id": "A", "label": f"The {SAID}"}, {"id": "B", "label": "The owl"}],
        panel=[
            {"model": f"openai/{model}", "name": f"{SAID} {number}"}
            for number, model in enumerate(models)
        ],
        metadata={SAID: SAID},
        **changes,
    )


async def was_broken_off(provider: Recording) -> bool:
    return bool(provider.broken_off)


async def test_a_debate_is_one_trace_from_its_request_to_its_last_delivery(
    collector: Collector, server: ModelServer, valkey_url: str, namespace: str
) -> None:
    body = a_debate(
        *("steady", "busy", "odd", "slow"),
        protocol={"max_rounds": 2, "consensus": "unanimous", "stop_when_stable": False},
        summarizer={"models": ["openai/scribe"]},
    )
    async with (
        Receiver([answers(500), answers(204)]) as receiver,
        at_work(collector, server, valkey_url, namespace, receiver.address) as (context, client),
    ):
        body["webhook"] = {"url": f"{receiver.url}?token={SAID}", "events": ["debate.completed"]}
        reply = await client.post("/v1/debates", json=body, headers=TRACED | TO_THE_END)
        (delivery,) = await owed(context, TENANT)
        await attempted(context, delivery)
    assert reply.json()["status"] == "completed", reply.text

    spans = {span.id: span for span in collector.spans}
    assert {span.trace_id for span in spans.values()} == {CALLERS}
    (request,) = collector.of_kind("server")
    assert (request.name, request.parent) == ("POST /v1/debates", SPAN)
    assert request.facts["roundtable.debate.id"] == reply.json()["id"]
    jobs = collector.of_kind("consumer")
    assert {span.parent for span in jobs} == {request.id}
    assert Counter(span.name for span in jobs) == {"run_round": 2, "write_summary": 1}
    calls = [span for span in collector.of_kind("client") if span.name.startswith("chat ")]
    assert {span.parent for span in calls} == {span.id for span in jobs}
    named = [asked.headers["traceparent"].split("-")[2] for asked in server.asked]
    assert sorted(named) == sorted(span.id for span in calls)
    (told,) = collector.named("deliver debate.completed")
    assert told.parent == request.id
    assert [r.header("traceparent") for r in receiver.received] == [f"00-{CALLERS}-{told.id}-01"]
    assert (told.failed, told.said) == (True, "http_status")
    assert told.facts["http.response.status_code"] == 500


async def test_each_call_is_told_of_with_what_came_of_it(
    collector: Collector, server: ModelServer, valkey_url: str, namespace: str
) -> None:
    body = a_debate("steady", "busy", "odd", "slow", protocol={"max_rounds": 1})
    async with at_work(collector, server, valkey_url, namespace) as (_, client):
        reply = await client.post("/v1/debates", json=body, headers=TO_THE_END)
    assert reply.json()["status"] == "completed", reply.text

    calls = collector.of_kind("client")
    came = Counter((span.name, span.facts["roundtable.hedge"], span.said) for span in calls)
    assert came == {
        ("chat steady", False, ""): 1,
        ("chat busy", False, "provider_unavailable"): 1,
        ("chat busy", False, ""): 1,
        ("chat odd", False, ""): 2,
        ("chat slow", False, "canceled"): 1,
        ("chat slow", True, ""): 1,
    }
    (steady,) = collector.named("chat steady")
    assert steady.facts == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "steady",
        "gen_ai.response.finish_reasons": ("stop",),
        "gen_ai.usage.input_tokens": 120,
        "gen_ai.usage.output_tokens": 30,
        "gen_ai.usage.cache_read.input_tokens": 0,
        "roundtable.debate.id": reply.json()["id"],
        "roundtable.round": 1,
        "roundtable.participant": "seat_1",
        "roundtable.attempt": 1,
        "roundtable.hedge": False,
        "roundtable.waited_ms": steady.facts["roundtable.waited_ms"],
    }


async def test_no_text_of_a_debate_is_told(
    collector: Collector, server: ModelServer, valkey_url: str, namespace: str
) -> None:
    body = a_debate(
        *("steady", "busy", "odd"),
        protocol={"max_rounds": 2, "consensus": "unanimous"},
        summarizer={"models": ["openai/scribe"]},
    )
    async with (
        Receiver() as receiver,
        at_work(collector, server, valkey_url, namespace, receiver.address) as (context, client),
    ):
        body["webhook"] = {"url": f"{receiver.url}/{SAID}"}
        reply = await client.post("/v1/debates", json=body, headers=TO_THE_END)
        await client.get(f"/v1/debates/{reply.json()['id']}?{SAID}=1")
        await client.get(f"/v1/{SAID}")
        shared = await client.post(f"/v1/debates/{reply.json()['id']}/share", json={})
        await client.get(shared.json()["url"].removeprefix(str(client.base_url)))
        await eventually(lambda: is_at_rest(context))

    secret = shared.json()["url"].rpartition("/")[2]
    texts = " ".join(text for span in collector.spans for text in span.texts)
    assert len(collector.of_kind("server")) == 5
    assert collector.named("deliver debate.completed")
    assert SAID not in texts
    assert secret not in texts
    assert "sk-of-a-test" not in texts


async def test_a_debate_outside_of_any_trace_hangs_in_the_one_of_its_request(
    collector: Collector, server: ModelServer, valkey_url: str, namespace: str
) -> None:
    async with at_work(collector, server, valkey_url, namespace) as (context, client):
        body = a_debate("steady", "steady", protocol={"max_rounds": 1})
        reply = await client.post("/v1/debates", json=body, headers=TO_THE_END)
        debate = await context.debates.load(TENANT, reply.json()["id"])

    (request,) = collector.of_kind("server")
    assert request.parent == ""
    assert {span.trace_id for span in collector.spans} == {request.trace_id}
    assert debate.spec.trace == Trace(id=request.trace_id, sampled=True, parent=request.id)


async def test_what_the_caller_does_not_record_is_told_to_nobody(
    collector: Collector, server: ModelServer, valkey_url: str, namespace: str
) -> None:
    unsampled = {"traceparent": f"00-{CALLERS}-{SPAN}-00"}
    async with at_work(collector, server, valkey_url, namespace) as (_, client):
        body = a_debate("steady", "busy", protocol={"max_rounds": 1})
        reply = await client.post("/v1/debates", json=body, headers=unsampled | TO_THE_END)
    assert reply.json()["status"] == "completed", reply.text

    named = {asked.headers["traceparent"] for asked in server.asked}
    assert collector.spans == []
    assert len(named) == len(server.asked)
    assert all(name.startswith(f"00-{CALLERS}-") and name.endswith("-00") for name in named)


async def test_the_test_of_an_endpoint_is_a_trace_of_its_own(
    collector: Collector, server: ModelServer, valkey_url: str, namespace: str
) -> None:
    async with (
        Receiver() as receiver,
        at_work(collector, server, valkey_url, namespace, receiver.address) as (context, _),
    ):
        endpoint = await registered(context, receiver.url)
        (delivery,) = await due(context, endpoint)
        await attempted(context, delivery)

    (told,) = collector.spans
    (received,) = receiver.received
    assert (told.trace_id, told.parent) == (begin_trace(delivery.id).id, "")
    assert received.header("traceparent") == f"00-{told.trace_id}-{told.id}-01"
    assert told.facts["roundtable.endpoint.id"] == endpoint.id


async def test_a_debate_that_fails_says_so_in_its_trace(
    collector: Collector, server: ModelServer, valkey_url: str, namespace: str
) -> None:
    async with at_work(collector, server, valkey_url, namespace) as (context, _):
        await the_end(context, await asked(context, "refuse", "refuse", quorum=2))

    (job,) = collector.of_kind("consumer")
    assert (job.name, job.failed, job.said) == ("run_round", True, "quorum_lost")
    assert job.facts["error.type"] == "quorum_lost"
    assert job.facts["roundtable.debate.status"] == "failed"


async def test_both_runs_of_a_job_that_was_taken_over_are_seen(
    collector: Collector, valkey_url: str, namespace: str
) -> None:
    provider = Recording()
    variables = {"ROUNDTABLE_LEASE_SECONDS": "1", "ROUNDTABLE_BEAT_SECONDS": "0.1"}
    async with (
        exporting(collector) as tracer,
        a_context(valkey_url, namespace, variables, tracer=tracer) as context,
        a_worker(context, provider),
    ):
        debate = await a_held_round(context, provider)
        await rob(context, debate)
        await eventually(lambda: was_broken_off(provider))
        provider.held["seat_3"].set()
        await the_end(context, debate)

    lost, won = collector.named("run_round")
    assert (lost.failed, lost.said) == (True, "lease_lost")
    assert (won.failed, won.facts["roundtable.debate.status"]) == (False, "summarizing")
    assert lost.trace_id == won.trace_id


async def test_a_job_of_a_debate_that_nobody_asked_for_begins_its_trace(
    collector: Collector, valkey_url: str, namespace: str
) -> None:
    async with (
        exporting(collector) as tracer,
        a_context(valkey_url, namespace, tracer=tracer) as context,
        a_worker(context),
    ):
        debate = await asked(context, "A", "A", max_rounds=1, min_rounds=1)
        await the_end(context, debate)

    jobs = collector.of_kind("consumer")
    assert {span.trace_id for span in collector.spans} == {begin_trace(debate.spec.id).id}
    assert [(job.name, job.parent) for job in jobs] == [("run_round", ""), ("write_summary", "")]


ODD = "%00%ff%ed%a0%80"
REQUESTS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("GET", "/v1/debates", "GET /v1/debates", {"url.path": "/v1/debates"}),
    ("PATCH", "/v1/debates", "PATCH /v1/debates", {"roundtable.problem": "method_not_allowed"}),
    ("HEAD", "/v1/models", "HEAD /v1/models", {"http.response.status_code": 200}),
    ("PURGE", "/v1/debates", "HTTP /v1/debates", {"http.request.method": "_OTHER"}),
    ("GET", f"/v1/a/{ODD}", "GET", {"roundtable.problem": "not_found"}),
    ("GET", f"/s/{ODD}", "GET /s/{token}", {"url.path": "/s/***"}),
    ("GET", f"/v1/debates/{'é' * 300}", "GET /v1/debates/{debate_id}", {}),
]
"""A request, the name of its span, and something that is told of it."""


async def test_requests_are_told_of_by_the_place_that_they_are_for(
    collector: Collector, valkey_url: str, namespace: str
) -> None:
    async with (
        exporting(collector) as tracer,
        a_context(valkey_url, namespace, tracer=tracer) as context,
        serving(context) as url,
        httpx.AsyncClient(base_url=url, trust_env=False, timeout=PATIENCE_S) as client,
    ):
        for method, path, _, _ in REQUESTS:
            await client.request(method, path)

    for span, (_, _, name, told) in zip(collector.spans, REQUESTS, strict=True):
        assert (span.name, span.failed) == (name, False)
        assert told.items() <= span.facts.items()


async def test_what_is_asked_all_the_time_and_says_nothing_is_not_told(
    collector: Collector, valkey_url: str, namespace: str
) -> None:
    async with (
        exporting(collector) as tracer,
        a_context(valkey_url, namespace, tracer=tracer) as context,
        calling(context) as client,
    ):
        await client.get("/health/ready")
        await client.get("/health/live", headers=TRACED)

    assert collector.spans == []


async def test_a_fault_of_ours_is_told_as_one(
    collector: Collector, valkey_url: str, namespace: str
) -> None:
    async with (
        exporting(collector) as tracer,
        a_context(valkey_url, namespace, tracer=tracer) as context,
        calling(context) as client,
    ):
        debate_id = await a_stored_debate(client)
        await context.redis.set(context.keys.debate(TENANT, debate_id).spec, b"rubbish")
        await client.get(f"/v1/debates/{debate_id}")

    (span,) = collector.named("GET /v1/debates/{debate_id}")
    assert (span.failed, span.said) == (True, "internal_error")
    assert span.facts["http.response.status_code"] == 500
