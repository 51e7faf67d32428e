"""What is remembered of the registry, and for how long, be it there or away."""

import asyncio
import itertools

import pytest

from service.domain.errors import StoreUnavailableError
from service.store.remembered import KNOWN_S, MOST, OUTAGE_S, Remembered

MOMENT_S = 0.001


class Registry:
    """Answers with a new number each time, is away, or hangs; remembered at a time of the test."""

    def __init__(self) -> None:
        self.time_s = 1_000.0
        self.away = False
        self.hangs: asyncio.Event | None = None
        self.asked = 0
        self._numbers = itertools.count(1)
        self.remembered = Remembered(self._answer, elapsed=lambda: self.time_s)

    async def _answer(self, _: str) -> int:
        self.asked += 1
        if self.hangs is not None:
            await self.hangs.wait()
        if self.away:
            raise StoreUnavailableError
        return next(self._numbers)


@pytest.fixture
def registry() -> Registry:
    return Registry()


async def test_an_answer_is_good_for_a_while(registry: Registry) -> None:
    first = await registry.remembered.get("a")
    registry.time_s += KNOWN_S - MOMENT_S
    again = await registry.remembered.get("a")
    registry.time_s += MOMENT_S
    later = await registry.remembered.get("a")

    assert (first, again, later) == (1, 1, 2)


async def test_an_old_answer_is_better_than_none_for_a_minute(registry: Registry) -> None:
    first = await registry.remembered.get("a")
    registry.away = True
    registry.time_s += OUTAGE_S - MOMENT_S

    assert await registry.remembered.get("a") == first
    registry.time_s += MOMENT_S
    with pytest.raises(StoreUnavailableError):
        await registry.remembered.get("a")


async def test_nobody_is_told_what_was_never_answered(registry: Registry) -> None:
    await registry.remembered.get("a")
    registry.away = True

    with pytest.raises(StoreUnavailableError):
        await registry.remembered.get("b")


async def test_a_registry_that_hangs_keeps_only_the_first_waiting(registry: Registry) -> None:
    first = await registry.remembered.get("a")
    registry.hangs = asyncio.Event()
    registry.time_s += KNOWN_S

    meanwhile = await asyncio.gather(*(registry.remembered.get("a") for _ in range(5)))
    registry.hangs.set()
    registry.time_s += OUTAGE_S

    assert meanwhile == [first] * 5
    assert await registry.remembered.get("a") == first + 1
    assert registry.asked == 2


async def test_all_who_want_the_same_ask_once(registry: Registry) -> None:
    answers = await asyncio.gather(*(registry.remembered.get("a") for _ in range(5)))

    assert (answers, registry.asked) == ([1] * 5, 1)


async def test_who_hangs_up_leaves_the_answer_to_the_others(registry: Registry) -> None:
    registry.hangs = asyncio.Event()
    one, other = (asyncio.create_task(registry.remembered.get("a")) for _ in range(2))
    await asyncio.sleep(0)
    one.cancel()
    await asyncio.wait({one})
    registry.hangs.set()

    assert await other == 1


async def test_no_more_than_so_many_answers_are_kept(registry: Registry) -> None:
    for number in range(MOST + 1):
        await registry.remembered.get(str(number))

    assert await registry.remembered.get("1") == 2
    assert await registry.remembered.get("0") == MOST + 2
