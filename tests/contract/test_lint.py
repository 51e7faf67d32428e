"""The committed document under the linters that its readers use: no error, and no warning."""

import pytest

from tests.support.tools import DOCUMENT, run

LINTERS = {
    "redocly": ("lint", "--max-problems=50"),
    "spectral": ("lint", "--fail-severity=warn", "openapi.json"),
}


@pytest.mark.parametrize("linter", LINTERS)
def test_a_linter_finds_nothing(linter: str) -> None:
    quiet = {"REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}

    run(linter, *LINTERS[linter], cwd=DOCUMENT.parent, variables=quiet)
