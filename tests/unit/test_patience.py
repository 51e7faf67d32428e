"""The loop that tests run in, and looking without one: neither minds a machine that stands still."""

import asyncio
import time

import pytest

from tests.support.patience import POLL_S, SLOW_BEAT_S, comes_true


async def test_a_machine_that_stands_still_ends_no_time_limit() -> None:
    async with asyncio.timeout(2 * SLOW_BEAT_S):
        time.sleep(5 * SLOW_BEAT_S)  # noqa: ASYNC251 - as the machine would
        await asyncio.sleep(0)


async def test_time_goes_on_where_nothing_happens() -> None:
    loop, began = asyncio.get_running_loop(), time.monotonic()
    told_s = loop.time()

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await asyncio.Event().wait()

    assert 0.2 <= loop.time() - told_s <= time.monotonic() - began


def test_what_comes_true_is_waited_for_and_nothing_else() -> None:
    looks = iter([False, False, True])

    assert comes_true(lambda: next(looks))
    assert not comes_true(lambda: False, within_s=2 * POLL_S)
