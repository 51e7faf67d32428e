"""What models cost and what debates would, asked over HTTP; and what they did cost."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from service.context import Context
from tests.support.api import (
    a_context,
    a_namespace,
    a_request,
    assert_problem,
    calling,
    pointers,
)
from tests.support.model_server import ModelServer, completion
from tests.support.patience import PATIENCE_S
from tests.support.workers import a_worker

pytestmark = pytest.mark.asyncio(loop_scope="module")

KEYS = {"OPENAI_API_KEY": "sk-nothing", "OPENROUTER_API_KEY": "sk-nothing"}
PANEL = [{"model": "openai/gpt-5.4"}, {"model": "openrouter/deepseek/deepseek-v3.2"}]
PRICED = """
[[provider]]
name = "lab"
base_url = "http://127.0.0.1:9/v1"
models = ["alpha", "beta"]

[[price]]
model = "lab/alpha"
input = 1
output = 2
context_window = 32768
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def context(
    valkey_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Context]:
    file = tmp_path_factory.mktemp("providers") / "providers.toml"
    file.write_text(PRICED)
    variables = {**KEYS, "ROUNDTABLE_PROVIDERS_FILE": str(file)}
    async with a_context(valkey_url, a_namespace(), variables) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(context) as opened:
        yield opened


async def listed(client: httpx.AsyncClient) -> dict[str, Any]:
    return {model["id"]: model for model in (await client.get("/v1/models")).json()["data"]}


async def test_models_say_what_they_ask_and_what_they_hold(client: httpx.AsyncClient) -> None:
    model = (await listed(client))["openai/gpt-5.4"]

    assert model["display_name"] == "GPT-5.4"
    assert (model["context_window"], model["max_output_tokens"]) == (1_050_000, 128_000)
    assert model["prices"].pop("as_of") >= "2026-11-25"
    assert model["prices"] == {
        "input_usd": 2.5,
        "cached_input_usd": 0.25,
        "cache_write_usd": None,
        "output_usd": 15.0,
    }


async def test_models_say_whether_they_are_configured(client: httpx.AsyncClient) -> None:
    models = await listed(client)

    assert models["openai/gpt-5.4"]["configured"]
    assert models["openai/*"]["configured"]
    assert not models["xai/grok-4.7"]["configured"]


async def test_the_operators_models_have_the_operators_prices(client: httpx.AsyncClient) -> None:
    models = await listed(client)

    assert models["lab/alpha"]["prices"]["input_usd"] == 1
    assert models["lab/alpha"]["prices"]["as_of"] is None
    assert models["lab/alpha"]["context_window"] == 32_768
    assert models["lab/beta"]["prices"] is None
    assert models["sim/majority"]["prices"]["output_usd"] == 0


async def test_an_estimate_goes_from_least_to_most(client: httpx.AsyncClient) -> None:
    reply = await client.post("/v1/estimates", json=a_request(panel=PANEL))

    estimate = reply.json()
    assert (reply.status_code, estimate["object"]) == (200, "estimate")
    assert estimate["calls"] == {"min": 2, "max": 4}
    assert 0 < estimate["cost_usd"]["min"] < estimate["cost_usd"]["max"] < 1
    assert estimate["wall_time_seconds"]["max"] == 240
    assert [seat["name"] for seat in estimate["seats"]] == ["GPT-5.4", "DeepSeek V3.2"]
    assert estimate["cost_usd"]["max"] == pytest.approx(
        sum(seat["cost_usd"]["max"] for seat in estimate["seats"])
    )


async def test_an_estimate_stores_nothing(client: httpx.AsyncClient) -> None:
    await client.post("/v1/estimates", json=a_request())

    assert (await client.get("/v1/debates")).json()["data"] == []


async def test_an_unknown_price_makes_an_unknown_cost(client: httpx.AsyncClient) -> None:
    panel = [{"model": "lab/alpha"}, {"model": "lab/beta"}]

    estimate = (await client.post("/v1/estimates", json=a_request(panel=panel))).json()

    assert estimate["cost_usd"] is None
    assert [seat["cost_usd"] is None for seat in estimate["seats"]] == [False, True]
    assert estimate["output_tokens"]["min"] > 0


async def test_simulated_debates_are_free(client: httpx.AsyncClient) -> None:
    estimate = (await client.post("/v1/estimates", json=a_request())).json()

    assert estimate["cost_usd"] == {"min": 0, "max": 0}
    assert estimate["wall_time_seconds"]["min"] == 0


async def test_an_estimate_is_refused_for_what_a_create_is(client: httpx.AsyncClient) -> None:
    panel = [{"model": "xai/grok-4.7"}, {"model": "sim/A"}]

    for path in ("/v1/estimates", "/v1/debates"):
        reply = await client.post(path, json=a_request(panel=panel))
        assert_problem(reply, 400, "model_not_configured")
        assert pointers(reply) == ["/panel/0/model"]


BUDGET = {"max_cost_usd": 0.5}


@pytest.mark.parametrize("path", ["/v1/estimates", "/v1/debates"])
async def test_a_budget_needs_the_price_of_every_model(
    client: httpx.AsyncClient, path: str
) -> None:
    panel = [
        {"model": "lab/alpha"},
        {"model": "lab/beta"},
        {"model": "lab/no"},
        {"model": "sim/A"},
    ]

    reply = await client.post(path, json=a_request(panel=panel, budget=BUDGET))

    faults = {fault["pointer"]: fault for fault in reply.json()["errors"]}
    assert {pointer: fault["code"] for pointer, fault in faults.items()} == {
        "/panel/1/model": "price_unknown",
        "/panel/2/model": "unknown_model",
    }
    assert "[[price]] in ROUNDTABLE_PROVIDERS_FILE" in faults["/panel/1/model"]["detail"]


async def test_fallbacks_have_to_be_priced_as_well(client: httpx.AsyncClient) -> None:
    panel = [{"model": "lab/alpha", "fallbacks": ["sim/A", "lab/beta"]}, {"model": "sim/B"}]

    reply = await client.post("/v1/debates", json=a_request(panel=panel, budget=BUDGET))

    assert_problem(reply, 400, "price_unknown")
    assert pointers(reply) == ["/panel/0/fallbacks/1"]


async def test_a_default_panel_has_to_be_priced_as_well(valkey_url: str, namespace: str) -> None:
    variables = {"ROUNDTABLE_DEFAULT_PANEL": "openai/x,openai/gpt-5.4", **KEYS}
    async with a_context(valkey_url, namespace, variables) as context, calling(context) as client:
        reply = await client.post("/v1/estimates", json=a_request(panel=None, budget=BUDGET))

    assert_problem(reply, 400, "price_unknown")
    assert pointers(reply) == ["/panel"]


async def test_a_budget_does_not_change_an_estimate(client: httpx.AsyncClient) -> None:
    plain = await client.post("/v1/estimates", json=a_request(panel=PANEL))
    within = await client.post("/v1/estimates", json=a_request(panel=PANEL, budget=BUDGET))

    assert (plain.status_code, within.status_code) == (200, 200)
    assert within.json() == plain.json()


@pytest.mark.parametrize("amount", [0.5, 1, 10_000, 0.000_001])
async def test_a_debate_shows_its_budget(valkey_url: str, namespace: str, amount: float) -> None:
    async with a_context(valkey_url, namespace, KEYS) as context, calling(context) as client:
        body = a_request(panel=PANEL, budget={"max_cost_usd": amount})
        created = await client.post("/v1/debates", json=body)
        shown = await client.get(f"/v1/debates/{created.json()['id']}")

    assert created.status_code == 202, created.text
    assert created.json()["budget"] == shown.json()["budget"] == {"max_cost_usd": amount}


async def test_a_debate_without_a_budget_says_so(valkey_url: str, namespace: str) -> None:
    async with a_context(valkey_url, namespace) as context, calling(context) as client:
        created = await client.post("/v1/debates", json=a_request())

    assert created.json()["budget"] is None


async def test_an_estimate_heeds_the_form_of_a_key(client: httpx.AsyncClient) -> None:
    keys = {"Idempotency-Key": "short"}

    reply = await client.post("/v1/estimates", json=a_request(), headers=keys)

    assert_problem(reply, 400, "validation_failed")


async def test_without_a_panel_the_configured_models_debate(client: httpx.AsyncClient) -> None:
    estimate = (await client.post("/v1/estimates", json=a_request(panel=None))).json()

    models = [seat["model"] for seat in estimate["seats"]]
    assert models[:2] == ["openai/gpt-6.1-sol", "openrouter/google/gemini-4-argon"]
    assert len(models) == 6
    assert estimate["seats"][5]["name"] == "Kimi K3.1 Pro"


async def test_a_named_panel_out_of_reach_says_what_to_set(
    valkey_url: str, namespace: str
) -> None:
    variables = {"ROUNDTABLE_DEFAULT_PANEL": "reference", "OPENAI_API_KEY": "sk-nothing"}
    async with (
        a_context(valkey_url, namespace, variables) as context,
        calling(context) as client,
    ):
        reply = await client.post("/v1/debates", json=a_request(panel=None))
        named = await client.post("/v1/debates", json=a_request())

    assert_problem(reply, 400, "model_not_configured")
    assert pointers(reply) == ["/panel"] * 5
    assert "OPENROUTER_API_KEY" in reply.json()["detail"]
    assert named.status_code == 202


async def test_a_named_panel_sits_under_its_names(valkey_url: str, namespace: str) -> None:
    variables = {"ROUNDTABLE_DEFAULT_PANEL": "reference", **KEYS}
    async with (
        a_context(valkey_url, namespace, variables) as context,
        calling(context) as client,
    ):
        reply = await client.post("/v1/debates", json=a_request(panel=None))

    seats = reply.json()["panel"]
    assert [seat["name"] for seat in seats[:2]] == ["GPT-5.4", "Gemini 3.1 Pro"]
    assert seats[0]["model"] == "openai/gpt-5.4"
    assert seats[3]["model"] == "openrouter/x-ai/grok-4.1-fast"


@pytest.mark.parametrize(
    ("model", "served", "usd"),
    [
        ("gpt-5.4", "gpt-5.4-2026-03-05", (120 * 2.5 + 30 * 15) / 1_000_000),
        ("gpt-5.4", "gpt-5.4-mini", (120 * 0.75 + 30 * 4.5) / 1_000_000),
        ("my-own", "my-own", None),
    ],
)
async def test_a_response_costs_what_the_model_asks_that_answered(
    valkey_url: str, namespace: str, model: str, served: str, usd: float | None
) -> None:
    usual = completion('{"argument": "It can be checked.", "vote": "A"}')
    assert isinstance(usual.body, dict)
    reply = type(usual)(body={**usual.body, "model": served})
    async with ModelServer({model: reply}) as server:
        variables = {"OPENAI_BASE_URL": server.url}
        async with (
            a_context(valkey_url, namespace, variables) as context,
            a_worker(context),
            calling(context) as client,
        ):
            debate = await _held(client, f"openai/{model}")

    assert debate["status"] == "completed", debate
    usages = [response["usage"] for response in debate["responses"]]
    costs = [usage["cost_usd"] for usage in usages]
    assert costs == ([None] * 2 if usd is None else pytest.approx([usd] * 2))
    total = debate["usage"]["cost_usd"]
    assert total is None if usd is None else total == pytest.approx(2 * usd)


async def _held(client: httpx.AsyncClient, model: str) -> dict[str, Any]:
    body = a_request(panel=[{"model": model}] * 2, protocol={"max_rounds": 1})
    created = await client.post("/v1/debates", json=body, headers={"Prefer": "wait=8"})
    path = f"/v1/debates/{created.json()['id']}?include=responses"
    async with asyncio.timeout(PATIENCE_S):
        debate: dict[str, Any] = (await client.get(path)).json()
    return debate
