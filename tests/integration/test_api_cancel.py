"""Canceling over HTTP: in every state, twice, and while the debate comes to its own end."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest

from service.context import Context
from service.domain.debate import TERMINAL, DebateStatus, ResponseStatus
from service.domain.lifecycle import begin, close_round, enforce_deadline
from tests.support.api import (
    TENANT,
    a_stored_debate,
    answer,
    assert_problem,
    calling,
    play,
)
from tests.support.store import eventually
from tests.support.workers import Recording, a_worker

AT_ONCE = 50
ENDS = {f"debate.{status}" for status in TERMINAL}


@pytest.fixture
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(context) as client:
        yield client


async def stay(_context: Context, _debate_id: str) -> None:
    return


async def run(context: Context, debate_id: str) -> None:
    await context.debates.decide(TENANT, debate_id, lambda d: begin(d, now=context.clock.now()))


async def begin_the_summary(context: Context, debate_id: str) -> None:
    await play(context, debate_id, "DEAEBC")
    debate = await context.debates.load(TENANT, debate_id)
    await answer(context, debate, "DEBEBC")
    await context.debates.decide(
        TENANT, debate_id, lambda d: close_round(d, now=context.clock.now())
    )


async def complete(context: Context, debate_id: str) -> None:
    await play(context, debate_id, "DEAEBC", "DEBEBC")


async def fail(context: Context, debate_id: str) -> None:
    await play(context, debate_id, [ResponseStatus.FAILED] * 6)


async def expire(context: Context, debate_id: str) -> None:
    await context.debates.decide(
        TENANT, debate_id, lambda d: enforce_deadline(d, now=d.spec.deadline_at)
    )


async def be_canceled(context: Context, debate_id: str) -> None:
    async with calling(context) as client:
        await client.post(f"/v1/debates/{debate_id}/cancel")


WAYS: dict[DebateStatus, Callable[[Context, str], Awaitable[None]]] = {
    DebateStatus.QUEUED: stay,
    DebateStatus.RUNNING: run,
    DebateStatus.SUMMARIZING: begin_the_summary,
    DebateStatus.COMPLETED: complete,
    DebateStatus.FAILED: fail,
    DebateStatus.EXPIRED: expire,
    DebateStatus.CANCELED: be_canceled,
}
"""How a debate comes to each status."""
OVER = {DebateStatus.COMPLETED, DebateStatus.FAILED, DebateStatus.EXPIRED}


@pytest.mark.parametrize("status", DebateStatus)
async def test_a_debate_is_canceled_unless_it_has_ended_otherwise(
    context: Context, client: httpx.AsyncClient, status: DebateStatus
) -> None:
    debate_id = await a_stored_debate(client)
    await WAYS[status](context, debate_id)
    before = (await client.get(f"/v1/debates/{debate_id}")).json()

    replies = [await client.post(f"/v1/debates/{debate_id}/cancel") for _ in range(2)]

    after = (await client.get(f"/v1/debates/{debate_id}")).json()
    assert before["status"] == status
    for reply in replies:
        if status in OVER:
            assert_problem(reply, 409, "debate_already_finished")
            assert reply.headers["x-should-retry"] == "false"
        else:
            assert (reply.status_code, reply.json()) == (200, after)
    assert after["status"] == (status if status in OVER else "canceled")
    assert await the_ends(client, debate_id) == [f"debate.{after['status']}"]


async def the_log(client: httpx.AsyncClient, debate_id: str) -> list[str]:
    """Return the types of all events of a debate."""
    reply = await client.get(
        f"/v1/debates/{debate_id}/events", headers={"Accept": "application/json"}
    )
    events: list[dict[str, Any]] = reply.json()["data"]
    return [event["type"] for event in events]


async def the_ends(client: httpx.AsyncClient, debate_id: str) -> list[str]:
    """Return the events that end a debate; nothing follows upon one."""
    log = await the_log(client, debate_id)
    assert log[-1] in ENDS
    return [kind for kind in log if kind in ENDS]


LAST_ANSWER = 5
"""Events of a debate of two seats and one round with its last answer; three more end it."""


@pytest.mark.parametrize("events", range(LAST_ANSWER - 1, LAST_ANSWER + 3))
async def test_of_many_cancellations_and_the_end_exactly_one_comes_about(
    context: Context, client: httpx.AsyncClient, events: int
) -> None:
    models = Recording()
    models.held["seat_2"] = asyncio.Event()
    async with a_worker(context, models):
        panel, protocol = [{"model": "sim/A"}, {"model": "sim/A"}], {"max_rounds": 1}
        debate_id = await a_stored_debate(client, panel=panel, protocol=protocol)

        async def has_come_so_far() -> bool:
            return len(await the_log(client, debate_id)) >= events

        async def is_over() -> bool:
            return (await context.debates.load(TENANT, debate_id)).state.status.terminal

        await eventually(lambda: is_all_but_answered(context, debate_id))
        models.held["seat_2"].set()
        await eventually(has_come_so_far)
        path = f"/v1/debates/{debate_id}/cancel"
        replies = await asyncio.gather(*(client.post(path) for _ in range(AT_ONCE)))
        await eventually(is_over)

    status = (await client.get(f"/v1/debates/{debate_id}")).json()["status"]
    code = {"canceled": 200, "completed": 409}[status]
    assert {reply.status_code for reply in replies} == {code}
    assert await the_ends(client, debate_id) == [f"debate.{status}"]


async def is_all_but_answered(context: Context, debate_id: str) -> bool:
    return len((await context.debates.load(TENANT, debate_id)).responses) == 1
