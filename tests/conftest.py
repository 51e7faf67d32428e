"""What every test can ask for; each fixture lives in `tests/support`."""

from tests.support.logs import logging_left_as_it_was
from tests.support.valkey import namespace, server, valkey_url

__all__ = ["logging_left_as_it_was", "namespace", "server", "valkey_url"]
