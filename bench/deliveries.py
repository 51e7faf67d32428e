"""What it costs to deliver a webhook, beside a bare httpx loop that posts the same bodies.

    make bench-deliveries
    make bench-deliveries BENCH='--repetitions 9'

Prints a table. A further way to send is a row of `SENDERS`.
"""

import argparse
import os
import platform
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from statistics import median
from typing import TypeAlias

import msgspec
import uvloop

from bench.delivered.floor import bare
from bench.delivered.ours import a_body, roundtable
from bench.delivered.sent import ENDPOINTS, IN_FLIGHT, Sent


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """One way to send webhooks: given how many, and the body of each, it says what that took."""

    name: str
    send: Callable[[int, str], Awaitable[Sent]]


Runs: TypeAlias = Mapping[Sender, Sequence[Sent]]

FLOOR = Sender(name="... signed", send=bare(signed=True, kept=False))
"""What does the same as a worker, as far as the receiver can tell."""
SENDERS = (
    Sender(name="bare, kept connections", send=bare(signed=False, kept=True)),
    Sender(name="... signed", send=bare(signed=True, kept=True)),
    Sender(name="bare, one connection each", send=bare(signed=False, kept=False)),
    FLOOR,
    Sender(name="Roundtable", send=roundtable),
)


def main() -> None:
    """Measure, and print."""
    options = _options()
    deliveries = options.deliveries // ENDPOINTS * ENDPOINTS
    print(f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores")
    print(
        f"{IN_FLIGHT} in flight, to {ENDPOINTS} endpoints; {deliveries} deliveries a run, median of"
        f" {options.repetitions}"
    )
    print("\n".join(_table(uvloop.run(measure(deliveries, options.repetitions)))))


async def measure(deliveries: int, repetitions: int) -> Runs:
    """Let all take turns: what slows the machine for a while slows all of them."""
    body = await a_body()
    runs: dict[Sender, list[Sent]] = {sender: [] for sender in SENDERS}
    for repetition in range(1, repetitions + 1):
        for sender in SENDERS:
            sent = await sender.send(deliveries, body)
            runs[sender].append(sent)
            _progress(f"  {repetition}/{repetitions} {sender.name}: {sent.per_s:.0f} a second")
    return runs


def _table(runs: Runs) -> Iterator[str]:
    yield (
        f"{'':26}{'a second':>9}{'range':>11}{'to floor':>9}{'CPU ms':>8}{'to floor':>9}"
        f"{'Valkey ms':>10}{'others':>7}"
    )
    for sender, measured in runs.items():
        per_s, sender_ms, store_ms, others = (
            median(getattr(run, field) for run in measured)
            for field in ("per_s", "sender_ms", "store_ms", "others")
        )
        least, most = (f(run.per_s for run in measured) for f in (min, max))
        # Of runs that followed each other: the machine may be another one a little later.
        pairs = list(zip(measured, runs[FLOOR], strict=True))
        pace = median(run.per_s / floor.per_s for run, floor in pairs)
        cost = median(run.sender_ms / floor.sender_ms for run, floor in pairs)
        yield (
            f"{sender.name:26}{per_s:9.0f}{f'{least:.0f}-{most:.0f}':>11}{pace:9.2f}"
            f"{sender_ms:8.3f}{cost:9.2f}{store_ms:10.3f}{others:7.2f}"
        )


def _options() -> argparse.Namespace:
    prog, text = "make bench-deliveries", (__doc__ or "").split("\n")[0]
    parser = argparse.ArgumentParser(prog=prog, description=text)
    parser.add_argument("--deliveries", type=int, default=2000, help="of a run")
    parser.add_argument("--repetitions", type=int, default=3, help="runs of each")
    return parser.parse_args()


def _progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
