"""What the SDK complains of, as it stands in our log."""

import logging
from typing import Any

import pytest
import structlog

from service.tracing.complaints import complaints_told, told

sdk = logging.getLogger("opentelemetry.of.a.test")


def a_record(message: str, *given: object) -> logging.LogRecord:
    return logging.LogRecord("opentelemetry", logging.ERROR, "", 0, message, given, None)


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (a_record("Could not be sent."), "Could not be sent."),
        (a_record("Code %s, reason: %s", 401, "Bearer abc"), "Code 401, reason: …"),
        (a_record("Transient %s", ConnectionError("http://secret")), "Transient ConnectionError"),
        (
            a_record("Parse %s as int", "OTEL_BSP_MAX_QUEUE_SIZE"),
            "Parse OTEL_BSP_MAX_QUEUE_SIZE as int",
        ),
        (a_record("Again in %.2fs", 1.5), "Again in 1.50s"),
        (a_record("%d of %s", "abc", 1), "%d of %s"),
        (a_record("Header %s", "authorization=secret"), "Header …"),
    ],
)
def test_a_complaint_is_told_without_what_it_quotes(record: logging.LogRecord, said: str) -> None:
    assert told(record) == said


def test_what_is_said_while_it_is_set_up_is_of_settings_and_later_of_spans() -> None:
    with structlog.testing.capture_logs() as lines, complaints_told() as complaints:
        sdk.warning("Not a number: %s", "many")
        sdk.warning("Not a sampler: %s", "odd")
        complaints.set_up = True
        sdk.error("Away: %s", "http://secret")

    assert events(lines) == [
        ("tracing_setting_ignored", "Not a number: …"),
        ("tracing_setting_ignored", "Not a sampler: …"),
        ("traces_not_exported", "Away: …"),
    ]


def test_a_collector_that_stays_away_is_told_of_now_and_then(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with structlog.testing.capture_logs() as lines, complaints_told() as complaints:
        complaints.set_up = True
        for _ in range(1_000):
            sdk.error("Away.")

    assert events(lines) == [("traces_not_exported", "Away.")]
    assert caplog.records == []


def events(lines: list[Any]) -> list[tuple[str, str]]:
    return [(line["event"], line["error"]) for line in lines]
