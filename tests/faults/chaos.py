"""One seed: a scene, what the plan does to it, and what came of it."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path

import msgspec

from service.context import open_store
from service.settings import read_settings
from tests.faults.audit import OUTAGES, STALLS, Problem, audit, left_over, repeats
from tests.faults.callers import Callers
from tests.faults.evidence import Evidence, collect, read_keys
from tests.faults.figures import recoveries_s
from tests.faults.plan import Fault, Plan, Planned, plan
from tests.faults.provider import What
from tests.faults.scene import WORKERS, Scene, a_scene
from tests.support.store import eventually

ZOMBIE_LIVES_S = 4.0
"""How long a worker that was frozen has to do harm before it is killed."""
ROOM = 4_000
"""Bytes until the disk of the store is full: some events, but no debate."""
ROOM_AGAIN_S = 1.5
ENDING_S = 120.0
ALL_END = f"debates end within {ENDING_S:g} s"
QUIET_S = 15.0


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """How much is done under one seed."""

    debates: int
    faults: int
    over_s: float
    """In which the debates are created."""


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a seed."""

    seed: str
    problems: tuple[Problem, ...]
    took_s: float
    evidence: Evidence
    logs: str

    @property
    def recoveries_s(self) -> list[float]:
        return recoveries_s(self.evidence)

    @property
    def calls(self) -> int:
        return sum(noted.what is What.ASKED for noted in self.evidence.calls)

    @property
    def repeats(self) -> int:
        return len(repeats(self.evidence))

    @property
    def only_the_store(self) -> bool:
        """Return whether nothing but the store was hit."""
        return {incident.kind for incident in self.evidence.incidents} <= {*OUTAGES, *STALLS}


async def run_chaos(*, seed: str, size: Size, keep: Path | None = None) -> Report:
    """Run one seed to its end and audit it; nothing is left running.

    When the audit finds anything, logs, calls and the store's files are put into a folder of
    `keep`, named after the seed.
    """
    drawn = plan(
        seed, faults=size.faults, debates=size.debates, over_s=size.over_s, workers=WORKERS
    )
    began = time.monotonic()
    async with a_scene(seed=seed) as scene, Callers(scene.api_url) as callers:
        async with asyncio.TaskGroup() as group:
            group.create_task(_do_harm(scene, drawn))
            for number, at_s in enumerate(drawn.created_at_s):
                group.create_task(_call(callers, drawn, number, at_s))
        stuck = await callers.all_ended(ENDING_S)
        evidence = await left_of(scene, callers)
        problems = [Problem(rule=ALL_END, what=f"{debate} has not ended") for debate in stuck]
        problems += audit(evidence)
        if problems and keep:
            scene.keep(keep / seed)
        return Report(
            seed=seed,
            problems=tuple(problems),
            took_s=time.monotonic() - began,
            evidence=evidence,
            logs=scene.logs(),
        )


async def left_of(scene: Scene, callers: Callers) -> Evidence:
    """Wait until nobody works any more, for as long as that may take, and collect the rest."""
    settings = read_settings({"ROUNDTABLE_REDIS_URL": scene.store_url})
    async with open_store(settings) as context:

        async def is_quiet() -> bool:
            return not left_over(await read_keys(context.redis, context.keys.prefix))

        # What is left all the same, the audit says.
        with contextlib.suppress(TimeoutError):
            await eventually(is_quiet, QUIET_S)
        return await collect(context, scene, callers)


async def _call(callers: Callers, drawn: Plan, number: int, at_s: float) -> None:
    await asyncio.sleep(at_s)
    debate = await callers.create(number)
    if number in drawn.canceled:
        await asyncio.sleep(drawn.canceled[number])
        await callers.cancel(debate)


async def _do_harm(scene: Scene, drawn: Plan) -> None:
    began = time.monotonic()
    async with asyncio.TaskGroup() as group:
        for planned in drawn.faults:
            await asyncio.sleep(max(0.0, began + planned.at_s - time.monotonic()))
            harm = group.create_task(HARM[planned.fault](scene, planned))
            if planned.fault not in BESIDE_OTHERS:
                await harm


async def _fill_store(scene: Scene, planned: Planned) -> None:
    with scene.full_store(ROOM):
        await asyncio.sleep(planned.for_s)
    # What it had answered when there was no room for it, it writes now: killed first, it loses that.
    await asyncio.sleep(ROOM_AGAIN_S)


HARM: Mapping[Fault, Callable[[Scene, Planned], Coroutine[None, None, object]]] = {
    Fault.KILL_WORKER: lambda scene, planned: scene.kill_worker(planned.place),
    Fault.FREEZE_WORKER: lambda scene, planned: scene.freeze_worker(
        planned.place, planned.for_s, ZOMBIE_LIVES_S
    ),
    Fault.DRAIN_WORKER: lambda scene, planned: scene.drain_worker(planned.place),
    Fault.KILL_STORE: lambda scene, planned: scene.kill_store(planned.for_s),
    Fault.FREEZE_STORE: lambda scene, planned: scene.freeze_store(planned.for_s),
    Fault.FILL_STORE: _fill_store,
    Fault.FREEZE_PROVIDER: lambda scene, planned: scene.freeze_provider(planned.for_s),
    Fault.KILL_PROVIDER: lambda scene, planned: scene.kill_provider(planned.for_s),
    Fault.KILL_API: lambda scene, planned: scene.kill_api(planned.for_s),
}
"""What does each fault."""

BESIDE_OTHERS = (Fault.FREEZE_WORKER, Fault.DRAIN_WORKER)
"""Faults that take their time while others follow."""
