"""Logging: one line per outcome, past tense, facts as fields, never prompts, replies or keys."""

import contextlib
import logging
import sys
from typing import cast

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, Processor
from typing_extensions import override

from service.settings import LogFormat


def configure_logging(log_format: LogFormat, level: int = logging.INFO) -> None:
    """Send all log lines, ours and those of libraries, to standard error.

    Ours do not go through the standard library's loggers, which cost more than all the rest.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, *RENDERERS[log_format]],
        logger_factory=_Lines,
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *RENDERERS[log_format],
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name, least in CHATTY.items():
        logging.getLogger(name).setLevel(least)
    logging.captureWarnings(capture=True)


def logger(name: str) -> FilteringBoundLogger:
    """Return the logger of a module."""
    return cast("FilteringBoundLogger", structlog.get_logger(name))


class _Lines(structlog.WriteLogger):
    """Writes the lines of one module; what cannot be written is lost, and nothing else fails of it."""

    def __init__(self, name: str) -> None:
        super().__init__(sys.stderr)
        self.name = name

    @override
    def msg(self, message: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            super().msg(message)

    debug = info = warning = error = critical = msg


def escaped(_logger: object, _method: str, line: EventDict) -> EventDict:
    """Show what others have sent for what it is: none of it begins a line or moves a cursor."""
    return {
        name: _escaped(value) if name not in OF_LINES else value for name, value in line.items()
    }


def _escaped(value: object) -> object:
    if not isinstance(value, str) or value.isprintable():
        return value
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in value)


OF_LINES = ("exception", "stack")
"""Fields that are lines of our own."""

# Tracebacks without the values of locals: these may be prompts, replies or keys.
RENDERERS: dict[LogFormat, list[Processor]] = {
    LogFormat.JSON: [
        structlog.processors.ExceptionRenderer(
            structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        ),
        structlog.processors.JSONRenderer(),
    ],
    LogFormat.CONSOLE: [
        escaped,
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        ),
    ],
}

CHATTY = {
    "arq.worker": logging.ERROR,  # it warns of jobs that were called off
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "uvicorn.access": logging.WARNING,
    "uvicorn.error": logging.WARNING,
    "asyncio": logging.WARNING,
}
"""Loggers of libraries that repeat what we log ourselves, or name URLs: from which level on."""
