"""The providers of a worker, opened once and closed with it.

`resolve` turns `provider/model` into the provider that asks it. A protocol is a row of `WIRES`.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Self

from service.domain.errors import ProviderError
from service.domain.model_ids import SIMULATED
from service.providers.anthropic import Anthropic
from service.providers.base import Provider
from service.providers.catalogue import Catalogue
from service.providers.client import ModelClient
from service.providers.configuration import EVERY_MODEL, ProviderConfig
from service.providers.discovery import LOOKED_FOR, find_models
from service.providers.google import Gemini
from service.providers.openai_chat import OpenAIChat
from service.providers.sim import SimProvider
from service.providers.specs import ProtocolName
from service.providers.transport import open_transport, tls_context
from service.providers.wire import Wire

WIRES: Mapping[ProtocolName, Wire] = {
    ProtocolName.OPENAI_CHAT: OpenAIChat(),
    ProtocolName.ANTHROPIC: Anthropic(),
    ProtocolName.GEMINI: Gemini(),
}


Discover = Callable[[], Awaitable[Mapping[str, tuple[str, ...]]]]
"""Returns models by the name of their provider."""


async def discover_nothing() -> Mapping[str, tuple[str, ...]]:
    """Find nothing."""
    return {}


class Providers:
    """Every provider that can be asked here."""

    def __init__(
        self,
        providers: Mapping[str, Provider],
        catalogue: Catalogue,
        discover: Discover = discover_nothing,
    ) -> None:
        """Serve these by their names."""
        self._providers = providers
        self._catalogue = catalogue
        self.discover = discover
        """Asks the servers at hand which models they have."""

    @classmethod
    @asynccontextmanager
    async def open(cls, configs: Sequence[ProviderConfig], *, sim: bool) -> AsyncIterator[Self]:
        """Open a client for each provider that may answer; leaving the block closes them."""
        providers: dict[str, Provider] = {SIMULATED: SimProvider()} if sim else {}
        tls = tls_context()
        async with AsyncExitStack() as opened:
            for config in configs:
                if config.configured or config.name == LOOKED_FOR:
                    transport = await opened.enter_async_context(open_transport(tls))
                    wire = WIRES[config.spec.protocol]
                    providers[config.name] = ModelClient(config, wire, transport)
            asking = await opened.enter_async_context(open_transport(tls))
            # Whether it runs is found out by use: a debate may have been accepted while it did.
            maybe = {LOOKED_FOR: (EVERY_MODEL,)}
            catalogue = Catalogue(configs, sim=sim, discovered=maybe)
            yield cls(providers, catalogue, lambda: find_models(configs, asking))

    def resolve(self, model: str) -> tuple[Provider, str]:
        """Return the provider for `provider/model` and the model's own id.

        Raises `ProviderError` when this worker cannot ask it: its settings can differ from those
        under which the debate was accepted.
        """
        # Whatever can take a seat can be asked to write; that some can do no more was seen before.
        if fault := self._catalogue.check_summarizer(model):
            raise ProviderError(fault.detail, unbilled=True)
        provider, _, name = model.partition("/")
        return self._providers[provider], name
