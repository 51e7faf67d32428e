"""Tools of others that read the document and the chart, run as their users run them.

A tool that is missing fails the test in CI; elsewhere the test is skipped, and says so.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import pytest

from tests.support.commands import ROOT

OPENAPI = ROOT / "openapi"
DOCUMENT = OPENAPI / "openapi.json"
EXAMPLES = OPENAPI / "examples"
NODE_MODULES = OPENAPI / "node_modules"
"""What `make npm` installs."""
WHERE = os.pathsep.join(
    (
        str(Path(sys.executable).parent),
        str(NODE_MODULES / ".bin"),
        str(ROOT / "helm/node_modules/.bin"),
        os.environ["PATH"],
    )
)
LIMIT_S = 200.0


def run(
    tool: str, *arguments: str | Path, cwd: Path, variables: Mapping[str, str] | None = None
) -> str:
    """Run a tool to its end, which has to be a good one; return what it printed."""
    ended = subprocess.run(
        [path_of(tool), *arguments],
        cwd=cwd,
        env={"PATH": WHERE, "HOME": os.environ.get("HOME", "/"), **(variables or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert ended.returncode == 0, f"{tool}:\n{ended.stdout}{ended.stderr}"
    return ended.stdout


def path_of(tool: str) -> str:
    """Return where a tool is."""
    return shutil.which(tool, path=WHERE) or _missing(tool)


def with_packages(folder: Path, *names: str) -> Path:
    """Let programs in a folder import what `make npm` installs, these packages among it."""
    for name in names:
        if not (NODE_MODULES / name).is_dir():
            _missing(name)
    (folder / "node_modules").symlink_to(NODE_MODULES)
    return folder


def _missing(what: str) -> NoReturn:
    message = f"NOT RUN: {what} is missing; `make npm` installs it, or openapi/README.md tells how"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
