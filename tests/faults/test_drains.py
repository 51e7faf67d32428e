"""Workers that are told to stop, one after another: what they have begun they finish."""

from tests.faults.busy import assert_nothing_was_lost_or_paid_twice, make_busy
from tests.faults.callers import Callers
from tests.faults.scene import WORKERS, a_scene

DEBATES = 6


async def test_all_workers_can_be_replaced_at_work_without_a_call_too_many() -> None:
    async with a_scene() as scene, Callers(scene.api_url) as callers:
        for place in range(WORKERS):
            await make_busy(scene, callers, DEBATES)
            assert await scene.drain_worker(place) == 0

        await assert_nothing_was_lost_or_paid_twice(scene, callers)
