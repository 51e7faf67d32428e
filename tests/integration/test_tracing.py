"""One trace and one request id from a client's request to the calls and log lines of its debate."""

from collections.abc import AsyncIterator, MutableMapping, Sequence
from itertools import starmap
from typing import Any

import httpx
import msgspec
import pytest
from msgspec.structs import replace

from service.context import Context
from service.domain.tracing import Trace, begin_trace, read_trace
from tests.support.api import TENANT, a_context, a_request, a_stored_debate, calling
from tests.support.logs import logged, logging_as_json
from tests.support.model_server import Asked, ModelServer, ballot, completion, rejection
from tests.support.wire import a_head, exchange
from tests.support.workers import a_worker

TRACE_ID, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
TRACED = {"traceparent": f"00-{TRACE_ID}-{SPAN}-01", "tracestate": "a=1, b@c=2"}
TO_THE_END = {"Prefer": "wait=20"}
POLL = {"max_rounds": 1}
BUSY, MADE = "shaky", 3
TOLD = {"call_failed", "response_committed"}


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as server:
        server.replies[BUSY] = [
            rejection(503, "Busy.", retry_after_ms="1"),
            completion(ballot("B")),
        ]
        yield server


@pytest.fixture
async def context(server: ModelServer, valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    variables = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "k"}
    async with a_context(valkey_url, namespace, variables) as context, a_worker(context):
        yield context


@pytest.fixture
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(context) as client:
        client.timeout = httpx.Timeout(30)
        yield client


def a_poll() -> dict[str, Any]:
    """Return the body of a create of which each seat is asked once, and one of them twice."""
    panel = [{"model": "openai/steady"}, {"model": f"openai/{BUSY}"}]
    return a_request(panel=panel, protocol=POLL)


def traces(calls: Sequence[Asked]) -> set[Trace | None]:
    """Return the traces that these calls belong to, wherever they stand in them."""
    named = [(call.headers.get("traceparent"), call.headers.get("tracestate")) for call in calls]
    return {trace and replace(trace, parent=None) for trace in starmap(read_trace, named)}


def spans(calls: Sequence[Asked]) -> set[str]:
    return {call.headers["traceparent"].split("-")[2] for call in calls}


@pytest.mark.parametrize("sampled", [True, False])
async def test_every_call_of_a_debate_belongs_to_the_trace_of_its_request(
    server: ModelServer, client: httpx.AsyncClient, *, sampled: bool
) -> None:
    headers = {**TRACED, "traceparent": f"00-{TRACE_ID}-{SPAN}-0{int(sampled)}", **TO_THE_END}

    reply = await client.post("/v1/debates", json=a_poll(), headers=headers)

    assert reply.json()["status"] == "completed", reply.text
    assert traces(server.asked) == {Trace(id=TRACE_ID, sampled=sampled, state="a=1,b@c=2")}
    assert len(spans(server.asked)) == len(server.asked) == MADE
    assert SPAN not in spans(server.asked)


@pytest.mark.parametrize("headers", [{}, {"traceparent": "rubbish", "tracestate": "a=1"}])
async def test_a_debate_outside_of_any_trace_has_one_of_its_own(
    server: ModelServer, client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    reply = await client.post("/v1/debates", json=a_poll(), headers={**headers, **TO_THE_END})

    (trace,) = traces(server.asked)
    assert reply.json()["status"] == "completed", reply.text
    assert trace is not None
    assert (trace.sampled, trace.state) == (True, "")
    assert len(spans(server.asked)) == len(server.asked) == MADE


async def test_a_repeated_create_keeps_the_trace_of_the_first(
    context: Context, client: httpx.AsyncClient
) -> None:
    key = {"Idempotency-Key": "a-key-of-the-caller"}
    first = {**TRACED, **key, "X-Request-Id": "the-first"}
    await client.post("/v1/debates", json=a_poll(), headers=first)
    later = {**key, "traceparent": f"00-{TRACE_ID[::-1]}-{SPAN}-01", "X-Request-Id": "the-second"}

    reply = await client.post("/v1/debates", json=a_poll(), headers=later)

    debate = await context.debates.load(TENANT, reply.json()["id"])
    assert reply.headers["x-request-id"] == "the-second"
    assert (debate.spec.trace.id, debate.spec.request_id) == (TRACE_ID, "the-first")


async def test_log_lines_of_a_worker_say_for_which_request_it_works(
    client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    headers = {**TRACED, **TO_THE_END, "X-Request-Id": "my-request"}

    with logging_as_json():
        reply = await client.post("/v1/debates", json=a_poll(), headers=headers)

    of_calls = [line for line in logged(capsys) if line["event"] in TOLD]
    assert len(of_calls) == MADE
    assert facts(of_calls) == {(reply.json()["id"], "my-request", TRACE_ID)}


async def test_log_lines_of_the_api_say_of_which_request_they_are(
    context: Context, client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    debate_id = await a_stored_debate(client)
    await context.redis.set(context.keys.debate(TENANT, debate_id).spec, b"rubbish")
    headers = {**TRACED, "X-Request-Id": "my-request"}

    with logging_as_json():
        await client.get(f"/v1/debates/{debate_id}", headers=headers)

    failed = [line for line in logged(capsys) if line["event"] == "request_failed"]
    assert facts(failed) == {(debate_id, "my-request", TRACE_ID)}


async def test_requests_sent_at_once_are_not_logged_as_of_one_another(
    context: Context, client: httpx.AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    debate_id, broken = await a_stored_debate(client), await a_stored_debate(client)
    await context.redis.set(context.keys.debate(TENANT, broken).spec, b"rubbish")
    first = a_head(f"/v1/debates/{debate_id}", f"Traceparent: {TRACED['traceparent']}")
    second = a_head("/v1/debates")

    with logging_as_json():
        await exchange(
            client.base_url.port or 0, first.replace(b"Connection: close\r\n", b"") + second
        )

    (failed,) = [line for line in logged(capsys) if line["event"] == "request_failed"]
    assert failed["path"] == "/v1/debates"
    assert not {"debate", "trace_id"} & set(failed)


def facts(lines: Sequence[MutableMapping[str, Any]]) -> set[tuple[str, str, str]]:
    return {(line["debate"], line["request_id"], line["trace_id"]) for line in lines}


async def test_a_debate_stored_before_traces_were_kept_has_one_of_its_own(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)
    key = context.keys.debate(TENANT, debate_id).spec
    spec = msgspec.msgpack.decode(await context.redis.get(key))
    del spec["callers_trace"], spec["request_id"]
    await context.redis.set(key, msgspec.msgpack.encode(spec))

    debate = await context.debates.load(TENANT, debate_id)

    assert debate.spec.request_id is None
    assert debate.spec.trace == begin_trace(debate_id)
