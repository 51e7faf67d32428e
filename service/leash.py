"""Ties a server to the process that starts it: a script of its own, run by `embedded.py`.

    leash.py exec PARENT_PID PROGRAM ARGUMENT...   become PROGRAM, ended when the parent ends (Linux)
    leash.py watch PID                             end PID when standard input closes (elsewhere)

A process of its own, and not code run between fork and exec, which is not safe in a program that
has threads. It imports the standard library only: it starts in some 20 ms, without site-packages.
"""

import contextlib
import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def become(parent: int, command: list[str]) -> None:
    """Replace this process by `command`, which gets SIGTERM when `parent` ends."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        # It ended before we asked to be told.
        sys.exit(1)
    os.execv(command[0], command)  # noqa: S606 - no shell is wanted; the path is embedded.py's


def watch(pid: int) -> None:
    """Wait until whoever holds the other end of standard input is gone, then end `pid`."""
    sys.stdin.buffer.read()
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["exec", parent, *command]:
            become(int(parent), command)
        case ["watch", pid]:
            watch(int(pid))
        case _:
            sys.exit(__doc__)
