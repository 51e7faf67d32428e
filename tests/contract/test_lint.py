"""The committed document under the linters that its readers use: no error, and no warning."""

import os
import subprocess

import pytest

from tests.support.npm import OPENAPI, npm_tool

LIMIT_S = 100
LINTERS = {
    "redocly": ("lint", "--max-problems=50"),
    "spectral": ("lint", "--fail-severity=warn", "openapi.json"),
}


@pytest.mark.timeout(LIMIT_S + 20)
@pytest.mark.parametrize("linter", LINTERS)
def test_a_linter_finds_nothing(linter: str) -> None:
    tool = npm_tool(linter)

    linted = subprocess.run(
        [tool, *LINTERS[linter]],
        cwd=OPENAPI,
        env={**os.environ, "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"},
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )

    assert linted.returncode == 0, linted.stdout + linted.stderr
