"""Letting tasks go that are not waited for."""

import asyncio
import gc
from typing import Any

import pytest

from service.ending import leave, let_go


async def started(task: "asyncio.Task[Any]") -> "asyncio.Task[Any]":
    """Return a task once it has begun."""
    await asyncio.sleep(0)
    return task


async def test_a_task_that_is_tidying_up_is_not_disturbed() -> None:
    tidied, go_on = [], asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await go_on.wait()
            tidied.append("all of it")

    task = await started(asyncio.create_task(work()))
    let_go(task)
    await asyncio.sleep(0)
    asyncio.get_running_loop().call_soon(go_on.set)

    await leave(task)

    assert tidied == ["all of it"]
    assert task.cancelled()


async def test_who_does_not_end_is_left_behind() -> None:
    may_end = asyncio.Event()

    async def refuse() -> None:
        while not may_end.is_set():
            try:
                await may_end.wait()
            except asyncio.CancelledError:
                continue

    task = await started(asyncio.create_task(refuse()))

    await leave(task)

    assert not task.done()
    may_end.set()
    await task


@pytest.fixture
async def complaints() -> list[dict[str, Any]]:
    """Give what the loop complains of."""
    complaints: list[dict[str, Any]] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: complaints.append(context))
    return complaints


async def test_nobody_is_told_what_became_of_a_task_that_had_failed_before(
    complaints: list[dict[str, Any]],
) -> None:
    async def break_down() -> None:
        raise RuntimeError("It broke.")

    let_go(await started(asyncio.create_task(break_down())))
    gc.collect()

    assert complaints == []


async def test_nobody_is_told_what_becomes_of_a_task_that_was_let_go(
    complaints: list[dict[str, Any]],
) -> None:
    async def break_down() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise RuntimeError("It broke while it was canceled.") from None

    await leave(await started(asyncio.create_task(break_down())))
    gc.collect()

    assert complaints == []


async def test_those_that_are_over_are_left_at_once() -> None:
    async def answer() -> int:
        return 1

    task = asyncio.create_task(answer())
    await task

    await leave(task)

    assert task.result() == 1
