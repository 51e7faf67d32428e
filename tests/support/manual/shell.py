"""A reader's terminals: commands to their end, and those that run on until they are ended."""

import contextlib
import os
import re
import shlex
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec

from tests.support.patience import comes_true
from tests.support.tools import path_of

STATE = ".exported"
KEEP = f"trap 'export -p > {STATE}' EXIT\n"
BEGIN = f"set -aeo pipefail\n[ ! -e {STATE} ] || . ./{STATE}\n"
"""Whatever was exported before is there again; every variable is, so that blocks go together."""
LIMIT_S = 120.0
"""For a command that ends."""
PATIENCE_S = 60.0
"""For what a command that runs on will print."""
ENDING_S = 15.0
STRAGGLING_S = 5.0
"""For what a command has started, when it has ended itself."""
COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """How a command has ended, and all that it has printed."""

    status: int
    printed: str


class Staying:
    """A command that runs on."""

    def __init__(
        self, script: str, process: subprocess.Popen[bytes], output: Path, patience_s: float
    ) -> None:
        self.script = script
        self._patience_s = patience_s
        self._process = process
        self._output = output
        self._ended = False

    @property
    def printed(self) -> str:
        """Return what it has printed so far."""
        return _plain(self._output.read_bytes())

    def is_ready(self, holds: Callable[[str], bool]) -> bool:
        """Wait until what it has printed is so; return whether that came in time."""

        def holds_or_never_will() -> bool:
            return holds(self.printed) or self._process.poll() is not None

        return comes_true(holds_or_never_will, self._patience_s) and holds(self.printed)

    def end(self) -> None:
        """End it and all that it has started, in good order if they will."""
        if self._ended:  # its number may be another's by now
            return
        self._ended = True
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(ENDING_S)
            comes_true(self._has_none_left, STRAGGLING_S)
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(ENDING_S)

    def _has_none_left(self) -> bool:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, 0)
            return False
        return True


class Shell:
    """Terminals in one folder."""

    def __init__(self, folder: Path, variables: Mapping[str, str], patience_s: float) -> None:
        self.folder = folder
        self._patience_s = patience_s
        self.staying: list[Staying] = []
        self._variables = dict(variables)

    def run(self, script: str, variables: Mapping[str, str] = {}) -> Ended:
        """Run a script to its end; `TimeoutExpired` when that takes too long."""
        with self._started(KEEP + script, subprocess.PIPE, variables) as process:
            try:
                output, _ = process.communicate(timeout=LIMIT_S)
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
        return Ended(status=process.returncode, printed=_plain(output))

    def start(self, script: str, variables: Mapping[str, str] = {}) -> Staying:
        """Start a script that runs on."""
        output = self.folder / f".output-{len(self.staying)}"
        with output.open("wb") as file:
            process = self._started(script, file.fileno(), variables)
        self.staying.append(Staying(script, process, output, self._patience_s))
        return self.staying[-1]

    def found(self, words: str) -> Staying | None:
        """Return the command with these words that was started last."""
        return next((s for s in reversed(self.staying) if words in s.script), None)

    def _started(
        self, script: str, output: int, variables: Mapping[str, str]
    ) -> subprocess.Popen[bytes]:
        given = "".join(f"{name}={shlex.quote(text)}\n" for name, text in variables.items())
        return subprocess.Popen(
            (path_of("bash"), "-c", BEGIN + given + script),
            cwd=self.folder,
            env=self._variables,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


@contextlib.contextmanager
def a_shell(
    folder: Path, variables: Mapping[str, str], patience_s: float = PATIENCE_S
) -> Iterator[Shell]:
    """Give terminals whose commands have all ended when the block ends, the latest first."""
    shell = Shell(folder, variables, patience_s)
    try:
        yield shell
    finally:
        for command in reversed(shell.staying):
            command.end()


def _plain(output: bytes) -> str:
    return COLOURS.sub("", output.decode(errors="replace"))
