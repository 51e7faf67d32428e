"""What a process says that others keep running: to machines, if they read it, each line an object.

Where `ROUNDTABLE_LOG_FORMAT` is `json` nothing that such a command says is anything but a line of
the log: not why it did not start either, nor what Python itself would print when it breaks.
"""

import sys
import threading
from collections.abc import Sequence
from types import TracebackType

from service.settings import LogFormat, chosen_log_format
from service.telemetry import configure_logging, logger

log = logger(__name__)

SERVICES = (("serve",), ("worker",), ("dev",), ("keys", "wait"))
"""Commands that are no person's, with what stands before their options."""


def for_machines(arguments: Sequence[str]) -> bool:
    """Return whether machines read what the command with these arguments says."""
    named = any(tuple(arguments[: len(service)]) == service for service in SERVICES)
    return named and chosen_log_format() is LogFormat.JSON


def log_everything() -> None:
    """Let what Python would print be lines of the log as well."""
    configure_logging(LogFormat.JSON)
    sys.excepthook = _broke
    threading.excepthook = _thread_broke
    sys.unraisablehook = _went_unnoticed


def _broke(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    log.error("process_broke_off", exc_info=(kind, error, traceback))


def _thread_broke(met: threading.ExceptHookArgs) -> None:
    log.error("thread_broke_off", exc_info=met.exc_value)


def _went_unnoticed(met: "sys.UnraisableHookArgs") -> None:
    log.error("error_unraised", exc_info=met.exc_value)
