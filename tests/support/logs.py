"""Logging as a process sets it up, undone afterwards."""

import contextlib
import logging
from collections.abc import Iterator

import structlog


@contextlib.contextmanager
def logging_as_it_was() -> Iterator[None]:
    """Put back what `configure_logging` changes for the whole process."""
    root = logging.getLogger()
    handlers, level, configuration = root.handlers, root.level, structlog.get_config()
    try:
        yield
    finally:
        root.handlers, root.level = handlers, level
        structlog.configure(**configuration)
