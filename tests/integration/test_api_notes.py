"""A moderator's notes over HTTP: taken at any time, shown to every seat of the next rounds."""

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise

import httpx
import pytest
import pytest_asyncio

from service.context import Context
from service.domain.debate import DebateStatus
from service.domain.lifecycle import cancel, close_round
from tests.support.api import (
    TENANT,
    a_context,
    a_namespace,
    a_request,
    a_stored_debate,
    answer,
    assert_problem,
    calling,
    play,
    pointers,
)
from tests.support.puppets import Puppets
from tests.support.store import eventually
from tests.support.workers import a_worker

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOTE = "Take into account that the budget has been cut by half."


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def context(valkey_url: str) -> AsyncIterator[Context]:
    async with a_context(valkey_url, a_namespace()) as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client(context: Context) -> AsyncIterator[httpx.AsyncClient]:
    async with calling(context) as opened:
        yield opened


async def noted(client: httpx.AsyncClient, debate_id: str, text: str = NOTE) -> httpx.Response:
    return await client.post(f"/v1/debates/{debate_id}/notes", json={"text": text})


async def events_of(client: httpx.AsyncClient, debate_id: str) -> list[dict[str, object]]:
    path = f"/v1/debates/{debate_id}/events?limit=1000"
    reply = await client.get(path, headers={"Accept": "application/json"})
    return list(reply.json()["data"])


async def notes_in_events(client: httpx.AsyncClient, debate_id: str) -> list[object]:
    return [
        event["data"]["note"]  # type: ignore[index]
        for event in await events_of(client, debate_id)
        if event["type"] == "note.added"
    ]


async def test_a_note_before_the_debate_begins_is_for_its_first_round(
    client: httpx.AsyncClient,
) -> None:
    debate_id = await a_stored_debate(client)

    reply = await noted(client, debate_id)

    note = reply.json()
    assert reply.status_code == 201
    assert set(note) == {"object", "id", "debate_id", "text", "round", "created_at"}
    assert (note["object"], note["debate_id"], note["text"]) == ("note", debate_id, NOTE)
    assert note["id"].startswith("nte_")
    assert note["round"] == 1


async def test_a_note_is_for_the_round_after_the_one_under_way(
    client: httpx.AsyncClient, context: Context
) -> None:
    debate_id = await a_stored_debate(client, protocol={"max_rounds": 3})
    await play(context, debate_id)
    first = await noted(client, debate_id)
    await play(context, debate_id, "DEAEBC")
    second = await noted(client, debate_id)
    await play(context, debate_id, "DEBEBC")
    third = await noted(client, debate_id)

    assert [reply.json()["round"] for reply in (first, second, third)] == [2, 3, None]


async def test_a_note_is_an_event_that_always_says_the_same(
    client: httpx.AsyncClient, context: Context
) -> None:
    debate_id = await a_stored_debate(client)
    before = (await noted(client, debate_id, "Before.")).json()
    await play(context, debate_id)
    during = (await noted(client, debate_id, "During.")).json()
    at_once = [e for e in await events_of(client, debate_id) if e["type"] == "note.added"]

    await play(context, debate_id, "DEAEBC", "DEBEBC")

    later = [e for e in await events_of(client, debate_id) if e["type"] == "note.added"]
    assert later == at_once
    assert [event["data"]["note"] for event in later] == [before, during]  # type: ignore[index]
    assert [event["data"]["status"] for event in later] == ["queued", "running"]  # type: ignore[index]


async def test_a_debate_that_is_over_takes_no_note(
    client: httpx.AsyncClient, context: Context
) -> None:
    debate_id = await a_stored_debate(client)
    await play(context, debate_id, "DEAEBC", "DEBEBC")

    reply = await noted(client, debate_id)

    assert_problem(reply, 409, "debate_already_finished")
    assert reply.headers["x-should-retry"] == "false"


async def test_a_debate_is_not_flooded_with_notes(client: httpx.AsyncClient) -> None:
    debate_id = await a_stored_debate(client)
    taken = [(await noted(client, debate_id, f"Note {n}.")).status_code for n in range(20)]

    reply = await noted(client, debate_id)

    assert taken == [201] * 20
    assert_problem(reply, 409, "too_many_notes")
    assert reply.headers["x-should-retry"] == "false"


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ({}, ["/text"]),
        ({"text": ""}, ["/text"]),
        ({"text": " \n\t "}, ["/text"]),
        ({"text": "x" * 4_001}, ["/text"]),
        ({"text": "a\0b"}, ["/text", "/text"]),
        ({"text": " " * 500_000 + "x" * 500_000 + "\0"}, ["/text"] * 3),
        ({"text": 3}, ["/text"]),
        ({"text": None}, ["/text"]),
        ({"text": NOTE, "round": 2, "seat": "seat_1"}, ["/round", "/seat"]),
        ([NOTE], [""]),
    ],
)
async def test_what_is_no_note_is_refused_with_every_fault(
    client: httpx.AsyncClient, body: object, faults: list[str]
) -> None:
    debate_id = await a_stored_debate(client)

    reply = await client.post(f"/v1/debates/{debate_id}/notes", json=body)

    assert_problem(reply, 400, "validation_failed")
    assert pointers(reply) == faults
    assert await notes_in_events(client, debate_id) == []


async def test_a_note_has_a_body(client: httpx.AsyncClient) -> None:
    debate_id = await a_stored_debate(client)

    empty = await client.post(f"/v1/debates/{debate_id}/notes")
    plain = await client.post(f"/v1/debates/{debate_id}/notes", content=NOTE)

    assert_problem(empty, 400, "invalid_json")
    assert_problem(plain, 415, "unsupported_media_type")


@pytest.mark.parametrize("debate_id", ["dbt_0000000000000000000000000a", "dbt_1", "x"])
async def test_there_is_no_note_on_an_unknown_debate(
    client: httpx.AsyncClient, debate_id: str
) -> None:
    assert_problem(await noted(client, debate_id), 404, "not_found")


async def test_notes_that_come_at_once_are_all_kept_in_one_order(
    client: httpx.AsyncClient, context: Context
) -> None:
    debate_id = await a_stored_debate(client)

    replies = await asyncio.gather(*(noted(client, debate_id, f"Note {n}.") for n in range(20)))

    kept = (await context.debates.load(TENANT, debate_id)).state.notes
    assert [reply.status_code for reply in replies] == [201] * 20
    assert {note.text for note in kept} == {f"Note {n}." for n in range(20)}
    assert {note.id for note in kept} == {reply.json()["id"] for reply in replies}
    assert all(a.created_at <= b.created_at for a, b in pairwise(kept))
    assert [note["id"] for note in await notes_in_events(client, debate_id)] == [  # type: ignore[index]
        note.id for note in kept
    ]


async def test_a_note_is_added_once_under_one_key_even_if_its_reply_was_never_kept(
    client: httpx.AsyncClient, context: Context
) -> None:
    debate_id = await a_stored_debate(client)

    async def told() -> httpx.Response:
        path, key = f"/v1/debates/{debate_id}/notes", {"Idempotency-Key": "the-same-note"}
        return await client.post(path, json={"text": NOTE}, headers=key)

    first, repeated = await told(), await told()
    async for kept in context.redis.scan_iter(match=f"{context.keys.prefix}*:idem:*"):
        await context.redis.delete(kept)
    after_a_crash = await told()

    assert first.status_code == repeated.status_code == after_a_crash.status_code == 201
    assert first.json() == repeated.json() == after_a_crash.json()
    assert "idempotency-replayed" not in after_a_crash.headers
    assert await notes_in_events(client, debate_id) == [first.json()]


async def test_a_note_that_meets_the_end_of_a_round_is_for_one_round_or_the_next(
    client: httpx.AsyncClient, context: Context
) -> None:
    debate_id = await a_stored_debate(client, protocol={"max_rounds": 6})
    debate = await play(context, debate_id)
    await answer(context, debate, "DEAEBC")
    now = context.clock.now

    replies, closed = await asyncio.gather(
        asyncio.gather(*(noted(client, debate_id, f"Note {n}.") for n in range(8))),
        context.debates.decide(TENANT, debate_id, lambda d: close_round(d, now=now())),
    )

    log = [event["type"] for event in await events_of(client, debate_id)]
    opened = [place for place, what in enumerate(log) if what == "round.started"][1]
    before = log[:opened].count("note.added")
    rounds = [note["round"] for note in await notes_in_events(client, debate_id)]  # type: ignore[index]
    assert {reply.status_code for reply in replies} == {201}
    assert len(closed.state.rounds) == 2
    assert rounds == [2] * before + [3] * (8 - before)


async def test_a_note_that_meets_a_cancel_is_kept_before_it_or_refused(
    client: httpx.AsyncClient, context: Context
) -> None:
    debate_id = await a_stored_debate(client)
    now = context.clock.now

    replies, _ = await asyncio.gather(
        asyncio.gather(*(noted(client, debate_id) for _ in range(8))),
        context.debates.decide(TENANT, debate_id, lambda d: cancel(d, now=now())),
    )

    log = [event["type"] for event in await events_of(client, debate_id)]
    taken = [reply for reply in replies if reply.status_code == 201]
    assert {reply.status_code for reply in replies} <= {201, 409}
    assert log == ["debate.queued", *["note.added"] * len(taken), "debate.canceled"]


async def test_every_seat_reads_a_note_from_its_round_on_and_no_round_before(
    valkey_url: str, namespace: str
) -> None:
    puppets, seats = Puppets(), [f"seat_{n}" for n in (1, 2, 3)]

    async def have_come(calls: int) -> bool:
        return len(puppets.asked) == calls

    async with (
        a_context(valkey_url, namespace) as context,
        a_worker(context, puppets),
        calling(context) as client,
    ):
        created = await client.post(
            "/v1/debates",
            json=a_request(
                panel=[{"model": f"sim/{vote}"} for vote in "ABC"],
                protocol={"max_rounds": 3, "stop_when_stable": False},
            ),
        )
        debate_id = created.json()["id"]
        for number, votes in enumerate(("ABC", "ABD", "ABE"), start=1):
            await eventually(lambda number=number: have_come(3 * number))  # type: ignore[misc]
            reply = await noted(client, debate_id, f"Told while round {number} is under way.")
            assert reply.json()["round"] == {1: 2, 2: 3, 3: None}[number]
            for seat, vote in zip(seats, votes, strict=True):
                puppets.vote((seat, 1), vote)
        reply = await client.get(f"/v1/debates/{debate_id}", headers={"Prefer": "wait=20"})

    told = {
        (request.turn.round, request.turn.seat): [
            number
            for number in (1, 2, 3)
            if f"Told while round {number} is under way." in request.messages[1].content
        ]
        for request in puppets.asked
    }
    assert reply.json()["status"] == DebateStatus.COMPLETED
    assert told == {
        (number, seat): list(range(1, number)) for number in (1, 2, 3) for seat in seats
    }
