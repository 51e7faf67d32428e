"""Many readers of event streams at once, and their ends: nothing lost or doubled, nothing left."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from service.api.feeds import Feeds
from service.api.frames import PING
from service.api.streaming import EventStream
from service.context import Context
from service.domain.debate import Debate
from service.domain.errors import UnknownResourceError
from service.domain.lifecycle import close_round
from tests.support.api import TENANT, a_context, a_stored_debate, answer, calling, play
from tests.support.audience import Audience, Reader, connect
from tests.support.connections import Watched
from tests.support.patience import PATIENCE_S
from tests.support.store import eventually

READERS = 300
KILLS = 100

SPLIT = {
    "panel": [{"model": f"sim/{vote}"} for vote in "AB" * 6],
    "protocol": {"max_rounds": 6, "min_rounds": 6, "stop_when_stable": False},
}
"""A debate that goes on for six rounds of twelve answers."""


@pytest.fixture
async def context(valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    async with a_context(valkey_url, namespace) as context:
        yield context


@pytest.fixture
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(context, connection=Watched) as client:
        yield client


def readers(number: int, debate_id: str, query: str = "", after: int = 0) -> list[Reader]:
    path = f"/v1/debates/{debate_id}/events{query}"
    return [Reader(path, after) for _ in range(number)]


async def listening(client: httpx.AsyncClient, some: list[Reader]) -> Audience:
    return await connect(str(client.base_url), some)


async def logs_read(context: Context) -> int:
    """Return how often the server has been asked for what is in a log."""
    return await asked(context, "xrange")


async def asked(context: Context, command: str) -> int:
    stats = await context.redis.info("commandstats")
    return int(stats.get(f"cmdstat_{command}", {"calls": 0})["calls"])


def left_over() -> list[str]:
    """Return the tasks that serve streams."""
    names = (task.get_name() for task in asyncio.all_tasks())
    return [name for name in names if "event stream" in name]


async def nothing_is_left() -> None:
    async def is_left_nothing() -> bool:
        return left_over() == []

    await eventually(is_left_nothing)


async def test_hundreds_of_readers_have_each_event_once_by_one_reading(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)
    audience = await listening(client, readers(READERS, debate_id))
    read_before = await logs_read(context)

    await play(context, debate_id, "DEAEBC", "DEBEBC")
    assert await audience.heard(20)

    assert [reader.wrong for reader in audience.readers] == [0] * READERS
    assert await logs_read(context) - read_before < READERS
    await nothing_is_left()


async def test_answers_are_told_without_reading_the_whole_debate_again(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)
    debate = await play(context, debate_id)
    audience = await listening(client, readers(1, debate_id))
    assert await audience.heard(3, PATIENCE_S)
    ledgers_read = await asked(context, "hvals")

    await answer(context, debate, "DEAEBC")
    assert await audience.heard(9, PATIENCE_S)

    assert await asked(context, "hvals") == ledgers_read
    assert [reader.wrong for reader in audience.readers] == [0]
    audience.close()


async def test_a_herd_that_comes_at_once_is_served_by_few_readings(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)
    await play(context, debate_id, "DEAEBC")
    read_before = await logs_read(context)

    audience = await listening(client, readers(READERS, debate_id))

    assert await audience.heard(11)
    assert audience.refused == 0
    assert await logs_read(context) - read_before < 10
    audience.close()
    await nothing_is_left()


async def test_readers_of_many_debates_have_their_own_events(
    context: Context, client: httpx.AsyncClient
) -> None:
    debates = [await a_stored_debate(client) for _ in range(10)]
    audience = await listening(client, [one for name in debates for one in readers(5, name)])

    await asyncio.gather(*(play(context, name, "DEAEBC", "DEBEBC") for name in debates))

    assert await audience.heard(20)
    assert {reader.wrong for reader in audience.readers} == {0}


@pytest.mark.parametrize("query", ["", "?deltas=true"])
async def test_clients_that_hang_up_at_once_leave_nothing_behind(
    context: Context, client: httpx.AsyncClient, query: str
) -> None:
    debate_id = await a_stored_debate(client)
    channel = context.keys.debate(TENANT, debate_id).live

    for _ in range(100):
        _, writer = await asyncio.open_connection(client.base_url.host, client.base_url.port)
        writer.write(
            f"GET /v1/debates/{debate_id}/events{query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        )
        writer.transport.abort()

    await nothing_is_left()
    await context.redis.publish(context.keys.pokes, debate_id)

    async def is_heard_by_nobody() -> bool:
        ((_, listeners),) = await context.redis.pubsub_numsub(channel)
        return not listeners

    await eventually(is_heard_by_nobody)


async def test_a_client_that_has_asked_for_more_already_is_noticed_when_it_hangs_up(
    client: httpx.AsyncClient,
) -> None:
    debate_id = await a_stored_debate(client)
    _, writer = await asyncio.open_connection(client.base_url.host, client.base_url.port)
    writer.write(
        f"GET /v1/debates/{debate_id}/events HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() * 3
    )

    async def is_served() -> bool:
        return left_over() != []

    await eventually(is_served)
    writer.transport.abort()

    await nothing_is_left()


class Happenings:
    """A split debate that goes on by one event, or by a whole round's end, at a time."""

    def __init__(self, context: Context, debate: Debate) -> None:
        self._context = context
        self._debate = debate
        self._answered = 0

    @property
    def going_on(self) -> bool:
        return not self._debate.state.status.terminal

    async def go_on(self) -> None:
        if self._answered == len(self._debate.spec.panel):
            self._answered = 0
            self._debate = await self._context.debates.decide(
                TENANT,
                self._debate.spec.id,
                lambda d: close_round(d, now=self._context.clock.now()),
            )
            if self._debate.state.rounds[-1].finished_at is not None:
                self._debate = await play(self._context, self._debate.spec.id)
            return
        vote = "AB"[self._answered % 2]
        await answer(self._context, self._debate, [None] * self._answered + [vote])
        self._answered += 1


async def test_connections_killed_at_random_moments_resume_without_gap_or_repetition(
    context: Context, client: httpx.AsyncClient
) -> None:
    chance, moments = random.Random(5), Counter[str]()
    debate_id = await a_stored_debate(client, **SPLIT)
    happenings = Happenings(context, await play(context, debate_id))
    had: list[int] = []

    for kill in range(KILLS):
        last = had[-1] if had else 0
        by_header = kill % 2 == 0
        query = "" if by_header else f"?starting_after={last}"
        (reader,) = readers(1, debate_id, query, after=last if by_header else 0)
        reader.last = last
        audience = await listening(client, [reader])
        moment = chance.choice(["at once", "while it happens", "after it has come"])
        moments[moment] += 1
        if happenings.going_on and moment != "at once":
            await happenings.go_on()
        if moment == "after it has come":
            await audience.heard(last + 1, 0.5)
        await (sever() if kill % 3 else hang_up(reader))
        assert reader.wrong == 0
        had.extend(sorted(reader.arrived_s))

    while happenings.going_on:
        await happenings.go_on()
    page = await client.get(
        f"/v1/debates/{debate_id}/events?limit=1000", headers={"Accept": "application/json"}
    )
    logged = [event["sequence"] for event in page.json()["data"]]
    (reader,) = readers(1, debate_id, after=had[-1])
    audience = await listening(client, [reader])
    assert await audience.heard(logged[-1])
    had.extend(sorted(reader.arrived_s))

    assert had == logged == list(range(1, len(logged) + 1))
    assert min(moments.values()) > KILLS / 5
    await nothing_is_left()


async def sever() -> None:
    """Cut all streams at the server's end."""
    for connection in Watched.streams():
        connection.transport.abort()
    await nothing_is_left()


async def hang_up(reader: Reader) -> None:
    reader.close()
    await nothing_is_left()


async def test_a_reader_beyond_the_end_of_a_log_is_let_go_when_the_debate_is_over(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)
    audience = await listening(client, readers(1, debate_id, "?starting_after=1000"))

    await play(context, debate_id, "DEAEBC", "DEBEBC")

    async def has_ended() -> bool:
        return audience.readers[0].received.endswith(b"0\r\n\r\n") or left_over() == []

    await eventually(has_ended)
    assert audience.readers[0].arrived_s == {}


async def test_whoever_is_still_served_a_removed_debate_keeps_it_for_nobody_else(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)
    await play(context, debate_id, "DEAEBC", "DEBEBC")
    feeds = Feeds(context)

    async with feeds.following(TENANT, debate_id) as early:
        await early.feed.begins()
        await early.feed.ended.wait()
        assert (await client.delete(f"/v1/debates/{debate_id}")).status_code == 204

        async with feeds.following(TENANT, debate_id) as late:
            with pytest.raises(UnknownResourceError):
                await late.feed.begins()
        assert b"debate.completed" in await early.take()


async def test_all_who_wait_for_a_debate_share_one_reading(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)
    waiting = [
        asyncio.create_task(client.get(f"/v1/debates/{debate_id}", headers={"Prefer": "wait=10"}))
        for _ in range(80)
    ]

    async def is_waited_for() -> bool:
        return left_over() != []

    await eventually(is_waited_for)
    read_before = await logs_read(context)
    await play(context, debate_id, "DEAEBC", "DEBEBC")
    replies = await asyncio.gather(*waiting)

    assert {reply.json()["status"] for reply in replies} == {"completed"}
    assert await logs_read(context) - read_before < len(waiting)
    await nothing_is_left()


class Chatty(EventStream):
    ping_s = 0.05


async def test_a_silent_stream_is_kept_alive_by_comments(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_stored_debate(client)
    sent: list[bytes] = []
    hung_up = asyncio.Event()

    async def receive() -> Any:  # noqa: ANN401 - whatever ASGI says
        await hung_up.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:  # noqa: ANN401 - likewise
        sent.append(message.get("body"))
        if sent.count(PING) == 3:
            hung_up.set()

    async def is_admitted() -> bool:
        return True

    stream: Any = Chatty(Feeds(context).following(TENANT, debate_id), 0, is_admitted)
    async with asyncio.timeout(PATIENCE_S):
        await stream({}, receive, send)

    assert sent.count(PING) == 3
