"""One look for all who ask at about the same time."""

import asyncio

import pytest

from service.domain.errors import StoreUnavailableError
from service.glance import Glance

FOR_LONG_S, NOT_AT_ALL_S = 3_600.0, 0.0


class Looking:
    """Sees a higher number each time, once it is let."""

    def __init__(self) -> None:
        self.looks = 0
        self.let = asyncio.Event()

    async def look(self) -> int:
        self.looks += 1
        await self.let.wait()
        return self.looks


async def test_all_who_ask_share_one_look() -> None:
    looking = Looking()
    glance = Glance(looking.look, kept_s=FOR_LONG_S)
    looking.let.set()

    seen = [*await asyncio.gather(*(glance.seen() for _ in range(20))), await glance.seen()]

    assert seen == [1] * 21


async def test_what_was_seen_is_kept_no_longer_than_that() -> None:
    looking = Looking()
    glance = Glance(looking.look, kept_s=NOT_AT_ALL_S)
    looking.let.set()

    assert [await glance.seen(), await glance.seen()] == [1, 2]


async def test_who_goes_away_does_not_end_the_look_of_others() -> None:
    looking = Looking()
    glance = Glance(looking.look, kept_s=FOR_LONG_S)
    gone, stays = asyncio.create_task(glance.seen()), asyncio.create_task(glance.seen())
    await asyncio.sleep(0)
    gone.cancel()
    looking.let.set()

    assert await stays == 1


async def test_a_look_that_fails_fails_for_all_and_is_kept_as_well() -> None:
    async def fail() -> int:
        raise StoreUnavailableError("away")

    glance = Glance(fail, kept_s=FOR_LONG_S)

    for _ in range(2):
        with pytest.raises(StoreUnavailableError, match="away"):
            await glance.seen()
