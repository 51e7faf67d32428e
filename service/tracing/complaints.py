"""What OpenTelemetry's SDK complains of, as lines of our log: now and then, and quoting nobody.

Its own lines may hold headers with tokens, addresses and tracebacks.
"""

import contextlib
import logging
import time
from collections.abc import Iterator

from typing_extensions import override

from service.telemetry import logger

log = logger(__name__)

SDK = "opentelemetry"
PAUSE_S = 60.0
"""At least so long nothing more is said of spans that cannot be exported."""
OF_SETTINGS = "OTEL_"
LEFT_OUT = "…"


class Complaints(logging.Handler):
    """Takes the SDK's log lines."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.set_up = False
        """Whether the SDK has read its settings: what it says before is about these."""
        self._silent_until = 0.0

    @override
    def emit(self, record: logging.LogRecord) -> None:
        if not self.set_up:
            log.warning("tracing_setting_ignored", error=told(record))
        elif (now := time.monotonic()) >= self._silent_until:
            self._silent_until = now + PAUSE_S
            log.warning("traces_not_exported", error=told(record))


@contextlib.contextmanager
def complaints_told() -> Iterator[Complaints]:
    """Tell in the block of what the SDK would log."""
    sdk, complaints = logging.getLogger(SDK), Complaints()
    sdk.addHandler(complaints)
    sdk.propagate = False
    try:
        yield complaints
    finally:
        sdk.propagate = True
        sdk.removeHandler(complaints)


def told(record: logging.LogRecord) -> str:
    """Return what a line of the SDK says, without any text that it quotes."""
    given = record.args if isinstance(record.args, tuple) else ()
    try:
        return str(record.msg) % tuple(_told(each) for each in given)
    except (TypeError, ValueError):
        return str(record.msg)


def _told(given: object) -> object:
    match given:
        case int() | float():
            return given
        case BaseException():
            return type(given).__name__
        case str() if given.startswith(OF_SETTINGS):
            return given
        case _:
            return LEFT_OUT
