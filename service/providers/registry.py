"""The providers of a worker, opened once and closed with it.

`resolve` turns `provider/model` into the adapter that asks it. An adapter for another protocol is
built here, chosen by its provider's configuration.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Self

from service.domain.errors import ProviderError
from service.providers.base import Provider
from service.providers.catalogue import Catalogue
from service.providers.configuration import SIMULATED, ProviderConfig
from service.providers.openai_compatible import OpenAICompatible
from service.providers.sim import SimProvider
from service.providers.transport import open_client, tls_context


class Providers:
    """Every provider that can be asked here."""

    def __init__(self, adapters: Mapping[str, Provider], catalogue: Catalogue) -> None:
        """Serve these adapters by the name of their provider."""
        self._adapters = adapters
        self._catalogue = catalogue

    @classmethod
    @asynccontextmanager
    async def open(cls, configs: Sequence[ProviderConfig], *, sim: bool) -> AsyncIterator[Self]:
        """Open a client for each configured provider; leaving the block closes them."""
        adapters: dict[str, Provider] = {SIMULATED: SimProvider()} if sim else {}
        tls = tls_context()
        async with AsyncExitStack() as clients:
            for config in configs:
                if config.configured:
                    client = await clients.enter_async_context(open_client(tls))
                    adapters[config.name] = OpenAICompatible(
                        config.spec,
                        config.base_url,
                        config.api_key.reveal() if config.api_key else None,
                        client,
                    )
            yield cls(adapters, Catalogue(configs, sim=sim))

    def resolve(self, model: str) -> tuple[Provider, str]:
        """Return the adapter for `provider/model` and the model's own id.

        Raises `ProviderError` when this worker cannot ask it: its settings can differ from those
        under which the debate was accepted.
        """
        if fault := self._catalogue.check(model):
            raise ProviderError(fault.detail)
        provider, _, name = model.partition("/")
        return self._adapters[provider], name
