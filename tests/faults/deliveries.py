"""A scene with many notices due, and what is left of it when workers and store were killed."""

import asyncio
import contextlib
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

import msgspec

from service.context import Context, open_store
from service.domain.debate import Debate
from service.domain.delivery import DeliveryStatus
from service.domain.endpoints import Endpoint
from service.ids import event_id
from service.settings import read_settings
from tests.faults.arrivals import Arrivals, audit_arrivals
from tests.faults.audit import Problem, left_over
from tests.faults.callers import Callers
from tests.faults.evidence import MOST_EVENTS, TENANT, read_keys
from tests.faults.processes import Process
from tests.faults.receiver import read_log
from tests.faults.scene import WORKERS, Scene, a_scene, in_memory, port_of
from tests.support.deliveries import owed
from tests.support.delivering import registered, webhooks_to
from tests.support.store import eventually

ONE_ROUND = {"protocol": {"max_rounds": 1, "min_rounds": 1}}
GAP_S = 0.3
"""Between two faults: most of what was under way at the last is under way no more."""
AWAY_S = 0.5
FROZEN_S = 6.0
ZOMBIE_LIVES_S = 2.0
ENDING_S = 90.0
"""In which all is delivered: an attempt that was cut off comes again after 20 s."""
QUIET_S = 15.0
DELIVERED = "all is delivered in time"
NOTHING_LEFT = "nothing is left of the queue"


class Amount(msgspec.Struct, frozen=True, kw_only=True):
    """How much is due, and how often that is disturbed."""

    endpoints: int
    debates: int
    waves: int
    """In each, every worker is killed or frozen, and then the store is killed."""

    @property
    def deliveries(self) -> int:
        return self.endpoints * self.debates


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it."""

    problems: tuple[Problem, ...]
    arrivals: Arrivals
    took_s: float
    logs: str


class Receiving(msgspec.Struct, frozen=True, kw_only=True):
    """The process that is told, and its log."""

    address: str
    log: Path

    def count(self) -> int:
        """Return how many requests have ended so far."""
        return len(read_log(self.log))


async def run_deliveries(amount: Amount) -> Report:
    """Run a scene to its end and audit it; nothing is left running."""
    began = time.monotonic()
    async with a_receiver() as receiver:
        variables = webhooks_to(receiver.address)
        async with (
            a_scene(variables=variables) as scene,
            Callers(scene.api_url) as callers,
            a_store(scene, variables) as store,
        ):
            endpoints = await register(store, receiver, amount.endpoints)
            await create(callers, amount.debates)
            for _ in range(amount.waves):
                await disturb(scene, receiver)
            problems = [
                *[Problem(rule=DELIVERED, what=what) for what in await left_pending(store)],
                *[Problem(rule=NOTHING_LEFT, what=what) for what in await left_queued(store)],
            ]
            arrivals = await collect(store, scene, receiver, endpoints)
            return Report(
                problems=(*problems, *audit_arrivals(arrivals)),
                arrivals=arrivals,
                took_s=time.monotonic() - began,
                logs=scene.logs(),
            )


@contextlib.asynccontextmanager
async def a_receiver() -> AsyncIterator[Receiving]:
    """Run a receiver of notices for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="rt-", dir=in_memory()) as folder:
        log = Path(folder) / "heard.jsonl"
        log.touch()
        command = (sys.executable, "-m", "tests.faults.receiver", str(log), "0")
        process = Process("receiver", command, Path(folder) / "receiver.log", {})
        try:
            port = await port_of(process, "receiving on 127.0.0.1:")
            yield Receiving(address=f"127.0.0.1:{port}", log=log)
        finally:
            process.kill()


@contextlib.asynccontextmanager
async def a_store(scene: Scene, variables: Mapping[str, str]) -> AsyncIterator[Context]:
    """Open the store of a scene, as the API has it."""
    settings = read_settings({"ROUNDTABLE_REDIS_URL": scene.store_url, **variables})
    async with open_store(settings) as store:
        yield store


async def register(store: Context, receiver: Receiving, count: int) -> list[Endpoint]:
    """Register so many endpoints, each with a path of its own."""
    urls = [f"http://{receiver.address}/{number}" for number in range(count)]
    return [await registered(store, url, tenant=TENANT) for url in urls]


async def create(callers: Callers, count: int) -> None:
    """Create debates of one round, at once."""
    async with asyncio.TaskGroup() as group:
        for number in range(count):
            group.create_task(callers.create(number, **ONE_ROUND))


async def disturb(scene: Scene, receiver: Receiving) -> None:
    """Freeze a worker, kill the others and then the store, while notices arrive.

    Who was frozen thaws when all it had in hand is another's, and lives on for a while.
    """
    so_far = receiver.count()

    async def more_arrives() -> bool:
        return receiver.count() > so_far

    await eventually(more_arrives, ENDING_S)
    async with asyncio.TaskGroup() as group:
        group.create_task(scene.freeze_worker(0, FROZEN_S, ZOMBIE_LIVES_S))
        for place in range(1, WORKERS):
            await scene.kill_worker(place)
            await asyncio.sleep(GAP_S)
        await scene.kill_store(AWAY_S)


async def left_pending(store: Context) -> list[str]:
    """Wait until debates and deliveries are over; return those that are not when time is up."""

    async def left() -> list[str]:
        deliveries = await owed(store, TENANT, status=DeliveryStatus.PENDING)
        debates, _ = await store.debates.page(TENANT, limit=MOST_EVENTS)
        unfinished = [debate.spec.id for debate in debates if not debate.state.status.terminal]
        return [*unfinished, *(delivery.id for delivery in deliveries)]

    async def none_is_left() -> bool:
        return not await left()

    with contextlib.suppress(TimeoutError):
        await eventually(none_is_left, ENDING_S)
    return await left()


async def left_queued(store: Context) -> list[str]:
    """Return what nobody cleans up, after a while in which somebody may."""

    async def left() -> list[str]:
        return left_over(await read_keys(store.redis, store.keys.prefix))

    async def none_is_left() -> bool:
        return not await left()

    with contextlib.suppress(TimeoutError):
        await eventually(none_is_left, QUIET_S)
    return await left()


async def collect(
    store: Context, scene: Scene, receiver: Receiving, endpoints: Sequence[Endpoint]
) -> Arrivals:
    """Read everything that the store and the receiver know."""
    debates, _ = await store.debates.page(TENANT, limit=MOST_EVENTS)
    return Arrivals(
        notices={debate.spec.id: await the_end_of(store, debate) for debate in debates},
        endpoints={endpoint.id: f"/{place}" for place, endpoint in enumerate(endpoints)},
        deliveries=await owed(store, TENANT),
        heard=read_log(receiver.log),
        incidents=tuple(scene.incidents),
    )


async def the_end_of(store: Context, debate: Debate) -> str:
    """Return the id of the one event that ended a debate."""
    name = debate.spec.id
    events = await store.events.read(TENANT, name, after=0, limit=MOST_EVENTS)
    (end,) = (event for event in events if event.terminal)
    return event_id(name, end.sequence, end.created_at)
