"""Roundtable's own way: the providers of a worker, and the request that a worker sends."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import msgspec

from bench.driving import Call, drive
from bench.question import a_question
from bench.work import Heard, Protocol, Work
from service.providers.configuration import ProviderConfig, configure
from service.providers.registry import Providers

PROVIDERS: Mapping[Protocol, str] = {
    Protocol.OPENAI: "openai",
    Protocol.ANTHROPIC: "anthropic",
    Protocol.GEMINI: "google",
}


@asynccontextmanager
async def opened(work: Work) -> AsyncIterator[Call]:
    """Open the provider whose usual place the model server has taken."""
    name = PROVIDERS[work.protocol]
    async with Providers.open([_config(name, work)], sim=False) as providers:
        provider, model = providers.resolve(f"{name}/{work.model}")
        request = msgspec.structs.replace(a_question(), model=model)

        async def call() -> Heard:
            pieces: list[str] = []
            reply = await provider.complete(request, pieces.append)
            return Heard(text=reply.text, pieces=len(pieces))

        yield call


def _config(name: str, work: Work) -> ProviderConfig:
    variables = {
        "OPENAI_API_KEY": "sk-bench",
        "OPENAI_BASE_URL": f"{work.url}/v1",
        "ANTHROPIC_API_KEY": "sk-bench",
        "ANTHROPIC_BASE_URL": work.url,
        "GEMINI_API_KEY": "sk-bench",
        "GEMINI_BASE_URL": work.url,
    }
    config = next(config for config in configure(variables) if config.name == name)
    spec = msgspec.structs.replace(config.spec, streams=work.stream)
    return msgspec.structs.replace(config, spec=spec)


if __name__ == "__main__":
    drive(opened)
