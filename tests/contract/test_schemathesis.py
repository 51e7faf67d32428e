"""The service against its own document: thousands of requests, good and bad, none a surprise."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.support.commands import ROOT, a_command

LIMIT_S = 280
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")


@pytest.mark.timeout(LIMIT_S + 20)
def test_the_service_does_what_its_document_says() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="rt-") as folder,
        a_command("dev", "--port", "0", ROUNDTABLE_DATA_DIR=folder) as dev,
    ):
        address = re.search(r"http://127\.0\.0\.1:\d+", dev.prints("serves http"))
        assert address is not None

        tested = subprocess.run(
            [
                SCHEMATHESIS,
                *("--config-file", ROOT / "schemathesis.toml"),
                *("run", f"{address[0]}/openapi.json"),
                *("--phases", "examples,coverage,fuzzing,stateful"),
                *("--checks", "all"),
                *("--request-timeout", "20"),
            ],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
            check=False,
        )

    assert tested.returncode == 0, tested.stdout
