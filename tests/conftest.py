"""What every test can ask for, and the loop it runs in; each lives in `tests/support`."""

from collections.abc import Callable, Mapping

from hypothesis import HealthCheck, settings

from tests.support.logs import logging_left_as_it_was, tracebacks_without_locals
from tests.support.patience import PatientLoop
from tests.support.valkey import namespace, server, servers, valkey_url

__all__ = [
    "logging_left_as_it_was",
    "namespace",
    "server",
    "servers",
    "tracebacks_without_locals",
    "valkey_url",
]

# An example that took long has met a busy machine; beside that, it is as Hypothesis has it here.
settings.register_profile(
    "patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], PatientLoop]]:
    return {"patient": PatientLoop}
