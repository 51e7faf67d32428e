"""What the queue does with jobs, beside arq as it comes, and what it does when a worker goes.

    make bench-queue
    make bench-queue BENCH='--only starts --only fairness'

Prints a table for each section. A goal that is missed is no failure of the measurement: the exit
status is 0. A further section is a module of `queued` with a `report`, and its row in `SECTIONS`.
"""

import argparse
import asyncio
import os
import platform
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping

from bench.queued import depth, draining, fairness, recovery, resting, scaling, starts

SECTIONS: Mapping[str, Callable[[], AsyncIterator[str]]] = {
    "starts": starts.report,
    "scaling": scaling.report,
    "fairness": fairness.report,
    "depth": depth.report,
    "draining": draining.report,
    "recovery": recovery.report,
    "resting": resting.report,
}


def main() -> None:
    """Measure, and print."""
    names = _options().only or SECTIONS
    print(f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores")
    started = time.monotonic()
    for name in names:
        asyncio.run(_print(name))
    _progress(f"Measured in {time.monotonic() - started:.0f} s.")


async def _print(name: str) -> None:
    _progress(f"Measuring: {name}")
    print(f"\n{name}")
    async for line in SECTIONS[name]():
        print(line, flush=True)


def _options() -> argparse.Namespace:
    prog, text = "make bench-queue", (__doc__ or "").split("\n")[0]
    parser = argparse.ArgumentParser(prog=prog, description=text)
    parser.add_argument("--only", action="append", choices=SECTIONS, help="a section; repeat")
    return parser.parse_args()


def _progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
