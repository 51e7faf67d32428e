"""Which models a debate may name."""

import subprocess
import sys

import pytest

from service.providers.catalogue import SIMULATED_MODELS, Catalogue, FaultCode
from service.providers.configuration import configure, load_providers_file
from service.providers.sim import NAMES, parse_writer

LAB = '[[provider]]\nname = "lab"\nbase_url = "http://127.0.0.1:9000/v1"\n'
FILES = load_providers_file(
    f'{LAB}models = ["alpha", "team/beta"]\n'
    + LAB.replace('"lab"', '"any"')
    + LAB.replace('"lab"', '"locked"')
    + 'api_key_env = "LOCKED_API_KEY"\n'
)


def a_catalogue(*, sim: bool = True, **variables: str) -> Catalogue:
    return Catalogue(configure(variables, FILES), sim=sim)


@pytest.mark.parametrize(
    "model",
    [
        "openai/gpt-5.4",
        "openai/ft:gpt-5.4@x",
        "lab/alpha",
        "lab/team/beta",
        "any/thing.at-all:7b",
        "sim/A",
        "sim/A>B?delay=1",
        "sim/majority",
    ],
)
def test_a_model_that_can_be_asked_has_no_fault(model: str) -> None:
    assert a_catalogue(OPENAI_API_KEY="sk-1").check(model) is None


@pytest.mark.parametrize(
    "model",
    [
        "",
        "gpt-5.4",
        "openai/",
        "/gpt-5.4",
        "nobody/gpt-5.4",
        "cohere/command-a",
        "openai/gpt 5",
        "openai/a>b",
        "openai/a?delay=1",
        "openai/a//b",
        "openai/../b",
        "openai/" + "x" * 161,
        "lab/gamma",
        "lab/ALPHA",
        "sim/",
        "sim/A?delay=61",
        "sim/error:200",
    ],
)
def test_a_model_that_nobody_knows_is_unknown(model: str) -> None:
    fault = a_catalogue(OPENAI_API_KEY="sk-1").check(model)

    assert fault is not None
    assert fault.code is FaultCode.UNKNOWN_MODEL
    assert fault.detail.endswith(".")


@pytest.mark.parametrize(
    ("model", "variable"),
    [
        ("openai/gpt-5.4", "OPENAI_API_KEY or OPENAI_BASE_URL"),
        ("ollama/qwen3:8b", "set OLLAMA_BASE_URL"),
        ("locked/x", "set LOCKED_API_KEY"),
    ],
)
def test_a_model_that_is_not_configured_says_what_to_set(model: str, variable: str) -> None:
    fault = a_catalogue().check(model)

    assert fault is not None
    assert fault.code is FaultCode.MODEL_NOT_CONFIGURED
    assert variable in fault.detail


@pytest.mark.parametrize(
    ("model", "code"),
    [
        ("openai/gpt-5.4", None),
        ("openai/gpt-5.4-2026-03-05", None),
        ("sim/A>B", None),
        ("openai/my-own", FaultCode.PRICE_UNKNOWN),
        ("nobody/x", FaultCode.UNKNOWN_MODEL),
        ("ollama/qwen3:8b", FaultCode.MODEL_NOT_CONFIGURED),
    ],
)
def test_a_model_within_a_budget_needs_a_price(model: str, code: FaultCode | None) -> None:
    fault = a_catalogue(OPENAI_API_KEY="sk-1").check_priced(model)

    assert (fault and fault.code) == code
    assert fault is None or code is not FaultCode.PRICE_UNKNOWN or "[[price]]" in fault.detail


def test_what_writes_summaries_takes_no_seat() -> None:
    catalogue = a_catalogue()

    fault = catalogue.check("sim/summary")

    assert fault is not None
    assert "takes no seat" in fault.detail
    assert catalogue.check_summarizer("sim/summary?delay=2") is None
    assert catalogue.check_summarizer("sim/garbage") is None
    assert a_catalogue(sim=False).check_summarizer("sim/summary") is not None


def test_simulated_models_can_be_switched_off() -> None:
    catalogue = a_catalogue(sim=False)

    fault = catalogue.check("sim/A")

    assert fault is not None
    assert fault.code is FaultCode.MODEL_NOT_CONFIGURED
    assert "ROUNDTABLE_SIM" in fault.detail
    assert not any(entry.simulated for entry in catalogue.list())


def test_the_list_names_providers_models_and_patterns() -> None:
    entries = {entry.id: entry for entry in a_catalogue(OPENAI_API_KEY="sk-1").list()}

    assert entries["openai/*"].configured
    assert not entries["xai/*"].configured
    assert {"lab/alpha", "lab/team/beta", "any/*", "sim/majority"} <= set(entries)
    assert "lab/*" not in entries
    assert entries["sim/{option_id}"].simulated
    assert entries["deepseek/*"].structured_output is False
    assert entries["lab/alpha"].structured_output is None


def test_every_reserved_name_is_listed_and_every_listed_pattern_can_be_read() -> None:
    listed = [pattern for pattern, _ in SIMULATED_MODELS]

    assert set(NAMES) <= set(listed)
    for pattern in listed:
        parse_writer(pattern.format(option_id="A", status="500"))


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("openai/gpt-5.4", "GPT-5.4"),
        ("openai/gpt-5.4-2026-03-05", "GPT-5.4"),
        ("openrouter/deepseek/deepseek-v3.2", "DeepSeek V3.2"),
        ("openrouter/somebody/a-model", "a-model"),
        ("lab/alpha", "alpha"),
        ("sim/A>B?delay=1", "Sim A>B"),
    ],
)
def test_a_seat_without_a_name_is_called_by_its_model(model: str, name: str) -> None:
    assert a_catalogue().display_name(model) == name


@pytest.mark.parametrize("module", ["service.providers.catalogue", "service.api.app"])
def test_neither_the_catalogue_nor_the_api_needs_an_http_client(module: str) -> None:
    program = f"import sys, {module};print([m for m in ('httpx', 'aiohttp') if m in sys.modules])"

    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=30
    )

    assert ran.stdout.strip() == "[]"
