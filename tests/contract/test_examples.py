"""The examples that we publish do what they say, with a key and without one."""

import re
from pathlib import Path

import pytest

from tests.support.deployments import Deployment
from tests.support.tools import EXAMPLES, run

EVENTS = (
    ["debate.queued", "debate.started", "round.started"]
    + ["response.completed"] * 3
    + ["round.completed", "round.started"]
    + ["response.completed"] * 3
    + ["round.completed", "summary.started", "debate.completed"]
)


@pytest.fixture(params=["anonymous", "keyed"])
def deployment(request: pytest.FixtureRequest) -> Deployment:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Deployment)
    return found


def test_the_shell_example(deployment: Deployment, tmp_path: Path) -> None:
    printed = run("sh", EXAMPLES / "debate.sh", cwd=tmp_path, variables=deployment.variables)

    assert re.match(rf"created: {deployment.url}/v1/debates/dbt_\w{{26}}\n", printed), printed
    assert "sent again: Idempotency-Replayed: true\n" in printed
    assert re.findall(r"^(\d+) ([a-z.]+)$", printed, re.MULTILINE) == numbered(EVENTS)
    assert "\n3 round.started\ncut off, going on after 3:\n4 response.completed\n" in printed
    assert '\nover: "status":"completed"\nlooked again: 304\n' in printed
    assert '\nsummary: {"object":"summary",' in printed
    assert '\na problem: {"type":"urn:roundtable:problem:validation_failed",' in printed


def test_the_python_example(deployment: Deployment, tmp_path: Path) -> None:
    printed = run("python", EXAMPLES / "debate.py", cwd=tmp_path, variables=deployment.variables)

    assert_whole(printed)


def test_the_typescript_example(deployment: Deployment, javascript: Path, tmp_path: Path) -> None:
    printed = run("node", javascript / "debate.js", cwd=tmp_path, variables=deployment.variables)

    assert_whole(printed)


def assert_whole(printed: str) -> None:
    """Fail unless an example has told of the debate, its events, its summary and a problem."""
    assert re.match(r"created: /v1/debates/dbt_\w{26}\n", printed), printed
    assert re.findall(r"^ +(\d+)  ([a-z.]+)$", printed, re.MULTILINE) == numbered(EVENTS)
    assert "\nover: Majority: Only the weights (2 of 3)\n" in printed
    assert "\nsummary: The first round spread three votes evenly" in printed
    assert "\n  for B, seat_2: " in printed
    assert "\na problem: /options: " in printed


def numbered(types: list[str]) -> list[tuple[str, str]]:
    return [(str(number), kind) for number, kind in enumerate(types, 1)]
