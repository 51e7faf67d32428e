"""What readers of event streams cost, and how soon they have what happens, beside a bare route.

    make bench-streams
    make bench-streams BENCH='--only fanning --clients 5000'

Prints a table for each section. A goal that is missed is no failure of the measurement: the exit
status is 0. A further section is a module of `streamed` with a `report`, and its row in `SECTIONS`.
"""

import argparse
import os
import platform
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping

import uvloop

from bench.streamed import fanning, resting
from cli.connections import allow_many_connections

SECTIONS: Mapping[str, Callable[[int], AsyncIterator[str]]] = {
    "resting": resting.report,
    "fanning": fanning.report,
}
CLIENTS = 2_000


def main() -> None:
    """Measure, and print."""
    options = _options()
    allow_many_connections()
    print(f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores")
    started = time.monotonic()
    for name in options.only or SECTIONS:
        uvloop.run(_print(name, options.clients))
    _progress(f"Measured in {time.monotonic() - started:.0f} s.")


async def _print(name: str, clients: int) -> None:
    _progress(f"Measuring: {name}")
    print(f"\n{name}")
    async for line in SECTIONS[name](clients):
        print(line, flush=True)


def _options() -> argparse.Namespace:
    prog, text = "make bench-streams", (__doc__ or "").split("\n")[0]
    parser = argparse.ArgumentParser(prog=prog, description=text)
    parser.add_argument("--only", action="append", choices=SECTIONS, help="a section; repeat")
    parser.add_argument("--clients", type=int, default=CLIENTS, help="how many read at a time")
    return parser.parse_args()


def _progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
