"""A model server whose models debate: ballots and summaries that hold, after times that one sets.

    with a_panel_server() as server:
        ...  # ask f"{server.url}/d=50/v1/chat/completions"
        server.count()

The first part of a path says how its models behave, in any order, separated by commas: `d` is the
median time to an answer in milliseconds, `s` the sigma of its lognormal spread, `k` the share of
calls that stall (a Pareto tail of three medians and more), `e` the share that is turned away with
429 and `Retry-After: 1`, after the same time, and `m` the longest time in ms. What the models say
is in `panel_replies`. Every draw comes from one seed, in the order of the requests.

It is raw asyncio on uvloop; `GET /` tells what it was asked, and what that cost it.
"""

import argparse
import contextlib
import random
import socket
from collections.abc import Iterator
from functools import lru_cache
from http.client import HTTPConnection
from urllib.parse import urlsplit

import msgspec
import uvloop
from typing_extensions import override

from bench.driving import cpu_s
from bench.model_server import Exchange, Server, a_server, head_of, serve
from bench.panel_replies import answer_of
from cli.connections import allow_many_connections

PATIENCE_S = 30
SEED = 9
PARETO = 1.3
LEAST_STALL, STALL_TIMES = 0.5, 3.0
"""A stall adds that many medians, and that times a Pareto draw over 1."""
LONGEST_MS = 180_000.0
REFUSAL = b'{"error":{"message":"Slow down.","type":"rate_limit_error"}}'
TURNED_AWAY = (
    b"HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\nRetry-After: 1\r\n"
    b"Content-Length: %d\r\n\r\n%b" % (len(REFUSAL), REFUSAL)
)


class Behaviour(msgspec.Struct, frozen=True, kw_only=True):
    """How the models below one path answer."""

    d: float = 0
    s: float = 0
    k: float = 0
    e: float = 0
    m: float = LONGEST_MS

    def delay_s(self, chance: random.Random) -> float:
        """Draw the time to one answer."""
        delay_ms = self.d * chance.lognormvariate(0, self.s) if self.s else self.d
        if self.k and chance.random() < self.k:
            delay_ms += STALL_TIMES * self.d * (chance.paretovariate(PARETO) - LEAST_STALL)
        return min(delay_ms, self.m) / 1000


class Count(msgspec.Struct, kw_only=True):
    """What was asked."""

    calls: int = 0
    turned_away: int = 0
    in_flight: int = 0
    most_in_flight: int = 0
    waited_s: float = 0
    """The sum of the times to all answers."""
    cpu_s: float = 0
    """Of the server's process."""


class PanelServer(Server, frozen=True, kw_only=True):
    """One that runs."""

    def count(self) -> Count:
        """Ask what has come."""
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=PATIENCE_S)
        with contextlib.closing(connection) as client:
            client.request("GET", "/")
            return msgspec.json.decode(client.getresponse().read(), type=Count)


@contextlib.contextmanager
def a_panel_server() -> Iterator[PanelServer]:
    """Start one for the length of a block."""
    with a_server("bench.panel_server") as server:
        yield PanelServer(url=server.url, pid=server.pid)


class _Asked(msgspec.Struct):
    model: str


class Connection(Exchange):
    """One client's connection."""

    def __init__(self, count: Count, chance: random.Random) -> None:
        super().__init__()
        self._count = count
        self._chance = chance

    @override
    def asked(self, head: bytes, body: bytes) -> None:
        if head.startswith(b"GET "):
            self._tell()
            return
        behaviour, count = _behaviour(head[: head.index(b"\r\n")]), self._count
        delay_s = behaviour.delay_s(self._chance)
        count.calls += 1
        count.waited_s += delay_s
        count.in_flight += 1
        count.most_in_flight = max(count.most_in_flight, count.in_flight)
        if behaviour.e and self._chance.random() < behaviour.e:
            count.turned_away += 1
            reply = TURNED_AWAY
        else:
            text = answer_of(_decode(body).model, body)
            reply = head_of(b"application/json", b"Content-Length: %d" % len(text)) + text
        self.loop.call_later(delay_s, self._answer, reply)

    def _answer(self, reply: bytes) -> None:
        self._count.in_flight -= 1
        self.write(reply)

    def _tell(self) -> None:
        self._count.cpu_s = cpu_s()
        told = msgspec.json.encode(self._count)
        self.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(told), told))


_decode = msgspec.json.Decoder(_Asked).decode


@lru_cache
def _behaviour(line: bytes) -> Behaviour:
    """Read the first part of the path of a request line."""
    said = line.split(b" ")[1].decode().split("/")[1]
    options = dict(option.partition("=")[::2] for option in said.split(",") if "=" in option)
    return msgspec.convert(options, Behaviour, strict=False)


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("listener", type=int, help="descriptor of a listening socket")
    listener = socket.socket(fileno=parser.parse_args().listener)
    allow_many_connections()
    count, chance = Count(), random.Random(SEED)  # noqa: S311 - a draw to repeat, no secret
    uvloop.run(serve(listener, lambda: Connection(count, chance)))


if __name__ == "__main__":
    main()
