"""What it costs to create a debate, beside a bare Litestar route that writes one Redis key.

    make bench-creates
    make bench-creates BENCH='--repetitions 9'

Prints a table, and in it whether the goals are met. A goal that is missed is no failure of the
measurement: the exit status is 0. A further kind of request is a row of `LOADS`.
"""

import argparse
import contextlib
import json
import os
import platform
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from http.client import HTTPConnection
from statistics import median, quantiles
from typing import TypeAlias

import msgspec
import uvloop

from bench.api_servers import SERVERS, Server
from bench.goals import MET
from bench.http_load import press
from bench.model_server import LOOPBACK
from bench.queued.machine import beside_others, cpu_of_process
from bench.queued.server import cpu_of
from tests.support.api import REFERENCE

IN_FLIGHT = 64
LEAST_TO_BARE = 0.5
LEAST_CREATES, LEAST_NOT_MODIFIED = 1_500, 2_000
"""Goals in requests a second of CPU time of the API process: with a core of its own."""
PATIENCE_S = 30

BODY = json.dumps(REFERENCE).encode()
JSON = "Content-Type: application/json"


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of request to one of the servers."""

    name: str
    server: str
    requests: Callable[[Server, int], Iterator[bytes]]
    status: int = 202
    to_bare: float | None = None
    """The goal: at least that many times as many requests a second as the floor."""
    a_cpu_s: int | None = None
    """The goal: at least that many requests a second of CPU."""


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """What the requests of one run took."""

    waits_s: tuple[float, ...]
    per_s: float
    api_ms: float
    """CPU time of the API process, a request."""
    valkey_ms: float
    others: float
    """How many cores other work on the machine took meanwhile."""


Runs: TypeAlias = Mapping[Load, Sequence[Measured]]


def creates(server: Server, count: int) -> Iterator[bytes]:
    """Yield requests for that many debates."""
    yield from (_create(server) for _ in range(count))


def creates_once(server: Server, count: int) -> Iterator[bytes]:
    """Yield such requests, each with an idempotency key of its own."""
    run = secrets.token_hex(8)
    yield from (_create(server, f"Idempotency-Key: {run}-{n}") for n in range(count))


def not_modified(server: Server, count: int) -> Iterator[bytes]:
    """Yield requests for a debate in the version that it has."""
    path, tag = _a_debate(server)
    yield from (_head(server, "GET", path, f"If-None-Match: {tag}") for _ in range(count))


BARE = Load(name="bare", server="bare", requests=creates)
CREATE = Load(
    name="create",
    server="roundtable",
    requests=creates,
    to_bare=LEAST_TO_BARE,
    a_cpu_s=LEAST_CREATES,
)
NOT_MODIFIED = Load(
    name="GET 304",
    server="roundtable",
    requests=not_modified,
    status=304,
    a_cpu_s=LEAST_NOT_MODIFIED,
)
LOADS = (
    BARE,
    CREATE,
    Load(name="... Idempotency-Key", server="roundtable", requests=creates_once),
    Load(name="... API key, limits", server="with key", requests=creates),
    Load(name="... all of these", server="with key", requests=creates_once),
    NOT_MODIFIED,
    Load(name="... API key, limits", server="with key", requests=not_modified, status=304),
)


def main() -> None:
    """Measure, and print."""
    options = _options()
    print(f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores")
    print(
        f"{IN_FLIGHT} in flight, {options.requests} requests a run, median of"
        f" {options.repetitions}; goals: {LEAST_TO_BARE:g} of bare, {LEAST_CREATES:,} creates"
        f" and {LEAST_NOT_MODIFIED:,} GET 304 a second of CPU"
    )
    print("\n".join(_table(uvloop.run(measure(options.requests, options.repetitions)))))


async def measure(requests: int, repetitions: int, loads: Sequence[Load] = LOADS) -> Runs:
    """Let all take turns: what slows the machine for a while slows all of them."""
    runs: dict[Load, list[Measured]] = {load: [] for load in loads}
    with contextlib.ExitStack() as stack:
        names = {load.server for load in loads}
        servers = {name: stack.enter_context(SERVERS[name]()) for name in sorted(names)}
        for load in loads:
            await _run(load, servers[load.server], IN_FLIGHT)
        for repetition in range(1, repetitions + 1):
            for load in loads:
                measured = await _run(load, servers[load.server], requests)
                runs[load].append(measured)
                _progress(
                    f"  {repetition}/{repetitions} {load.name}: {measured.per_s:.0f} a second"
                )
    return runs


async def _run(load: Load, server: Server, count: int) -> Measured:
    requests = list(load.requests(server, count))
    with beside_others() as others:
        api_s, valkey_s = cpu_of_process(server.pid), await cpu_of(server.valkey_url)
        pressed = await press(server.port, iter(requests), in_flight=IN_FLIGHT, wanted=load.status)
        api_s = cpu_of_process(server.pid) - api_s
        valkey_s = await cpu_of(server.valkey_url) - valkey_s
    return Measured(
        waits_s=pressed.waits_s,
        per_s=count / pressed.wall_s,
        api_ms=1000 * api_s / count,
        valkey_ms=1000 * valkey_s / count,
        others=others.cores,
    )


def _create(server: Server, *headers: str) -> bytes:
    length = f"Content-Length: {len(BODY)}"
    return _head(server, "POST", "/v1/debates", JSON, length, *headers) + BODY


def _head(server: Server, method: str, path: str, *headers: str) -> bytes:
    key = (f"Authorization: Bearer {server.key}",) if server.key else ()
    own = (f"{method} {path} HTTP/1.1", f"Host: {LOOPBACK}:{server.port}")
    return "\r\n".join((*own, *key, *headers, "", "")).encode()


def _a_debate(server: Server) -> tuple[str, str]:
    """Create a debate; return its path and its tag."""
    headers = {"Content-Type": "application/json"}
    if server.key:
        headers["Authorization"] = f"Bearer {server.key}"
    with contextlib.closing(HTTPConnection(LOOPBACK, server.port, timeout=PATIENCE_S)) as client:
        client.request("POST", "/v1/debates", BODY, headers)
        path = str(client.getresponse().headers["Location"])
    with contextlib.closing(HTTPConnection(LOOPBACK, server.port, timeout=PATIENCE_S)) as client:
        client.request("GET", path, headers=headers)
        return path, str(client.getresponse().headers["ETag"])


def _table(runs: Runs) -> Iterator[str]:
    yield (
        f"{'':19}{'a second':>9}{'range':>11}{'to bare':>8}{'by CPU':>7}{'p50 ms':>7}{'p99 ms':>7}"
        f"{'API ms':>8}{'a CPU s':>8}{'Valkey ms':>10}{'others':>7}  goals"
    )
    for load, measured in runs.items():
        per_s = median(run.per_s for run in measured)
        api_ms = median(run.api_ms for run in measured)
        waits_ms = [1000 * wait_s for run in measured for wait_s in run.waits_s]
        least, most = (f(run.per_s for run in measured) for f in (min, max))
        # Of runs that followed each other: the machine may be another one a little later.
        pairs = list(zip(measured, runs[BARE], strict=True))
        to_bare = median(run.per_s / floor.per_s for run, floor in pairs)
        by_cpu = median(floor.api_ms / run.api_ms for run, floor in pairs)
        reached = ((load.to_bare, to_bare), (load.a_cpu_s, 1000 / api_ms))
        verdict = ", ".join(MET[got >= goal] for goal, got in reached if goal is not None)
        yield (
            f"{load.name:19}{per_s:9.0f}{f'{least:.0f}-{most:.0f}':>11}{to_bare:8.2f}{by_cpu:7.2f}"
            f"{median(waits_ms):7.1f}{quantiles(waits_ms, n=100, method='inclusive')[98]:7.1f}"
            f"{api_ms:8.3f}{1000 / api_ms:8.0f}{median(run.valkey_ms for run in measured):10.3f}"
            f"{median(run.others for run in measured):7.2f}  {verdict}"
        ).rstrip()


def _options() -> argparse.Namespace:
    prog, text = "make bench-creates", (__doc__ or "").split("\n")[0]
    parser = argparse.ArgumentParser(prog=prog, description=text)
    parser.add_argument("--requests", type=int, default=2000, help="requests of a run")
    parser.add_argument("--repetitions", type=int, default=5, help="runs of each")
    return parser.parse_args()


def _progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
