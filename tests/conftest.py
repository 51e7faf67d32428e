"""What every test can ask for; each fixture lives in `tests/support`."""

from tests.support.logs import logging_left_as_it_was, tracebacks_without_locals
from tests.support.valkey import namespace, server, servers, valkey_url

__all__ = [
    "logging_left_as_it_was",
    "namespace",
    "server",
    "servers",
    "tracebacks_without_locals",
    "valkey_url",
]
