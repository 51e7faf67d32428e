"""Who writes the summary, as callers name it and as it is shown, over HTTP."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from service.context import Context, open_store
from service.domain.errors import SettingsError
from service.settings import read_settings
from tests.support.api import (
    a_context,
    a_namespace,
    a_request,
    assert_problem,
    calling,
    play,
    pointers,
)
from tests.support.workers import a_worker

pytestmark = pytest.mark.asyncio(loop_scope="module")

KEYS = {"OPENAI_API_KEY": "sk-nothing"}
UNPRICED = """
[[provider]]
name = "lab"
base_url = "http://127.0.0.1:9/v1"
models = ["alpha"]
"""
OWN = "openai/gpt-5.4,sim/D,lab/alpha,sim/summary"
BUDGET = {"max_cost_usd": 5}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def context(
    valkey_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Context]:
    file = tmp_path_factory.mktemp("providers") / "providers.toml"
    file.write_text(UNPRICED)
    variables = {**KEYS, "ROUNDTABLE_PROVIDERS_FILE": str(file), "ROUNDTABLE_SUMMARIZERS": OWN}
    async with a_context(valkey_url, a_namespace(), variables) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(context) as opened:
        yield opened


async def created(client: httpx.AsyncClient, **changes: object) -> dict[str, Any]:
    reply = await client.post("/v1/debates", json=a_request(**changes))
    assert reply.status_code == 202, reply.text
    debate: dict[str, Any] = reply.json()
    return debate


async def test_summarizers_are_those_that_were_named_in_their_order(
    client: httpx.AsyncClient,
) -> None:
    models = ["sim/D", "sim/summary?delay=1", "openai/gpt-5.4", "sim/error:500", "lab/alpha"]

    debate = await created(client, summarizer={"models": models})

    assert debate["summarizer"] == {"models": models}


async def test_without_any_they_are_the_servers_those_first_that_sit_on_no_seat(
    client: httpx.AsyncClient,
) -> None:
    debate = await created(client)

    assert debate["summarizer"]["models"] == [
        *("openai/gpt-5.4", "lab/alpha", "sim/summary"),
        "sim/D",
    ]


async def test_one_that_stands_in_for_a_seat_counts_as_on_the_panel(
    client: httpx.AsyncClient,
) -> None:
    panel = [{"model": "sim/A", "fallbacks": ["openai/gpt-5.4"]}, {"model": "sim/B"}]

    debate = await created(client, panel=panel)

    assert debate["summarizer"]["models"][-1] == "openai/gpt-5.4"


async def test_within_a_budget_the_servers_are_those_that_have_a_price(
    client: httpx.AsyncClient,
) -> None:
    debate = await created(client, budget=BUDGET)

    assert debate["summarizer"]["models"] == ["openai/gpt-5.4", "sim/summary", "sim/D"]


FAULTS: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "unknown": (
        {"models": ["sim/summary", "nobody/x", "sim/@"]},
        {"/summarizer/models/1": "unknown_model", "/summarizer/models/2": "unknown_model"},
    ),
    "not configured": (
        {"models": ["xai/grok-4.7"]},
        {"/summarizer/models/0": "model_not_configured"},
    ),
    "twice": (
        {"models": ["sim/summary", "openai/gpt-5.4", "sim/summary"]},
        {"/summarizer/models/2": "validation_failed"},
    ),
    "none": ({"models": []}, {"/summarizer/models": "validation_failed"}),
    "six": (
        {"models": [f"sim/{option}" for option in "ABCDEF"]},
        {"/summarizer/models": "validation_failed"},
    ),
    "no models": ({}, {"/summarizer/models": "validation_failed"}),
    "no ids": (
        {"models": ["gpt 5", 7]},
        {
            "/summarizer/models/0": "validation_failed",
            "/summarizer/models/1": "validation_failed",
        },
    ),
    "a model": ({"model": "sim/summary"}, {"/summarizer/models": "validation_failed"}),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("path", ["/v1/debates", "/v1/estimates"])
async def test_faults_are_told_where_they_are(
    client: httpx.AsyncClient, path: str, fault: str
) -> None:
    summarizer, expected = FAULTS[fault]

    reply = await client.post(path, json=a_request(summarizer=summarizer))

    assert reply.status_code == 400
    told = {error["pointer"]: error["code"] for error in reply.json()["errors"]}
    assert told.items() >= expected.items()


async def test_the_price_of_one_that_was_named_has_to_be_known_for_a_budget(
    client: httpx.AsyncClient,
) -> None:
    body = a_request(summarizer={"models": ["sim/summary", "lab/alpha"]}, budget=BUDGET)

    reply = await client.post("/v1/debates", json=body)

    assert_problem(reply, 400, "price_unknown")
    assert pointers(reply) == ["/summarizer/models/1"]


async def test_sim_summary_takes_no_seat(client: httpx.AsyncClient) -> None:
    panel = [{"model": "sim/summary"}, {"model": "sim/A", "fallbacks": ["sim/summary"]}]

    reply = await client.post("/v1/debates", json=a_request(panel=panel))

    assert_problem(reply, 400, "unknown_model")
    assert pointers(reply) == ["/panel/0/model", "/panel/1/fallbacks/0"]


async def test_a_fork_has_the_originals_unless_it_names_others(
    context: Context, client: httpx.AsyncClient
) -> None:
    original = await created(client, summarizer={"models": ["sim/summary", "sim/D"]})
    await play(context, original["id"], "DEAEBC")
    path = f"/v1/debates/{original['id']}/fork"

    same = (await client.post(path, json={"from_round": 1})).json()
    other = {"from_round": 1, "summarizer": {"models": ["sim/garbage"]}}
    another = (await client.post(path, json=other)).json()
    wrong = await client.post(path, json={**other, "summarizer": {"models": ["nobody/x"]}})

    assert same["summarizer"]["models"] == ["sim/summary", "sim/D"]
    assert another["summarizer"]["models"] == ["sim/garbage"]
    assert_problem(wrong, 400, "unknown_model")
    assert pointers(wrong) == ["/summarizer/models/0"]


async def test_an_estimate_counts_the_summary(client: httpx.AsyncClient) -> None:
    panel = [{"model": "openai/gpt-5.4"}, {"model": "openai/gpt-5.4"}]
    body = a_request(panel=panel, summarizer={"models": ["openai/gpt-5.4", "lab/alpha"]})

    estimate = (await client.post("/v1/estimates", json=body)).json()

    summary, parts = estimate["summary"], [*estimate["seats"], estimate["summary"]]
    assert (summary["model"], summary["calls"]) == ("openai/gpt-5.4", {"min": 1, "max": 2})
    for figure in ("calls", "input_tokens", "output_tokens", "cost_usd"):
        for end in ("min", "max"):
            total = sum(part[figure][end] for part in parts)
            assert estimate[figure][end] == pytest.approx(total)
    assert estimate["wall_time_seconds"]["max"] == 360


async def test_a_debate_that_fell_back_says_so_wherever_it_is_read(
    context: Context, client: httpx.AsyncClient
) -> None:
    async with a_worker(context):
        body = a_request(summarizer={"models": ["sim/garbage"]})
        reply = await client.post("/v1/debates", json=body, headers={"Prefer": "wait=20"})
    debate = reply.json()
    path = f"/v1/debates/{debate['id']}"
    summary = (await client.get(f"{path}/summary")).json()
    transcript = await client.get(f"{path}/transcript", headers={"Accept": "text/markdown"})
    log = await client.get(f"{path}/events", headers={"Accept": "application/json"})

    assert (reply.status_code, debate["status"]) == (200, "completed")
    for shown in (debate, summary, log.json()["data"][-1]["data"]):
        assert (shown["degraded"], shown["degraded_reasons"]) == (True, ["summary_fallback"])
    assert (summary["source"], summary["model"]) == ("extractive", None)
    assert "no summarizer succeeded" in transcript.text
    assert debate["usage"]["calls"] == 12 + 2


async def test_a_debate_whose_summary_a_model_wrote_says_so(
    context: Context, client: httpx.AsyncClient
) -> None:
    body = a_request(summarizer={"models": ["sim/summary"]})
    async with a_worker(context):
        reply = await client.post("/v1/debates", json=body, headers={"Prefer": "wait=20"})
    path = f"/v1/debates/{reply.json()['id']}"
    summary = (await client.get(f"{path}/summary")).json()
    tags = {(await client.get(path)).headers["etag"] for _ in range(2)}

    assert (summary["source"], summary["model"]) == ("model", "sim/summary")
    assert (summary["degraded"], summary["verification"]["checked"] > 0) == (False, True)
    assert len(tags) == 1


@pytest.mark.parametrize(
    ("models", "said"),
    [
        ("nobody/x", "There is no provider 'nobody'"),
        ("sim/summary,xai/grok-4.7", "xAI is not configured here; set XAI_API_KEY"),
    ],
)
async def test_a_server_with_summarizers_that_it_cannot_have_does_not_start(
    valkey_url: str, models: str, said: str
) -> None:
    settings = read_settings(
        {"ROUNDTABLE_REDIS_URL": valkey_url, "ROUNDTABLE_SUMMARIZERS": models}
    )

    with pytest.raises(SettingsError, match=f"^ROUNDTABLE_SUMMARIZERS cannot be used: {said}"):
        async with open_store(settings):
            pass
