"""Workers as they run in production, over a real Valkey, with providers that keep a record.

`a_worker` runs one beside a test until its block ends; `Providers` of a test are `Recording`
around the simulated models: they remember who was asked, and can hold an answer back or break.
`a_worker_process` runs one as a process of its own: this file, with an address and a namespace.
"""

import asyncio
import contextlib
import dataclasses
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

from service.context import Context
from service.domain.debate import Debate, Participant, SeatId
from service.ending import end
from service.providers.base import ModelReply, ModelRequest, OnText, Provider, ignore_text
from service.providers.catalogue import Catalogue
from service.providers.registry import Providers
from service.providers.sim import SimProvider
from service.worker_context import WorkerContext, open_worker_context
from tests.support.debates import some_rules
from tests.support.patience import PATIENCE_S
from tests.support.store import a_stored_debate, again, an_open_store, eventually
from workers.main import work


class Recording:
    """Simulated models that keep a record of who asked them."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, SeatId, int]] = []
        """Round, seat and attempt of every call, in the order they came."""
        self.broken_off: list[SeatId] = []
        """Seats whose call was canceled before its answer."""
        self.held: dict[SeatId, asyncio.Event] = {}
        """Seats that get their answer only when the event is set."""
        self.faults: dict[SeatId, Exception] = {}
        """Seats whose call raises, as a bug of ours would."""
        self._sim = SimProvider()

    async def complete(self, request: ModelRequest, on_text: OnText = ignore_text) -> ModelReply:
        turn = request.turn
        self.asked.append((turn.round, turn.seat, turn.attempt))
        try:
            if turn.seat in self.held:
                await self.held[turn.seat].wait()
            if fault := self.faults.get(turn.seat):
                raise fault
            return await self._sim.complete(request, on_text)
        except asyncio.CancelledError:
            self.broken_off.append(turn.seat)
            raise

    def calls(self, round_number: int = 1) -> Counter[SeatId]:
        """Return how often each seat was asked in that round."""
        return Counter(seat for number, seat, _ in self.asked if number == round_number)


def only(provider: Provider) -> Providers:
    """Return providers that put every simulated model to this one."""
    return Providers({"sim": provider}, Catalogue((), sim=True))


@contextlib.asynccontextmanager
async def a_worker_context(
    store: Context,
    provider: Provider | None = None,
    **changes: Any,  # noqa: ANN401 - what to put in place of the parts that it is made of
) -> AsyncIterator[WorkerContext]:
    async with open_worker_context(store) as context:
        providers = context.providers if provider is None else only(provider)
        yield dataclasses.replace(context, **{"providers": providers, **changes})


@contextlib.asynccontextmanager
async def a_worker(
    store: Context,
    provider: Provider | None = None,
    **changes: Any,  # noqa: ANN401 - as above
) -> AsyncIterator[asyncio.Event]:
    """Run a worker for as long as the block lasts; setting the event stops it before."""
    stop = asyncio.Event()
    async with a_worker_context(store, provider, **changes) as context:
        working = asyncio.create_task(work([context], stop), name="worker of a test")
        try:
            yield stop
            stop.set()
            async with asyncio.timeout(PATIENCE_S):
                await working
        finally:
            await end(working)


@contextlib.asynccontextmanager
async def a_worker_process(store: Context) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a plain worker as a process of its own, with the store's settings."""
    settings = store.settings
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __name__, settings.redis_url or "", store.keys.namespace),
        json.dumps(dict(settings.variables)),
        cwd=Path(__file__).parents[2],
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            assert await process.stdout.readline() == b"at work\n"
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@contextlib.asynccontextmanager
async def workers_at(
    valkey_url: str, namespace: str, variables: Mapping[str, str] | None = None
) -> AsyncIterator[Context]:
    """Open a store and run one plain worker over it."""
    async with an_open_store(valkey_url, namespace, variables) as store, a_worker(store):
        yield store


def seats(*models: str) -> tuple[Participant, ...]:
    """Return a panel of these simulated models, named without `sim/`."""
    return tuple(
        Participant(id=f"seat_{n}", model=f"sim/{model}", name=f"Model {n}")
        for n, model in enumerate(models, start=1)
    )


async def asked(store: Context, *models: str, **rules: object) -> Debate:
    """Store a debate of these simulated models; a quorum of 1 unless the rules say otherwise."""
    resolved = some_rules(**{"quorum": 1, **rules})
    return await a_stored_debate(store, panel=seats(*models), rules=resolved)


async def the_end(store: Context, debate: Debate, within_s: float = PATIENCE_S) -> Debate:
    """Wait until the debate is over."""

    async def is_over() -> bool:
        return (await again(store, debate)).state.status.terminal

    await eventually(is_over, within_s)
    return await again(store, debate)


async def answered(store: Context, debate: Debate, count: int) -> None:
    """Wait until that many answers are in."""

    async def are_in() -> bool:
        return len((await again(store, debate)).responses) >= count

    await eventually(are_in)


async def is_asked(provider: Recording, seat: SeatId, times: int = 1) -> bool:
    """Return whether that seat was asked so often in the first round."""
    return provider.calls()[seat] >= times


async def a_held_round(store: Context, provider: Recording, model: str = "C") -> Debate:
    """Return a debate of which two of three answers are in; the third seat does not answer."""
    provider.held["seat_3"] = asyncio.Event()
    debate = await asked(store, "A", "B", model, max_rounds=1, min_rounds=1)
    await answered(store, debate, 2)
    await eventually(lambda: is_asked(provider, "seat_3"))
    return debate


async def the_log(store: Context, debate: Debate) -> list[str]:
    """Return the types of all events of a debate; they are numbered without gaps."""
    events = await store.events.read("public", debate.spec.id, after=0, limit=1_000)
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    return [event.type for event in events]


async def main(valkey_url: str, namespace: str, variables: str) -> None:
    async with workers_at(valkey_url, namespace, json.loads(variables)):
        print("at work", flush=True)  # noqa: T201 - whoever started this waits for it
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
