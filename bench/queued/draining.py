"""SIGTERM to a `roundtable worker` in the midst of rounds: when it is gone, and what it stored."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence

import msgspec

from bench.goals import MET
from bench.queued.leased import a_store
from bench.queued.rounds import all_asked
from bench.queued.server import a_valkey
from service.context import Context
from service.domain.debate import Debate
from tests.support.commands import a_command
from tests.support.store import again
from tests.support.workers import asked

ROUNDS = 20


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A panel, and the time that its rounds are given."""

    name: str
    models: tuple[str, ...]
    drain_s: int
    answers: int
    """How many of the panel's answers come within that time."""


class Drained(msgspec.Struct, frozen=True, kw_only=True):
    """What became of it."""

    exit_s: float
    """From the signal to the end of the process."""
    stored: int
    """Answers of all rounds."""


CASES = (
    Case(
        name="all rounds end in time",
        models=("A?delay=2", "A?delay=2", "B?delay=2"),
        drain_s=5,
        answers=3,
    ),
    Case(
        name="a seat of each does not",
        models=("A?delay=2", "A?delay=2", "B?delay=60"),
        drain_s=5,
        answers=2,
    ),
)


async def report() -> AsyncIterator[str]:
    """Measure, and yield the lines of a table."""
    yield f"{ROUNDS} rounds of three seats, two of which take 2 s; ROUNDTABLE_DRAIN_SECONDS beside"
    yield f"{'':26}{'drain s':>8}{'gone s':>8}{'stored':>10}  goals: inside the drain time, all"
    for case in CASES:
        drained, finished = await measure(case, rounds=ROUNDS), ROUNDS * case.answers
        stored = f"{drained.stored}/{finished}"
        verdicts = f"{MET[drained.exit_s <= case.drain_s]}, {MET[drained.stored == finished]}"
        yield f"{case.name:26}{case.drain_s:8}{drained.exit_s:8.2f}{stored:>10}  {verdicts}"


async def measure(case: Case, *, rounds: int) -> Drained:
    """Stop a worker as soon as all seats of that many rounds have been asked."""
    variables = {"ROUNDTABLE_DRAIN_SECONDS": str(case.drain_s)}
    with a_valkey() as url, a_command("worker", ROUNDTABLE_REDIS_URL=url, **variables) as worker:
        worker.prints("worker_started")
        async with a_store(url) as store:
            debates = [await asked(store, *case.models) for _ in range(rounds)]
            for debate in debates:
                await all_asked(store, debate)
            began_s = time.monotonic()
            worker.process.terminate()
            await asyncio.to_thread(worker.ends)
            exit_s = time.monotonic() - began_s
            return Drained(exit_s=exit_s, stored=await _stored(store, debates))


async def _stored(store: Context, debates: Sequence[Debate]) -> int:
    return sum([len((await again(store, debate)).responses) for debate in debates])
