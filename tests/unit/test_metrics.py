"""What a process counts: the rows of one table, told once each, and bounded."""

import re
from pathlib import Path

from service.metrics.counting import MOST_MODELS, OTHER, Metrics
from service.metrics.table import COST_USD, HTTP_REQUESTS, RATE_LIMITED, SSE_CLIENTS, TABLE

PAGE = Path("docs/operations.md").read_text(encoding="utf-8")


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def test_the_manual_has_a_row_for_each_metric_with_its_labels() -> None:
    rows = re.findall(r"^\| `(roundtable_\w+)` \| (.*?) \|", PAGE, re.MULTILINE)
    told = {name: tuple(re.findall(r"`(\w+)`", labels)) for name, labels in rows}

    ends = {"counter": "_total"}
    assert told == {row.name + ends.get(row.kind, ""): row.labels for row in TABLE}


def test_the_library_knows_every_row_of_the_process() -> None:
    known = {family.name for family in Metrics().registry.collect()}

    assert {row.name for row in TABLE if not row.of_store} <= known


def test_each_observation_goes_to_the_series_of_its_labels() -> None:
    metrics = Metrics()

    for status in ("200", "200", "404"):
        metrics.count(HTTP_REQUESTS, "getDebate", status)
    metrics.add(SSE_CLIENTS, 2)
    metrics.add(SSE_CLIENTS, -1)

    total = "roundtable_http_requests_total"
    assert value(metrics, total, operation="getDebate", status="200") == 2
    assert value(metrics, total, operation="getDebate", status="404") == 1
    assert value(metrics, "roundtable_sse_clients") == 1


def test_a_number_that_no_counter_takes_is_left_out() -> None:
    metrics = Metrics()

    for odd in (-1.0, 0.0, float("nan")):
        metrics.count(COST_USD, "lab/a", by=odd)
        metrics.count(RATE_LIMITED, "requests", by=odd)

    assert value(metrics, "roundtable_rate_limited_total", by="requests") is None


def test_two_processes_in_one_count_apart() -> None:
    one, other = Metrics(), Metrics()

    one.add(SSE_CLIENTS, 1)

    assert value(other, "roundtable_sse_clients") == 0


def test_simulated_models_are_one_whatever_their_parameters() -> None:
    assert {Metrics().model(f"sim/{each}") for each in ("A", "E?delay=3", "A>B")} == {"sim"}


def test_there_are_no_more_labels_of_models_than_that() -> None:
    metrics = Metrics()

    labels = [metrics.model(f"lab/model-{number}") for number in range(MOST_MODELS + 3)]

    assert labels[-3:] == [OTHER] * 3
    assert metrics.model("lab/model-0") == "lab/model-0"
    assert len({*labels}) == MOST_MODELS + 1
