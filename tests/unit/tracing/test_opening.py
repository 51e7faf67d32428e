"""When traces are exported, and what is wrong with how that is set."""

from pathlib import Path

import pytest

from service.domain.errors import SettingsError
from service.settings import read_settings
from service.tracing.opening import check, is_wanted, open_tracer
from service.tracing.tracer import UNTRACED

BASE, OF_TRACES = "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
URL = "http://collector.example:4318"


@pytest.mark.parametrize(
    ("variables", "wanted"),
    [
        ({}, False),
        ({BASE: ""}, False),
        ({BASE: URL}, True),
        ({OF_TRACES: URL}, True),
        ({BASE: URL, "OTEL_TRACES_EXPORTER": "otlp", "OTEL_SDK_DISABLED": "false"}, True),
        ({BASE: URL, "OTEL_TRACES_EXPORTER": "none"}, False),
        ({BASE: URL, "OTEL_SDK_DISABLED": "True"}, False),
        ({"OTEL_SERVICE_NAME": "mine", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT": URL}, False),
    ],
)
def test_traces_are_exported_where_there_is_a_place_for_them(
    variables: dict[str, str], *, wanted: bool
) -> None:
    assert is_wanted(variables) == wanted


@pytest.mark.parametrize(
    "variables",
    [
        {BASE: URL},
        {BASE: "https://collector.example/otlp/"},
        {OF_TRACES: "http://[::1]:4318/v1/traces?of=us", BASE: "rubbish"},
        {BASE: URL, "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"},
        {
            BASE: URL,
            "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc",
            "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "http/protobuf",
        },
        {BASE: URL, "OTEL_EXPORTER_OTLP_CERTIFICATE": __file__},
    ],
)
def test_what_can_be_used_is_not_complained_of(variables: dict[str, str]) -> None:
    check(variables)


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({BASE: "collector.example:4317"}, BASE),
        ({BASE: "grpc://collector.example:4317"}, BASE),
        ({BASE: "http://"}, BASE),
        ({BASE: "http://collector.example:many"}, BASE),
        ({BASE: "http://collector.example:99999"}, BASE),
        ({BASE: "http://[::1"}, BASE),
        ({BASE: "http://collector.example/#here"}, BASE),
        ({OF_TRACES: "here", BASE: URL}, OF_TRACES),
        ({BASE: URL, "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, "OTEL_EXPORTER_OTLP_PROTOCOL"),
        (
            {BASE: URL, "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "http/json"},
            "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
        ),
        ({BASE: URL, "OTEL_TRACES_EXPORTER": "zipkin"}, "OTEL_TRACES_EXPORTER"),
        ({BASE: URL, "OTEL_EXPORTER_OTLP_CERTIFICATE": "/no/such"}, "OTLP_CERTIFICATE"),
        ({BASE: URL, "OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY": "/no/such"}, "TRACES_CLIENT_KEY"),
    ],
)
def test_what_would_let_no_trace_arrive_stops_the_start_with_a_sentence(
    variables: dict[str, str], named: str
) -> None:
    with pytest.raises(SettingsError, match=rf"{named}.*\.$") as refusal:
        check(variables)

    assert "collector.example" not in str(refusal.value)


def test_without_a_place_for_them_nothing_is_told(tmp_path: Path) -> None:
    settings = read_settings({"ROUNDTABLE_DATA_DIR": str(tmp_path)})

    with open_tracer(settings, "roundtable") as tracer:
        assert tracer is UNTRACED
