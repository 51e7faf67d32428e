"""Writes that are repeated through an outage, and let end when they are canceled."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from service.domain.errors import StoreUnavailableError
from service.ending import end
from tests.support.patience import PATIENCE_S
from workers.persistence import FIRST_PAUSE_S, persist


class Store:
    """A store that is away for some writes, and slow when it is told to be."""

    def __init__(self, *, away_for: int = 0) -> None:
        self.attempts = 0
        self.written: list[str] = []
        self.answering = asyncio.Event()
        self.repeated = asyncio.Event()
        self._away_for = away_for

    def writing(self, what: str) -> Callable[[], Awaitable[int]]:
        async def write() -> int:
            self.attempts += 1
            if self.attempts > 1:
                self.repeated.set()
            await self.answering.wait()
            if self.attempts <= self._away_for:
                raise StoreUnavailableError
            self.written.append(what)
            return len(self.written)

        return write


async def test_a_write_is_repeated_until_the_store_takes_it() -> None:
    store = Store(away_for=3)
    store.answering.set()

    number = await persist(store.writing("an answer"))

    assert (number, store.written, store.attempts) == (1, ["an answer"], 4)


async def test_a_write_under_way_ends_before_its_cancellation_does() -> None:
    store = Store()
    writing = asyncio.create_task(persist(store.writing("an answer")))
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    writing.cancel()
    asyncio.get_running_loop().call_later(FIRST_PAUSE_S, store.answering.set)
    with pytest.raises(asyncio.CancelledError):
        await writing

    assert store.written == ["an answer"]


@pytest.mark.parametrize("away_for", [0, 1])
async def test_a_write_that_never_ends_does_not_keep_its_worker(away_for: int) -> None:
    store = Store(away_for=away_for)
    writing = asyncio.create_task(persist(store.writing("an answer")))
    await asyncio.sleep(0)

    async with asyncio.timeout(PATIENCE_S):
        await end(writing)

    assert store.written == []


async def test_waiting_for_the_store_is_canceled_at_once() -> None:
    store = Store(away_for=1_000_000)
    store.answering.set()
    writing = asyncio.create_task(persist(store.writing("an answer")))
    await store.repeated.wait()

    writing.cancel()

    assert await asyncio.wait({writing}, timeout=FIRST_PAUSE_S / 2) == ({writing}, set())


async def test_any_other_error_of_a_write_is_not_repeated() -> None:
    async def write() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await persist(write)
