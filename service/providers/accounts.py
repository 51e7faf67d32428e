"""Under which name calls to a provider are counted, and what the operator allows for them.

A deployment with another key, or another server in the provider's place, has another account, and
so a count of its own. The name holds a digest, from which no key can be told.
"""

import hashlib
from collections.abc import Iterable

import msgspec

from service.domain.limits import NO_LIMITS, Limits
from service.domain.model_ids import SIMULATED
from service.providers.configuration import FileLimit, ProviderConfig

DIGEST_CHARACTERS = 16


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """One provider as this deployment uses it."""

    id: str
    provider: str
    """What stands before the slash in `provider/model`."""
    display_name: str
    limits: Limits


def accounts(configs: Iterable[ProviderConfig], given: Iterable[FileLimit]) -> dict[str, Account]:
    """Return the account of each provider by its name; of simulated models only under a limit."""
    limits = {limit.provider: _limits(limit) for limit in given}
    found = {
        config.name: Account(
            id=f"{config.name}:{_digest(config)}",
            provider=config.name,
            display_name=config.spec.display_name,
            limits=limits.get(config.name, NO_LIMITS),
        )
        for config in configs
    }
    if SIMULATED in limits:
        found[SIMULATED] = Account(
            id=SIMULATED,
            provider=SIMULATED,
            display_name="The simulator",
            limits=limits[SIMULATED],
        )
    return found


def _limits(limit: FileLimit) -> Limits:
    return Limits(
        concurrency=limit.concurrency,
        requests_per_minute=limit.requests_per_minute,
        tokens_per_minute=limit.tokens_per_minute,
    )


def _digest(config: ProviderConfig) -> str:
    key = config.api_key.reveal() if config.api_key else ""
    return hashlib.sha256(f"{config.base_url}\0{key}".encode()).hexdigest()[:DIGEST_CHARACTERS]
