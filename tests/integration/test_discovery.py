"""Finding out which models are at hand, and telling the API."""

import time
from collections.abc import AsyncIterator

import pytest

from service.providers.configuration import ProviderConfig, configure, load_providers_file
from service.providers.discovery import LOOKED_FOR, MOST_MODELS, PATIENCE_S, find_models
from service.providers.transport import open_transport, tls_context
from tests.support.model_server import ModelServer, Reply, completion
from tests.support.store import an_open_store


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with ModelServer({"alpha": completion("x"), "team/beta:1b": completion("x")}) as server:
        yield server


async def found(*configs: ProviderConfig) -> dict[str, tuple[str, ...]]:
    async with open_transport(tls_context()) as transport:
        return await find_models(configs, transport)


def local(name: str, url: str) -> ProviderConfig:
    variables = {f"{name.upper()}_BASE_URL": url}
    return next(config for config in configure(variables) if config.name == name)


@pytest.mark.parametrize("name", ["ollama", "vllm", "llamacpp"])
async def test_a_server_without_a_key_is_asked_for_its_models(
    server: ModelServer, name: str
) -> None:
    assert await found(local(name, server.url)) == {name: ("alpha", "team/beta:1b")}


async def test_a_server_of_the_operators_is_asked_when_its_models_are_not_listed(
    server: ModelServer,
) -> None:
    text = f"""
        [[provider]]
        name = "lab"
        base_url = "{server.url}"
        [[provider]]
        name = "listed"
        base_url = "{server.url}"
        models = ["gamma"]
        [[provider]]
        name = "locked"
        base_url = "{server.url}"
        api_key_env = "LAB_API_KEY"
    """
    configs = configure({"LAB_API_KEY": "k"}, load_providers_file(text))

    assert await found(*(c for c in configs if c.name in {"lab", "listed", "locked"})) == {
        "lab": ("alpha", "team/beta:1b")
    }


async def test_only_ollama_is_looked_for_without_being_named() -> None:
    unnamed = {config.name for config in configure({}) if not config.spec.key_required}

    assert LOOKED_FOR in unnamed
    assert await found(*(c for c in configure({}) if c.name != LOOKED_FOR)) == {}


@pytest.mark.parametrize(
    "odd",
    [
        Reply(body="<html>"),
        Reply(body={"data": "none"}),
        Reply(body={"data": [{"id": "a b"}, {"id": "../x"}]}),
        Reply(body="[" * 100_000),
        Reply(status=500, body={}),
        Reply(status=404, body={"data": [{"id": "alpha"}]}),
        Reply(close_after=1, body={"data": []}),
    ],
)
async def test_what_is_no_list_of_models_is_none(server: ModelServer, odd: Reply) -> None:
    server.listing = odd

    assert await found(local("ollama", server.url)) == {}


async def test_models_that_write_no_text_are_left_out(server: ModelServer) -> None:
    names = ["nomic-embed-text:latest", "llama3:8b", "all-minilm", "bge-m3", "x/whisper-1", "bge"]
    server.listing = Reply(body={"data": [{"id": name} for name in names]})

    assert (await found(local("ollama", server.url)))["ollama"] == ("llama3:8b", "bge")


async def test_a_long_list_is_cut(server: ModelServer) -> None:
    server.listing = Reply(body={"data": [{"id": f"model-{n}"} for n in range(500)]})

    models = (await found(local("ollama", server.url)))["ollama"]

    assert len(models) == MOST_MODELS


async def test_a_list_without_end_is_not_read_to_it(server: ModelServer) -> None:
    server.listing = Reply(endless=b" " * 65_536)
    began = time.monotonic()

    assert await found(local("ollama", server.url)) == {}
    assert time.monotonic() - began < PATIENCE_S


async def test_a_server_that_is_not_there_has_no_models() -> None:
    async with ModelServer() as gone:
        url = gone.url

    assert await found(local("ollama", url)) == {}


async def test_what_a_worker_reports_is_known_to_the_api(valkey_url: str, namespace: str) -> None:
    async with an_open_store(valkey_url, namespace) as store:
        await store.discoveries.refresh()
        before = dict(store.discoveries.found)
        await store.discoveries.report({"ollama": ("alpha",)})

        await store.discoveries.refresh()

        assert (before, store.discoveries.found) == ({}, {"ollama": ("alpha",)})
        assert store.catalogue.check("ollama/beta") is None


async def test_a_worker_that_finds_nothing_takes_nothing_from_another(
    valkey_url: str, namespace: str
) -> None:
    async with an_open_store(valkey_url, namespace) as store:
        for report in ({"ollama": ("alpha",)}, {}, {"vllm": ("beta",)}):
            await store.discoveries.report(report)

        await store.discoveries.refresh()

        assert store.discoveries.found == {"ollama": ("alpha",), "vllm": ("beta",)}
