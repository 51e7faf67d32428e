"""No change to the document breaks a client unless it is meant to, and says so.

What has not been committed is compared with the last commit; when all is committed, the commit
that changed the document last is compared with the one before it on this branch.
"""

import json
import subprocess
import tomllib
from fnmatch import fnmatchcase
from typing import Any

import pytest

from service.api.app import document
from tests.support.commands import ROOT
from tests.support.compatibility import breaking_changes

DOCUMENT = "openapi/openapi.json"
DECLARED = tomllib.loads((ROOT / "openapi" / "breaking-changes.toml").read_text())


def test_nobody_is_broken_unawares() -> None:
    before = _before(json.loads((ROOT / DOCUMENT).read_text()))

    found = breaking_changes(before, document())

    declared = [change["what"] for change in DECLARED.get("change", ())]
    undeclared = [one for one in found if not any(fnmatchcase(one, what) for what in declared)]
    assert undeclared == [], "mend these, or declare them in openapi/breaking-changes.toml"


def test_whatever_is_declared_is_of_this_version_and_has_a_reason() -> None:
    assert DECLARED["version"] == document()["info"]["version"], "declared for an earlier version"
    for change in DECLARED.get("change", ()):
        assert change.keys() == {"what", "why"}
        assert len(change["why"]) > 20


def _before(now: dict[str, Any]) -> dict[str, Any]:
    """Return the document that clients have; skip where the history does not hold it."""
    committed = _committed("HEAD")
    if committed is not None and committed != now:
        return committed
    last = _git("log", "--first-parent", "-1", "--format=%H", "--", DOCUMENT)
    earlier = _committed(f"{last.strip()}^") if last else None
    if earlier is None:
        pytest.skip(f"NOT RUN: the history here has no earlier {DOCUMENT} to compare with")
    return earlier


def _committed(commit: str) -> dict[str, Any] | None:
    text = _git("show", f"{commit}:{DOCUMENT}")
    return json.loads(text) if text else None


def _git(*arguments: str) -> str | None:
    """Return what git says, None where it cannot say it."""
    ran = subprocess.run(
        ["git", *arguments],  # noqa: S607 - whichever git is installed
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.stdout if ran.returncode == 0 else None
