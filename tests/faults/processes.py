"""Processes that a test starts, torments and ends by their ids.

Each writes its output to a file of its own, and on Linux the kernel ends it with the test run,
however that ends.
"""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from service import leash
from tests.support.store import eventually

ROOT = Path(__file__).parents[2]
STARTING_S = 30.0
ENDING_S = 30.0
PASSED_ON = ("PATH", "HOME", "COVERAGE_PROCESS_CONFIG", "COVERAGE_PROCESS_START")
LOG_TAIL = 4_000
"""Characters of a log that are shown of it."""


class EndedEarlyError(Exception):
    """A process ended while it was waited for."""


class Process:
    """One process of a scene."""

    def __init__(
        self, name: str, command: Sequence[str], log: Path, variables: Mapping[str, str]
    ) -> None:
        self.name = name
        self.log = log
        kept = {key: os.environ[key] for key in PASSED_ON if key in os.environ}
        with log.open("ab") as output:
            self._popen = subprocess.Popen(
                _leashed(command),
                cwd=ROOT,
                env={**kept, **variables},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def alive(self) -> bool:
        return self._popen.poll() is None

    async def prints(self, text: str) -> None:
        """Wait until it has printed that."""

        async def printed() -> bool:
            if not self.alive():
                message = f"{self.name} ended with {self._popen.returncode}: {tail(self.log)}"
                raise EndedEarlyError(message)
            return text in self.output

        await eventually(printed, STARTING_S)

    def freeze(self) -> None:
        self._popen.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._popen.send_signal(signal.SIGCONT)

    def ask_to_stop(self) -> None:
        self._popen.send_signal(signal.SIGTERM)

    async def ends(self, within_s: float = ENDING_S) -> int:
        """Wait until it has ended by itself; return its status."""

        async def ended() -> bool:
            return not self.alive()

        await eventually(ended, within_s)
        return self._popen.wait()

    def kill(self) -> None:
        """End it at once, frozen or not; nothing is done when it has ended already."""
        with contextlib.suppress(ProcessLookupError):
            self._popen.kill()
        self._popen.wait()


def tail(log: Path) -> str:
    """Return the end of a log."""
    return log.read_text(errors="replace")[-LOG_TAIL:] if log.exists() else ""


def _leashed(command: Sequence[str]) -> list[str]:
    if sys.platform != "linux":
        return list(command)
    return [sys.executable, "-I", "-S", leash.__file__, "exec", str(os.getpid()), *command]
