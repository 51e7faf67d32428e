"""What Linux says about CPU time: of one process to the nanosecond, and of the whole machine."""

import os
from pathlib import Path

PROC = Path("/proc")


def cpu_of_process(pid: int) -> float:
    """Return the seconds that all threads of a process have run."""
    ran_ns = (int(path.read_text().split()[0]) for path in PROC.glob(f"{pid}/task/*/schedstat"))
    return sum(ran_ns) / 1e9


def cpu_of_machine() -> float:
    """Return the seconds that all cores together have worked."""
    first, *_ = (PROC / "stat").read_text().splitlines()
    user, nice, system, _idle, _iowait, irq, softirq, *_ = map(int, first.split()[1:])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")
