"""`roundtable report` with a server of its own, from the first debate to the right answers."""

import json
import tempfile
from collections.abc import Iterator

import httpx
import pytest

from tests.support.commands import a_command, address_of, output_of

OPTIONS = [{"label": "Yes"}, {"label": "No"}]
WAITING = {"Prefer": "wait=30"}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with (
        tempfile.TemporaryDirectory(prefix="rt-") as folder,
        a_command("dev", "--port", "0", ROUNDTABLE_DATA_DIR=folder) as dev,
    ):
        yield address_of(dev)


@pytest.fixture(scope="module")
def reported(url: str) -> str:
    """Hold three debates that No wins, and say of each that Yes was right."""
    body = {
        "question": "Is it?",
        "options": OPTIONS,
        "panel": [{"model": model} for model in ("sim/A", "sim/B", "sim/A>B")],
    }
    with httpx.Client(base_url=url, timeout=40, trust_env=False) as client:
        for _ in range(3):
            debate = client.post("/v1/debates", json=body, headers=WAITING).json()
            told = client.post(f"/v1/debates/{debate['id']}/answer", json={"option": "A"})
            assert told.json()["answer"] == {"option": "A", "correct": False}
    return url


def said(*arguments: str) -> tuple[int, str]:
    """Run a command to its end; return its status and what it printed."""
    with a_command(*arguments) as command:
        return command.ends(), command.output


def test_before_the_first_debate_there_is_nothing_to_report(url: str) -> None:
    status, printed = said("report", "--url", url, "--since", "2999-01-01")

    assert status == 0
    assert "There are no finished debates to report on yet." in printed


def test_a_report_tells_how_debates_panels_and_models_do(reported: str) -> None:
    printed = " ".join(output_of("report", "--url", reported).split())

    assert "Finished 3: 3 completed." in printed
    assert "The decision 0 of 3 (0%, 0-56)" in printed
    assert "plurality of sim/A, sim/B, sim/A>B was right in 0, and its best seat" in printed


def test_json_is_all_that_is_printed_on_standard_output(reported: str) -> None:
    made = json.loads(output_of("report", "--url", reported, "--json", "--since", "1h"))

    changed = {one["model"]: one["changes"]["count"] for one in made["models"]}
    assert (made["debates"], made["answers"]["debates"]) == (3, 3)
    assert made["answers"]["first_plurality"]["count"] == 3
    assert changed == {"sim/A": 0, "sim/B": 0, "sim/A>B": 3}


def test_fewer_debates_are_read_where_that_is_asked_for(reported: str) -> None:
    made = json.loads(output_of("report", "--url", reported, "--json", "--limit", "2"))

    assert made["debates"] == 2


def test_a_server_that_is_not_there_is_a_failure() -> None:
    status, printed = said("report", "--url", "http://127.0.0.1:9")

    assert status == 1
    assert "Nothing answers at http://127.0.0.1:9" in printed
