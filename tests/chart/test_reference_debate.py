"""What `helm test` runs, against a server: it passes for the known tie, and for nothing else."""

import subprocess
import sys
from pathlib import Path

from service import embedded
from tests.support.chart import CHART
from tests.support.commands import a_command, address_of
from tests.support.deployments import a_deployment

PROGRAM = CHART / "files/reference_debate.py"


def held(**variables: str) -> subprocess.CompletedProcess[str]:
    """Run the program as the pod of the test does."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM.read_text()],
        env=variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_known_tie_is_a_success() -> None:
    with a_deployment("acme") as deployment:
        with_key = held(**deployment.variables)
        without = held(ROUNDTABLE_URL=deployment.url)

    assert with_key.returncode == 0, with_key.stderr
    assert "Tie: Yes, partial train and No (2 of 6 each)" in with_key.stdout
    assert without.returncode == 1
    assert "test.apiKeyFrom" in without.stderr


def test_a_server_without_simulated_models_says_what_is_missing() -> None:
    with a_deployment(ROUNDTABLE_SIM="off") as deployment:
        refused = held(ROUNDTABLE_URL=deployment.url)

    assert refused.returncode == 1
    assert "unknown_model" in refused.stderr or "model_not_configured" in refused.stderr


def test_a_debate_that_nobody_holds_is_a_failure(tmp_path: Path) -> None:
    with embedded.start(tmp_path) as store:
        variables = {"ROUNDTABLE_REDIS_URL": store.url}
        with a_command("serve", "--port", "0", **variables) as serve:
            ended = held(ROUNDTABLE_URL=address_of(serve), LIMIT_SECONDS="1")

    assert ended.returncode == 1
    assert "is there a worker?" in ended.stderr


def test_a_server_that_is_not_there_is_a_failure() -> None:
    ended = held(ROUNDTABLE_URL="http://127.0.0.1:1", LIMIT_SECONDS="0.1")

    assert ended.returncode == 1
    assert "cannot be reached" in ended.stderr
