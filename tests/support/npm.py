"""The tools of `openapi/package.json`, which `make npm` installs."""

import os
from pathlib import Path

import pytest

from tests.support.commands import ROOT

OPENAPI = ROOT / "openapi"
"""Where they are installed and run."""


def npm_tool(name: str) -> Path:
    """Return a tool; without it CI fails, and any other machine skips the test and says so."""
    tool = OPENAPI / "node_modules" / ".bin" / name
    if not tool.exists():
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say(f"NOT RUN: {name} is missing; `make npm` installs it, with Node.js 20.19 or newer")
    return tool
