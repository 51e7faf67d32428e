"""The CPU that a provider call costs, beside a bare call and beside the official OpenAI SDK.

    make bench-calls
    make bench-calls BENCH='--repetitions 5 --only whole'

Prints a table for each scenario, and in it whether both goals are met. A goal that is missed is no
failure of the measurement: the exit status is 0. A further client is a module of `drivers` and
its line in `CLIENTS`.
"""

import argparse
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import TypeAlias

import msgspec

from bench.goals import MET
from bench.model_server import ROOT, running
from bench.question import a_question
from bench.work import Measured, Message, Protocol, Work

DELAY_MS = 50
"""How long the model thinks."""


class Client(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks."""

    name: str
    driver: str
    """The module of `drivers`."""
    protocol: Protocol = Protocol.OPENAI
    ours: bool = False
    """Whether the goals are about it."""


BARE = Client(name="bare aiohttp", driver="bare")
SDK = Client(name="OpenAI SDK", driver="sdk")
CLIENTS = (
    BARE,
    Client(name="Roundtable", driver="ours", ours=True),
    Client(name="... Anthropic", driver="ours", protocol=Protocol.ANTHROPIC, ours=True),
    Client(name="... Gemini", driver="ours", protocol=Protocol.GEMINI, ours=True),
    SDK,
)

MOST_TO_BARE = 4.0
MOST_TO_SDK = 0.5

LONGEST_RUN_S = 600

Runs: TypeAlias = Mapping[Client, Sequence[Measured]]


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """One way to be answered, at one number of calls in flight."""

    name: str
    stream: bool
    gap_ms: float = 0
    """Between two chunks of a stream; 0 sends all at once."""
    in_flight: int

    @property
    def title(self) -> str:
        """Return what the table is headed by."""
        pace = f", a chunk every {self.gap_ms:g} ms" if self.gap_ms else ""
        return f"{self.name}{pace}, {self.in_flight} in flight"


SCENARIOS = (
    Scenario(name="whole replies", stream=False, in_flight=16),
    Scenario(name="whole replies", stream=False, in_flight=128),
    # Chunks no faster than the slowest client takes them one by one: were it to fall behind, they
    # would wait for it in the socket, be read together, and cost it less.
    Scenario(name="paced streams", stream=True, gap_ms=5, in_flight=16),
    Scenario(name="paced streams", stream=True, gap_ms=40, in_flight=128),
    Scenario(name="streams at once", stream=True, in_flight=16),
    Scenario(name="streams at once", stream=True, in_flight=128),
)


def main() -> None:
    """Measure, and print."""
    options = _options()
    scenarios = [s for s in SCENARIOS if options.only in s.name]
    started = time.monotonic()
    print(f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores")
    print(f"Goals: at most {MOST_TO_BARE:g} times bare; under {MOST_TO_SDK:g} of the SDK")
    for number, scenario in enumerate(scenarios, start=1):
        _progress(f"Scenario {number} of {len(scenarios)}: {scenario.title}")
        calls = options.streams if scenario.stream else options.calls
        runs = _run(scenario, calls=calls, repetitions=options.repetitions)
        print(f"\n{scenario.title}; {calls} calls, median of {options.repetitions}")
        print("\n".join(_table(scenario, runs)), flush=True)
    _progress(f"Measured in {(time.monotonic() - started) / 60:.0f} min.")


def work_of(scenario: Scenario, client: Client, url: str, calls: int) -> Work:
    """Return what a client has to do in a scenario, for its driver to read."""
    question = a_question()
    return Work(
        url=url,
        protocol=client.protocol,
        stream=scenario.stream,
        in_flight=scenario.in_flight,
        calls=calls,
        model=question.model,
        messages=msgspec.convert(question.messages, tuple[Message, ...], from_attributes=True),
        schema=dict(question.schema),
        max_output_tokens=question.max_output_tokens,
    )


def measure(driver: str, work: Work) -> Measured:
    """Let a driver do that, alone in its process."""
    done = subprocess.run(
        [sys.executable, "-m", f"bench.drivers.{driver}"],
        input=msgspec.json.encode(work),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        timeout=LONGEST_RUN_S,
        check=True,
    )
    return msgspec.json.decode(done.stdout, type=Measured)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make bench-calls", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--calls", type=int, default=2000, help="whole replies of a run")
    parser.add_argument("--streams", type=int, default=128, help="streams of a run")
    parser.add_argument("--repetitions", type=int, default=3, help="runs of each client")
    parser.add_argument("--only", default="", help="scenarios with this in their name")
    options = parser.parse_args()
    if not any(options.only in scenario.name for scenario in SCENARIOS):
        parser.error(f"no scenario has {options.only!r} in its name.")
    return options


def _run(scenario: Scenario, *, calls: int, repetitions: int) -> Runs:
    """Let the clients take turns: what slows the machine for a while slows all of them."""
    runs: dict[Client, list[Measured]] = {client: [] for client in CLIENTS}
    with running(delay_ms=DELAY_MS, gap_ms=scenario.gap_ms) as server:
        for repetition in range(1, repetitions + 1):
            for client in CLIENTS:
                work = work_of(scenario, client, server.url, calls)
                measured = measure(client.driver, work)
                runs[client].append(measured)
                _progress(f"  {repetition}/{repetitions} {client.name}: {measured.cpu_ms:.3f} ms")
    return runs


def _table(scenario: Scenario, runs: Runs) -> Iterator[str]:
    cpu_ms = {client: median(run.cpu_ms for run in runs[client]) for client in runs}
    yield (
        f"{'':14}{'CPU ms/call':>11}{'range':>15}{'to bare':>9}{'to SDK':>8}"
        f"{'calls/s':>9}{'max MB':>8}  goals"
    )
    for client, measured in runs.items():
        to_bare, to_sdk = cpu_ms[client] / cpu_ms[BARE], cpu_ms[client] / cpu_ms[SDK]
        least, most = (f(run.cpu_ms for run in measured) for f in (min, max))
        if any(run.streamed is not scenario.stream for run in measured):
            verdict = "no comparison: " + ("came whole" if scenario.stream else "was streamed")
        elif client.ours:
            verdict = f"{MET[to_bare <= MOST_TO_BARE]}, {MET[to_sdk < MOST_TO_SDK]}"
        else:
            verdict = ""
        yield (
            f"{client.name:14}{cpu_ms[client]:11.3f}{f'{least:.3f}-{most:.3f}':>15}"
            f"{to_bare:9.2f}{to_sdk:8.2f}{median(run.per_second for run in measured):9.0f}"
            f"{max(run.max_rss_mb for run in measured):8.0f}  {verdict}"
        ).rstrip()


def _progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
