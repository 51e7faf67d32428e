"""Callers that have debates held, and what that took: closed loads, open ones, one at a time.

The unit of work is a debate of six seats over two rounds and a summary: 13 calls of a provider in
three stages. A caller creates it with `Prefer: wait=60` and has the reply when it is over, so that
neither side spends anything on polling. A debate that does not complete ends a closed load, and
counts as an error of an open one.
"""

import asyncio
import json
import math
import random
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

import msgspec

from bench.deployment import OURS, Deployed
from bench.http_load import Callers, WrongReplyError
from bench.model_server import LOOPBACK
from bench.panel_server import Count
from bench.queued.machine import beside_others
from service.ending import end
from tests.support.api import REFERENCE

SEATS, ROUNDS = 6, 2
CALLS = SEATS * ROUNDS + 1
STAGES = ROUNDS + 1
VOTES = "DEAEBC"
"""What the models of the panel are called, and vote for: nobody has a majority."""
LAB = "lab"
WAIT = "Prefer: wait=60"
SEED = 9
COMPLETED = "completed"
OVER = {COMPLETED, "failed", "canceled", "expired"}


class NotHeldError(Exception):
    """A debate did not end as it should."""


class Window(msgspec.Struct, kw_only=True):
    """What happened in a while."""

    debates: int = 0
    wall_s: float = 0
    cpu_s: Mapping[str, float] = {}
    """By process."""
    others: float = 0
    """How many cores other work took meanwhile."""
    before: Count = msgspec.field(default_factory=Count)
    after: Count = msgspec.field(default_factory=Count)

    @property
    def per_s(self) -> float:
        """Return how many debates ended a second."""
        return self.debates / self.wall_s

    @property
    def ours_ms(self) -> float:
        """Return the CPU of all processes of the deployment, a debate."""
        return sum(self.each_ms(name) for name in OURS)

    @property
    def ours_ms_by_calls(self) -> float:
        """Return the same by the calls that were made: right where debates outlast the window."""
        return 1000 * sum(self.cpu_s[name] for name in OURS) * CALLS / max(self.calls, 1)

    def each_ms(self, name: str) -> float:
        """Return the CPU of one process, a debate."""
        return 1000 * self.cpu_s[name] / max(self.debates, 1)

    @property
    def calls(self) -> int:
        """Return how many calls the models were asked."""
        return self.after.calls - self.before.calls

    @property
    def in_flight(self) -> float:
        """Return how many calls the models had in hand at a time, on average."""
        return (self.after.waited_s - self.before.waited_s) / self.wall_s

    def told(self) -> str:
        """Return in a few words what it took, by process, and what the load itself took."""
        ours = ", ".join(f"{name} {self.each_ms(name):.2f}" for name in OURS)
        model_us = 1e6 * self.cpu_s["models"] / max(self.calls, 1)
        return (
            f"CPU ms a debate: {ours}; beside them: caller {self.each_ms('caller'):.2f}, models"
            f" {self.each_ms('models'):.2f} ({model_us:.0f} us a call: one core of them could answer"
            f" {1e6 / max(model_us, 1):,.0f} calls/s); other work took {self.others:.2f} cores"
        )


class _Debate(msgspec.Struct):
    """What a caller looks at in a reply."""

    id: str
    status: str
    degraded: bool


class Debates:
    """Has debates held by a deployment."""

    def __init__(self, deployed: Deployed, providers: Sequence[str] = (LAB,)) -> None:
        """Let these providers take the seats in turn, and the last one write the summary."""
        self.deployed = deployed
        self.degraded = 0
        """How many completed, but with something missing."""
        self._callers = Callers(deployed.port)
        self._body = a_body(providers)

    async def hold(self) -> None:
        """Have one held; `NotHeldError` when it does not complete."""
        reply = await self._callers.ask(self.request("POST", "/v1/debates", WAIT, body=self._body))
        debate = _read(reply.status, reply.body)
        while debate.status not in OVER:
            path = f"/v1/debates/{debate.id}"
            reply = await self._callers.ask(self.request("GET", path, WAIT))
            debate = _read(reply.status, reply.body)
        if debate.status != COMPLETED:
            raise NotHeldError(f"{debate.id} is {debate.status}.")
        self.degraded += debate.degraded

    def request(self, method: str, path: str, *headers: str, body: bytes = b"") -> bytes:
        """Return a request to the API."""
        own = (f"{method} {path} HTTP/1.1", f"Host: {LOOPBACK}:{self.deployed.port}")
        typed = ("Content-Type: application/json", f"Content-Length: {len(body)}") if body else ()
        return "\r\n".join((*own, *headers, *typed, "", "")).encode() + body


def a_body(providers: Sequence[str] = (LAB,), **fields: object) -> bytes:
    """Return the body of a create."""
    seats = enumerate(VOTES)
    asked = REFERENCE | {
        "panel": [{"model": f"{providers[n % len(providers)]}/{vote}"} for n, vote in seats],
        "protocol": {"max_rounds": ROUNDS, "min_rounds": ROUNDS, "stop_when_stable": False},
        "summarizer": {"models": [f"{providers[-1]}/{VOTES[0]}"]},
    }
    return json.dumps(asked | fields).encode()


async def closed(
    debates: Debates, in_flight: int, *, warm_s: float, window_s: float, spread_s: float = 0
) -> Window:
    """Keep that many debates going, and watch a while of it.

    They begin within `spread_s`, so that not all of them are in the same stage at a time.
    """
    window = Window()

    async def caller(number: int) -> None:
        await asyncio.sleep(spread_s * number / in_flight)
        while True:
            await debates.hold()
            window.debates += 1

    async def everybody() -> None:
        await asyncio.gather(*(caller(number) for number in range(in_flight)))

    callers = asyncio.create_task(everybody())
    try:
        await _while_running(callers, warm_s)
        async with watching(debates.deployed, window):
            window.debates = 0
            await _while_running(callers, window_s)
    finally:
        await end(callers)
    return window


async def opened(
    debates: Debates, per_s: float, for_s: float, *, patience_s: float
) -> tuple[Window, list[float], list[str]]:
    """Begin debates at random moments, whatever becomes of those before.

    Returns how long each took from the moment at which it was due, and what went wrong. Those that
    are not over `patience_s` after the last was begun are given up: they took for ever.
    """
    chance, window = random.Random(SEED), Window()  # noqa: S311 - a draw to repeat, no secret
    took_s: list[float] = []
    errors: list[str] = []

    async def one(due_s: float) -> None:
        try:
            async with asyncio.timeout_at(until_s + patience_s):
                await debates.hold()
        except TimeoutError:
            errors.append(f"It was not over {patience_s:g} s after the last was begun.")
            took_s.append(math.inf)
        except (NotHeldError, WrongReplyError, OSError) as error:
            errors.append(repr(error))
        else:
            took_s.append(time.monotonic() - due_s)
            window.debates += 1

    due_s = time.monotonic()
    until_s = due_s + for_s
    async with watching(debates.deployed, window), asyncio.TaskGroup() as group:
        while (due_s := due_s + chance.expovariate(per_s)) < until_s:
            await asyncio.sleep(max(0.0, due_s - time.monotonic()))
            group.create_task(one(due_s))
    return window, took_s, errors


@asynccontextmanager
async def watching(deployed: Deployed, window: Window) -> AsyncIterator[None]:
    """Note what a block takes."""
    window.before = await asyncio.to_thread(deployed.models.count)
    with beside_others() as others:
        used_s, began_s = deployed.cpu_s(), time.monotonic()
        yield
        window.wall_s = time.monotonic() - began_s
        window.cpu_s = {name: s - used_s[name] for name, s in deployed.cpu_s().items()}
    window.others = others.cores
    window.after = await asyncio.to_thread(deployed.models.count)


async def _while_running(callers: asyncio.Task[None], for_s: float) -> None:
    """Wait, but no longer than all goes well."""
    await asyncio.wait({callers}, timeout=for_s)
    if callers.done():
        await callers


def _read(status: int, body: bytes) -> _Debate:
    if status not in {200, 202}:
        raise NotHeldError(f"The API answered {status}: {body[:300].decode()}")
    return msgspec.json.decode(body, type=_Debate)
