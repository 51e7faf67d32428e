"""Build the image: `python image/build.py NAME`, with docker, podman or buildah, whichever works.

From the environment: BUILDER chooses one of these; PYTHON_IMAGE is another base; BUILD_FLAGS are
further options of its `build`; SOURCE is the address of the repository, for the label. What is
built follows from the commit alone: its time is that of all files that are made.
"""

import os
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
BUILDERS = {
    "docker": ("build",),
    # Of their own format neither keeps the health check.
    "podman": ("build", "--format", "docker"),
    "buildah": ("build", "--format", "docker"),
}
"""Each program that can build, and what it is told first."""


def main() -> int:
    """Build what the command line names; return the exit status."""
    _, name, *flags = sys.argv
    builder = os.environ.get("BUILDER") or next(filter(_works, BUILDERS), None)
    if builder is None:
        either = ", ".join(BUILDERS)
        sys.stderr.write(f"NOT BUILT: none of {either} works here; install one, or start it.\n")
        return 1
    arguments = [f"--build-arg={key}={value}" for key, value in build_arguments().items()]
    extra = shlex.split(os.environ.get("BUILD_FLAGS", ""))
    command = [builder, *BUILDERS[Path(builder).name], *arguments, *extra, *flags, "-t", name, "."]
    return subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603 - as asked for


def build_arguments(variables: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return what the Dockerfile is told of this checkout."""
    dirty = "-dirty" if _git("status", "--porcelain") else ""
    made = int(variables.get("SOURCE_DATE_EPOCH") or _git("log", "-1", "--format=%ct"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {
        "VERSION": project["version"],
        "REVISION": _git("rev-parse", "HEAD") + dirty,
        "CREATED": datetime.fromtimestamp(made, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "SOURCE_DATE_EPOCH": str(made),
        **{name: variables[name] for name in ("PYTHON_IMAGE", "SOURCE") if variables.get(name)},
    }


def _works(builder: str) -> bool:
    """Return whether a builder is there and, if it needs a server, that is there as well."""
    if shutil.which(builder) is None:
        return False
    asked = subprocess.run([builder, "info"], check=False, capture_output=True)  # noqa: S603 - as above
    return asked.returncode == 0


def _git(*arguments: str) -> str:
    command = ["git", *arguments]
    return subprocess.run(  # noqa: S603 - our own words
        command, cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
