"""One goal, measured in a process of its own: it begins with nothing that others have left.

    python -m bench.goal_process P2

Prints its `Report` as JSON. SIGINT and SIGTERM end it, and everything that it has started.
"""

import argparse
import signal
from collections.abc import Awaitable, Callable, Mapping

import msgspec
import uvloop

from bench.goals import Report
from bench.rows import (
    creating,
    depth,
    in_flight,
    latency,
    open_load,
    peers,
    prompts,
    starting,
    store,
    streaming,
    tail,
    throughput,
)
from cli.connections import allow_many_connections


class Goal(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the table, or several that belong together."""

    about: str
    measure: Callable[[], Awaitable[Report]]
    takes_s: int
    """About how long, on two cores."""


GOALS: Mapping[str, Goal] = {
    "P1": Goal(about="latency", measure=latency.report, takes_s=75),
    "P2": Goal(about="throughput", measure=throughput.report, takes_s=55),
    "P3": Goal(about="peers", measure=peers.report, takes_s=95),
    "P4": Goal(about="calls in flight", measure=in_flight.report, takes_s=130),
    "P5": Goal(about="an open load", measure=open_load.report, takes_s=150),
    "P6": Goal(about="creates and looks", measure=creating.report, takes_s=25),
    "P7": Goal(about="event streams", measure=streaming.report, takes_s=60),
    "P8": Goal(about="the store", measure=store.report, takes_s=40),
    "P9": Goal(about="rest and start", measure=starting.report, takes_s=30),
    "P10": Goal(about="prompts", measure=prompts.report, takes_s=2),
    "P11": Goal(about="the tail", measure=tail.report, takes_s=150),
    "P12": Goal(about="depth", measure=depth.report, takes_s=60),
}


async def _reported(goal: Goal) -> Report:
    return await goal.measure()


def main() -> None:
    """Measure the goal that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("goal", choices=GOALS)
    goal = GOALS[parser.parse_args().goal]
    # What ends it ends in an orderly way, so that no process of its own is left.
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    allow_many_connections()
    print(msgspec.json.encode(uvloop.run(_reported(goal))).decode())


if __name__ == "__main__":
    main()
