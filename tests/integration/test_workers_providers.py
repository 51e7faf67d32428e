"""A worker and real HTTP: what a debate records of the calls that it made."""

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from service.context import Context
from service.domain.asking import MAX_RETRIES_WHEN_TOLD
from service.domain.debate import Effort, Participant, ResponseStatus
from service.domain.recording import OTHER_MODEL
from tests.support.admission import Timed, most_within
from tests.support.debates import some_rules
from tests.support.model_server import ModelServer, Reply, ballot, completion, rejection
from tests.support.store import a_stored_debate, an_open_store
from tests.support.workers import a_worker, the_end

POLL = some_rules(max_rounds=1, min_rounds=1, quorum=1, round_deadline_s=120)


def named(reply: Reply, request_id: str) -> Reply:
    """Return the reply of a provider that gives the call a name of its own."""
    return msgspec.structs.replace(reply, headers={**reply.headers, "x-request-id": request_id})


def a_panel(*models: str, effort: Effort | None = None) -> tuple[Participant, ...]:
    return tuple(
        Participant(id=f"seat_{n}", model=f"openai/{model}", name=model, effort=effort)
        for n, model in enumerate(models, start=1)
    )


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as server:
        yield server


@pytest.fixture
async def store(server: ModelServer, valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    variables = {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "k"}
    async with an_open_store(valkey_url, namespace, variables) as store, a_worker(store):
        yield store


async def test_every_attempt_is_recorded_with_its_providers_name_for_it(
    server: ModelServer, store: Context
) -> None:
    server.replies["steady"] = named(completion(ballot("A")), "req_1")
    server.replies["shaky"] = [
        named(rejection(503, "Busy.", retry_after_ms="10"), "req_2"),
        named(completion("I had rather not say."), "req_3"),
        named(completion(ballot("B")), "req_4"),
    ]
    debate = await a_stored_debate(store, panel=a_panel("steady", "shaky"), rules=POLL)

    ended = await the_end(store, debate)

    assert [response.attempts for response in ended.responses] == [1, 3]
    assert [(call.request_id, call.error) for call in ended.calls] == [
        ("req_1", None),
        ("req_2", "provider_unavailable"),
        ("req_3", None),
        ("req_4", None),
    ]
    assert all(call.latency_ms >= 0 for call in ended.calls)


async def test_a_seat_thinks_as_hard_as_it_is_told_to_with_room_for_it(
    server: ModelServer, store: Context
) -> None:
    hard = await a_stored_debate(store, panel=a_panel("x", "y", effort=Effort.HIGH), rules=POLL)
    await the_end(store, hard)
    plain = await a_stored_debate(store, panel=a_panel("x", "y"), rules=POLL)
    await the_end(store, plain)

    told, untold = server.asked_of("x")
    assert (told.body["reasoning_effort"], untold.body.get("reasoning_effort")) == ("high", None)
    assert told.body["max_completion_tokens"] > untold.body["max_completion_tokens"] + 10_000


async def test_an_answer_of_another_model_counts_and_is_flagged(
    server: ModelServer, store: Context
) -> None:
    reply = completion(ballot("A"))
    assert isinstance(reply.body, dict)
    body = {**reply.body, "model": "gpt-6"}
    server.replies["old"] = msgspec.structs.replace(reply, body=body)
    debate = await a_stored_debate(store, panel=a_panel("old", "new"), rules=POLL)

    redirected, plain = (await the_end(store, debate)).responses

    assert (redirected.status, redirected.model_served) == (ResponseStatus.VOTED, "gpt-6")
    assert (redirected.flags, plain.flags) == ((OTHER_MODEL,), ())


async def test_a_call_that_was_turned_away_costs_nothing(
    server: ModelServer, store: Context
) -> None:
    server.replies["gpt-5.4"] = [
        rejection(429, "Slow down.", retry_after_ms="10"),
        completion(ballot("A")),
    ]
    debate = await a_stored_debate(store, panel=a_panel("gpt-5.4", "gpt-5.4"), rules=POLL)

    ended = await the_end(store, debate)

    costs = [call.usage.cost_usd for call in ended.calls]
    assert 0.0 in costs
    assert all(cost is not None for cost in costs)


async def test_a_panel_keeps_to_the_limits_of_its_provider(
    server: ModelServer, valkey_url: str, namespace: str, tmp_path: Path
) -> None:
    path = tmp_path / "providers.toml"
    path.write_text('[[limit]]\nprovider = "openai"\nconcurrency = 1\n')
    variables = {
        "OPENAI_BASE_URL": server.url,
        "OPENAI_API_KEY": "k",
        "ROUNDTABLE_PROVIDERS_FILE": str(path),
    }
    server.replies["slow"] = calls = Timed(delay_s=0.1)
    async with an_open_store(valkey_url, namespace, variables) as store, a_worker(store):
        debate = await a_stored_debate(store, panel=a_panel("slow", "slow", "slow"), rules=POLL)

        ended = await the_end(store, debate)

    assert [response.status for response in ended.responses] == [ResponseStatus.VOTED] * 3
    assert most_within(0.09, calls.times) == 1


async def test_waiting_as_told_uses_up_no_tries_of_faults(
    server: ModelServer, store: Context
) -> None:
    limited = rejection(429, "Slow down.", retry_after_ms="1")
    server.replies["busy"] = [
        *[limited] * MAX_RETRIES_WHEN_TOLD,
        rejection(500),
        completion(ballot("A")),
    ]
    debate = await a_stored_debate(store, panel=a_panel("busy", "other"), rules=POLL)

    busy = (await the_end(store, debate)).responses[0]

    assert (busy.status, busy.attempts) == (ResponseStatus.VOTED, MAX_RETRIES_WHEN_TOLD + 2)
