"""What Linux says about CPU time: of a process, to the nanosecond, and of the whole machine."""

import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
PARENT = 1
"""Its place after the name of the program in `/proc/<pid>/stat`."""


class Others:
    """Work on this machine that is not ours."""

    cores = 0.0
    """How many cores it took, once the block is over."""


@contextlib.contextmanager
def beside_others() -> Iterator[Others]:
    """Watch what others do while a block runs; no process of ours begins or ends within it."""
    others = Others()
    began_s, used_s = time.monotonic(), _cpu_of_machine() - _cpu_of_family(os.getpid())
    yield others
    used_s = _cpu_of_machine() - _cpu_of_family(os.getpid()) - used_s
    others.cores = max(0.0, used_s / (time.monotonic() - began_s))


def cpu_of_process(pid: int) -> float:
    """Return the seconds that all threads of a process have run."""
    ran_ns = (int(path.read_text().split()[0]) for path in PROC.glob(f"{pid}/task/*/schedstat"))
    return sum(ran_ns) / 1e9


def memory_of(pid: int, field: str = "VmRSS") -> float:
    """Return the megabytes that a process has in memory, or the most that it has had (`VmHWM`)."""
    status = (PROC / str(pid) / "status").read_text().splitlines()
    lines = dict(line.split(":", 1) for line in status)
    return int(lines[field].split()[0]) / 1024


def _cpu_of_family(pid: int) -> float:
    """Return the seconds that a process has run, and all that it has started."""
    return cpu_of_process(pid) + sum(_cpu_of_family(child) for child in _children(pid))


def _children(parent: int) -> Iterator[int]:
    for path in PROC.glob("[0-9]*/stat"):
        # Others come and go while we look.
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if int(path.read_text().rpartition(")")[2].split()[PARENT]) == parent:
                yield int(path.parent.name)


def _cpu_of_machine() -> float:
    """Return the seconds that all cores together have worked."""
    first, *_ = (PROC / "stat").read_text().splitlines()
    user, nice, system, _idle, _iowait, irq, softirq, *_ = map(int, first.split()[1:])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")
