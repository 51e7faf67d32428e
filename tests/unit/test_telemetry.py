"""Log lines: in the format that was set, and without what must not be in them."""

import contextlib
import io
import json
import logging
from collections.abc import Iterator

import pytest
from typing_extensions import override

from service.settings import LogFormat
from service.telemetry import RENDERERS, configure_logging, logger
from tests.support.logs import logging_as_it_was

PROMPT = "the words of a prompt"


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    with logging_as_it_was():
        yield


def fail_with_a_prompt_at_hand(prompt: str) -> None:
    assert prompt
    raise RuntimeError("a bug of ours")


def the_line(log_format: LogFormat, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what is logged, in that format, of a failure."""
    configure_logging(log_format)
    try:
        fail_with_a_prompt_at_hand(PROMPT)
    except RuntimeError:
        logger("a.module").exception("job_failed", job="j1")
    return capsys.readouterr().err


def test_every_format_has_a_renderer() -> None:
    assert set(RENDERERS) == set(LogFormat)


@pytest.mark.parametrize("log_format", LogFormat)
def test_a_failure_is_logged_with_its_place_and_never_with_what_was_at_hand(
    log_format: LogFormat, capsys: pytest.CaptureFixture[str]
) -> None:
    line = the_line(log_format, capsys)

    assert "job_failed" in line
    assert "a bug of ours" in line
    assert "fail_with_a_prompt_at_hand" in line
    assert PROMPT not in line


def test_a_json_line_is_one_object_with_its_facts_as_fields(
    capsys: pytest.CaptureFixture[str],
) -> None:
    (line,) = the_line(LogFormat.JSON, capsys).splitlines()

    fields = json.loads(line)

    assert fields["event"] == "job_failed"
    assert (fields["job"], fields["level"], fields["logger"]) == ("j1", "error", "a.module")
    assert fields["timestamp"].endswith("Z")


def test_libraries_log_in_the_same_format(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(LogFormat.JSON)

    logging.getLogger("a_dependency").warning("It %s.", "happened")
    logging.getLogger("httpx").info("GET https://example.com/?key=secret")

    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["event"] == "It happened."


class Gone(io.StringIO):
    """A pipe whose other end is closed."""

    @override
    def write(self, text: str) -> int:
        raise BrokenPipeError


def test_a_line_that_nobody_takes_any_more_fails_nobody() -> None:
    with contextlib.redirect_stderr(Gone()):
        configure_logging(LogFormat.JSON)

        for tell in (logger("a.module").info, logger("a.module").exception):
            tell("job_failed")


@pytest.mark.parametrize("log_format", LogFormat)
@pytest.mark.parametrize(
    "hostile",
    ["a\nb", "a\rb", "/a\x1b[2Kb", "a\x9b2Jb", "a\x85b", "a\u2028b", "a\u202eb", "a\x00b"],
)
def test_what_others_have_sent_begins_no_line_and_moves_no_cursor(
    hostile: str, log_format: LogFormat, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging(log_format)

    logger("a.module").warning("request_failed", path=hostile)
    logging.getLogger("a_dependency").warning("It said %s.", hostile)

    said = capsys.readouterr().err
    assert said.count("\n") == 2
    assert all(character.isprintable() or character == "\n" for character in said)
