"""A provider that is down: its circuit opens, is shown, is tried, and closes."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from service.context import Context
from service.domain.circuit import FAILURES_TO_OPEN, FIRST_PAUSE_S, CircuitState
from service.domain.errors import ProviderError
from service.ending import end
from service.store.circuits import Circuits
from tests.support.admission import Asker, Timed, an_asker
from tests.support.api import calling
from tests.support.model_server import ModelServer, ballot, completion, rejection
from tests.support.store import an_open_store, eventually

KEY = "sk-very-secret-1234"
ACCOUNT = "lab:1"


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer() as server:
        yield server


@pytest.fixture
async def store(
    server: ModelServer, valkey_url: str, namespace: str, tmp_path: Path
) -> AsyncIterator[Context]:
    path = tmp_path / "providers.toml"
    lab = f'[[provider]]\nname = "lab"\nbase_url = "{server.url}"\napi_key_env = "LAB_API_KEY"\n'
    path.write_text(f'{lab}[[limit]]\nprovider = "lab"\nconcurrency = 8\n')
    variables = {"ROUNDTABLE_PROVIDERS_FILE": str(path), "LAB_API_KEY": KEY}
    async with an_open_store(valkey_url, namespace, variables) as store:
        yield store


@pytest.fixture
async def asker(store: Context) -> AsyncIterator[Asker]:
    async with an_asker(store) as asker:
        yield asker


@pytest.fixture
async def client(store: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(store) as client:
        yield client


async def failing(asker: Asker, times: int = FAILURES_TO_OPEN) -> None:
    for _ in range(times):
        with pytest.raises(ProviderError):
            await asker.ask()


async def shown(client: httpx.AsyncClient) -> dict[str, str | None]:
    models = (await client.get("/v1/models")).json()["data"]
    return {model["id"]: model["circuit"] for model in models}


async def until_shown(client: httpx.AsyncClient, state: str) -> None:
    async def is_shown() -> bool:
        return (await shown(client))["lab/*"] == state

    await eventually(is_shown)


async def test_a_circuit_opens_is_tried_again_and_closes_and_the_api_says_so(
    server: ModelServer, asker: Asker, client: httpx.AsyncClient
) -> None:
    server.replies["alpha"] = rejection(503, "Out of order.")
    await failing(asker)
    await until_shown(client, "open")
    asked = len(server.asked)

    with pytest.raises(ProviderError) as shut:
        await asker.ask(patience_s=0)
    assert len(server.asked) == asked
    assert (shut.value.code, shut.value.retryable) == ("provider_unavailable", False)
    assert "lab is not asked since" in str(shut.value)
    assert "Out of order" in str(shut.value)
    assert KEY not in str(shut.value)

    asker.clock.skip(FIRST_PAUSE_S)
    await until_shown(client, "half_open")

    server.replies["alpha"] = completion(ballot("A"))
    await asker.ask(patience_s=0)
    await until_shown(client, "closed")


async def test_the_others_of_a_deployment_are_shown_closed_and_the_rest_not_at_all(
    server: ModelServer, asker: Asker, client: httpx.AsyncClient
) -> None:
    server.replies["alpha"] = rejection(500)
    await failing(asker)
    await until_shown(client, "open")

    circuits = await shown(client)

    assert circuits["sim/majority"] == "closed"
    assert circuits["openai/*"] is None


async def test_who_waits_for_a_provider_that_comes_back_is_served(
    server: ModelServer, asker: Asker
) -> None:
    server.replies["alpha"] = rejection(500)
    await failing(asker)
    server.replies["alpha"] = calls = Timed(delay_s=0.1)

    waiting = [asyncio.create_task(asker.ask()) for _ in range(5)]
    asker.clock.skip(FIRST_PAUSE_S)
    last = await asker.ask()
    await asyncio.gather(*waiting)

    assert last.text
    assert len(calls.times) == 6
    # The others come when the probe has been answered.
    assert sorted(calls.times)[1] - calls.times[0] > 0.09


async def test_a_probe_that_fails_keeps_the_others_out(server: ModelServer, asker: Asker) -> None:
    server.replies["alpha"] = rejection(500)
    await failing(asker)
    asker.clock.skip(FIRST_PAUSE_S)
    asked = len(server.asked)

    failures = await asyncio.gather(
        *(asker.ask(patience_s=0.3) for _ in range(5)), return_exceptions=True
    )

    assert len(server.asked) == asked + 1
    assert [isinstance(failure, ProviderError) for failure in failures] == [True] * 5


async def test_a_probe_that_is_canceled_lets_another_go(server: ModelServer, asker: Asker) -> None:
    server.replies["alpha"] = rejection(500)
    await failing(asker)
    server.replies["alpha"] = calls = Timed(delay_s=0.5)
    asker.clock.skip(FIRST_PAUSE_S)
    probe = asyncio.create_task(asker.ask())
    await eventually(lambda: are(calls, 1))
    waiting = asyncio.create_task(asker.ask())

    await end(probe)

    assert (await waiting).text
    assert len(calls.times) == 2


async def test_a_probe_that_hangs_does_not_keep_the_others_out(
    server: ModelServer, asker: Asker
) -> None:
    server.replies["alpha"] = rejection(500)
    await failing(asker)
    server.replies["alpha"] = calls = Timed(delay_s=30)
    asker.clock.skip(FIRST_PAUSE_S)
    probe = asyncio.create_task(asker.ask())
    await eventually(lambda: are(calls, 1))
    server.replies["alpha"] = completion(ballot("A"))

    asker.clock.skip(FIRST_PAUSE_S)
    reply = await asker.ask(patience_s=0)
    await end(probe)

    assert reply.text


async def are(calls: Timed, count: int) -> bool:
    return len(calls.times) == count


@pytest.mark.parametrize("status", [400, 403, 404, 429])
async def test_a_provider_that_answers_so_is_there(
    server: ModelServer, asker: Asker, status: int
) -> None:
    server.replies["alpha"] = [*[rejection(500)] * 4, rejection(status), rejection(500)]
    await failing(asker, 8)

    assert len(server.asked) == 8


@pytest.mark.parametrize("status", [401, 529])
async def test_a_provider_that_refuses_us_is_left_alone_too(
    server: ModelServer, asker: Asker, status: int
) -> None:
    server.replies["alpha"] = rejection(status)
    await failing(asker)

    with pytest.raises(ProviderError, match=f"is not asked since.*status {status}"):
        await asker.ask(patience_s=0)


async def test_a_circuit_that_opens_stops_those_who_wait_for_a_slot(
    server: ModelServer, asker: Asker
) -> None:
    server.replies["alpha"] = calls = Timed(delay_s=0.05)
    calls.status = 500
    failures = await asyncio.gather(
        *(asker.ask(patience_s=0.1) for _ in range(40)), return_exceptions=True
    )

    assert all(isinstance(failure, ProviderError) for failure in failures)
    # Those under way when it opened, and perhaps a few that had just been let in.
    assert len(calls.times) < 20


async def test_the_worst_that_any_worker_finds_is_read_and_forgotten_with_it(
    store: Context,
) -> None:
    one, other = (Circuits(store.redis, store.keys) for _ in range(2))
    now = store.clock.now()
    await one.report({ACCOUNT: CircuitState.OPEN}, now=now)
    await other.report({ACCOUNT: CircuitState.HALF_OPEN, "x:2": CircuitState.OPEN}, now=now)
    worst = await store.circuits.read(now=now)
    await one.report({ACCOUNT: CircuitState.CLOSED}, now=now)
    better = await store.circuits.read(now=now)
    await other.report({ACCOUNT: CircuitState.CLOSED, "x:2": CircuitState.CLOSED}, now=now)

    assert worst == {ACCOUNT: CircuitState.OPEN, "x:2": CircuitState.OPEN}
    assert better == {ACCOUNT: CircuitState.HALF_OPEN, "x:2": CircuitState.OPEN}
    assert await store.circuits.read(now=now) == {}
    assert not await store.redis.exists(store.keys.circuits)


async def test_a_worker_that_died_is_not_believed_for_long(store: Context) -> None:
    now = store.clock.now()
    await Circuits(store.redis, store.keys).report({ACCOUNT: CircuitState.OPEN}, now=now)
    ttl_ms = await store.redis.pttl(store.keys.circuits)

    later = now.replace(year=now.year + 1)

    assert 0 < ttl_ms <= 6_000
    assert await store.circuits.read(now=later) == {}


async def test_who_has_less_time_than_patience_is_told_when_the_time_is_over(
    server: ModelServer, asker: Asker
) -> None:
    server.replies["alpha"] = rejection(500)
    await failing(asker)

    with pytest.raises(ProviderError, match="is not asked since"):
        await asker.ask(within_s=1.05, patience_s=9)
