"""Log lines: what they say, and what they never do."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from service.settings import LogFormat
from service.telemetry import configure_logging, logger


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def fail_with(key: str) -> None:
    raise ValueError(len(key))


@pytest.mark.parametrize("log_format", LogFormat)
def test_a_traceback_shows_no_values(
    log_format: LogFormat, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging(log_format)

    try:
        fail_with("rt_live_secret")
    except ValueError:
        logger("test").exception("job_failed", job="one")

    printed = capsys.readouterr().err
    assert "job_failed" in printed
    assert "ValueError" in printed
    assert "fail_with" in printed
    assert "rt_live" not in printed.replace('fail_with("rt_live_secret")', "")


def test_a_json_line_has_its_facts_as_fields(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(LogFormat.JSON)

    logger("test").info("response_committed", round=2)

    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["round"], line["level"]) == ("response_committed", 2, "info")
