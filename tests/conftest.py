"""What every test can ask for; each fixture lives in `tests/support`."""

from tests.support.valkey import namespace, valkey_url

__all__ = ["namespace", "valkey_url"]
