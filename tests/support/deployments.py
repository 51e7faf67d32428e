"""Whole deployments for programs that know nothing but an address: an API and a worker at work."""

import contextlib
import tempfile
from collections.abc import Iterator

import msgspec

from tests.support.commands import a_command, address_of, output_of


class Deployment(msgspec.Struct, frozen=True, kw_only=True):
    """Where an API is served, and the key of each tenant there."""

    url: str
    keys: dict[str, str]

    @property
    def variables(self) -> dict[str, str]:
        """What a program of the first tenant has in its environment."""
        key = next(iter(self.keys.values()), None)
        return {"ROUNDTABLE_URL": self.url, **({"ROUNDTABLE_API_KEY": key} if key else {})}


@contextlib.contextmanager
def a_deployment(*tenants: str, **variables: str) -> Iterator[Deployment]:
    """Serve and work over a store of its own; with tenants only those who have a key are served."""
    with tempfile.TemporaryDirectory(prefix="rt-", ignore_cleanup_errors=True) as folder:
        environment = {"ROUNDTABLE_DATA_DIR": folder, **variables}
        keys = {
            tenant: output_of("keys", "create", "--tenant", tenant, **environment).strip()
            for tenant in tenants
        }
        with a_command("dev", "--port", "0", **environment) as dev:
            yield Deployment(url=address_of(dev), keys=keys)
