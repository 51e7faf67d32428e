"""The image, as an operator runs it: any user of group 0, nothing writable but `/tmp`, no rights.

`make image` says which image (ROUNDTABLE_TEST_IMAGE). ENGINE chooses docker or podman, RUN_FLAGS
are further options of its `run`, `--network host` for instance.
"""

import contextlib
import os
import secrets
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from tests.support.patience import comes_true

IMAGE = os.environ.get("ROUNDTABLE_TEST_IMAGE", "")
ANY_USER = "54321:0"
HARDENED = (
    *("--read-only", "--tmpfs", "/tmp"),  # noqa: S108 - the container's
    *("--cap-drop", "ALL", "--security-opt", "no-new-privileges"),
)
DEADLINE_S = 90.0


class Container:
    """A container that runs, or has ended."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def logs(self) -> str:
        return said(engine("logs", self.name))

    @property
    def status(self) -> int:
        """Return the exit status of its command, which has ended."""
        return int(engine("wait", self.name).stdout)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command in it, to its end."""
        return engine("exec", self.name, *command)

    def prints(self, text: str) -> None:
        """Wait until its logs have that text."""
        holds_in_time(lambda: text in self.logs, self)

    def stop(self, within_s: int) -> None:
        """Tell it to end, as an upgrade does; it is killed when it takes longer."""
        engine("stop", "--time", str(within_s), self.name)


@contextlib.contextmanager
def a_container(
    *command: str, flags: Sequence[str] = (), user: str = ANY_USER, **variables: str
) -> Iterator[Container]:
    """Run the image with a command for as long as the block lasts."""
    name = f"roundtable-test-{secrets.token_hex(4)}"
    settings = [f"--env={key}={value}" for key, value in variables.items()]
    own = shlex.split(os.environ.get("RUN_FLAGS", ""))
    arguments = ("--name", name, "--user", user, *HARDENED, *own, *settings, *flags)
    try:
        started = engine("run", "--detach", *arguments, IMAGE, *command)
        assert started.returncode == 0, said(started)
        yield Container(name)
    finally:
        engine("rm", "--force", name)


def facts() -> dict[str, Any]:
    """Return what the image says of itself."""
    (found,) = msgspec.json.decode(
        engine("image", "inspect", IMAGE).stdout, type=list[dict[str, Any]]
    )
    return found


def holds_in_time(holds: Callable[[], bool], container: Container) -> None:
    """Wait until something holds; fail with what the container said when it takes too long."""
    assert comes_true(holds, DEADLINE_S), container.logs


def engine(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the engine, to its end."""
    return subprocess.run(
        [_program(), *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )


def said(ended: subprocess.CompletedProcess[str]) -> str:
    """Return all that was printed."""
    return ended.stdout + ended.stderr


@lru_cache
def _program() -> str:
    program = os.environ.get("ENGINE") or next(filter(_works, ("docker", "podman")), None)
    assert program, "NOT TRIED: neither docker nor podman works here; install one, or start it"
    return program


def _works(program: str) -> bool:
    if shutil.which(program) is None:
        return False
    return subprocess.run([program, "info"], check=False, capture_output=True).returncode == 0
