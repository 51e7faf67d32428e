"""A store that is away, hangs, or has no room: what callers see, and that no call is paid twice."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator

import httpx
import pytest

from service.ending import end
from tests.faults.busy import assert_nothing_was_lost_or_paid_twice, make_busy
from tests.faults.callers import Callers, Probe
from tests.faults.scene import Kind, Scene, a_scene
from tests.support.store import eventually

DEBATES = 8
MOST_ACCEPTED = 20
"""By a store that has room for a few thousand bytes."""
LONGER_THAN_A_LEASE_S = 6.0
A_LITTLE_S = 0.3
"""Around the moment at which something changes, both answers are right."""


async def test_a_store_that_is_killed_or_hangs_costs_no_call() -> None:
    async with a_scene() as scene, Callers(scene.api_url) as callers:
        async with looked_at(callers) as probes:
            for for_s in (1, 8):
                await make_busy(scene, callers, DEBATES)
                await scene.kill_store(for_s)
                await eventually(lambda: serves(probes))
            await make_busy(scene, callers, DEBATES)
            await scene.freeze_store(LONGER_THAN_A_LEASE_S)

        during = seen_while_it_was_away(scene, probes)
        assert {probe.status for probe in during} == {503}
        assert all((probe.retry_after or "").isdigit() for probe in during)
        await assert_nothing_was_lost_or_paid_twice(scene, callers)


@pytest.mark.skipif(sys.platform != "linux", reason="limits another process's files by prlimit")
async def test_a_full_disk_is_a_503_and_is_recovered_from() -> None:
    async with a_scene() as scene, Callers(scene.api_url) as callers:
        await make_busy(scene, callers, DEBATES)
        with scene.full_store(room=4_000):
            refusal = await the_first_refusal(callers)
            reading = await callers.read(callers.accepted[0])
            await asyncio.sleep(LONGER_THAN_A_LEASE_S)

        assert (refusal.status_code, refusal.json()["code"]) == (503, "queue_unavailable")
        assert refusal.headers["retry-after"].isdigit()
        assert reading.status_code == 200
        await callers.create(max(callers.accepted) + 1)
        await assert_nothing_was_lost_or_paid_twice(scene, callers)


@contextlib.asynccontextmanager
async def looked_at(callers: Callers) -> AsyncIterator[list[Probe]]:
    """Look at the API all the time, and give what is seen."""
    probes: list[Probe] = []
    looking = asyncio.create_task(callers.probe(probes))
    try:
        yield probes
    finally:
        await end(looking)


async def serves(probes: list[Probe]) -> bool:
    return probes[-1].status == 200


def seen_while_it_was_away(scene: Scene, probes: list[Probe]) -> list[Probe]:
    """Return what was both asked and answered while the store was killed."""
    return [
        probe
        for probe in probes
        for done in scene.incidents
        if done.kind is Kind.STORE_KILLED
        and probe.at > done.at + A_LITTLE_S
        and probe.at + probe.took_s < done.until - A_LITTLE_S
    ]


async def the_first_refusal(callers: Callers) -> httpx.Response:
    """Create debates until one is not accepted."""
    first = max(callers.accepted) + 1
    for number in range(first, first + MOST_ACCEPTED):
        reply = await callers.try_to_create(number)
        if reply.status_code != 202:
            return reply
    pytest.fail(f"The store took {MOST_ACCEPTED} debates for which it had no room.")
