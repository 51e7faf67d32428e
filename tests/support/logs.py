"""Logging as a process sets it up, undone afterwards."""

import contextlib
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from service.settings import LogFormat
from service.telemetry import configure_logging


@contextlib.contextmanager
def logging_as_it_was() -> Iterator[None]:
    """Put back what `configure_logging` changes for the whole process."""
    root = logging.getLogger()
    handlers, level, configuration = root.handlers, root.level, structlog.get_config()
    try:
        yield
    finally:
        root.handlers, root.level = handlers, level
        logging.captureWarnings(capture=False)
        structlog.configure(**configuration)


@pytest.fixture(scope="session", autouse=True)
def tracebacks_without_locals() -> None:
    """Let what tests log show an error as the service shows it.

    By default structlog prints the values of all locals, and may take seconds to do so, in which
    nothing else in the loop goes on.
    """
    plain = structlog.dev.ConsoleRenderer(
        colors=False, exception_formatter=structlog.dev.plain_traceback
    )
    structlog.configure(processors=[*structlog.get_config()["processors"][:-1], plain])


@pytest.fixture(autouse=True)
def logging_left_as_it_was() -> Iterator[None]:
    """Let no command that was run in this process log to where its test read it, for ever."""
    with logging_as_it_was():
        yield


@contextlib.contextmanager
def logging_as_json() -> Iterator[None]:
    """Log as a server does; no logger that is used meanwhile remembers how it was set up."""
    with logging_as_it_was():
        configure_logging(LogFormat.JSON)
        structlog.configure(**{**structlog.get_config(), "cache_logger_on_first_use": False})
        yield


def logged(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Return the lines that were logged as JSON."""
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]
