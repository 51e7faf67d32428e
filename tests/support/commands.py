"""The `roundtable` command as a process of its own, started and ended by a test.

`a_command` starts one whose output can be waited for; `embedded_pid` finds the server that it
brought along. Every process is gone when the block ends, whatever the test did to it.
"""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from tests.support.patience import PATIENCE_S, comes_true

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-c", "import sys; from cli.main import main; sys.exit(main())")


class Command:
    """A running command."""

    def __init__(self, process: subprocess.Popen[bytes], output: Path) -> None:
        self.process = process
        self._output = output

    @property
    def output(self) -> str:
        """Return what it has printed so far."""
        return self._output.read_text(errors="replace")

    def prints(self, text: str) -> str:
        """Wait until it has printed that text; return all its output."""
        comes_true(lambda: text in self.output or self.process.poll() is not None)
        assert text in self.output, self.output
        return self.output

    def ends(self) -> int:
        """Wait until it has ended; return its status."""
        assert comes_true(lambda: self.process.poll() is not None), self.output
        return self.process.wait()


def a_command(*arguments: str, **variables: str) -> AbstractContextManager[Command]:
    """Start `roundtable` with these arguments in an environment of these variables alone."""
    return a_process(*COMMAND, *arguments, **variables)


@contextlib.contextmanager
def a_process(*command: str | Path, **variables: str) -> Iterator[Command]:
    """Start any command in such an environment."""
    with tempfile.TemporaryDirectory(prefix="rt-") as folder:
        output = Path(folder) / "output"
        with output.open("wb") as file:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=_environment(variables),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        with process:
            try:
                yield Command(process, output)
            finally:
                process.kill()


def output_of(*arguments: str, **variables: str) -> str:
    """Run `roundtable` with these arguments to its end; return what it printed."""
    ended = subprocess.run(
        [*COMMAND, *arguments],
        cwd=ROOT,
        env=_environment(variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def address_of(command: Command) -> str:
    """Return where the command serves the API, once it does."""
    printed = command.prints("Roundtable serves ")
    found = re.search(r"Roundtable serves (http://127\.0\.0\.1:\d+)", printed)
    assert found, printed
    return found[1]


def embedded_pid(command: Command) -> int:
    """Return the id of the command's embedded server, once there is one."""
    found: list[int] = []

    def look() -> bool:
        found[:] = [pid for pid in _children(command.process.pid) if _is_server(pid)]
        return bool(found)

    assert comes_true(look)
    return found[0]


def is_gone(pid: int) -> bool:
    """Return whether a process has ended, counting one that nobody has waited for yet."""
    try:
        return _stat(pid)[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def _environment(variables: Mapping[str, str]) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **variables}


def _children(parent: int) -> list[int]:
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [pid for pid in pids if not is_gone(pid) and _parent(pid) == parent]


def _parent(pid: int) -> int:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return int(_stat(pid)[1])
    return 0


def _is_server(pid: int) -> bool:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/exe").readlink().name in {"valkey-server", "redis-server"}
    return False


def _stat(pid: int) -> list[str]:
    """Return state, parent and what follows them in `/proc/<pid>/stat`."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
