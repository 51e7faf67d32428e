"""What every test can ask for; each fixture lives in `tests/support`."""

from tests.support.valkey import namespace, server, valkey_url

__all__ = ["namespace", "server", "valkey_url"]
