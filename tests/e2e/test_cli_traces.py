"""Processes that export traces, or do not: as an operator sets it in the environment."""

import signal
import sys
from collections.abc import Iterator

import httpx
import pytest

from tests.support.api import REFERENCE
from tests.support.collector import Collector, a_black_hole
from tests.support.commands import a_command, a_process, address_of
from tests.support.patience import PATIENCE_S
from tests.support.valkey import Server

OFF = """
import sys
import cli.house
from cli.main import main
from service.settings import read_settings
from service.tracing.opening import open_tracer

main(["config", "--check"])
with open_tracer(read_settings({}), "roundtable"):
    loaded = {name.partition(".")[0] for name in sys.modules}
print(sorted(loaded & {"opentelemetry", "google", "requests", "urllib3"}))
"""


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as collector:
        yield collector


def variables(server: Server, endpoint: str, **others: str) -> dict[str, str]:
    return {
        "ROUNDTABLE_REDIS_URL": server.url,
        "ROUNDTABLE_PORT": "0",
        "ROUNDTABLE_LOG_FORMAT": "json",
        "OTEL_EXPORTER_OTLP_ENDPOINT": endpoint,
        **others,
    }


def hold_a_debate(url: str) -> None:
    reply = httpx.post(
        f"{url}/v1/debates", json=REFERENCE, headers={"Prefer": "wait=30"}, timeout=60
    )
    assert reply.json()["status"] == "completed", reply.text


def test_a_debate_is_one_trace_though_it_is_held_by_several_processes(
    server: Server, collector: Collector
) -> None:
    with (
        a_command("serve", **variables(server, collector.url)) as api,
        a_command("worker", **variables(server, collector.url)) as worker,
    ):
        hold_a_debate(address_of(api))
        for process in (worker.process, api.process):
            process.send_signal(signal.SIGTERM)
        assert (worker.ends(), api.ends()) == (0, 0)

    senders = {str(span.sender["service.name"]) for span in collector.spans}
    (request,) = collector.named("POST /v1/debates")
    assert senders == {"roundtable-api", "roundtable-worker"}
    assert {span.trace_id for span in collector.spans} == {request.trace_id}
    assert len(collector.of_kind("client")) == 12
    assert len({span.sender["service.instance.id"] for span in collector.spans}) == 2


def test_a_collector_that_hangs_holds_up_no_end(server: Server) -> None:
    with a_black_hole() as endpoint:
        # What waits for an export is noticed.
        given = variables(server, endpoint, OTEL_EXPORTER_OTLP_TIMEOUT=str(round(2 * PATIENCE_S)))
        with a_command("serve", **given) as api, a_command("worker", **given) as worker:
            hold_a_debate(address_of(api))
            for process in (worker.process, api.process):
                process.send_signal(signal.SIGTERM)
            statuses = worker.ends(), api.ends()

            assert statuses == (0, 0)
            assert "traces_not_exported" in worker.output
            assert "traces_not_exported" in api.output


def test_the_environment_says_who_sends_spans_and_which(
    server: Server, collector: Collector
) -> None:
    named = {
        "OTEL_SERVICE_NAME": "mine",
        "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment.name=test,service.version=9",
        "OTEL_BSP_MAX_QUEUE_SIZE": "many",
    }
    never = {"OTEL_TRACES_SAMPLER": "always_off"}
    with (
        a_command("serve", **variables(server, collector.url, **named)) as api,
        a_command("serve", **variables(server, collector.url, **never)) as silent,
    ):
        for one in (api, silent):
            httpx.get(f"{address_of(one)}/v1/models", timeout=PATIENCE_S)
            one.process.send_signal(signal.SIGTERM)
        assert (api.ends(), silent.ends()) == (0, 0)
        assert "tracing_setting_ignored" in api.output

    (span,) = collector.spans
    assert span.sender["service.name"] == "mine"
    assert span.sender["service.version"] == "9"
    assert span.sender["deployment.environment.name"] == "test"


def test_nothing_of_it_is_loaded_where_it_is_not_wanted() -> None:
    with a_process(sys.executable, "-c", OFF) as command:
        assert command.ends() == 0
        assert command.output.splitlines()[-1] == "[]"


def test_what_cannot_work_stops_the_start_with_a_sentence(server: Server) -> None:
    given = variables(server, "http://127.0.0.1:4317", OTEL_EXPORTER_OTLP_PROTOCOL="grpc")
    with a_command("worker", **given) as worker:
        assert worker.ends() == 2
        assert "OTEL_EXPORTER_OTLP_PROTOCOL is 'grpc'" in worker.output
