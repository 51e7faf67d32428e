"""The dashboard and the alerts that come with the chart: what Prometheus and the manual make of them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.support.commands import ROOT
from tests.support.tools import run

FILES = ROOT / "helm/roundtable/files"
ALERTS, DASHBOARD = FILES / "alerts.yaml", FILES / "dashboard.json"
TESTS = ROOT / "tests/contract/alerts.yaml"
MANUAL = (ROOT / "docs/operations.md").read_text()
SECTION = MANUAL.partition("\n## Alerts\n")[2].partition("\n## ")[0]

METRICS: dict[str, tuple[str, ...]] = {
    "roundtable_debates_accepted_total": ("shard",),
    "roundtable_debates_ended_total": ("shard", "status", "reason"),
    "roundtable_debates_active": ("shard", "status"),
    "roundtable_queue_depth": ("shard", "lane"),
    "roundtable_queue_age_seconds": ("shard", "lane"),
    "roundtable_jobs_running": ("shard", "lane"),
    "roundtable_leases_reaped_total": ("shard", "lane"),
    "roundtable_store_up": ("shard",),
    "roundtable_stage_seconds_bucket": ("stage",),
    "roundtable_provider_calls_total": ("model", "outcome", "status"),
    "roundtable_provider_call_seconds_bucket": ("model",),
    "roundtable_tokens_total": ("model", "kind"),
    "roundtable_cost_usd_total": ("model",),
    "roundtable_calls_gated_total": ("why",),
    "roundtable_writes_fenced_total": (),
    "roundtable_deliveries_total": ("outcome",),
    "roundtable_rate_limited_total": ("by",),
    "roundtable_sse_clients": (),
    "roundtable_summaries_total": ("by",),
    "roundtable_summary_sentences_total": ("result",),
    "roundtable_http_requests_total": ("operation", "status"),
    "roundtable_http_request_seconds_bucket": ("operation",),
    "roundtable_build_info": ("version",),
}
"""Every metric as Prometheus stores it, and its labels."""
OF_PROMETHEUS = {"instance", "le"}

NAME = re.compile(r"\broundtable_\w+")
GROUPED = re.compile(r"\b(?:by|on) \(([^)]*)\)")
MATCHED = re.compile(r"(\w+)(?:=~|!~|!=|=)\"")
VARIABLES = {"$__rate_interval": "5m", "$shard": ".*"}


def dashboard() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(DASHBOARD.read_text())
    return found


def rules() -> list[dict[str, Any]]:
    groups = msgspec.yaml.decode(ALERTS.read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def alerts() -> list[dict[str, Any]]:
    return [rule for rule in rules() if "alert" in rule]


def panels() -> list[dict[str, Any]]:
    return [panel for panel in dashboard()["panels"] if panel["type"] != "row"]


def shown() -> list[str]:
    """Return every expression of the dashboard."""
    return [target["expr"] for panel in panels() for target in panel["targets"]]


def named() -> Iterator[str]:
    yield from (rule["expr"] for rule in rules())
    yield from shown()


def test_prometheus_takes_the_rules_and_each_alert_fires_when_it_should() -> None:
    run("promtool", "check", "rules", ALERTS, cwd=ROOT)
    run("promtool", "test", "rules", TESTS, cwd=ROOT)


@pytest.mark.parametrize("alert", [alert["alert"] for alert in alerts()])
def test_each_alert_is_seen_to_fire_and_not_to_fire(alert: str) -> None:
    tried = [
        bool(one["exp_samples"])
        for test in msgspec.yaml.decode(TESTS.read_text())["tests"]
        for one in test["promql_expr_test"]
        if f'alertname="{alert}"' in one["expr"]
    ]

    assert set(tried) == {True, False}


@pytest.mark.parametrize("alert", alerts(), ids=lambda alert: alert["alert"])
def test_each_alert_says_what_is_so_and_what_to_do(alert: dict[str, Any]) -> None:
    told = alert["annotations"]

    assert alert["labels"]["severity"] in {"critical", "warning"}
    assert set(told) == {"summary", "description", "runbook_url"}
    assert told["runbook_url"] == "docs/operations.md#alerts"
    assert all(text.rstrip().endswith(".") for text in (told["summary"], told["description"]))


def test_the_manual_has_a_row_for_each_alert_and_no_other() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", SECTION, re.MULTILINE)

    assert sorted(rows) == sorted(alert["alert"] for alert in alerts())


def test_prometheus_can_read_every_expression_of_the_dashboard(tmp_path: Path) -> None:
    recorded = [
        {"record": f"shown:{place}", "expr": with_variables(expression)}
        for place, expression in enumerate(shown())
    ]
    file = tmp_path / "dashboard.yaml"
    file.write_text(json.dumps({"groups": [{"name": "dashboard", "rules": recorded}]}))

    run("promtool", "check", "rules", file, cwd=ROOT)


@pytest.mark.parametrize("expression", list(named()))
def test_what_an_expression_names_is_there(expression: str) -> None:
    metrics = set(NAME.findall(expression))
    grouped = {label for group in GROUPED.findall(expression) for label in group.split(", ")}
    labels = {label for metric in metrics for label in METRICS.get(metric, ())}

    assert metrics <= set(METRICS)
    assert {*grouped, *MATCHED.findall(expression)} - {""} <= labels | OF_PROMETHEUS


def test_every_metric_is_on_the_dashboard() -> None:
    assert {name for expression in shown() for name in NAME.findall(expression)} == set(METRICS)


def test_the_dashboard_can_be_loaded_anywhere() -> None:
    whole = dashboard()
    ids = [panel["id"] for panel in whole["panels"]]
    sources = {target["datasource"]["uid"] for panel in panels() for target in panel["targets"]}

    assert len(set(ids)) == len(ids)
    assert sources | {panel["datasource"]["uid"] for panel in panels()} == {"${datasource}"}
    assert [one["name"] for one in whole["templating"]["list"]] == ["datasource", "shard"]
    assert "://" not in DASHBOARD.read_text()
    assert all(panel["title"] and panel["description"] for panel in panels())


def test_no_two_panels_lie_on_each_other() -> None:
    places = [
        (x, y)
        for panel in dashboard()["panels"]
        for grid in [panel["gridPos"]]
        for x in range(grid["x"], grid["x"] + grid["w"])
        for y in range(grid["y"], grid["y"] + grid["h"])
    ]

    assert len(set(places)) == len(places)
    assert max(x for x, _ in places) < 24


def with_variables(expression: str) -> str:
    """Return an expression as Grafana sends it."""
    for variable, value in VARIABLES.items():
        expression = expression.replace(variable, value)
    return expression
