"""Which models the servers at hand serve: those that are asked without a key can simply be asked.

An Ollama at its usual address is looked for even when nothing names it. The others are servers
that the operator has named without saying which models they have.
"""

import asyncio
import re
from collections.abc import Iterable
from contextlib import aclosing

import httpx
import msgspec

from service.providers.configuration import (
    EVERY_MODEL,
    MODEL_NAME,
    ProviderConfig,
    key_headers,
)
from service.providers.receiving import OverlongError, whole
from service.providers.transport import CONNECTION_ERRORS, EXTENSIONS, HEADERS

PATIENCE_S = 2.0
MOST_MODELS = 100
LOOKED_FOR = "ollama"
"""The server that is looked for at its usual address."""

NO_CHAT = re.compile(r"embed|minilm|rerank|whisper|(?:^|/)bge-", re.IGNORECASE)
"""Names of models that such servers list beside the rest and that write no text."""

FAILURES: tuple[type[Exception], ...] = (
    *CONNECTION_ERRORS,
    OverlongError,
    ValueError,
    RecursionError,
)
"""Whatever comes of asking a server that is not there, or is something else."""


class _Model(msgspec.Struct, frozen=True):
    id: str


class _Models(msgspec.Struct, frozen=True):
    data: list[_Model] | None = None


async def find_models(
    configs: Iterable[ProviderConfig], transport: httpx.AsyncBaseTransport
) -> dict[str, tuple[str, ...]]:
    """Ask every server at hand; returns the models, in its order, of each that answers."""
    asked = [config for config in configs if _can_be_asked(config)]
    async with asyncio.TaskGroup() as group:
        asking = {c.name: group.create_task(_models_of(c, transport)) for c in asked}
    return {name: models for name, task in asking.items() if (models := task.result())}


def _can_be_asked(config: ProviderConfig) -> bool:
    at_hand = config.configured or config.name == LOOKED_FOR
    unlisted = config.models == (EVERY_MODEL,)
    keyless = config.api_key is None or not config.spec.key_required
    return at_hand and unlisted and keyless


async def _models_of(
    config: ProviderConfig, transport: httpx.AsyncBaseTransport
) -> tuple[str, ...]:
    request = httpx.Request(
        "GET",
        f"{config.base_url}/models",
        headers={**HEADERS, **key_headers(config)},
        extensions=EXTENSIONS,
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            async with aclosing(await transport.handle_async_request(request)) as response:
                body = await whole(response)
            listed = msgspec.json.decode(body, type=_Models).data or []
    except FAILURES:
        return ()
    if response.status_code != httpx.codes.OK:
        return ()
    models = (m.id for m in listed if MODEL_NAME.fullmatch(m.id) and not NO_CHAT.search(m.id))
    return tuple(dict.fromkeys(models))[:MOST_MODELS]
