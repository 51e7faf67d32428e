"""Arguments as they are written: from a model's pieces over Redis to those who follow a debate."""

import asyncio
import contextlib
import json
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.client import Client
from service import embedded
from service.context import Context, open_store
from service.domain.debate import Participant, ResponseRef
from service.domain.errors import ProviderError
from service.domain.live_argument import Delta
from service.ending import end
from service.resources.schemas import DeltaEvent
from service.settings import read_settings
from service.store.events import MOST_DELTAS, Follower
from service.store.live_text import LiveText, encode
from tests.support.api import a_context, a_stored_debate, assert_problem, calling
from tests.support.hedges import Impatient
from tests.support.patience import PATIENCE_S
from tests.support.puppets import Puppets
from tests.support.speakers import Speakers, a_ballot
from tests.support.store import (
    a_call,
    a_stored_debate as stored_debate,
    an_open_store,
    eventually,
)
from tests.support.workers import a_worker

FLOOD = 1_000
DELTA_LENGTH = 20_000
OPENING = '{"vote": "A", "argument": "'
TWO_SEATS = [{"model": "sim/A"}, {"model": "sim/B"}]
A_POLL = {"max_rounds": 1}

Event = dict[str, Any]


class Watch:
    """Reads one stream of a debate's events to its end, in the background."""

    def __init__(self, client: httpx.AsyncClient, debate_id: str, query: str) -> None:
        self.frames: list[tuple[str | None, Event]] = []
        """Id and data of each frame."""
        self._url = f"/v1/debates/{debate_id}/events{query}"
        self._client = client
        self._reading = asyncio.create_task(self._read(), name="watch of a test")

    @property
    def deltas(self) -> list[Event]:
        return [data["data"] for _, data in self.frames if data["type"] == "response.delta"]

    def said(self, seat: str) -> str:
        """Return what has come of that seat's deltas."""
        return "".join(delta["text"] for delta in self.deltas if delta["participant"] == seat)

    async def until_said(self, seat: str, text: str) -> None:
        """Wait until that seat's deltas are that text."""

        async def is_said() -> bool:
            return self.said(seat) == text

        await eventually(is_said)

    async def to_the_end(self) -> None:
        async with asyncio.timeout(PATIENCE_S):
            await self._reading

    async def close(self) -> None:
        await end(self._reading)

    async def _read(self) -> None:
        async with self._client.stream("GET", self._url) as reply:
            assert reply.status_code == 200, await reply.aread()
            fields: dict[str, str] = {}
            async for line in reply.aiter_lines():
                name, _, value = line.partition(": ")
                if line:
                    fields[name] = value
                    continue
                if "data" in fields:
                    data = json.loads(fields["data"])
                    assert fields["event"] == data["type"]
                    self.frames.append((fields.get("id"), data))
                fields = {}


@contextlib.asynccontextmanager
async def watching(
    client: httpx.AsyncClient, debate_id: str, query: str = "?deltas=true"
) -> AsyncIterator[Watch]:
    watch = Watch(client, debate_id, query)
    try:
        yield watch
    finally:
        await watch.close()


@pytest.fixture
async def context(valkey_url: str, namespace: str) -> AsyncIterator[Context]:
    at_once = {"ROUNDTABLE_DRAIN_SECONDS": "0"}
    async with a_context(valkey_url, namespace, at_once) as context:
        yield context


@pytest.fixture
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(context) as client:
        yield client


@pytest.fixture
async def speakers(context: Context) -> AsyncIterator[Speakers]:
    speakers = Speakers()
    async with a_worker(context, speakers):
        yield speakers


@pytest.fixture
async def puppets(context: Context) -> AsyncIterator[Puppets]:
    """Give the models of a worker that hedges the calls of the first seat at once."""
    puppets = Puppets()
    async with a_worker(context, puppets, hedging=Impatient("sim/B")):
        yield puppets


async def a_poll(client: httpx.AsyncClient) -> str:
    """Create a debate of one round between two seats."""
    return await a_stored_debate(client, panel=TWO_SEATS, protocol=A_POLL)


async def is_followed(context: Context, debate_id: str, readers: int = 1) -> None:
    """Wait until that many processes listen to what is said in the debate."""
    channel = context.keys.debate("anonymous", debate_id).live

    async def is_subscribed() -> bool:
        ((_, listeners),) = await context.redis.pubsub_numsub(channel)
        return bool(listeners == readers)

    await eventually(is_subscribed)


async def test_deltas_joined_are_the_arguments_of_all_responses(
    context: Context, client: httpx.AsyncClient
) -> None:
    panel = [{"model": f"sim/{votes}?delay=0.6"} for votes in ("A", "A>B", "B")]
    async with a_worker(context):
        debate_id = await a_stored_debate(client, panel=panel, protocol={"max_rounds": 2})
        async with watching(client, debate_id) as watch:
            await watch.to_the_end()

    joined: defaultdict[str, str] = defaultdict(str)
    counted: defaultdict[str, int] = defaultdict(int)
    arguments: dict[str, str] = {}
    for frame_id, event in watch.frames:
        if event["type"] == "response.delta":
            delta = event["data"]
            assert frame_id is None
            assert (event["object"], delta["object"]) == ("event.delta", "delta")
            assert (delta["attempt"], delta["index"]) == (1, counted[delta["response_id"]])
            assert delta["response_id"] not in arguments
            joined[delta["response_id"]] += delta["text"]
            counted[delta["response_id"]] += 1
        elif event["type"] == "response.completed":
            response = event["data"]["response"]
            arguments[response["id"]] = response["argument"]
    assert len(arguments) == 6
    assert joined == arguments
    assert min(counted.values()) > 1
    sequences = [event["sequence"] for _, event in watch.frames if "sequence" in event]
    assert sequences == list(range(1, len(sequences) + 1))


async def test_text_arrives_while_it_is_written(
    context: Context, client: httpx.AsyncClient, speakers: Speakers
) -> None:
    debate_id = await a_poll(client)
    async with watching(client, debate_id) as watch:
        await is_followed(context, debate_id)

        speakers.say("seat_2", OPENING, "Weights ")
        await watch.until_said("seat_2", "Weights")
        speakers.say("seat_2", "spread.", '"}')
        await watch.until_said("seat_2", "Weights spread.")

        assert [delta["index"] for delta in watch.deltas] == [0, 1]
        assert {delta["round"] for delta in watch.deltas} == {1}
        speakers.finish("seat_2")
        speakers.say("seat_1", a_ballot("B", "No."))
        speakers.finish("seat_1")
        await watch.to_the_end()
    assert watch.frames[-1][1]["type"] == "debate.completed"


async def test_a_new_attempt_starts_the_text_anew(
    context: Context, client: httpx.AsyncClient, speakers: Speakers
) -> None:
    debate_id = await a_poll(client)
    async with watching(client, debate_id) as watch:
        await is_followed(context, debate_id)
        speakers.say("seat_1", OPENING, "Weights ")
        await watch.until_said("seat_1", "Weights")

        speakers.fail("seat_1", ProviderError("It broke off.", retryable=True))
        speakers.say("seat_1", OPENING, "No ")
        await watch.until_said("seat_1", "WeightsNo")

        first, second = watch.deltas
        assert (first["attempt"], first["index"]) == (1, 0)
        assert (second["attempt"], second["index"], second["text"]) == (2, 0, "No")
        assert first["response_id"] == second["response_id"]
        await client.post(f"/v1/debates/{debate_id}/cancel")
        await watch.to_the_end()


async def test_an_unreadable_reply_is_followed_by_another_attempt(
    context: Context, client: httpx.AsyncClient, speakers: Speakers
) -> None:
    debate_id = await a_poll(client)
    async with watching(client, debate_id) as watch:
        await is_followed(context, debate_id)
        for vote, argument in (("Z", "I would not."), ("A", "I would.")):
            speakers.say("seat_1", f'{{"argument": "{argument}",')
            await watch.until_said("seat_1", "I would not." + (argument if vote == "A" else ""))
            speakers.say("seat_1", f'"vote": "{vote}"}}')
            speakers.finish("seat_1")
        speakers.say("seat_2", a_ballot("A", "Yes."))
        speakers.finish("seat_2")
        await watch.to_the_end()

    attempts = [delta["attempt"] for delta in watch.deltas if delta["participant"] == "seat_1"]
    assert attempts == [1, 2]


async def stored_argument(client: httpx.AsyncClient, debate_id: str) -> str:
    """Return the argument of the first seat."""
    listed = await client.get(f"/v1/debates/{debate_id}/responses")
    return str(listed.json()["data"][0]["argument"])


async def test_a_hedge_that_wins_is_told_as_a_new_attempt(
    context: Context, client: httpx.AsyncClient, puppets: Puppets
) -> None:
    debate_id = await a_poll(client)
    async with watching(client, debate_id) as watch:
        await is_followed(context, debate_id)
        await puppets.is_called("seat_1", 2)
        puppets.say(("seat_1", 2), OPENING + "I would wait. ")
        puppets.say(("seat_1", 1), OPENING + "Weights ")
        await watch.until_said("seat_1", "Weights")

        puppets.say(("seat_1", 2), 'And see."}')
        puppets.finish(("seat_1", 2))
        await watch.until_said("seat_1", "WeightsI would wait. And see.")
        puppets.vote(("seat_2", 1), "A")
        await watch.to_the_end()

    told = [(d["attempt"], d["text"]) for d in watch.deltas if d["participant"] == "seat_1"]
    assert told == [(1, "Weights"), (2, "I would wait. And see.")]
    assert await stored_argument(client, debate_id) == "I would wait. And see."


async def test_a_hedge_that_loses_is_never_heard_of(
    context: Context, client: httpx.AsyncClient, puppets: Puppets
) -> None:
    debate_id = await a_poll(client)
    async with watching(client, debate_id) as watch:
        await is_followed(context, debate_id)
        await puppets.is_called("seat_1", 2)
        puppets.say(("seat_1", 2), OPENING + "I would wait. ")
        puppets.vote(("seat_1", 1), "A", "Weights spread.")
        await watch.until_said("seat_1", "Weights spread.")
        puppets.vote(("seat_2", 1), "A")
        await watch.to_the_end()

    told = {d["attempt"] for d in watch.deltas if d["participant"] == "seat_1"}
    assert told == {1}
    assert await stored_argument(client, debate_id) == "Weights spread."


async def test_a_hedge_that_wins_alone_is_told_though_nothing_else_is_under_way(
    context: Context, client: httpx.AsyncClient, puppets: Puppets
) -> None:
    debate_id = await a_poll(client)
    async with watching(client, debate_id) as watch:
        await is_followed(context, debate_id)
        await puppets.is_called("seat_1", 2)
        puppets.vote(("seat_2", 1), "A", "I would.")
        await watch.until_said("seat_2", "I would.")
        puppets.fail(("seat_1", 1), ProviderError("It broke off."))
        await puppets.has_ended(("seat_1", 1))

        puppets.vote(("seat_1", 2), "A", "Weights spread.")
        await watch.until_said("seat_1", "Weights spread.")
        await watch.to_the_end()

    assert [d["attempt"] for d in watch.deltas if d["participant"] == "seat_1"] == [2]
    assert await stored_argument(client, debate_id) == "Weights spread."


@pytest.mark.parametrize("query", ["", "?deltas=false"])
async def test_who_does_not_ask_is_sent_no_deltas(
    context: Context, client: httpx.AsyncClient, speakers: Speakers, query: str
) -> None:
    debate_id = await a_poll(client)
    async with watching(client, debate_id) as asked, watching(client, debate_id, query) as other:
        await is_followed(context, debate_id)
        speakers.say("seat_1", OPENING, "Weights ")
        await asked.until_said("seat_1", "Weights")
        await client.post(f"/v1/debates/{debate_id}/cancel")
        await asked.to_the_end()
        await other.to_the_end()

    assert other.deltas == []
    assert [frame for frame in asked.frames if frame[0]] == other.frames


async def test_a_page_of_json_holds_no_deltas(client: httpx.AsyncClient) -> None:
    debate_id = await a_poll(client)
    path, headers = f"/v1/debates/{debate_id}/events", {"Accept": "application/json"}

    refused = await client.get(f"{path}?deltas=true", headers=headers)
    given = await client.get(f"{path}?deltas=false", headers=headers)

    assert_problem(refused, 400, "validation_failed")
    assert refused.json()["errors"][0]["name"] == "deltas"
    assert given.status_code == 200


async def test_a_reader_that_resumes_misses_no_event_for_the_deltas(
    context: Context, client: httpx.AsyncClient, speakers: Speakers
) -> None:
    debate_id = await a_poll(client)
    async with watching(client, debate_id) as first:
        await is_followed(context, debate_id)
        speakers.say("seat_1", OPENING, "Weights ")
        await first.until_said("seat_1", "Weights")
    last = [event["sequence"] for _, event in first.frames if "sequence" in event][-1]

    async with watching(client, debate_id, f"?deltas=true&starting_after={last}") as second:
        await is_followed(context, debate_id)
        speakers.say("seat_1", "spread ", "far ")

        async def is_told() -> bool:
            return second.said("seat_1").endswith("far")

        await eventually(is_told)
        await client.post(f"/v1/debates/{debate_id}/cancel")
        await second.to_the_end()

    assert second.deltas[0]["index"] >= 1
    sequences = [event["sequence"] for _, event in second.frames if "sequence" in event]
    assert sequences == list(range(last + 1, last + len(sequences) + 1))


async def test_the_first_listener_is_told_all_that_was_missed(
    context: Context, client: httpx.AsyncClient, speakers: Speakers
) -> None:
    debate_id = await a_poll(client)
    speakers.say("seat_1", OPENING, "Weights ")

    async def is_asked() -> bool:
        return speakers.attempts["seat_1"] == 1

    await eventually(is_asked)
    async with watching(client, debate_id) as watch:
        await is_followed(context, debate_id)
        speakers.say("seat_1", "spread ", "far ")

        await watch.until_said("seat_1", "Weights spread far")

    assert watch.deltas[0]["index"] == 0


async def test_two_readers_are_told_the_same(
    context: Context, client: httpx.AsyncClient, speakers: Speakers
) -> None:
    debate_id = await a_poll(client)
    async with watching(client, debate_id) as one, watching(client, debate_id) as two:
        await is_followed(context, debate_id)
        speakers.say("seat_1", OPENING, "Weights ")
        await one.until_said("seat_1", "Weights")
        speakers.say("seat_1", "spread ")
        await one.until_said("seat_1", "Weights spread")
        await two.until_said("seat_1", "Weights spread")

    assert one.deltas == two.deltas


async def test_after_a_cancel_nothing_is_said(
    context: Context, client: httpx.AsyncClient, speakers: Speakers
) -> None:
    debate_id = await a_poll(client)
    async with watching(client, debate_id) as watch:
        await is_followed(context, debate_id)
        speakers.say("seat_1", OPENING, "Weights ")
        await watch.until_said("seat_1", "Weights")

        await client.post(f"/v1/debates/{debate_id}/cancel")
        speakers.say("seat_1", "spread ", "far ")
        await watch.to_the_end()

    assert watch.said("seat_1") == "Weights"
    assert watch.frames[-1][1]["type"] == "debate.canceled"


async def test_a_reader_that_left_is_listened_for_no_more(
    context: Context, client: httpx.AsyncClient, speakers: Speakers
) -> None:
    debate_id = await a_poll(client)
    async with watching(client, debate_id) as watch:
        await is_followed(context, debate_id)
        speakers.say("seat_1", OPENING, "Weights ")
        await watch.until_said("seat_1", "Weights")

    await client.post(f"/v1/debates/{debate_id}/cancel")

    await is_followed(context, debate_id, readers=0)


async def test_an_outage_of_the_store_costs_deltas_and_nothing_else(namespace: str) -> None:
    with tempfile.TemporaryDirectory(prefix="rt-", ignore_cleanup_errors=True) as folder:
        server = embedded.start(Path(folder))
        try:
            settings = read_settings({"ROUNDTABLE_REDIS_URL": server.url})
            speakers = Speakers()
            async with (
                open_store(settings, namespace=namespace) as context,
                calling(context) as client,
                a_worker(context, speakers),
            ):
                debate_id = await a_poll(client)
                async with watching(client, debate_id) as watch:
                    await is_followed(context, debate_id)
                    speakers.say("seat_1", OPENING, "Weights ")
                    await watch.until_said("seat_1", "Weights")
                    server.stop()
                    speakers.say("seat_1", "spread ")
                    server = embedded.start(Path(folder))
                    for seat, line in (("seat_1", 'far."}'), ("seat_2", a_ballot("B", "No."))):
                        speakers.say(seat, line)
                        speakers.finish(seat)
                    await watch.to_the_end()
                last = watch.frames[-1][1]
                assert last["type"] == "debate.completed"
                assert last["data"]["degraded"] is False
        finally:
            server.stop()


async def a_delta(context: Context, channel: str, index: int) -> None:
    delta = Delta(round=1, participant="seat_1", attempt=1, index=index, text=f"{index} ")
    await context.redis.publish(channel, encode(delta))


async def test_a_slow_reader_loses_the_oldest_deltas(context: Context) -> None:
    debate = await stored_debate(context)
    channel = context.keys.debate(debate.spec.tenant, debate.spec.id).live
    async with context.pokes.following(debate.spec.tenant, debate.spec.id) as follower:

        async def is_heard() -> bool:
            await a_delta(context, channel, 0)
            return bool(follower.deltas)

        await eventually(is_heard)
        for index in range(1, MOST_DELTAS + 50):
            await a_delta(context, channel, index)

        async def has_come() -> bool:
            return follower.deltas[-1].index == MOST_DELTAS + 49

        await eventually(has_come)
        assert len(follower.deltas) == MOST_DELTAS
        assert follower.deltas[0].index == 50


async def test_a_slow_reader_of_a_stream_misses_no_event(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_poll(client)
    channel = context.keys.debate("anonymous", debate_id).live
    async with client.stream("GET", f"/v1/debates/{debate_id}/events?deltas=true") as reply:
        lines = reply.aiter_lines()
        await anext(lines)
        await is_followed(context, debate_id)
        for index in range(FLOOD):
            delta = Delta(
                round=1, participant="seat_1", attempt=1, index=index, text="x" * DELTA_LENGTH
            )
            await context.redis.publish(channel, encode(delta))
        await client.post(f"/v1/debates/{debate_id}/cancel")

        data = [json.loads(line[6:]) async for line in lines if line.startswith("data: ")]

    assert [one["sequence"] for one in data if "sequence" in one] == [1, 2]
    indexes = [one["data"]["index"] for one in data if "sequence" not in one]
    assert indexes == sorted(set(indexes))
    assert len(indexes) < FLOOD


async def test_the_command_hears_what_is_written(
    context: Context, client: httpx.AsyncClient
) -> None:
    panel = [{"model": "sim/A?delay=0.6"}, {"model": "sim/A?delay=0.6"}]
    heard: list[DeltaEvent] = []
    async with a_worker(context), Client(str(client.base_url)) as command:
        debate_id = await a_stored_debate(client, panel=panel, protocol=A_POLL)
        events = [event async for event in command.events(debate_id, heard.append)]

    assert {delta.data.participant for delta in heard} == {"seat_1", "seat_2"}
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))


async def test_what_is_no_delta_is_passed_over(context: Context) -> None:
    debate = await stored_debate(context)
    channel = context.keys.debate(debate.spec.tenant, debate.spec.id).live
    async with context.pokes.following(debate.spec.tenant, debate.spec.id) as follower:

        async def is_heard() -> bool:
            await context.redis.publish(channel, b"not a delta")
            await a_delta(context, channel, 0)
            return bool(follower.deltas)

        await eventually(is_heard)


async def test_out_of_date_deltas_are_not_sent(
    context: Context, client: httpx.AsyncClient
) -> None:
    debate_id = await a_poll(client)
    channel = context.keys.debate("anonymous", debate_id).live
    async with watching(client, debate_id) as watch:
        await is_followed(context, debate_id)
        for attempt, index in ((1, 0), (1, 0), (2, 0), (1, 1), (2, 1), (2, 0)):
            delta = Delta(
                round=1,
                participant="seat_1",
                attempt=attempt,
                index=index,
                text=f"{attempt}{index} ",
            )
            await context.redis.publish(channel, encode(delta))

        await watch.until_said("seat_1", "10 20 21 ")


@contextlib.asynccontextmanager
async def live_text(context: Context) -> AsyncIterator[LiveText]:
    live = LiveText(context.redis, context.keys)
    carrying = asyncio.create_task(live.carry())
    try:
        yield live
    finally:
        await end(carrying)


async def looks_for_listeners(context: Context) -> int:
    """Return how often anybody has asked the server who listens."""
    stats = await context.redis.info("commandstats")
    # Before Redis 7 only all kinds of PUBSUB are counted together.
    asked = stats.get("cmdstat_pubsub|numsub") or stats.get("cmdstat_pubsub") or {"calls": 0}
    return int(asked["calls"])


async def is_looked_for(context: Context, *, since: int) -> None:
    async def is_counted() -> bool:
        return await looks_for_listeners(context) > since

    await eventually(is_counted)


async def heard_by(follower: Follower, text: str) -> None:
    async def is_heard() -> bool:
        return "".join(delta.text for delta in follower.deltas) == text

    await eventually(is_heard)


async def test_nothing_is_published_or_kept_of_what_nobody_hears(context: Context) -> None:
    debate = await stored_debate(context)
    channel = context.keys.debate(debate.spec.tenant, debate.spec.id).live
    before = set(await context.redis.keys(f"{context.keys.prefix}*"))
    looks = await looks_for_listeners(context)
    async with live_text(context) as live:
        async with live.of(debate.spec, {}, a_call()) as hear:
            hear(OPENING + "Weights ")
            await is_looked_for(context, since=looks)
            async with (
                an_open_store(
                    context.settings.redis_url or "", context.keys.namespace
                ) as elsewhere,
                elsewhere.pokes.following(debate.spec.tenant, debate.spec.id) as follower,
            ):
                hear("spread ")
                await heard_by(follower, "Weights spread")
                assert [delta.index for delta in follower.deltas] == [0]
        assert set(await context.redis.keys(f"{context.keys.prefix}*")) == before
        assert channel not in {key.decode() for key in before}


async def test_the_last_words_are_told_before_the_call_returns(context: Context) -> None:
    debate = await stored_debate(context)
    async with (
        live_text(context) as live,
        context.pokes.following(debate.spec.tenant, debate.spec.id) as follower,
    ):
        async with live.of(debate.spec, {}, a_call()) as hear:
            hear(OPENING + "Weights ")
            await heard_by(follower, "Weights")
            hear('spread."}')
        await heard_by(follower, "Weights spread.")


async def test_who_has_left_the_panel_of_a_fork_is_told_by_its_own_name(context: Context) -> None:
    gone = Participant(id="seat_3@1", model="sim/B", name="Cas", until_round=1)
    debate = await stored_debate(context, former=(gone,))
    codes = {"P1": ResponseRef(round=1, participant="seat_3@1")}
    async with (
        live_text(context) as live,
        context.pokes.following(debate.spec.tenant, debate.spec.id) as follower,
        live.of(debate.spec, codes, a_call()) as hear,
    ):
        hear(OPENING + "[P1] is right. ")
        await heard_by(follower, "Cas is right.")


async def test_a_call_that_is_canceled_says_nothing_more(context: Context) -> None:
    debate = await stored_debate(context)
    async with (
        live_text(context) as live,
        context.pokes.following(debate.spec.tenant, debate.spec.id) as follower,
    ):
        with contextlib.suppress(asyncio.CancelledError):
            async with live.of(debate.spec, {}, a_call()) as hear:
                hear(OPENING + "Weights ")
                await heard_by(follower, "Weights")
                hear("spread ")
                raise asyncio.CancelledError
        async with live.of(debate.spec, {}, a_call("seat_2")) as hear:
            hear(OPENING + "No ")
            await heard_by(follower, "WeightsNo")


async def test_when_the_last_listener_has_left_the_text_piles_up_for_the_next(
    context: Context,
) -> None:
    debate = await stored_debate(context)
    whose = debate.spec.tenant, debate.spec.id
    async with live_text(context) as live, live.of(debate.spec, {}, a_call()) as hear:
        async with context.pokes.following(*whose) as follower:
            hear(OPENING + "Weights ")
            await heard_by(follower, "Weights")
        await context.redis.publish(context.keys.pokes, debate.spec.id)
        await is_unfollowed(context, *whose)
        looks = await looks_for_listeners(context)
        hear("spread ")
        await is_looked_for(context, since=looks)
        hear("and ")

        async with context.pokes.following(*whose) as follower:
            hear("stay ")

            async def is_told() -> bool:
                return bool(follower.deltas) and follower.deltas[-1].text.endswith("stay")

            await eventually(is_told)
            assert [delta.index for delta in follower.deltas] == [2]
            assert follower.deltas[0].text == " and stay"


async def is_unfollowed(context: Context, tenant: str, debate_id: str) -> None:
    async def has_nobody() -> bool:
        channel = context.keys.debate(tenant, debate_id).live
        ((_, listeners),) = await context.redis.pubsub_numsub(channel)
        return not listeners

    await eventually(has_nobody)
